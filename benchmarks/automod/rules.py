"""Twenty rules, of all kinds."""

from __future__ import annotations

from random import Random
from typing import Final

from astromorty.database.models.automod import AutomodRule, AutomodRules, RuleKind
from astromorty.services.automod.compiled import ReadyRules
from astromorty.services.automod.kinds import MOST_WORDS
from astromorty.services.automod.looks import Looks
from astromorty.services.automod.windows import Windows
from astromorty.services.automod.writing import parse_settings

# The patterns are those that other engines are attacked with.
RULES: Final[tuple[tuple[RuleKind, str], ...]] = (
    ("invites", ""),
    ("invites", "allow=abcdef action=log"),
    ("links", "allow=example.org,example.com"),
    ("links", "deny=example.net action=delete-timeout"),
    ("mentions", "most=4"),
    ("mentions", "most=8 seconds=30"),
    ("repeats", ""),
    ("flood", ""),
    ("words", "words=badword,rotten*,*scam"),
    ("words", "words=*a*,*b*,*ab* action=log"),
    ("pattern", r"pattern=(a+)+$"),
    ("pattern", r"pattern=(a|a)*b"),
    ("pattern", r"pattern=(.*a){12}"),
    ("pattern", r"pattern=^(([a-z])+.)+[A-Z]([a-z])+$"),
    ("pattern", r'pattern="(?:\w|\s)*nitro(?:\w|\s)*free"'),
    ("capitals", ""),
    ("emoji", ""),
    ("attachments", "deny=exe,bat,scr"),
    ("attachments", "allow=png,jpg"),
)


def ready_rules(random: Random) -> ReadyRules:
    """Return the rules, compiled, with a list of as many words as one can have as the twentieth."""
    listed = ",".join("".join(random.choices("abcdeiorst", k=8)) + "*" for _ in range(MOST_WORDS))
    rules: list[tuple[RuleKind, str]] = [*RULES, ("words", f"words={listed}")]
    source = tuple(
        AutomodRule.of(name=f"rule-{number}", kind=kind, **parse_settings(kind, settings))
        for number, (kind, settings) in enumerate(rules)
    )
    return ReadyRules(AutomodRules(rules=source), Looks(Windows()))
