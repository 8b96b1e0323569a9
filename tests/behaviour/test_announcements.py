"""Announcements: posted at their time once, too late not at all, and paused where the bot may not write."""

import re
from datetime import UTC, datetime

import discord
from simcord.env import Env

from astromorty.bot import Astromorty
from behaviour.dashboard import control, open_page
from behaviour.transfer import exported, offer, take
from behaviour.world import ComeDue, Server, shown
from fixtures.members import eventually


async def test_one_is_posted_once_and_one_that_repeats_goes_on(env: Env, server: Server, come_due: ComeDue) -> None:
    del env
    news = server.guild.create_text_channel("news")
    mention = f"<#{news.id}>"
    said = await server.says(server.manager, f"$announce at tomorrow 9am {mention} Hello @everyone")
    assert "Hello @everyone" in said
    assert "It notifies nobody" in said
    assert re.search(r"<t:\d+:F>", said)
    assert "every 2 weeks, UTC" in await server.says(
        server.owner, f"$announce every 2 weeks friday 18:00 {mention} Clean up @here"
    )
    assert "notifies whom it mentions" in await server.says(server.owner, "$announce")
    await come_due()
    posted = {message.content: message.mention_everyone for message in news.history()}
    assert posted == {"Hello @everyone": False, "Clean up @here": True}
    listed = await server.says(server.owner, "$announce list")
    assert "Hello" not in listed
    assert "Clean up" in listed
    number = re.search(r"#(\d+)\*\*", listed)
    assert number is not None
    await come_due("2 hours")
    assert len(news.history()) == 2, "too late"
    assert "and it was not posted" in await server.says(server.owner, "$announce")
    told = ""

    async def was_told() -> bool:
        nonlocal told
        told = "".join(shown(message) for message in server.owner.user.dm_channel.history())
        return "I was away at <t:" in told

    await eventually(was_told, within=5)
    assert f"Announcement {number[1]} comes again: Clean up" in told
    assert "paused" in await server.says(server.owner, f"$announce pause {number[1]}")
    assert "It goes on" in await server.says(server.owner, f"$announce resume {number[1]}")
    await server.owner.slash(server.channel, "announce edit", number=int(number[1]), text="Sweep")
    assert "Sweep" in await server.says(server.owner, f"$announce show {number[1]}")
    assert "is deleted" in await server.says(server.owner, f"$announce delete {number[1]}")
    for wrong in (number[1], "0", "9" * 30):
        assert "There is no announcement number" in await server.says(server.owner, f"$announce show {wrong}")
    assert "There is nothing" in await server.says(server.owner, "$announce")


async def test_where_the_bot_may_not_write_any_more_it_is_paused_and_the_team_is_told_why(
    env: Env, server: Server, come_due: ComeDue, bot: Astromorty
) -> None:
    news, closed = (server.guild.create_text_channel(name) for name in ("news", "closed"))
    for channel, words in ((news, "Soon"), (closed, "Later")):
        await server.owner.slash(server.channel, "announce at", when="2h", channel=channel, text=words)
    env.inject_error("POST", f"/channels/{closed.id}/messages", status=403, code=50013)
    guild = bot.get_guild(server.guild.id)
    assert guild is not None
    channel = guild.get_channel(news.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.delete()
    await come_due()
    said = await server.says(server.owner, "$announce")
    assert said.count("paused") == 2
    assert "⚠️ Its channel is gone." in said
    assert f"⚠️ I may not write in <#{closed.id}>." in said
    told: list[str] = []

    async def was_told() -> bool:
        told[:] = [shown(message) for message in server.owner.user.dm_channel.history()]
        return len(told) == 2

    await eventually(was_told, within=5)
    assert any("In **Garden**: Its channel is gone." in text and "announce resume" in text for text in told)
    assert any(f"I may not write in <#{closed.id}>." in text and "Later" in text for text in told)


async def test_the_dashboard_makes_edits_pauses_posts_and_deletes_the_chosen_one(
    server: Server, come_due: ComeDue
) -> None:
    manager, page = server.manager, await open_page(server, "announcements")
    assert "**Announcements** none yet" in shown(page)

    async def fill(**fields: str) -> str:
        form = await manager.select(page, [server.channel], custom_id=control(page, "announcement:add"))
        answer = await manager.submit_modal(form, {"when": "2030-12-24", "rule": "", "text": "We meet"} | fields)
        return shown(answer) if answer.ephemeral else shown(page)

    for fields, refused in (
        ({"when": "soon"}, "I do not understand that time"),
        ({"rule": "moon"}, "There is no such rule"),
        ({"text": "  "}, "The text is empty"),
    ):
        assert refused in await fill(**fields)
    assert "every week, UTC" in await fill(rule="week", text="We meet @everyone")
    form = await manager.click(page, custom_id=control(page, "announcement:edit"))
    await manager.submit_modal(form, {"when": "", "text": "We met"})
    assert "Changed: " in shown(page)
    assert "We met" in shown(page)
    form = await manager.click(page, custom_id=control(page, "announcement:edit"))
    await manager.submit_modal(form, {"when": "2030-12-31", "text": "We met"})
    assert str(int(datetime(2030, 12, 31, 9, tzinfo=UTC).timestamp())) in shown(page)
    await manager.click(page, custom_id=control(page, "announcement:now"))
    assert "is being posted" in shown(page)
    await come_due()
    assert "We met" in [message.content for message in server.channel.history()]
    page = await open_page(server, "announcements")
    number = re.search(r"#(\d+)\*\*", shown(page))
    assert number is not None
    await manager.select(page, [number[1]], custom_id=control(page, "announcement"))
    for name, says in (("pause", "paused"), ("resume", "goes on"), ("delete", "is deleted")):
        await manager.click(page, custom_id=control(page, f"announcement:{name}"))
        assert says in shown(page)
    assert "**Announcements** none yet" in shown(page)


async def test_what_is_exported_is_imported_and_a_file_is_no_way_to_more_than_the_commands(
    env: Env, server: Server, bot: Astromorty, come_due: ComeDue
) -> None:
    news, hidden = (server.guild.create_text_channel(name) for name in ("news", "hidden"))
    for command in (
        "at 2030-12-24 {} Merry @everyone",
        "every 2 weeks 2030-12-20 {} Clean up",
        "at 2030-12-01 {} Wait",
    ):
        await server.says(server.owner, f"$announce {command.format(news.mention)}")
    await server.says(server.owner, "$announce pause 3")
    part = await exported(server, "announcements")
    assert part == [
        {"channel": str(news.id), "text": "Wait", "at": "2030-12-01 09:00:00+00:00", "paused": True},
        {"channel": str(news.id), "text": "Clean up", "at": "2030-12-20 09:00:00", "every": "2 weeks", "zone": "UTC"}
        | {"paused": False},
        {"channel": str(news.id), "text": "Merry @everyone", "at": "2030-12-24 09:00:00+00:00", "paused": False},
    ]
    assert "has already" in shown(await offer(server, server.manager, "announcements", part))
    assert "No announcement any more: **#2**" in await take(server, server.manager, "announcements", part[2:])
    assert "every 2 weeks" in await take(server, server.manager, "announcements", part)
    assert await exported(server, "announcements") == part
    listed = await server.says(server.owner, "$announce")
    assert "**#1**" in listed, "what was there stays what it is"
    assert listed.count("notifies whom") == 1

    # The file's author may not notify, nor write everywhere; the owner may.
    guild = bot.get_guild(server.guild.id)
    assert guild is not None
    await take(server, server.manager, "announcements", None)
    await take(server, server.manager, "announcements", part[2:])
    assert "notifies whom" not in await server.says(server.owner, "$announce")
    managers = guild.get_role(server.guild.roles["Managers"].id)
    channel = guild.get_channel(hidden.id)
    assert managers is not None
    assert channel is not None
    await channel.set_permissions(managers, send_messages=False)
    await env.settle()
    [entry] = part[2:]
    for wrong, why in (
        ({"channel": str(hidden.id)}, "You may not write in"),
        ({"channel": "1"}, "1 is no channel of this server"),
        ({"at": "when pigs fly"}, "I do not understand that time"),
        ({"at": "2130-01-01"}, "ten years"),
        ({"every": "fortnight"}, "There is no such rule"),
        ({"zone": "Mars/Olympus"}, "There is no time zone"),
        ({"text": "x" * 2_001}, "0.text"),
        ({"numbr": 3}, "0.numbr"),
    ):
        answer = shown(await offer(server, server.manager, "announcements", [entry | wrong]))
        assert why in answer, (why, answer)
    assert "at most 50" in shown(await offer(server, server.owner, "announcements", [entry] * 51))
    old = [entry | {"at": "2015-03-02 09:00:00", "every": "week", "zone": "UTC"}]
    await take(server, server.manager, "announcements", old)
    assert await exported(server, "announcements") == old
    assert "has already" in shown(await offer(server, server.manager, "announcements", old))
    asked = await take(server, server.manager, "announcements", [entry | {"at": "2026-01-01", "text": "Too late"}])
    assert "paused: its time is past" in asked
    await come_due()
    assert news.history() == []
    await server.says(server.owner, "$permissions set announce nobody")
    assert "❌" in shown(await offer(server, server.manager, "announcements", part))
