"""Names as a large server has them, and how people misspell them; the same in every run."""

from __future__ import annotations

import random
import string
from typing import Final

SNIPPETS: Final = 5_000
WORDS: Final = (
    *("add", "admin", "api", "apply", "async", "audit", "ban", "bot", "bug", "build", "cache", "chat", "ci", "code"),
    *("color", "config", "contact", "crash", "credits", "dark", "date", "debug", "deploy", "dev", "discord", "docker"),
    *("docs", "donate", "download", "edit", "emoji", "error", "event", "events", "export", "faq", "feedback", "fix"),
    *("format", "game", "git", "good", "guide", "hello", "help", "home", "host", "how", "image", "import", "info"),
    *("install", "invite", "issue", "join", "key", "lang", "level", "license", "light", "link", "linux", "list", "log"),
    *("login", "mac", "map", "mod", "music", "name", "new", "news", "night", "node", "note", "off", "old", "open"),
    *("page", "paste", "patch", "perms", "ping", "poll", "post", "price", "privacy", "python", "question", "rank"),
    *("read", "release", "repo", "report", "reset", "role", "roles", "room", "rule", "rules", "run", "save", "search"),
    *("server", "setup", "site", "slow", "spam", "staff", "start", "status", "stop", "stream", "support", "sync"),
    *("team", "test", "theme", "thread", "ticket", "time", "todo", "token", "topic", "try", "update", "user", "verify"),
    *("version", "video", "voice", "vote", "wait", "web", "welcome", "why", "wiki", "windows", "work", "xy", "youtube"),
)


def names() -> tuple[str, ...]:
    """Return 5,000 sorted names of one, two or three words."""
    chance = random.Random(5)
    found = set(WORDS)
    while len(found) < SNIPPETS:
        found.add("-".join(chance.choices(WORDS, k=chance.choice((2, 2, 2, 3))))[:32].strip("-"))
    return tuple(sorted(found))


def misspelt(known: tuple[str, ...], count: int, *, mistakes: int) -> list[tuple[str, str]]:
    """Return what was typed and what was meant, with so many mistakes in each; what was typed is no name."""
    chance = random.Random(mistakes)
    longer = [name for name in known if len(name) >= 4]
    typed: list[tuple[str, str]] = []
    while len(typed) < count:
        meant = wrong = chance.choice(longer)
        for _ in range(mistakes):
            wrong = slip(chance, wrong)
        if wrong not in known:
            typed.append((wrong, meant))
    return typed


def slip(chance: random.Random, name: str) -> str:
    """Leave a character out, add one, take another one, or exchange two."""
    place = chance.randrange(len(name) - 1)
    letter = chance.choice(string.ascii_lowercase)
    return chance.choice(
        (
            name[:place] + name[place + 1 :],
            name[:place] + letter + name[place:],
            name[:place] + letter + name[place + 1 :],
            name[:place] + name[place + 1] + name[place] + name[place + 2 :],
        )
    )
