"""The dashboard, opened by the server's manager or somebody else."""

from simcord.actors import MemberActor
from simcord.results import ResponseMessage

from behaviour.world import Server, parts


def control(message: ResponseMessage, name: str) -> str:
    """Find the component called `name` in the menu that is shown now; return its custom ID."""
    found = [part["custom_id"] for part in parts(message) if str(part.get("custom_id", "")).endswith(f":{name}")]
    assert len(found) == 1, f"{name} in {parts(message)}"
    return found[0]


async def open_dashboard(server: Server, who: MemberActor | None = None) -> ResponseMessage:
    """Open it."""
    result = await (who or server.manager).slash(server.channel, "config open")
    assert result.response is not None
    return result.response


async def open_page(server: Server, name: str, who: MemberActor | None = None) -> ResponseMessage:
    """Open it and turn to a page."""
    opened = await open_dashboard(server, who)
    await (who or server.manager).select(opened, [name], custom_id=control(opened, "page"))
    return opened
