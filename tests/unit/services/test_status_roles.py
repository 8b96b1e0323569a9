"""Which roles a status earns, and how often it is asked."""

import asyncio

import pytest
from loguru import logger

from astromorty.database.models import GivenRoles
from astromorty.errors import InvalidInput
from astromorty.services.autoroles import LastEarned, LatestStates, Statuses, checked_text, role_changes

GIVEN = GivenRoles(by_status=((1, ".GG/astro"), (2, "a.*b")))


@pytest.mark.parametrize(
    ("status", "held", "give", "take"),
    [
        ("join us at .gg/ASTRO!", (), (1,), ()),
        ("join us at .gg/astro", (1,), (), ()),
        ("xgg/astro", (1, 7), (), (1,)),
        ("a.*B", (), (2,), ()),
        ("axxb", (), (), ()),
        ("", (1, 2), (), (1, 2)),
        (None, (1, 7), (), (1,)),
    ],
)
def test_who_has_the_text_has_the_role(
    status: str | None, held: tuple[int, ...], give: tuple[int, ...], take: tuple[int, ...]
) -> None:
    assert role_changes(GIVEN, status, held) == (set(give), set(take))


@pytest.mark.parametrize("text", ["", "  \n", "x" * 101])
def test_a_text_of_no_or_too_many_characters_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="1 to 100 characters"):
        checked_text(text)


async def test_the_last_of_many_statuses_counts_and_memory_is_bounded() -> None:
    handled: list[tuple[int, Statuses]] = []

    async def handle(guild_id: int, statuses: Statuses) -> Statuses:
        handled.append((guild_id, statuses))
        if guild_id == 3:
            raise ValueError(guild_id)
        return {member_id: status for member_id, status in statuses.items() if status == "later" and len(handled) < 5}

    states = LatestStates(handle, seconds=0.02, most=4)
    for number in range(1_000):
        states.put(1, 7, f"status {number}")
    states.put(1, 8, "later")
    states.put(2, 9, None)
    states.put(3, 11, "fails")
    said: list[str] = []
    sink = logger.add(said.append, format="{message}")
    states.put(2, 10, "one too many")
    states.put(2, 12, "another one")
    logger.remove(sink)
    assert [line.strip() for line in said] == ["4 statuses wait; others are passed over until some are handled"]
    assert not handled
    await asyncio.sleep(0.03)
    assert handled == [(1, {7: "status 999", 8: "later"}), (2, {9: None}), (3, {11: "fails"})]
    await asyncio.sleep(0.1)
    assert handled[3:] == [(1, {8: "later"}), (1, {8: "later"})], "until it is not left for the next time"
    states.put(1, 7, "again")
    states.drop(1, 7, "")
    states.drop(4, 7, "")
    states.put(1, 8, "again")
    await states.close()
    states.put(1, 7, "late")
    await asyncio.sleep(0.05)
    assert len(handled) == 5


async def test_a_status_that_changes_back_while_it_is_handled_is_followed_by_the_last_one() -> None:
    handled: list[Statuses] = []
    is_begun, may_end = asyncio.Event(), asyncio.Event()

    async def handle(_guild_id: int, statuses: Statuses) -> Statuses:
        handled.append(statuses)
        is_begun.set()
        await may_end.wait()
        return statuses if len(handled) == 1 else {}

    states = LatestStates(handle, seconds=0.001)
    states.put(1, 7, ".gg/astro")
    await is_begun.wait()
    states.drop(1, 7, "")
    may_end.set()
    await asyncio.sleep(0.05)
    await states.close()
    assert handled == [{7: ".gg/astro"}, {7: ""}]


def test_what_was_earned_is_remembered_of_so_many_members_only() -> None:
    earned = LastEarned(most=2)
    for member_id in (1, 2, 1, 3):
        earned.put(9, member_id, frozenset({member_id}))
    assert [earned.get(9, member_id) for member_id in (1, 2, 3)] == [{1}, None, {3}]
    earned.forget(9, 1)
    earned.forget(9, 1)
    assert earned.get(9, 1) is None
