"""Channels as a test needs them; nobody's permissions are asked."""

from discord_sandbox.client.transport import Transport
from discord_sandbox.wire import JsonObject

_KINDS = {"text": 0, "voice": 2, "category": 4}


class ChannelSetup:
    """Changes channels as they are; a channel is given by name, ``Server/name`` or ID."""

    def __init__(self, url: str) -> None:
        self._transport = Transport(url)

    async def add_channel(
        self, guild: str | int, name: str, *, kind: str = "text", parent: int | None = None, user_limit: int = 0
    ) -> int:
        """Add a channel of a kind (``text``, ``voice``, ``category``), in a category by its ID; returns its ID."""
        body: JsonObject = {"name": name, "type": _KINDS[kind], "parent_id": parent, "user_limit": user_limit}
        return int((await self._transport.request("POST", f"guilds/{guild}/channels", body))["id"])

    async def voice_members(self, channel: str | int) -> list[str]:
        """Return the user names of who is in a voice channel, in order of joining."""
        return await self._transport.request("GET", "voice", query={"channel": str(channel)})

    async def delete_channel(self, channel: str | int) -> None:
        """Delete a channel or thread."""
        await self._transport.request("DELETE", "channels", {"channel": channel})

    async def set_overwrite(
        self,
        channel: str | int,
        *,
        role: str | int | None = None,
        member: str | int | None = None,
        allow: int = 0,
        deny: int = 0,
    ) -> None:
        """Allow and deny a role or a member permissions (bits) in one channel; both 0 take the overwrite away."""
        body: JsonObject = {"channel": channel, "role": role, "member": member, "allow": allow, "deny": deny}
        await self._transport.request("PUT", "overwrites", body)

    async def edit_thread(self, thread: str | int, *, archived: bool | None = None, locked: bool | None = None) -> None:
        """Archive or lock a thread, or open it again; what is None stays."""
        await self._transport.request("PATCH", "threads", {"thread": thread, "archived": archived, "locked": locked})

    async def set_slowmode(self, channel: str | int, seconds: int) -> None:
        """Let people wait so long between two messages, at most 21,600 seconds; 0 ends it."""
        await self._transport.request("PUT", "slowmode", {"channel": channel, "seconds": seconds})
