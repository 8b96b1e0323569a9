"""Two admins change one server's configuration at the same time: 200 operations over the wire."""

import asyncio
import json
import random

import pytest

from discord_sandbox.client import SandboxClient
from discord_sandbox.client.user import SandboxUser, file_json
from discord_sandbox.server import Sandbox
from e2e.conftest import StartBot

MANAGE_SERVER = 1 << 5
SETS_EACH = 60
IMPORT_ROUNDS = 40
PREFIXES = ["!", "?", ".", "bot!", "%", "&"]
ZONES = ["UTC", "Europe/Berlin", "Asia/Tokyo", "America/New_York"]


@pytest.fixture
def admins(discord: Sandbox, client: SandboxClient) -> tuple[SandboxUser, SandboxUser]:
    for guild in discord.world.guilds.values():
        for role in guild.roles.values():
            if role.name == "Moderator":
                role.permissions |= MANAGE_SERVER
    return client.user("owner"), client.user("moderator")


async def _settings(admin: SandboxUser) -> tuple[str, str]:
    """Return the server's prefix and time zone as `config show` has them."""
    words = (await admin.slash("Sandbox/general", "config show")).text.replace("`", "").split()
    return words[words.index("prefix") + 1], words[words.index("timezone") + 1]


async def _set(admin: SandboxUser, setting: str, values: list[str], dice: random.Random) -> str:
    """Set one setting again and again; return the last value that was confirmed."""
    value = ""
    for _ in range(SETS_EACH):
        value = dice.choice(values)
        answer = await admin.slash("Sandbox/general", "config set", setting=setting, value=value)
        assert f"is now `{value}`" in answer.text
    return value


async def _import(client: SandboxClient, admin: SandboxUser, settings: dict[str, str]) -> str:
    """Import both settings; return what the bot said in the end."""
    file = file_json("config.json", json.dumps({"settings": settings}).encode())
    question = await admin.slash("Sandbox/general", "config import", {"file": file})
    if "has already" in question.text:
        return question.text
    assert question.message is not None
    for _ in range(50):
        if "Please press again" not in (await admin.press(question.message, "Import")).text:
            break
    return (await client.wait_for_edit(question.message)).text


async def test_no_update_is_lost_and_an_import_applies_whole_or_not_at_all(
    admins: tuple[SandboxUser, SandboxUser], client: SandboxClient, start_bot: StartBot
) -> None:
    await start_bot()
    one, other = admins
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    dice = random.Random(seed)

    confirmed = await asyncio.gather(_set(one, "prefix", PREFIXES, dice), _set(other, "timezone", ZONES, dice))
    assert await _settings(one) == tuple(confirmed)

    outcomes = {"imported": 0, "conflict": 0, "same": 0}
    for _ in range(IMPORT_ROUNDS):
        before = await _settings(one)
        files = [{"prefix": dice.choice(PREFIXES), "timezone": dice.choice(ZONES)} for _ in range(2)]
        said = await asyncio.gather(_import(client, one, files[0]), _import(client, other, files[1]))
        after = await _settings(other)
        applied = [tuple(file.values()) for file, text in zip(files, said, strict=True) if "was imported" in text]
        assert after in (applied or [before])
        for text in said:
            kind = "imported" if "was imported" in text else "same" if "has already" in text else "conflict"
            assert kind != "conflict" or "Somebody else changed the configuration meanwhile" in text
            outcomes[kind] += 1
    assert outcomes["imported"] > 0
    assert outcomes["conflict"] > 0
