import asyncio
from collections.abc import Iterator
from pathlib import Path

from discord import app_commands
from discord.ext import commands
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.manual import is_slash_only
from behaviour.world import Server
from fixtures.members import eventually


def slash_names(bot: Astromorty) -> Iterator[str]:
    for command in bot.walk_commands():
        if isinstance(command, commands.HybridGroup):
            if command.fallback:
                yield f"{command.qualified_name} {command.fallback}"
        elif isinstance(command, commands.HybridCommand):
            yield command.qualified_name


async def test_every_command_has_its_slash_form(env: Env, bot: Astromorty) -> None:
    del env
    registered = {c.qualified_name for c in bot.tree.walk_commands() if isinstance(c, app_commands.Command)}
    assert sorted(slash_names(bot)) == sorted(registered & set(slash_names(bot)))


async def test_names_of_commands_are_found_in_any_case(env: Env, bot: Astromorty) -> None:
    del env
    assert [
        c.qualified_name for c in bot.walk_commands() if isinstance(c, commands.Group) and not c.case_insensitive
    ] == []


async def test_a_groups_own_command_is_found_under_its_slash_name_in_messages_too(bot: Astromorty, env: Env) -> None:
    user = env.create_user("dora")
    for name in ("prefix show", "info bot", "privacy info"):
        said = await user.send_dm(f"${name}")
        assert user.dm_channel.history()[-1].id != said.id, name
    del bot


async def test_the_page_of_commands_names_each_of_them_with_its_options(env: Env, bot: Astromorty) -> None:
    del env
    page = (Path(__file__).parents[2] / "docs/commands.md").read_text("utf-8")
    for command in bot.walk_commands():
        assert (f"`${command.qualified_name}" in page) is not is_slash_only(command)
    for registered in bot.tree.get_commands():
        if isinstance(registered, app_commands.ContextMenu):
            assert f"| {registered.name} | {registered.type.name} |" in page
    for form in bot.tree.walk_commands():
        if isinstance(form, app_commands.Command):
            assert f"| `/{form.qualified_name}` |" in page
            for option in form.parameters:
                assert f"- `{option.display_name}`: {option.description}" in page


async def test_an_answer_without_controls_is_not_waited_on(server: Server) -> None:
    before = {id(task) for task in asyncio.all_tasks()}
    answer = await server.member.slash(server.channel, "remind me", when="1h", what="bread")
    refused = await server.member.slash(server.channel, "remind me", when="never", what="bread")
    assert answer.ephemeral
    assert refused.ephemeral

    async def is_over() -> bool:
        return all(id(task) in before for task in asyncio.all_tasks())

    await eventually(is_over, within=3)
