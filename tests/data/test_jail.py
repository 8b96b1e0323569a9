"""Members in jail: what is remembered of them, and until when."""

from astromorty.database.controllers.jail import JailController
from astromorty.database.engine import Database
from astromorty.services.cases import Cases, NewMeasure
from astromorty.services.timers import Timers

GUILD, MEMBER, ROLE, OTHER_ROLE = 81384788765712384, 53908232506183680, 1_001, 1_002


async def test_roles_of_every_time_in_jail_are_remembered_until_the_release(database: Database) -> None:
    jails = JailController(database)
    await jails.store(GUILD, MEMBER, jail_role_id=ROLE, role_ids={3, 1})
    first = await jails.find(GUILD, MEMBER)
    await jails.store(GUILD, MEMBER, jail_role_id=OTHER_ROLE, role_ids={2, 3})
    second = await jails.find(GUILD, MEMBER)
    assert first is not None
    assert second is not None
    assert (first.role_ids, first.jail_role_id) == ([1, 3], ROLE)
    assert (second.role_ids, second.jail_role_id) == ([1, 2, 3], OTHER_ROLE)
    assert second.jailed_at == first.jailed_at
    assert [row.member_id for row in await jails.of_guilds([GUILD, 1])] == [MEMBER]
    assert await jails.of_guilds([1]) == ()
    assert await jails.forget(GUILD, MEMBER)
    assert not await jails.forget(GUILD, MEMBER)


async def test_what_came_to_nothing_is_forgotten_and_a_jail_in_force_is_not(database: Database) -> None:
    timers = Timers(database)
    jails, cases = JailController(database), Cases(database, timers)
    await jails.store(GUILD, MEMBER, jail_role_id=ROLE, role_ids=())
    await jails.forget_unless_in_force(GUILD, MEMBER)
    assert await jails.find(GUILD, MEMBER) is None

    await jails.store(GUILD, MEMBER, jail_role_id=ROLE, role_ids=())
    await cases.record_now(NewMeasure(GUILD, "jail", MEMBER, 1, None))
    await jails.forget_unless_in_force(GUILD, MEMBER)
    assert await jails.find(GUILD, MEMBER) is not None
    await cases.record_now(NewMeasure(GUILD, "unjail", MEMBER, 1, None))
    await jails.forget_unless_in_force(GUILD, MEMBER)
    assert await jails.find(GUILD, MEMBER) is None
    await timers.close(within=1)
