"""A server of ten thousand with five thousand cases: each answer begins within Discord's three seconds.

The sandbox ends an interaction that is not answered by then, as Discord does: its error is what the member sees.
"""

from sqlalchemy import text

from astromorty.database.engine import Database
from discord_sandbox.client import SandboxClient
from e2e.conftest import StartBot

MEMBERS, CASES, MESSAGES = 10_000, 5_000, 200

FILL = (
    "INSERT INTO guild (guild_id) VALUES (:guild)",
    """
    INSERT INTO moderation_case (guild_id, number, kind, member_id, moderator_id, reason, created_at, closed_at)
    SELECT CAST(:guild AS bigint), n, (ARRAY['warn', 'ban', 'note', 'kick'])[1 + n % 4], :guild + n % 100,
        :guild + n % 7, 'reason ' || n, now() - n * interval '1 hour', CASE WHEN n % 3 = 0 THEN now() END
    FROM generate_series(1, :cases) AS n
    """,
    "INSERT INTO case_counter (guild_id, last) VALUES (:guild, :cases)",
    """
    INSERT INTO level (guild_id, member_id, xp)
    SELECT CAST(:guild AS bigint), :guild + n, n FROM generate_series(1, :members) AS n
    """,
)


async def test_each_answer_in_a_large_server_begins_in_time(
    client: SandboxClient, start_bot: StartBot, database: Database
) -> None:
    await client.add_members("Sandbox", MEMBERS)
    guild_id = next(int(each["id"]) for each in (await client.state())["guilds"] if each["name"] == "Sandbox")
    async with database.unit_of_work() as unit:
        for statement in FILL:
            await unit.session.execute(text(statement), {"guild": guild_id, "cases": CASES, "members": MEMBERS})
    await start_bot()
    await client.send_many(["general"], ["member"], MESSAGES)

    owner = client.user("owner")
    for command, options, said in (
        ("case list", {}, "Cases · 5,000"),
        ("case list", {"type": "warn"}, "Warning"),
        ("case stats", {}, f"{CASES:,}"),
        ("case view", {"number": 17}, "reason 17"),
        ("leaderboard", {}, f"{MEMBERS:,}"),
        ("ranks show", {}, "rank"),
        ("permissions show", {}, "no rules"),
        ("help", {}, ""),
        ("membercount", {}, ""),
    ):
        answer = await owner.slash("general", command, options)
        assert answer.error is None, (command, answer.error)
        assert said in answer.text, (command, answer.text)
    purge = await owner.slash("general", "purge", count=MESSAGES)
    assert purge.error is None
