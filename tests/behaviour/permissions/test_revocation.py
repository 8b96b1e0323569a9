"""A right that was taken away is gone at the very next command, press or form, also when another process took it."""

import pytest
from simcord.actors import MemberActor
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.database.controllers.guild_config import GuildConfigController
from astromorty.database.controllers.permission import PermissionController
from astromorty.database.controllers.snippet import SnippetController
from astromorty.database.engine import Database
from astromorty.services.snippets import Snippets
from behaviour.permissions.conftest import Newcomer, RoleOfRank
from behaviour.permissions.passage import Passage
from behaviour.permissions.table import EVERYONE, NEEDS, PERMISSIONS
from behaviour.world import Server, shown
from fixtures.members import Join
from fixtures.redis import RedisProcess

ALL_NEEDED = dict.fromkeys(PERMISSIONS, True)
REFUSED = "❌ This server lets nobody but its administrators use `{}`."


@pytest.fixture
async def database(join: Join, valkey: RedisProcess) -> Database:
    """As the bot's process has it when it is one of several.

    The bot itself writes nothing in these tests: it would wait for the others, and simcord's clock would not.
    """
    return (await join(valkey.url)).database


@pytest.fixture
async def elsewhere(join: Join, valkey: RedisProcess) -> PermissionController:
    """The rules as another process sees and changes them."""
    return PermissionController((await join(valkey.url)).database)


async def take(env: Env, server: Server, who: MemberActor) -> None:
    """Take every role from a member, at Discord."""
    assert who.member is not None
    for role in who.member.roles[1:]:
        env.backend.remove_member_role(server.guild.id, who.id, role.id)
    await env.settle()


async def refused(passage: Passage, who: MemberActor) -> dict[str, str]:
    """Try each command in both forms; return by form with which sentence it is refused."""
    found = {f"${name}": await passage.by_message(who, name) for name in passage.commands()}
    found |= {f"/{leaf.qualified_name}": await passage.by_slash(who, leaf) for leaf, _ in passage.leaves()}
    return {form: str(outcome) for form, outcome in found.items() if outcome is not None}


async def test_a_role_that_is_taken_away_takes_all_it_gave(
    env: Env, server: Server, bot: Astromorty, newcomer: Newcomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    moderator = newcomer("moe", **ALL_NEEDED)
    passage = Passage(env, server, bot, monkeypatch)
    assert all(form[1:].startswith("owner") for form in await refused(passage, moderator))
    await take(env, server, moderator)
    forms = await refused(passage, moderator)
    assert [f"${name}" for name in passage.commands() if (NEEDS[name] == EVERYONE) == (f"${name}" in forms)] == []
    slashes = [(f"/{leaf.qualified_name}", name) for leaf, name in passage.leaves()]
    assert [form for form, name in slashes if (NEEDS[name] == EVERYONE) == (form in forms)] == []


async def test_a_rule_of_another_process_counts_for_every_command_at_once(
    env: Env,
    server: Server,
    bot: Astromorty,
    newcomer: Newcomer,
    elsewhere: PermissionController,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moderator = newcomer("moe", **ALL_NEEDED)
    passage = Passage(env, server, bot, monkeypatch)
    before = await refused(passage, moderator)
    commands = [name for name in passage.commands() if not name.startswith("owner")]
    async with elsewhere.database.unit_of_work():
        for name in commands:
            if " " not in name:
                await elsewhere.set_rule(server.guild.id, name, "nobody")
    forms = await refused(passage, moderator)
    for name in commands:
        assert f"${name}" not in before
        assert forms[f"${name}"] == REFUSED.format(name.partition(" ")[0])[2:]
    assert {f"/{leaf.qualified_name}" for leaf, _ in passage.leaves()} <= {*forms}
    async with elsewhere.database.unit_of_work():
        for name in commands:
            await elsewhere.reset_rule(server.guild.id, name)
    assert await refused(passage, moderator) == before


async def test_a_rank_that_another_process_takes_away_is_gone(
    env: Env,
    server: Server,
    bot: Astromorty,
    newcomer: Newcomer,
    role_of_rank: RoleOfRank,
    elsewhere: PermissionController,
) -> None:
    del env, bot
    role = await role_of_rank(5)
    ranked = newcomer("rae", role)
    await elsewhere.set_rule(server.guild.id, "config", "rank", 5)
    assert "Settings" in await server.says(ranked, "$config show general")
    await elsewhere.unassign(server.guild.id, role.id)
    assert "only the rank `Moderator` (5)" in await server.says(ranked, "$config show general")
    await elsewhere.assign(server.guild.id, role.id, 6)
    assert "Settings" in shown(await ranked.slash(server.channel, "config show", area="general"))
    await elsewhere.set_rule(server.guild.id, "config", "rank", 7)
    assert "only the rank `Head Moderator` (7)" in shown(await ranked.slash(server.channel, "config show"))


@pytest.mark.parametrize("by", ["role", "rule"])
async def test_an_open_menu_answers_no_more(
    env: Env, server: Server, bot: Astromorty, elsewhere: PermissionController, by: str
) -> None:
    del bot
    await GuildConfigController(elsewhere.database).set_setting(server.guild.id, "prefix", "?")
    question = await server.manager.slash(server.channel, "config reset", setting="prefix")
    assert question.response is not None
    if by == "role":
        await take(env, server, server.manager)
        sentence = "❌ You need the Manage Server permission to do this."
    else:
        await elsewhere.set_rule(server.guild.id, "config reset", "nobody")
        sentence = REFUSED.format("config reset")
    pressed = await server.manager.click(question.response, label="Reset")
    assert shown(pressed) == sentence
    assert pressed.ephemeral
    assert "Pong!" in await server.says(server.member, "?ping"), "nothing was reset"


async def test_an_open_form_is_not_accepted_any_more(
    env: Env, server: Server, bot: Astromorty, elsewhere: PermissionController
) -> None:
    del env
    form = await server.member.slash(server.channel, "snippets create", name="hello")
    assert form.modal is not None
    await elsewhere.set_rule(server.guild.id, "snippets", "nobody")
    answer = await server.member.submit_modal(form, {"text": "Hello"})
    assert shown(answer) == REFUSED.format("snippets")
    assert await Snippets(bot.database, bot.guild_settings).names(server.guild.id) == ()


async def test_entries_in_menus_of_members_and_messages_obey_the_rule_of_their_command(
    env: Env, server: Server, elsewhere: PermissionController
) -> None:
    del env
    said = await server.owner.send(server.channel, "hello")
    for entry, command in (("Avatar", "avatar"), ("Level", "level"), ("Report member", "report")):
        await elsewhere.set_rule(server.guild.id, command, "nobody")
        answer = await server.member.context_menu(server.channel, entry, server.manager)
        assert shown(answer) == REFUSED.format(command)
        assert answer.ephemeral
    answer = await server.member.context_menu(server.channel, "Report message", said)
    assert shown(answer) == REFUSED.format("report")


async def test_nothing_is_offered_to_who_may_not_have_the_command(
    env: Env, server: Server, elsewhere: PermissionController
) -> None:
    del env

    async def offered(command: str, option: str) -> list[object]:
        return [*await server.member.autocomplete(server.channel, command, option, "")]

    snippets = SnippetController(elsewhere.database)
    await snippets.create_snippet(server.guild.id, "secret", content="x", owner_id=server.owner.id)
    assert await offered("permissions set", "command") == []
    assert await offered("ranks delete", "rank") == []
    assert len(await offered("snippet", "name")) == 1
    await elsewhere.set_rule(server.guild.id, "snippet", "nobody")
    assert await offered("snippet", "name") == []
