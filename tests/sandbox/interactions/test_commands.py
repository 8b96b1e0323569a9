"""Commands: registered by the bot, found, checked and run by users."""

from typing import Literal

import discord
import pytest
from discord import app_commands
from tests.sandbox.bare_bot import BareBot, StartBot

from discord_sandbox.client import SandboxClient, SandboxRefused
from discord_sandbox.client.user import file_json
from discord_sandbox.server import Sandbox


def _commands(bot: BareBot) -> None:
    prefix = app_commands.Group(name="prefix", description="The prefix")

    @prefix.command(name="set", description="Set it")
    async def set_prefix(interaction: discord.Interaction, prefix: app_commands.Range[str, 1, 3]) -> None:
        await interaction.response.send_message(f"now {prefix}")

    bot.tree.add_command(prefix)

    @bot.tree.command(description="Take one of each")
    async def each(
        interaction: discord.Interaction,
        number: app_commands.Range[int, 1, 9],
        ratio: float,
        flag: bool,
        who: discord.Member,
        role: discord.Role,
        where: discord.TextChannel,
        file: discord.Attachment,
        mode: Literal["fast", "slow"],
    ) -> None:
        text = f"{number} {ratio} {flag} {who.name} {role.name} {where.name} {file.filename}:{file.size} {mode}"
        await interaction.response.send_message(text)

    @bot.tree.command(description="For moderators")
    @app_commands.default_permissions(kick_members=True)
    @app_commands.guild_only()
    async def purge(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("purged")

    @bot.tree.context_menu(name="Report")
    async def report(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"reported {message.content}")

    @bot.tree.context_menu(name="Level")
    async def level(interaction: discord.Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(f"{member.display_name} is 3")

    @bot.tree.command(description="Find a colour")
    async def colour(interaction: discord.Interaction, name: str) -> None:
        await interaction.response.send_message(name)

    @colour.autocomplete("name")
    async def complete(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        found = [each for each in ("red", "green", "grey") if each.startswith(current)]
        return [app_commands.Choice(name=each.title(), value=each) for each in found]


EACH = {
    "number": 3,
    "ratio": "1.5",
    "flag": True,
    "who": "member",
    "role": "Moderator",
    "where": "bot-commands",
    "file": file_json("a.txt", b"abc"),
    "mode": "fast",
}


async def test_options_of_every_type_reach_the_bot(client: SandboxClient, start_bot: StartBot) -> None:
    await start_bot(_commands)
    result = await client.user("owner").slash("general", "each", EACH)
    assert result.text == "3 1.5 True member Moderator bot-commands a.txt:3 fast"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"number": None}, "option_required"),
        ({"number": 10}, "option_invalid"),
        ({"number": "three"}, "option_invalid"),
        ({"flag": "yes"}, "option_invalid"),
        ({"mode": "medium"}, "option_invalid"),
        ({"who": "nobody"}, "unknown_user"),
        ({"role": "Nothing"}, "unknown_role"),
        ({"where": "Lounge"}, "option_invalid"),
        ({"extra": 1}, "option_unknown"),
    ],
)
async def test_wrong_option_never_reaches_the_bot(
    sandbox: Sandbox, client: SandboxClient, start_bot: StartBot, changed: dict[str, object], code: str
) -> None:
    await start_bot(_commands)
    with pytest.raises(SandboxRefused) as refused:
        await client.user("owner").slash("general", "each", {**EACH, **changed})
    assert refused.value.code == code
    assert not sandbox.world.interactions


async def test_subcommand_is_run_by_its_path(client: SandboxClient, start_bot: StartBot) -> None:
    await start_bot(_commands)
    owner = client.user("owner")
    assert (await owner.slash("general", "prefix set", prefix="?")).text == "now ?"
    with pytest.raises(SandboxRefused, match="at most 3"):
        await owner.slash("general", "prefix set", prefix="????")
    for path in ("prefix", "prefix get", "suffix"):
        with pytest.raises(SandboxRefused) as refused:
            await owner.slash("general", path)
        assert refused.value.code == "unknown_command"


async def test_default_permissions_and_contexts_decide_who_sees_a_command(
    client: SandboxClient, start_bot: StartBot
) -> None:
    await start_bot(_commands)
    moderator, member = client.user("moderator"), client.user("member")
    assert (await moderator.slash("general", "purge")).text == "purged"
    with pytest.raises(SandboxRefused) as refused:
        await member.slash("general", "purge")
    assert refused.value.code == "forbidden"
    with pytest.raises(SandboxRefused) as refused:
        await moderator.slash("@bot", "purge")
    assert refused.value.code == "wrong_context"
    assert "purge" in {each["name"] for each in await moderator.commands("general")}
    assert "purge" not in {each["name"] for each in await member.commands("general")}


async def test_context_menus_get_their_target(client: SandboxClient, start_bot: StartBot) -> None:
    await start_bot(_commands)
    owner = client.user("owner")
    message = await client.user("member").send("general", "something rude")
    assert (await owner.context_menu("general", "Report", message)).text == "reported something rude"
    assert (await owner.context_menu("general", "Level", "member")).text == "Mia Member is 3"


async def test_autocomplete_offers_what_the_bot_suggests(client: SandboxClient, start_bot: StartBot) -> None:
    await start_bot(_commands)
    choices = await client.user("owner").autocomplete("general", "colour", {"name": "gr"}, focused="name")
    assert [(choice.name, choice.value) for choice in choices] == [("Green", "green"), ("Grey", "grey")]


async def test_sync_again_keeps_ids_and_drops_what_is_gone(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot(_commands)
    before = {each["name"]: each["id"] for each in await client.commands()}
    bot.tree.remove_command("each")
    await bot.tree.sync()
    after = {each["name"]: each["id"] for each in await client.commands()}
    del before["each"]
    assert after == before


async def test_guild_command_is_for_its_guild(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    guild = next(guild for guild in bot.guilds if guild.name == "Sandbox")

    @bot.tree.command(description="Here only", guild=guild)
    async def local(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("here")

    (synced,) = await bot.tree.sync(guild=guild)
    owner = client.user("owner")
    assert (await owner.slash("Sandbox/general", "local")).text == "here"
    with pytest.raises(SandboxRefused, match="no command"):
        await owner.slash("Second Server/general", "local")
    await (await synced.edit(description="Only here")).delete()
    assert await client.commands() == []


async def test_invalid_payload_is_refused_and_nothing_is_registered(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    assert bot.application_id
    with pytest.raises(discord.HTTPException) as refused:
        await bot.http.bulk_upsert_global_commands(bot.application_id, [{"name": "Bad Name", "description": "x"}])  # type: ignore[list-item]
    assert refused.value.code == 50035
    assert await client.commands() == []


async def test_200_creates_a_day_then_30034(sandbox: Sandbox, start_bot: StartBot) -> None:
    bot = await start_bot()
    sandbox.world.application.creates_today[None] = 200

    @bot.tree.command(description="One too many")
    async def extra(interaction: discord.Interaction) -> None:
        pass

    with pytest.raises(discord.HTTPException) as refused:
        await bot.tree.sync()
    assert refused.value.code == 30034
