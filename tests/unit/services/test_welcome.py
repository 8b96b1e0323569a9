"""What is said of members who come and go, and how a rush of them becomes few messages."""

import asyncio
from collections.abc import Sequence

import pytest

from astromorty.errors import InvalidInput
from astromorty.services.rooms import check_template as check_name
from astromorty.services.rooms import clean_name, name_for
from astromorty.services.welcome import Gathering, Person, check_template, words_for

MIA = Person(123, "Mia {id} \\*", "Garden", 1_234)


def test_placeholders_are_filled_in_once() -> None:
    assert words_for("{user} {name} {server} {count} {id} {}", MIA) == "<@123> Mia {id} \\* Garden 1,234 123 {}"
    assert len(words_for("{name}" * 160, Person(1, "n" * 32, "s", 1))) == 2_000


@pytest.mark.parametrize("check", [check_template, check_name])
def test_an_unknown_placeholder_is_refused_with_those_that_there_are(check: object) -> None:
    assert callable(check)
    with pytest.raises(InvalidInput, match=r"There is no placeholder `\{usr\}`; there are `\{user\}`"):
        check("Hello {usr}")
    assert check(" Hello {user} ") == "Hello {user}"
    with pytest.raises(InvalidInput):
        check("  ")


def test_names_of_rooms_are_one_visible_line() -> None:
    assert clean_name(" a\n\u202eb\u200b  c ") == "a b c"
    assert name_for("{user}'s room", "\u200b{user}") == "{user}'s room"
    assert name_for("{user}", "\u200b") == "Room"
    assert len(name_for("{user}'s room" * 5, "m" * 32)) == 100
    with pytest.raises(InvalidInput, match="101 characters"):
        clean_name("n" * 101)


async def test_a_rush_is_few_messages_and_leaves_nobody_out() -> None:
    said: list[list[int]] = []

    async def say(guild_id: int, who: Sequence[int]) -> None:
        assert guild_id == 7
        said.append(list(who))

    gathering: Gathering[int] = Gathering(say, seconds=0.1)
    for number in range(500):
        gathering.put(7, number)
    await asyncio.sleep(0.15)
    gathering.put(7, 500)
    await asyncio.sleep(0.3)
    gathering.put(7, 501)
    await asyncio.sleep(0.02)
    assert said == [[0], [1], [2], list(range(3, 500)), [500], [501]]
    await gathering.close(seconds=1)
