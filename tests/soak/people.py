"""What people do all the time, each at random and by a seed of their own."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Final

from soak.acts import Expected, Person, Replies
from soak.callers import Caller
from soak.checks.last_write import ANYTHING, admissible
from soak.ledger import Act, Outcome
from soak.life import NUMBERS, Life, Living
from soak.poets import Poet
from soak.reporters import Reporter
from soak.scene import ADMINS, WRITERS, Scene, Server

WORDS: Final = ("soup", "river", "lamp", "green", "seven", "window", "bread", "cloud", "paper", "stone")
PREFIXES: Final = ("?", "%", "&", "~", "+")
# Settings that both admins change, with values for them.
SETTINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "tickets_limit": tuple(map(str, range(1, 11))),
    "rooms_limit": tuple(map(str, range(100))),
    "timezone": ("UTC", "Europe/Berlin", "Asia/Tokyo", "America/Lima", "Africa/Cairo"),
}
CASES: Final = ("warn", "note", "timeout", "untimeout")
TARGETS: Final = ("target1", "target2", "target3")
NUMBER: Final = re.compile(r"· case (\d+)")
USUAL_SERVERS: Final = 4


class Writer(Life):
    """Writes."""

    async def act(self) -> None:
        text = " ".join(self.rng.choices(WORDS, k=self.rng.randint(1, 8)))
        await self.person.write(self.person.server.channel, text)


class Admin(Life):
    """Changes settings; the first one also the prefix, and uses it at once."""

    async def act(self) -> None:
        if self.person.name == ADMINS[0] and self.rng.random() < 0.4:
            await self._change_prefix()
            return
        setting = self.rng.choice(list(SETTINGS))
        await self._set(setting, self.rng.choice(SETTINGS[setting]))

    async def _set(self, setting: str, value: str) -> Act:
        return await self.person.slash(
            "setting", setting, value, Expected(["is now"]), "config set", setting=setting, value=value
        )

    async def _change_prefix(self) -> None:
        prefix = self.rng.choice(PREFIXES)
        changed = await self._set("prefix", prefix)
        if changed.outcome is Outcome.DONE:
            await self.person.say("answer", f"{prefix}ping", None, Expected(["Pong!"]), f"{prefix}ping")


class Moderator(Life):
    """Warns, notes, times out and releases, by slash commands and by messages."""

    async def act(self) -> None:
        kind, target = self.rng.choice(CASES), self.scene.user_id(self.rng.choice(TARGETS))
        token = f"reason-{next(NUMBERS)}"
        expected = Expected(
            ["· case ", "the case is recorded as soon as it answers"],
            ["They are timed out already", "They are not timed out"],
        )
        options = {"text" if kind == "note" else "reason": token}
        if kind == "timeout":
            options["duration"] = "1h"
        if self.rng.random() < 0.5:
            act = await self.person.slash("case", token, kind, expected, kind, members=str(target), **options)
        else:
            words = " ".join(filter(None, (options.get("duration"), token)))
            mention = f"<@{self.scene.discord.world.bot.id}>"
            act = await self.person.say("case", token, kind, expected, f"{mention} {kind} {target} {words}")
        number = NUMBER.search(act.told)
        if number is not None:
            act.value = int(number[1])


class Author(Life):
    """Writes snippets, changes, shows and deletes them: each answer shows the text of the last writing."""

    async def act(self) -> None:
        name = f"text{self.rng.randint(1, 4)}"
        allowed = admissible(
            [act for act in self.scene.ledger.of("snippet") if (act.guild, act.key) == (self.person.server.id, name)],
            None,
        )
        content = f"words no. {next(NUMBERS)}"
        if self.rng.random() < 0.4 and None not in allowed:
            shown = Expected([str(value) for value in allowed])
            await self.person.slash("answer", f"snippet {name}", None, shown, "snippet", name=name)
        elif None in allowed:
            expected = Expected(["was created"], ["is taken", "already"])
            await self.person.slash("snippet", name, content, expected, "snippets create", name=name, content=content)
        else:
            expected = Expected(["was changed"])
            await self.person.slash("snippet", name, content, expected, "snippets edit", name=name, content=content)


class Sleeper(Life):
    """Goes away and comes back, and wants to be reminded."""

    async def act(self) -> None:
        match self.rng.randrange(3):
            case 0:
                reason = f"nap {next(NUMBERS)}"
                expected = Expected(["You are away"])
                await self.person.slash("afk", self.person.id, reason, expected, "afk permanent", reason=reason)
            case 1:
                expected = Expected(["Welcome back"], ["You are not away"])
                await self.person.slash("afk", self.person.id, None, expected, "afk clear")
            case _:
                token = f"errand-{next(NUMBERS)}"
                expected = Expected(["I will remind you"], ["You have 25 reminders"])
                when = f"{self.rng.randint(2, 12)}s"
                await self.person.slash("reminder", token, None, expected, "remind here", when=when, what=token)


class Presser(Life):
    """Presses the buttons of the panel of roles: one gives the role, the next takes it back."""

    async def act(self) -> None:
        server, role = self.person.server, self.rng.choice(list(self.person.server.roles))
        assert server.panel is not None
        role_id = server.roles[role]
        act = await self.person.press(
            "role",
            role_id,
            ANYTHING,
            Expected(["You have <@&", "You gave back <@&"]),
            server.panel,
            f"roles:1:take:{role_id}",
        )
        if act.outcome is Outcome.DONE:
            act.value = f"You have <@&{role_id}>" in act.told


def inhabitants(scene: Scene, server: Server, replies: Replies, seed: str) -> list[Living]:
    """Return what everybody in a server does until the load ends."""

    # Of many servers each does less: it is the same machine.
    slower = max(1.0, len(scene.servers) / USUAL_SERVERS)

    def life(kind: type[Life], name: str, every: float) -> Living:
        rng = random.Random(f"{seed} {server.name} {name}")
        return kind(Person(scene, server, name, replies), rng, every=every * slower).live

    return [
        *(life(Writer, f"writer{number}", 0.7) for number in range(WRITERS)),
        *(life(Admin, name, 2.0) for name in ADMINS),
        life(Moderator, "mod", 2.0),
        life(Author, "author", 2.0),
        life(Sleeper, "sleeper", 2.0),
        life(Presser, "presser", 2.5),
        life(Poet, "poet", 1.5),
        life(Caller, "caller", 2.0),
        life(Reporter, "judge", 5.0),
    ]
