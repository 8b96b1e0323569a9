"""Automod's rules as rows: lists are bounded together, and what is bounded fits into an exported configuration."""

import asyncio
from weakref import ref

import pytest
from pydantic import JsonValue

from astromorty.cogs.config.transfer import MAX_FILE_BYTES, ConfigFile
from astromorty.database.controllers import automod as stored
from astromorty.database.controllers.announcement import MOST_ANNOUNCEMENTS
from astromorty.database.controllers.sticky import MOST_STICKIES
from astromorty.database.engine import Database
from astromorty.database.models import announcement, sticky
from astromorty.errors import InvalidInput
from astromorty.services.automod.kinds import MOST_WORDS
from astromorty.services.automod.service import Automod

GUILD = 81384788765712384
# Four bytes each.
WIDE = "\N{GOTHIC LETTER HWAIR}"


def words(number: int) -> tuple[str, ...]:
    """Return a list as long as may be, of the longest words."""
    return tuple(WIDE * 51 + f"-{number:02}-{each:05}" for each in range(MOST_WORDS))


async def test_the_words_of_all_lists_together_are_bounded_and_fit_into_an_exported_configuration(
    database: Database,
) -> None:
    automod = Automod(database)
    lists = stored.MOST_WORDS_IN_ALL // MOST_WORDS
    for number in range(lists):
        await automod.add(GUILD, "words", f"list-{number}", "", {"words": words(number)})
    with pytest.raises(InvalidInput, match="All lists of a server together have at most 3,000 words"):
        await automod.add(GUILD, "words", "one-more", "words=one")
    assert len((await automod.stored.get(GUILD)).rules) == lists, "nothing was added"
    await automod.edit(GUILD, "list-0", "action=log")
    rules: list[JsonValue] = [{**rule.columns(), "guild_id": GUILD} for rule in (await automod.stored.get(GUILD)).rules]
    texts: list[JsonValue] = [WIDE * announcement.LONGEST_TEXT] * MOST_ANNOUNCEMENTS
    texts += [WIDE * sticky.LONGEST_TEXT] * MOST_STICKIES
    largest = ConfigFile(parts={"automod": {"rules": rules}, "texts": texts})
    assert len(largest.model_dump_json(indent=2).encode()) < MAX_FILE_BYTES * 0.9, "the rest is small"


async def test_of_two_lists_for_the_last_place_one_is_taken(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "MOST_WORDS_IN_ALL", 3)
    automod = Automod(database)
    made = await asyncio.gather(
        *(automod.add(GUILD, "words", f"list-{number}", "words=one,two") for number in range(4)), return_exceptions=True
    )
    assert sum(isinstance(each, InvalidInput) for each in made) == 3
    (name,) = (each for each in made if isinstance(each, str))
    await automod.change_words(GUILD, name, "three", add=True)
    with pytest.raises(InvalidInput, match="at most 3 words"):
        await automod.change_words(GUILD, name, "four", add=True)


async def test_what_was_compiled_of_a_rule_goes_when_the_rule_is_changed(database: Database) -> None:
    automod = Automod(database)
    for guild_id in (GUILD, GUILD + 1):
        await automod.add(guild_id, "words", "list", "words=one,two")
    first = ref((await automod.ready(GUILD)).rules[0].compiled)
    await automod.change_words(GUILD, "list", "three", add=True)
    ready = await automod.ready(GUILD)
    assert first() is None
    assert await automod.ready(GUILD) is ready, "though it is read anew: nothing is cached here"
    await automod.change_words(GUILD + 1, "list", "three", add=True)
    assert await automod.ready(GUILD + 1) is ready, "servers whose rules are alike share what is compiled"
