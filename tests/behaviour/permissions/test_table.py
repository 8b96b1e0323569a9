"""Every command in every form, tried by everybody, against one table of who may."""

from collections.abc import AsyncIterator, Callable, Collection, Container, Mapping
from dataclasses import dataclass
from functools import partial

import discord
import pytest
from simcord.actors import MemberActor
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.database.models.permission import Allows
from astromorty.errors import NotAllowed
from astromorty.services.cache.local import MISS
from behaviour.moderation.outage import Outage
from behaviour.permissions.conftest import Newcomer, RoleOfRank
from behaviour.permissions.passage import Passage
from behaviour.permissions.table import EVERYONE, IN_CHANNEL, MENUS, NEEDS, OPERATOR, PERMISSIONS, met
from behaviour.world import Server
from fixtures.members import eventually

COMBINATIONS = sorted({*NEEDS.values()} - {EVERYONE, OPERATOR})
ALL = {name for name, _ in discord.Permissions.all()} - {"administrator"}
# Says of a command, by what it needs, whether somebody may.
Expected = Callable[[str], bool]


@pytest.fixture
def passage(env: Env, server: Server, bot: Astromorty, monkeypatch: pytest.MonkeyPatch) -> Passage:
    return Passage(env, server, bot, monkeypatch)


@dataclass
class People:
    """Members of each kind: those who have just what some command needs, and those who have all but one permission."""

    member: MemberActor
    administrator: MemberActor
    owner: MemberActor
    operator: MemberActor
    only: Mapping[str, MemberActor]
    all_but: Mapping[str, MemberActor]


@pytest.fixture
def people(env: Env, server: Server, bot: Astromorty, newcomer: Newcomer) -> People:
    operator = server.guild.add_member(env.create_user("opal"))
    bot.owner_ids = {operator.id}
    return People(
        server.member,
        newcomer("ada", administrator=True),
        server.owner,
        operator,
        {needed: newcomer(f"only {needed}", **dict.fromkeys(needed.split(", "), True)) for needed in COMBINATIONS},
        {each: newcomer(f"not {each}", **dict.fromkeys(ALL - {each}, True)) for each in PERMISSIONS},
    )


async def deviations(
    passage: Passage,
    who: MemberActor,
    expected: Expected,
    refusal: type[Exception] = NotAllowed,
    names: Container[str] = NEEDS,
) -> list[str]:
    """Let somebody try everything in every form; return where the outcome is another than expected."""
    found: list[str] = []

    def compare(form: str, name: str, outcome: BaseException | None, stops: type[Exception] = refusal) -> None:
        may = expected(NEEDS[name])
        if NEEDS[name] == OPERATOR and stops is refusal:  # of which no rule and no database tells
            stops = NotAllowed
        if outcome is not None if may else not isinstance(outcome, stops):
            found.append(f"{who.name}, {form}: {'refused' if may else 'let pass'}; {outcome!r}")

    for name in filter(names.__contains__, passage.commands()):
        compare(f"${name}", name, await passage.by_message(who, name))
    for leaf, name in passage.leaves():
        if name not in names:
            continue
        compare(f"/{leaf.qualified_name}", name, await passage.by_slash(who, leaf))
        for option in leaf.parameters:
            if option.autocomplete:
                typing = await passage.by_typing(who, leaf, option.name)
                compare(f"/{leaf.qualified_name} {option.name}", name, typing, PermissionError)
    for menu in (each for each in passage.menus() if MENUS[each.name] in names):
        compare(f"menu {menu.name}", MENUS[menu.name], await passage.by_menu(who, menu))
    return found


async def test_the_table_has_every_command_and_right_and_nothing_else(passage: Passage, bot: Astromorty) -> None:
    assert sorted(bot.gate.subjects()) == sorted(NEEDS), "enter new commands in table.py, with what they need"
    assert sorted(menu.name for menu in passage.menus()) == sorted(MENUS)
    assert {name for _, name in passage.leaves()} <= {*NEEDS}


async def test_where_nothing_is_decided_discords_permissions_do(passage: Passage, people: People) -> None:
    everybody: list[tuple[MemberActor, Expected]] = [
        (people.member, EVERYONE.__eq__),
        (people.operator, {EVERYONE, OPERATOR}.__contains__),
        (people.administrator, OPERATOR.__ne__),
        (people.owner, OPERATOR.__ne__),
    ]
    everybody += [(who, partial(met, has=needed.split(", "))) for needed, who in people.only.items()]
    everybody += [(who, partial(met, has=ALL - {each})) for each, who in people.all_but.items()]
    assert [d for who, expected in everybody for d in await deviations(passage, who, expected)] == []


@pytest.mark.parametrize("allows", ["rank", "everyone", "nobody"])
async def test_where_the_server_decided_its_rules_do(
    passage: Passage,
    people: People,
    bot: Astromorty,
    server: Server,
    newcomer: Newcomer,
    role_of_rank: RoleOfRank,
    allows: Allows,
) -> None:
    below, just, above = [newcomer(f"r{rank}", await role_of_rank(rank)) for rank in (4, 5, 6)]
    async with bot.database.unit_of_work():
        for name in NEEDS:
            if " " not in name and NEEDS[name] != OPERATOR:  # a group's rule covers what is in it
                await bot.permissions.set_rule(server.guild.id, name, allows, 5 if allows == "rank" else None)
    passing = {
        "rank": (just, above, people.administrator, people.owner),
        "everyone": (below, just, people.member, people.administrator, people.owner),
        "nobody": (people.administrator, people.owner),
    }[allows]
    found: list[str] = []
    for who in (people.member, below, just, above, people.all_but["kick_members"], people.administrator, people.owner):
        may = who in passing or allows == "everyone"
        found += await deviations(passage, who, lambda needed, may=may: may and needed != OPERATOR)
    assert found == []


async def test_the_channels_own_permissions_count_where_a_command_is_about_it(
    passage: Passage, people: People, server: Server, bot: Astromorty
) -> None:
    channel = bot.get_channel(server.channel.id)
    assert isinstance(channel, discord.TextChannel)
    for name in IN_CHANNEL:
        here, there = people.member.member, people.only[NEEDS[name]].member
        assert here is not None
        assert there is not None
        await channel.set_permissions(here, overwrite=discord.PermissionOverwrite(**{NEEDS[name]: True}))
        await channel.set_permissions(there, overwrite=discord.PermissionOverwrite(**{NEEDS[name]: False}))
        leaf = next(leaf for leaf, each in passage.leaves() if each == name)
        for passes in (passage.by_message(people.member, name), passage.by_slash(people.member, leaf)):
            assert await passes is None
        who = people.only[NEEDS[name]]
        for refused in (passage.by_message(who, name), passage.by_slash(who, leaf)):
            assert isinstance(await refused, NotAllowed)


@pytest.fixture
async def outage(database_url: str) -> AsyncIterator[Outage]:
    outage = Outage(database_url)
    yield outage
    await outage.end()


async def test_without_the_database_only_who_may_by_hand_passes(
    passage: Passage, people: People, outage: Outage, bot: Astromorty, server: Server
) -> None:
    await passage.by_message(people.owner, "ping")  # the prefix is known from here on

    async def are_rules_known() -> bool:
        return bot.cache.peek("permission_set", server.guild.id) is not MISS

    # What was loaded ahead is believed for a lease; this cache's never ends.
    await eventually(are_rules_known, within=5)
    await bot.cache.delete_pattern("permission*")
    await outage.begin()
    found: list[str] = []
    # Each try takes as long as it takes to find no database.
    some = {"ping", "level", "owner", *(next(name for name in NEEDS if NEEDS[name] == each) for each in COMBINATIONS)}
    for needed, who in people.only.items():
        may = partial(_by_hand, has=needed.split(", "))
        found += await deviations(passage, who, may, DatabaseUnavailableError, some)
    for who in (people.administrator, people.owner):
        found += await deviations(passage, who, OPERATOR.__ne__, DatabaseUnavailableError)
    assert found == []


def _by_hand(needed: str, has: Collection[str]) -> bool:
    return needed != EVERYONE and met(needed, has)
