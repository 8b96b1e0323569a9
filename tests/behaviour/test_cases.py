"""Cases as moderators see and change them, in both forms."""

from datetime import UTC, datetime, timedelta

import discord
import pytest
from simcord.actors import MemberActor
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.services.cases import Case, NewMeasure
from behaviour.world import Server, shown


@pytest.fixture
def moderator(server: Server, env: Env) -> MemberActor:
    moderators = server.guild.create_role("Moderators", permissions=discord.Permissions(moderate_members=True))
    return server.guild.add_member(env.create_user("mo"), roles=[moderators])


async def record(
    bot: Astromorty,
    server: Server,
    kind: str,
    *,
    by: MemberActor | None = None,
    reason: str | None = "spam",
    **more: int,
) -> Case:
    expires_at = datetime.now(UTC) + timedelta(hours=more["hours"]) if "hours" in more else None
    moderator_id = by.id if by else server.owner.id
    member_id = more.get("member_id", server.member.id)
    measure = NewMeasure(server.guild.id, kind, member_id, moderator_id, reason, expires_at)  # pyright: ignore[reportArgumentType]  # a kind
    return await bot.cases.record_now(measure)


async def test_a_case_says_what_was_done_to_whom_by_whom_and_why(
    server: Server, bot: Astromorty, moderator: MemberActor
) -> None:
    await record(bot, server, "tempban", hours=1)
    answer = await moderator.slash(server.channel, "case view", number=1)
    assert answer.ephemeral
    assert "### ⏳ Temporary ban · case 1" in shown(answer)
    for part in (f"<@{server.member.id}>", f"<@{server.owner.id}>", "**Reason** spam", "**Ends** <t:"):
        assert part in shown(answer)
    for typed in ("$case view 1", "$case 1"):
        assert await server.says(moderator, typed) == shown(answer)


async def test_only_moderators_see_cases(server: Server, bot: Astromorty) -> None:
    await record(bot, server, "warn")
    for command, options in (("view", {"number": 1}), ("list", {}), ("stats", {}), ("close", {"number": 1})):
        refused = await server.member.slash(server.channel, f"case {command}", **options)
        assert "permission" in shown(refused), command
        assert refused.ephemeral
    assert "permission" in await server.says(server.member, "$case edit 1 nothing happened")
    assert (await bot.cases.find(server.guild.id, 1)).reason == "spam"


async def test_a_number_that_there_is_not_is_refused(server: Server, moderator: MemberActor) -> None:
    for number in (0, -1, 7, 2**40):
        refused = await moderator.slash(server.channel, "case view", number=number)
        assert f"There is no case {number} in this server" in shown(refused)
    assert "whole number" in await server.says(moderator, "$case view ban")
    assert "There is no such command. Did you mean `$case list`" in await server.says(moderator, "$case lst @mia")


async def test_reasons_neither_ping_nor_break_the_card(server: Server, bot: Astromorty, moderator: MemberActor) -> None:
    await record(bot, server, "warn", reason="@everyone <@&1> ```\n# Title [x](https://example.org) **b**" + "x" * 400)
    text = shown(await moderator.slash(server.channel, "case view", number=1))
    assert "\\*\\*b\\*\\*" in text
    assert "\\`\\`\\`" in text
    assert "<@&1>" not in text.replace("\\<@&1>", "")
    assert len(await server.says(moderator, "$case list")) < 4_000


async def test_cases_are_listed_by_member_type_and_moderator(
    server: Server, bot: Astromorty, moderator: MemberActor
) -> None:
    await record(bot, server, "warn")
    await record(bot, server, "ban", by=moderator)
    await record(bot, server, "warn", by=moderator, member_id=server.manager.id)
    for options, numbers in (
        ({}, {1, 2, 3}),
        ({"member": server.member}, {1, 2}),
        ({"type": "warn"}, {1, 3}),
        ({"moderator": moderator}, {2, 3}),
        ({"member": server.member, "type": "Warning", "moderator": server.owner}, {1}),
    ):
        text = shown(await moderator.slash(server.channel, "case list", **options))
        assert {number for number in (1, 2, 3) if f"**{number}** ·" in text} == numbers, options
        assert f"### Cases · {len(numbers)}" in text
    typed = await server.says(moderator, f"$case list {server.member.mention} ban")
    assert "**2** ·" in typed
    assert "**1** ·" not in typed
    assert "no such case" in shown(await moderator.slash(server.channel, "case list", type="note"))
    assert "There is no such type of case" in shown(await moderator.slash(server.channel, "case list", type="hug"))


async def test_pages_stay_true_to_themselves_while_cases_come_in(
    server: Server, bot: Astromorty, moderator: MemberActor
) -> None:
    for _ in range(25):
        await record(bot, server, "note")
    answer = await moderator.slash(server.channel, "case list")
    assert answer.response is not None
    await record(bot, server, "note")
    for number, first, last in ((2, 15, 6), (3, 5, 1), (2, 15, 6), (1, 26, 17)):
        label = "Next" if first < int(shown(answer).split("**")[1]) else "Previous"
        await moderator.click(answer.response, label=label)
        text = shown(answer)
        assert f"Page {number} of 3" in text
        assert text.split("**")[1] == str(first)
        assert f"**{last}** ·" in text
        assert f"**{last - 1}** ·" not in text


async def test_a_reason_is_replaced_and_the_answer_says_what_it_was(
    server: Server, bot: Astromorty, moderator: MemberActor
) -> None:
    await record(bot, server, "kick")
    answer = shown(await moderator.slash(server.channel, "case edit", number=1, reason="  advertising "))
    assert "**Now** advertising\n**Before** spam" in answer
    assert "**Before** advertising" in await server.says(moderator, "$case edit 1 many words of advertising")
    assert (await bot.cases.find(server.guild.id, 1)).reason == "many words of advertising"
    refused = await moderator.slash(server.channel, "case edit", number=1, reason="x" * 513)
    assert "at most 512 characters; this one has 513" in shown(refused)


async def test_a_case_is_closed_and_opened_again(server: Server, bot: Astromorty, moderator: MemberActor) -> None:
    await record(bot, server, "warn")
    assert "Case 1 is closed." in shown(await moderator.slash(server.channel, "case close", number=1))
    assert "closed already" in shown(await moderator.slash(server.channel, "case close", number=1))
    assert "**Closed** <t:" in await server.says(moderator, "$case view 1")
    assert "Case 1 is open again." in await server.says(moderator, "$case reopen 1")
    assert "Case 1 is open." in await server.says(moderator, "$case reopen 1")


async def test_a_measure_that_holds_is_not_closed_by_hand(
    server: Server, bot: Astromorty, moderator: MemberActor
) -> None:
    await record(bot, server, "jail", hours=1)
    refused = await moderator.slash(server.channel, "case close", number=1)
    assert "What case 1 is about still holds. `unjail` ends it" in shown(refused)


async def test_numbers_are_offered_with_type_member_and_reason(
    server: Server, bot: Astromorty, moderator: MemberActor
) -> None:
    await record(bot, server, "warn")
    await record(bot, server, "ban", member_id=12345, reason=None)
    for _ in range(10):
        await record(bot, server, "note", reason="x " * 200)

    async def offered(current: str) -> list[str]:
        choices = await moderator.autocomplete(server.channel, "case view", "number", current)
        return [choice["name"] for choice in choices]

    assert (await offered("mia"))[-1] == "1 · Warning · mia · spam"
    assert await offered("ban") == ["2 · Ban · 12345"]
    assert (await offered("1"))[:4] == [f"{n} · Note · mia · {'x ' * 200}"[:100] for n in (12, 11, 10)] + [
        "1 · Warning · mia · spam"
    ]


async def test_statistics_count_by_type_and_name_the_busiest(
    server: Server, bot: Astromorty, moderator: MemberActor
) -> None:
    assert "There are no cases" in shown(await moderator.slash(server.channel, "case stats"))
    await record(bot, server, "warn", by=moderator)
    await record(bot, server, "warn", by=moderator)
    await bot.cases.close(await record(bot, server, "kick", by=moderator))
    text = shown(await moderator.slash(server.channel, "case stats"))
    assert "**3** in all · **2** open · **3** in the last 30 days" in text
    assert "⚠️ Warning: 2 · 2 open" in text
    assert "👢 Kick: 1 · 0 open" in text
    assert f"**Most by** <@{moderator.id}> 3" in text


async def test_privacy_names_cases_as_staying(server: Server, bot: Astromorty) -> None:
    await record(bot, server, "warn")
    text = shown(await server.member.slash(server.channel, "privacy info"))
    assert "**Would be kept**\n- Moderation cases about you: 1 – a server's record of moderation stays" in text
