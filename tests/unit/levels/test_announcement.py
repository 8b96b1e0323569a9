"""The words of an announcement."""

from astromorty.services.levels.announcement import LONGEST, announcement


def test_placeholders_are_filled_in_once():
    text = announcement("{USER} is {level} in {server} {other} {", user="{level}", level=1000, server="{user}")
    assert text == "{level} is 1,000 in {user} {other} {"


def test_without_a_template_there_is_a_sentence():
    assert announcement(None, user="Mia", level=2, server="Garden") == "Mia reached level 2!"


def test_it_never_grows_beyond_its_limit():
    text = announcement("{server}" * 60, user="Mia", level=2, server="x" * 100)
    assert len(text) == LONGEST
    assert text.endswith("…")
