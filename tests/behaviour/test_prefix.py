import pytest
from simcord.env import Env

from astromorty.settings import Settings
from astromorty.settings.model import BotInfo
from behaviour.world import Server, shown


async def test_the_prefix_is_a_dollar_until_somebody_changes_it(server: Server) -> None:
    assert "`$`" in await server.says(server.member, "$prefix")
    assert "`$`" in shown(await server.member.slash(server.channel, "prefix show"))


async def test_a_prefix_set_by_slash_command_is_used_by_the_next_message(server: Server) -> None:
    result = await server.owner.slash(server.channel, "prefix set", prefix="?")
    assert "The prefix is now `?`" in shown(result)
    assert "Pong!" in await server.says(server.member, "?ping")
    assert await server.says(server.member, "$ping") == ""


async def test_mentioning_the_bot_is_always_a_prefix(server: Server, env: Env) -> None:
    await server.owner.slash(server.channel, "prefix set", prefix="bot!")
    assert env.bot.user is not None
    for mention in (f"<@{env.bot.user.id}>", f"<@!{env.bot.user.id}>"):
        assert "Pong!" in await server.says(server.member, f"{mention} ping")


async def test_a_bare_mention_answers_with_the_prefix(server: Server, env: Env) -> None:
    assert env.bot.user is not None
    assert "The prefix is `$`" in await server.says(server.member, f"<@{env.bot.user.id}>")


async def test_white_space_after_the_prefix_and_capitals_do_not_matter(server: Server) -> None:
    assert "Pong!" in await server.says(server.member, "$  PiNg")


async def test_a_member_may_not_change_the_prefix_and_alone_sees_the_refusal(server: Server) -> None:
    result = await server.member.slash(server.channel, "prefix set", prefix="x")
    assert shown(result) == "❌ You need the Manage Server permission to do this."
    assert result.ephemeral
    assert "Pong!" in await server.says(server.member, "$ping")


async def test_reset_goes_back_to_the_default(server: Server) -> None:
    await server.manager.slash(server.channel, "prefix set", prefix="?")
    assert "The prefix is `$` again" in shown(await server.manager.slash(server.channel, "prefix reset"))
    assert "Pong!" in await server.says(server.member, "$ping")


@pytest.mark.parametrize(
    ("prefix", "reason"),
    [
        ("12345678901", "at most 10 characters"),
        ("a b", "white space"),
        ("`", "back-tick"),
        ("a\u200bb", "invisible"),
        ("/", "must not start with"),
        ("@me", "must not start with"),
        ("<", "must not start with"),
    ],
)
async def test_an_unusable_prefix_is_refused_with_its_reason(server: Server, prefix: str, reason: str) -> None:
    result = await server.owner.slash(server.channel, "prefix set", prefix=prefix)
    assert reason in shown(result)
    assert result.ephemeral
    assert "`$`" in await server.says(server.member, "$prefix")


async def test_two_servers_have_prefixes_of_their_own(server: Server, env: Env) -> None:
    await server.owner.slash(server.channel, "prefix set", prefix="?")
    elsewhere = env.create_guild("Meadow")
    channel = elsewhere.create_text_channel("general")
    neighbour = elsewhere.add_member(env.create_user("nora"))
    await neighbour.send(channel, "$ping")
    assert "Pong!" in shown(channel.history()[-1])


async def test_direct_messages_use_the_default_prefix(env: Env, server: Server) -> None:
    del server
    user = env.create_user("dora")
    await user.send_dm("$ping")
    assert "Pong!" in shown(user.dm_channel.history()[-1])


class TestOperatorsPrefix:
    """`BOT_INFO__PREFIX` overrides every server."""

    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(bot_info=BotInfo(prefix="op!"))

    async def test_it_is_used_everywhere_and_cannot_be_changed(self, server: Server) -> None:
        assert "Pong!" in await server.says(server.member, "op!ping")
        for command, options in (
            ("prefix set", {"prefix": "?"}),
            ("prefix reset", {}),
            ("config set", {"setting": "prefix", "value": "?"}),
            ("config reset", {"setting": "prefix"}),
        ):
            refused = await server.owner.slash(server.channel, command, **options)
            assert "BOT_INFO__PREFIX" in shown(refused), command
        assert "Pong!" in await server.says(server.member, "op!ping")
