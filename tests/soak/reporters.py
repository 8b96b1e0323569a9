"""Reports by a form, and what a moderator makes of them by another."""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from discord_sandbox.client import Message, SandboxTimeout
from soak.acts import Expected, Person
from soak.ledger import Outcome
from soak.life import NUMBERS, Life
from soak.scene import PATIENCE, WRITERS

# A member may report three times in ten minutes.
MEMBERS: Final = (*(f"writer{number}" for number in range(WRITERS)), "author", "sleeper", "presser", "poet", "caller")
NUMBER: Final = re.compile(r"Case (\d+)")


class Reporter(Life):
    """Has somebody report, and decides about it as a moderator."""

    async def act(self) -> None:
        person = self.person
        reporter = person.like(self.rng.choice(MEMBERS))
        token = f"report-{next(NUMBERS)}"
        expected = Expected(["have your report"], ["You can report 3 times"])
        target = str(self.scene.user_id("target1"))
        ask = partial(reporter.user.slash, person.server.channel, "report", {"member": target}, timeout=PATIENCE)
        act = await reporter.fill_in("report", token, expected, ask, {"reason": token})
        if act.outcome is Outcome.DONE:
            await self._decide(person, token)

    async def _decide(self, person: Person, token: str) -> None:
        seen = await person.user.view(person.server.reports)
        report = next((each for each in reversed(seen) if token in each.text), None)
        if report is None:
            return  # the check of the reports finds that
        button = next(each.custom_id for each in report.all_components() if each.label == "Open a case")
        reason = f"reason-{next(NUMBERS)}"
        press = partial(person.user.press, report, str(button), timeout=PATIENCE)
        read = partial(self._decision, report)
        values = {"kind": ["note"], "reason": reason}
        opened = await person.fill_in("case", reason, Expected(["Case "]), press, values, read)
        number = NUMBER.search(opened.told)
        opened.value = int(number[1]) if number is not None else None

    async def _decision(self, report: Message) -> str | None:
        """Wait until the report shows what was decided."""
        try:
            edited = await self.scene.client.wait_for_edit(report, timeout=PATIENCE)
        except SandboxTimeout:
            return None
        return edited.text
