"""What a plain message costs in a server whose settings are known: nothing that leaves the process."""

import asyncio
import json
from asyncio import selector_events
from collections.abc import AsyncIterator, Callable

import pytest
from simcord.actors import MemberActor
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.database.engine import Database
from astromorty.database.models.automod import RuleKind
from astromorty.services.automod.writing import parse_settings
from astromorty.services.snippets import Snippets
from behaviour.world import Server, populate
from fixtures.members import member
from fixtures.postgres import execute
from fixtures.redis import RedisProcess

# The heartbeat is a quarter of it: none falls into a test, so that a single write of anybody's is seen.
LEASE = 60.0
# A rule of each kind, which the messages of a test keep.
RULES: dict[RuleKind, str] = {
    "invites": "",
    "links": "deny=example.org",
    "mentions": "",
    "repeats": "times=50",
    "flood": "messages=50",
    "words": "words=badword,*rotten*",
    "pattern": "pattern=b[a@]d",
    "capitals": "",
    "emoji": "",
    "attachments": "deny=exe",
}


@pytest.fixture
async def database(database_url: str, valkey: RedisProcess) -> AsyncIterator[Database]:
    """As the bot's process has it when it shares its cache."""
    # Nor is what the messages write compared with the database meanwhile.
    async with member(valkey.url, database_url, lease=LEASE, sample_after=(LEASE,)) as here:
        yield here.database


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Collect everything that is written to a socket."""
    seen: list[object] = []

    def noting(write: Callable[..., None]) -> Callable[..., None]:
        def note(transport: object, data: object) -> None:
            seen.append(data)
            write(transport, data)

        return note

    transport = vars(selector_events)["_SelectorSocketTransport"]
    for name in ("write", "writelines"):
        monkeypatch.setattr(transport, name, noting(getattr(transport, name)))
    return seen


async def forget(writes: list[object]) -> None:
    """Forget what was written once nothing more is: what the cache owes for earlier writes is settled behind them."""
    seen = -1
    while seen != len(writes):
        seen = len(writes)
        await asyncio.sleep(0.1)
    writes.clear()


def automod_of(guild_id: int) -> str:
    """Return the SQL that gives a server its rules."""
    rows = [
        f"({guild_id}, '{kind}', '{kind}', '{json.dumps(parse_settings(kind, settings)['parameters'])}', 'delete')"
        for kind, settings in RULES.items()
    ]
    return f"INSERT INTO automod_rule (guild_id, name, kind, parameters, action) VALUES {', '.join(rows)}"


async def test_a_plain_message_in_a_warm_server_writes_to_no_socket(
    env: Env, bot: Astromorty, writes: list[object], database_url: str
) -> None:
    owner = env.create_user("olivia")
    guild = env.create_guild("Garden", owner=owner)
    guild_id = guild.id
    # What is written is kept for a log, held against rules, and there is a sticky message elsewhere. The rows are
    # written past the bot, whose own first write would wait for a lease; who joins has the settings asked for.
    await execute(
        database_url,
        f"INSERT INTO guild (guild_id) VALUES ({guild_id}) ON CONFLICT DO NOTHING",
        f"INSERT INTO guild_config (guild_id, log_messages, automod_enabled) VALUES ({guild_id}, 1, true)",
        automod_of(guild_id),
        f"INSERT INTO sticky_message (guild_id, channel_id, text) VALUES ({guild_id}, 1, 'Be kind.')",
    )
    server = populate(env, guild, owner)
    everybody = (server.owner, server.manager, server.member)
    await bot.prefixes.warm([guild_id])
    await Snippets(bot.database, bot.guild_settings).warm([guild_id])
    for author in everybody:  # each gets experience, and has a cooldown then
        await author.send(server.channel, "good morning")
    assert writes, "all that asks the database, and the test must see it"
    await forget(writes)
    texts = ("hello", "how are you?", "!not for us", "$ only a price", "$whatever that is", "see https://example.com")
    for text in texts:
        for author in everybody:
            await author.send(server.channel, text)
    assert writes == []
    await server.member.send(server.channel, "that is rotten")
    assert "that is rotten" not in [message.content for message in server.channel.history()], "the rules are in force"
    assert [level.xp > 0 for level in await bot.levels.leaderboard(guild_id)] == [True] * len(everybody)


async def test_the_first_command_in_a_warm_server_writes_to_no_socket(
    env: Env, server: Server, bot: Astromorty, writes: list[object]
) -> None:
    del env
    for warm in bot.warmers:
        await warm([server.guild.id])
    await server.owner.send(server.channel, "good morning")  # reads what is asked for by messages alone
    await forget(writes)
    assert "The prefix is `$`" in await server.says(server.member, "$prefix")
    assert writes == []


async def test_help_decides_on_every_command_without_writing_to_a_socket(
    env: Env, server: Server, writes: list[object]
) -> None:
    del env
    first = await server.says(server.member, "$help")
    assert "`ping`" in first
    await forget(writes)
    assert await server.says(server.member, "$help") == first
    assert writes == []


async def test_mentions_of_members_who_are_there_write_to_no_socket(
    env: Env, server: Server, bot: Astromorty, writes: list[object], database_url: str
) -> None:
    del env
    everybody = (server.owner, server.manager, server.member)
    # Past the bot: its own first write would wait for a lease, until no earlier process can believe otherwise.
    await execute(
        database_url,
        f"INSERT INTO guild (guild_id) VALUES ({server.guild.id}) ON CONFLICT DO NOTHING",
        "INSERT INTO afk (guild_id, member_id, since, ends, channel_id)"
        f" VALUES ({server.guild.id}, {server.manager.id}, now(), 'command', {server.channel.id})",
    )
    await bot.prefixes.warm([server.guild.id])
    for author in everybody:  # each gets experience, and has a cooldown then; who is away is known from here on
        await author.send(server.channel, "good morning")
    said = await server.owner.send(server.channel, "anybody there?")
    await forget(writes)
    await server.member.send(server.channel, f"{server.owner.mention} <@&{server.guild.roles['Managers'].id}> I am")
    await server.member.send(server.channel, "what is it?", reply_to=said)
    await server.manager.send(server.channel, f"I am away, {server.owner.mention}, and stay so")
    assert writes == []
    await server.member.send(server.channel, server.manager.mention)
    assert writes, "somebody who is away was mentioned, and that is noted"


async def test_a_reaction_that_no_starboard_counts_writes_to_no_socket(
    env: Env, bot: Astromorty, writes: list[object], database_url: str
) -> None:
    del bot
    writer = env.create_user("olivia")
    guild = env.create_guild("Garden", owner=writer)
    # Past the bot, whose own first write would wait for a lease; who joins has the settings asked for.
    await execute(
        database_url,
        f"INSERT INTO guild (guild_id) VALUES ({guild.id}) ON CONFLICT DO NOTHING",
        f"INSERT INTO guild_config (guild_id, starboard_channel) VALUES ({guild.id}, 1)",
    )
    talk, reader = guild.create_text_channel("talk"), guild.add_member(env.create_user("mia"))
    said = await MemberActor(env, guild, writer).send(talk, "good morning")
    await reader.react(said, "👍")
    await forget(writes)
    await reader.unreact(said, "👍")
    await reader.react(said, "🍕")
    assert writes == []
    await reader.react(said, "⭐")
    assert writes, "whether that message is on the starboard is asked"


async def test_a_message_that_breaks_no_rule_writes_to_no_socket(
    env: Env, server: Server, bot: Astromorty, writes: list[object], database_url: str
) -> None:
    del env
    guild_id = server.guild.id
    # Past the bot, whose own first write would wait for a lease.
    await execute(
        database_url,
        f"INSERT INTO guild (guild_id) VALUES ({guild_id}) ON CONFLICT DO NOTHING",
        f"INSERT INTO guild_config (guild_id, automod_enabled) VALUES ({guild_id}, true)",
        "INSERT INTO automod_rule (guild_id, name, kind, parameters, action) VALUES"
        f""" ({guild_id}, 'invites', 'invites', '{{}}', 'delete'),"""
        f""" ({guild_id}, 'links', 'links', '{{"deny": ["example.net"]}}', 'delete'),"""
        f""" ({guild_id}, 'words', 'words', '{{"words": ["badword"]}}', 'delete')""",
        f"INSERT INTO automod_exempt (guild_id, rule, target, target_id) VALUES ({guild_id}, 'words', 'channel', 1)",
        "INSERT INTO snippet (guild_id, name, content)"
        f" SELECT {guild_id}, 'snippet-' || number, 'Read this.' FROM generate_series(1, 20) AS number",
    )
    bot.cache.forget_all()  # whoever joined had the settings asked for
    await bot.prefixes.warm([guild_id])
    await Snippets(bot.database, bot.guild_settings).warm([guild_id])
    everybody = (server.owner, server.manager, server.member)
    for author in everybody:  # each gets experience, and has a cooldown then
        await author.send(server.channel, "good morning")
    await forget(writes)
    for text in ("see https://example.org/page.html", "ok. <@1>, is it $ or €?", "$no-such-snippet-at-all", "12.50"):
        for author in everybody:
            await author.send(server.channel, text)
    assert writes == []
    await server.member.send(server.channel, "a badword")
    assert "a badword" not in [message.content for message in server.channel.history()], "or no rule was looked at"
