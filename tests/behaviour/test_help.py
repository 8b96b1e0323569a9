import sys
from typing import Any

import pytest
from simcord.env import Env
from simcord.results import InteractionResult, ResponseMessage

from astromorty.bot import Astromorty
from behaviour.world import Server, parts, shown

# https://discord.com/developers/docs/components/reference
ACTION_ROW, STRING_SELECT = 1, 3
MOST_COMPONENTS, MOST_CHARACTERS = 40, 4_000


def opened(result: InteractionResult) -> ResponseMessage:
    assert result.response is not None
    return result.response


def select_named(result: InteractionResult, name: str) -> dict[str, Any]:
    [found] = [p for p in parts(result) if p["type"] == STRING_SELECT and p["custom_id"].endswith(f":{name}")]
    return found


def offered(result: InteractionResult, name: str) -> list[str]:
    return [option["value"] for option in select_named(result, name)["options"]]


async def choose(server: Server, result: InteractionResult, name: str, value: str) -> str:
    """Let the manager choose from one of the selects; return what the menu shows then."""
    custom_id = select_named(result, name)["custom_id"]
    await server.manager.select(opened(result), [value], custom_id=custom_id)
    return shown(result)


async def test_help_lists_only_what_the_member_may_run(server: Server) -> None:
    for_member = shown(await server.member.slash(server.channel, "help"))
    assert "`prefix`" in for_member
    assert "`config`" not in for_member
    assert "`owner`" not in for_member
    for_manager = shown(await server.manager.slash(server.channel, "help"))
    assert "`config`" in for_manager
    assert "`owner`" not in for_manager


async def test_help_is_the_same_by_prefix(server: Server) -> None:
    assert "`ping`" in await server.says(server.member, "$help")
    assert "`$remind delete <number>` Delete a reminder." in await server.says(server.member, "$help reminders")


async def test_areas_and_commands_are_chosen_from_menus(server: Server) -> None:
    menu = await server.manager.slash(server.channel, "help")
    assert menu.ephemeral
    assert "`/config set <setting> <value>` Change one setting." in await choose(server, menu, "area", "Config")
    page = await choose(server, menu, "command", "config set")
    assert "### config set" in page
    assert "**Usage** `/config set <setting> <value>`" in page
    await server.manager.click(opened(menu), label="Back")
    assert "### Config" in shown(menu)
    await server.manager.click(opened(menu), label="Overview")
    assert "### Commands" in shown(menu)


async def test_a_long_area_has_pages_on_which_every_command_can_be_chosen(
    server: Server, bot: Astromorty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["astromorty.cogs.help.menu"], "PAGE_COMMANDS", 10)
    menu = await server.manager.slash(server.channel, "help")
    await choose(server, menu, "area", "Levels")
    assert "-# Page 1 of 3" in shown(menu)
    seen = [offered(menu, "command")]
    for _ in range(2):
        await server.manager.click(opened(menu), label="Next")
        seen.append(offered(menu, "command"))
    cog = bot.get_cog("Levels")
    assert cog is not None
    assert [name for page in seen for name in page] == sorted(command.qualified_name for command in cog.walk_commands())
    await server.manager.click(opened(menu), label="Previous")
    assert offered(menu, "command") == seen[1]


async def test_every_view_of_the_help_is_within_what_discord_takes(server: Server) -> None:
    def fits() -> bool:
        everything = parts(menu)
        return len(everything) < MOST_COMPONENTS and len(shown(menu)) <= MOST_CHARACTERS

    menu = await server.owner.slash(server.channel, "help")
    for area in offered(menu, "area"):
        custom_id = select_named(menu, "area")["custom_id"]
        await server.owner.select(opened(menu), [area], custom_id=custom_id)
        assert fits(), area
        for command in offered(menu, "command"):
            await server.owner.select(opened(menu), [command], custom_id=select_named(menu, "command")["custom_id"])
            assert fits(), command
            await server.owner.click(opened(menu), label="Back")


async def test_help_explains_a_command_with_its_options_and_examples(server: Server) -> None:
    page = shown(await server.manager.slash(server.channel, "help", command="config set"))
    assert "Change one setting." in page
    assert "**Usage** `/config set <setting> <value>`" in page
    assert "• `value` Its new value" in page
    assert "**Who may by default** members with Manage Server at Discord" in page
    assert "`/config set setting:prefix value:?`" in page
    by_prefix = await server.says(server.manager, "$help config set")
    assert "**Usage** `$config set <setting> <value>`" in by_prefix
    assert "`$config set prefix ?`" in by_prefix


async def test_help_for_a_group_shows_the_subcommands_that_the_member_may_run(server: Server) -> None:
    for_member = shown(await server.member.slash(server.channel, "help", command="prefix"))
    assert "**Usage** `/prefix show`" in for_member
    assert "Subcommands" not in for_member
    for_manager = shown(await server.manager.slash(server.channel, "help", command="prefix"))
    assert "`/prefix set <prefix>` Change the prefix of this server." in for_manager


async def test_a_groups_own_command_is_found_by_both_its_names(server: Server) -> None:
    for name in ("info bot", "/info bot", "info"):
        assert "**Usage** `/info bot`" in shown(await server.member.slash(server.channel, "help", command=name))


async def test_help_names_the_menus_that_do_the_same(server: Server) -> None:
    page = shown(await server.member.slash(server.channel, "help", command="avatar"))
    assert "**Also** in the menu of a user, under Apps: Avatar" in page
    assert "**Who may by default** everyone" in page


async def test_help_follows_the_rules_of_the_server(server: Server) -> None:
    await server.owner.slash(server.channel, "permissions set", command="prefix set", value="everyone")
    page = shown(await server.member.slash(server.channel, "help", command="prefix set"))
    assert "**Who may by default** members with Manage Server at Discord\n**Who may here** everyone" in page
    await server.owner.slash(server.channel, "permissions set", command="ping", value="nobody")
    assert "`ping`" not in shown(await server.member.slash(server.channel, "help"))


async def test_help_for_what_a_member_may_not_run_says_there_is_none(server: Server) -> None:
    result = await server.member.slash(server.channel, "help", command="config set")
    assert "There is no such command for you" in shown(result)
    assert "There is no such command for you" in await server.says(server.member, "$help config set")


async def test_a_misspelt_name_gets_the_closest_command(server: Server) -> None:
    assert "Did you mean `ping`" in shown(await server.member.slash(server.channel, "help", command="pign"))


async def test_command_names_autocomplete_within_what_the_member_may_run(server: Server) -> None:
    offered = await server.manager.autocomplete(server.channel, "help", "command", "conf")
    assert "config set" in [choice["value"] for choice in offered]
    offered = await server.member.autocomplete(server.channel, "help", "command", "conf")
    assert "config set" not in [choice["value"] for choice in offered]


async def test_help_works_in_direct_messages(env: Env) -> None:
    user = env.create_user("dora")
    await user.send_dm("$help")
    answer = shown(user.dm_channel.history()[-1])
    assert "`ping`" in answer
    assert "`config`" not in answer
