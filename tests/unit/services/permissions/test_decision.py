"""The one decision, and what a change of a rule brings about."""

from __future__ import annotations

import pytest

from astromorty.database.models import PermissionSet, Rank, RankRole, Rule
from astromorty.errors import InvalidInput
from astromorty.services.permissions import By, Decision, Holder, Requirement, Subject, because, decide
from astromorty.services.permissions.ranks import FIRST_RANKS, find_rank, parse_rule
from astromorty.services.permissions.rules import change_of, ruled_by, with_rule

BAN = Requirement(("ban_members",))
SUBJECTS = {
    path[0]: Subject(path, requirement)
    for path, requirement in {
        ("a",): Requirement(),
        ("a b", "a"): BAN,
        ("a b c", "a b", "a"): BAN,
        ("a d", "a"): Requirement(),
        ("ab",): BAN,
    }.items()
}
DECIDED = PermissionSet(
    ranks=(Rank(0, "Low"), Rank(5, "High")),
    roles=(RankRole(10, 0), RankRole(15, 5)),
    rules=(Rule("a", "everyone", None), Rule("a b", "rank", 5)),
)


def somebody(*roles: int, owner: bool = False, administrator: bool = False, missing: tuple[str, ...] = ()) -> Holder:
    return Holder(owner, administrator, frozenset(roles), missing)


@pytest.mark.parametrize(
    ("path", "holder", "allowed", "by"),
    [
        (("ab",), somebody(), True, By.DEFAULT),
        (("ab",), somebody(15, missing=("ban_members",)), False, By.DEFAULT),
        (("a",), somebody(missing=("ban_members",)), True, By.RULE),
        (("a b", "a"), somebody(10), False, By.RULE),
        (("a b", "a"), somebody(), False, By.RULE),
        (("a b", "a"), somebody(10, 15, missing=("ban_members",)), True, By.RULE),
        (("a b c", "a b", "a"), somebody(10), False, By.RULE),
        (("a d", "a"), somebody(), True, By.RULE),
        (("a b", "a"), somebody(owner=True), True, By.OWNER),
        (("a b", "a"), somebody(administrator=True, missing=("ban_members",)), True, By.ADMINISTRATOR),
    ],
)
def test_the_nearest_rule_decides_and_else_what_the_command_needs(
    path: tuple[str, ...], holder: Holder, allowed: bool, by: By
):
    decision = decide(path, BAN, holder, DECIDED)
    assert (decision.allowed, decision.by) == (allowed, by)


def test_a_refusal_says_who_may():
    assert because(Decision(False, By.DEFAULT, BAN, ("ban_members", "kick_members"))) == (
        "You need the Ban Members and Kick Members permissions to do this."
    )
    assert because(decide(("a b", "a"), BAN, somebody(), DECIDED)) == (
        "This server lets only the rank `High` (5) and above use `a b`."
    )
    nobody = with_rule(DECIDED, "a b", Rule("a b", "nobody", None))
    assert because(decide(("a b c", "a b", "a"), BAN, somebody(), nobody)) == (
        "This server lets nobody but its administrators use `a b`."
    )


def test_a_rule_is_about_what_has_no_nearer_one():
    assert [each.name for each in ruled_by(SUBJECTS.values(), "a", DECIDED)] == ["a", "a d"]
    assert [each.name for each in ruled_by(SUBJECTS.values(), "a b", DECIDED)] == ["a b", "a b c"]
    assert [each.name for each in ruled_by(SUBJECTS.values(), "a b c", DECIDED)] == ["a b c"]


def test_a_change_tells_what_it_opens_and_what_keeps_its_rule():
    change = change_of(SUBJECTS, "a b", DECIDED, with_rule(DECIDED, "a b", None))
    assert change.rule == Rule("a", "everyone", None)
    assert [each.name for each in change.opened] == ["a b", "a b c"]
    change = change_of(SUBJECTS, "a", DECIDED, with_rule(DECIDED, "a", Rule("a", "nobody", None)))
    assert (change.opened, change.kept) == ((), ("a b",))
    same = change_of(SUBJECTS, "a b", DECIDED, DECIDED)
    assert same.opened == (), "what was open before is not opened"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Default", None),
        (" EVERYONE", Rule("ban", "everyone", None)),
        ("nobody", Rule("ban", "nobody", None)),
        ("5", Rule("ban", "rank", 5)),
        ("moderator", Rule("ban", "rank", 5)),
        ("server  owner", Rule("ban", "rank", 10)),
    ],
)
def test_a_rule_is_read_as_it_is_typed(text: str, rule: Rule | None):
    ranks = [Rank(*each) for each in FIRST_RANKS.items()]
    assert parse_rule("ban", text, ranks) == rule


def test_a_name_that_several_ranks_have_is_refused():
    ranks = (Rank(1, "Same"), Rank(2, "same"), Rank(3, "Other"))
    with pytest.raises(InvalidInput, match="choose by the number: 1 and 2"):
        find_rank("SAME", ranks)
    assert find_rank("2", ranks) == ranks[1]
