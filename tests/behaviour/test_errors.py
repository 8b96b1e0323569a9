import re
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import discord
import pytest
from discord.ext import commands
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.context import Context
from behaviour.world import Server, shown


@pytest.fixture
def failing(bot: Astromorty) -> None:
    async def fail(ctx: Context) -> None:
        """Fail with what no member may read."""
        raise RuntimeError("secret-detail")

    bot.add_command(cast("Any", commands.hybrid_command()(fail)))


@pytest.mark.usefixtures("failing")
@pytest.mark.parametrize("form", ["slash", "prefix"])
async def test_an_unknown_error_shows_only_the_id_under_which_the_log_has_it(
    form: str, server: Server, logged: list[str]
) -> None:
    if form == "slash":
        result = await server.member.slash(server.channel, "fail")
        assert result.ephemeral
        answer = shown(result)
    else:
        answer = await server.says(server.member, "$fail")
    assert "secret-detail" not in answer
    error_id = re.search(r"`([0-9a-f]{8})`", answer)
    assert error_id is not None
    lines = [line for line in logged if error_id[1] in line]
    assert len(lines) == 1
    assert "secret-detail" in lines[0]
    assert "'command': 'fail'" in lines[0]
    assert f"'guild': {server.guild.id}" in lines[0]


@pytest.fixture
def dawdling(bot: Astromorty) -> None:
    async def dawdle(_ctx: Context) -> None:
        """Answer when Discord has given up."""
        answer = cast("Any", SimpleNamespace(status=404, reason="Not Found"))
        raise discord.NotFound(answer, {"code": 10062, "message": "Unknown interaction"})

    bot.add_command(cast("Any", commands.hybrid_command()(dawdle)))


@pytest.mark.usefixtures("dawdling")
async def test_an_answer_that_came_too_late_is_no_error_of_the_bot(server: Server, logged: list[str]) -> None:
    await server.member.slash(server.channel, "dawdle")
    lines = [line for line in logged if "came too late" in line]
    assert len(lines) == 1
    assert not [line for line in logged if "Traceback" in line or "could not be shown" in line]


async def test_a_typing_error_suggests_what_the_member_may_run(server: Server) -> None:
    assert "Did you mean `$ping`?" in await server.says(server.member, "$pign")
    assert "`$config`" in await server.says(server.manager, "$confg")
    assert "config" not in await server.says(server.member, "$confg")


@pytest.mark.parametrize("text", ["$100 for a cat", "$", "$ ", "$$$", "just talking"])
async def test_text_that_is_no_command_gets_no_answer(server: Server, text: str) -> None:
    assert await server.says(server.member, text) == ""


async def test_a_mistyped_subcommand_is_not_taken_for_its_group(server: Server) -> None:
    assert "Did you mean `$prefix set`" in await server.says(server.manager, "$prefix sett ?")


async def test_an_unknown_word_behind_a_group_leads_to_what_the_group_knows(server: Server) -> None:
    assert "`$help privacy` lists those there are" in await server.says(server.member, "$privacy xyzzy")
    assert await server.says(server.member, "$xyzzy") == ""


async def test_what_is_missing_or_not_understood_is_named_with_an_example(server: Server) -> None:
    said = await server.says(server.manager, "$prefix set")
    assert said == "❌ `prefix` is missing. Example: `$prefix set ?`"
    said = await server.says(server.manager, "$automod dryrun maybe")
    assert "`maybe` is neither `true` nor `false`. Example: `$automod dryrun True`" in said
    said = await server.says(server.manager, "$purge 5 nobody")
    assert "Example" not in said, "it has one itself"


def _answer(status: int) -> Any:
    return SimpleNamespace(status=status, reason="", headers={})


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (discord.NotFound(_answer(404), {"code": 10008, "message": "Unknown Message"}), "That is gone meanwhile"),
        (discord.HTTPException(_answer(429), "slow"), "Discord lets me do no more of this for now"),
        (TimeoutError(), "No answer came in time"),
        (aiohttp.ClientConnectionError(), "No answer came in time"),
        (discord.HTTPException(_answer(400), {"code": 50035, "message": "Invalid"}), "error ID"),
    ],
)
async def test_what_discord_answers_is_said_in_words(
    bot: Astromorty, server: Server, error: Exception, sentence: str
) -> None:
    async def ask(_ctx: Context) -> None:
        """Ask Discord for something."""
        raise error

    bot.add_command(cast("Any", commands.hybrid_command()(ask)))
    assert sentence in await server.says(server.owner, "$ask")


async def test_quotation_marks_that_do_not_match_are_explained(server: Server) -> None:
    assert "quotation marks do not match" in await server.says(server.manager, '$prefix set "x')


async def test_a_server_command_in_direct_messages_says_that_it_needs_a_server(env: Env) -> None:
    user = env.create_user("dora")
    for command in ("$prefix set ?", "$config", "$info server"):
        await user.send_dm(command)
        assert "only in a server" in shown(user.dm_channel.history()[-1]), command


async def test_nobody_is_pinged_by_what_the_bot_repeats(server: Server, env: Env) -> None:
    assert "x@everyone" in await server.says(server.manager, "$prefix set x@everyone")
    assert "x@everyone" in shown(await server.manager.slash(server.channel, "prefix show"))
    sent = [str(entry) for entry in env.http_requests if "x@everyone" in str(entry)]
    assert len(sent) == 2
    assert all("'allowed_mentions': {'parse': []" in entry for entry in sent)
