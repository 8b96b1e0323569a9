"""A server's configuration as a file: out, in, and in for good."""

import json
from typing import Any

from simcord.actors import MemberActor
from simcord.results import InteractionResult

from behaviour.world import Server, shown


async def exported(server: Server, name: str) -> Any:
    """Return an area's part of what the server exports."""
    result = await server.manager.slash(server.channel, "config export")
    assert result.response is not None
    return json.loads(await result.response.attachments[0].read())["parts"][name]


async def offer(server: Server, who: MemberActor, name: str, part: object) -> InteractionResult:
    """Let somebody import an area's part; return what the bot asks or answers."""
    return await offer_file(server, who, json.dumps({"parts": {name: part}}).encode())


async def offer_file(server: Server, who: MemberActor, content: bytes) -> InteractionResult:
    """Let somebody import a whole file; return what the bot asks or answers."""
    return await who.slash(server.channel, "config import", file=("config.json", content))


async def take(server: Server, who: MemberActor, name: str, part: object) -> str:
    """Let somebody import an area's part and say yes; return what was asked."""
    question = await offer(server, who, name, part)
    asked = shown(question)
    assert question.response is not None, asked
    await who.click(question.response, label="Import")
    assert "was imported" in shown(question)
    return asked
