"""Everyone's experience as files, over the wire: handed in, shown, written, and handed out again."""

import aiohttp
import pytest

from discord_sandbox.client import SandboxClient
from discord_sandbox.client.user import file_json
from fixtures.members import eventually

MEMBERS = 3_000
FIRST = 10**17


@pytest.mark.usefixtures("bot")
async def test_a_file_comes_back_as_it_went_in(client: SandboxClient) -> None:
    owner = client.user("owner")
    rows = [f"{FIRST + number},{number}" for number in range(MEMBERS)]
    upload = file_json("levels.csv", "\n".join(["id,xp", *rows, "Ada,5"]).encode())
    question = await owner.slash("general", "levels import", {"file": upload})
    assert "Members: 3,000 new, 0 changed, 0 unchanged" in question.text
    assert "as they cannot be used: 1" in question.text
    assert question.message is not None
    asked = question.message.id
    await owner.press(question.message, "Import")

    async def is_imported() -> bool:
        [answer] = [message for message in await owner.view("general") if message.id == asked]
        return "The XP was imported" in answer.text and "3,000 new" in answer.text

    await eventually(is_imported, within=30)

    exported = await owner.slash("general", "levels export")
    assert exported.ephemeral
    assert exported.message is not None
    [file] = exported.message.attachments
    async with aiohttp.ClientSession() as session, session.get(file["url"]) as response:
        lines = (await response.text()).splitlines()
    assert lines[0] == "member_id,xp,level,name"
    assert {tuple(line.split(",")[:2]) for line in lines[1:]} == {tuple(row.split(",")) for row in rows}
