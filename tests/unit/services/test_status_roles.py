"""Which roles a status earns, and how often it is asked."""

import asyncio

import pytest

from astromorty.database.models import GivenRoles
from astromorty.errors import InvalidInput
from astromorty.services.autoroles import LatestStates, checked_text, role_changes

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
    handled: list[tuple[int, int, str | None]] = []

    async def handle(guild_id: int, member_id: int, status: str | None) -> None:
        handled.append((guild_id, member_id, status))
        if status == "fails":
            raise ValueError(status)

    states = LatestStates(handle, seconds=0.02, most=3)
    for number in range(1_000):
        states.put(1, 7, f"status {number}")
    states.put(1, 8, "fails")
    states.put(2, 9, None)
    states.put(2, 10, "one too many")
    assert not handled
    await asyncio.sleep(0.1)
    assert sorted(handled, key=lambda each: each[1]) == [(1, 7, "status 999"), (1, 8, "fails"), (2, 9, None)]
    states.put(1, 7, "again")
    await states.close()
    states.put(1, 7, "late")
    await asyncio.sleep(0.05)
    assert len(handled) == 3
