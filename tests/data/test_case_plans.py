"""What Postgres does for the questions about the cases of a large server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import event, text

from astromorty.database.controllers.moderation_case import CaseFilter, ModerationCaseController
from astromorty.database.engine import Database

GUILD, OTHERS, EACH = 1, 9, 5_000

# Moderators and members of all servers are the same: what belongs to a server is found by the server, too.
FILL = """
    INSERT INTO moderation_case (guild_id, number, kind, member_id, moderator_id, closed_at)
    SELECT guild_id, number, (ARRAY['ban', 'kick', 'warn', 'timeout', 'note'])[1 + number % 5], 1 + number % 800,
        1 + number % 12, CASE WHEN number % 3 = 0 THEN now() END
    FROM generate_series(1, :each) AS number, generate_series(1, :guilds) AS guild_id
"""

QUESTIONS: dict[str, Callable[[ModerationCaseController], Awaitable[object]]] = {
    "view": lambda cases: cases.get(GUILD, 2_500),
    "list": lambda cases: cases.newest(GUILD, CaseFilter(), limit=10),
    "list, later": lambda cases: cases.newest(GUILD, CaseFilter(), before=2_500, limit=10),
    "list of a member": lambda cases: cases.newest(GUILD, CaseFilter(member_id=7), limit=10),
    "list of a type": lambda cases: cases.newest(GUILD, CaseFilter(kinds=("warn",)), before=900, limit=10),
    "list of a moderator": lambda cases: cases.newest(GUILD, CaseFilter(moderator_id=3), limit=10),
    "list of all three": lambda cases: cases.newest(GUILD, CaseFilter(7, 3, ("warn",)), limit=10),
    "running measure": lambda cases: cases.newest(GUILD, CaseFilter(7, None, ("ban", "tempban"), True), limit=1),
    "count": lambda cases: cases.count_of(GUILD, CaseFilter()),
    "count of a member": lambda cases: cases.count_of(GUILD, CaseFilter(member_id=7)),
    "count of a moderator": lambda cases: cases.count_of(GUILD, CaseFilter(moderator_id=3)),
    "stats by type": lambda cases: cases.kind_counts(GUILD),
    "stats by moderator": lambda cases: cases.busiest_moderators(GUILD),
    "of an intent": lambda cases: cases.of_intent(77),
}


@pytest.fixture
async def cases(database: Database) -> ModerationCaseController:
    async with database.engine.begin() as connection:
        await connection.execute(text(f"INSERT INTO guild SELECT generate_series(1, {1 + OTHERS})"))
        await connection.execute(text(FILL), {"each": EACH, "guilds": 1 + OTHERS})
        await connection.execute(text("ANALYZE moderation_case"))
    return ModerationCaseController(database)


async def test_no_question_reads_the_cases_of_all_servers(cases: ModerationCaseController) -> None:
    asked: list[tuple[str, Any]] = []
    engine = cases.database.engine

    def listen(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if "moderation_case" in statement:
            asked.append((statement, parameters))

    event.listen(engine.sync_engine, "before_cursor_execute", listen)
    for ask in QUESTIONS.values():
        assert await ask(cases) is not None or ask is QUESTIONS["of an intent"]
    event.remove(engine.sync_engine, "before_cursor_execute", listen)
    assert len(asked) == len(QUESTIONS)
    async with engine.connect() as connection:
        for name, (statement, parameters) in zip(QUESTIONS, asked, strict=True):
            plan = "\n".join((await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)).scalars())
            assert "Seq Scan" not in plan, f"{name}: {plan}"
            if name.startswith("list"):
                assert "Sort" not in plan, f"{name}: {plan}"
