"""Where a privileged intent is off, every feature that needs it says so to who sets it up."""

from typing import Any

import discord
import pytest

from astromorty.bot import Astromorty
from astromorty.database.engine import Database
from astromorty.intents import PRIVILEGED, IntentOff, IntentPlan
from astromorty.services.guild_settings import SETTINGS
from astromorty.settings import Settings
from behaviour.dashboard import open_page
from behaviour.world import Server, shown

MEMBERS, CONTENT, PRESENCE = "Server Members intent is off", "Message Content intent is off", "Presence intent is off"


@pytest.fixture
async def bot(settings: Settings, database: Database) -> Astromorty:
    intents = discord.Intents.all()
    for each in PRIVILEGED:
        setattr(intents, each.flag, False)
    off = tuple(IntentOff(each, "by the operator") for each in PRIVILEGED)
    return Astromorty(settings, database, IntentPlan(intents, off), request_stop=lambda: None)


async def test_what_is_set_up_says_what_it_will_not_do(server: Server, bot: Astromorty) -> None:
    role, jailed = server.guild.create_role("Fan"), server.guild.create_role("Jailed")
    place = server.guild.create_text_channel("place")
    answers: dict[str, tuple[str, dict[str, Any]]] = {
        "starboard set": (CONTENT, {"channel": place, "emoji": "⭐", "threshold": 2}),
        "starboard show": (CONTENT, {}),
        "automod add": (CONTENT, {"kind": "invites", "name": "no-invites"}),
        "automod enable": (CONTENT, {}),
        "automod show": (CONTENT, {}),
        "autorole add": (MEMBERS, {"role": role}),
        "statusrole add": (PRESENCE, {"role": role, "text": ".gg/astro"}),
        "welcome set": (MEMBERS, {"channel": place}),
        "config set": (MEMBERS, {"setting": "log_members", "value": place.mention}),
        "config show": (MEMBERS, {"area": "logs"}),
        "prefix set": (CONTENT, {"prefix": "?"}),
        "purge": (CONTENT, {"count": 5, "links": True}),
        "ticket setup": (CONTENT, {}),
    }
    for command, (sentence, options) in answers.items():
        said = shown(await server.owner.slash(server.channel, command, **options))
        assert said.count(sentence) == 1, f"{command}: {said}"
    assert CONTENT not in shown(await server.owner.slash(server.channel, "automod disable"))

    await bot.guild_settings.save(server.guild.id, SETTINGS["jail_role"], jailed.id)
    said = shown(await server.owner.slash(server.channel, "jail member", members=server.member.mention))
    assert "was jailed" in said
    assert f"{MEMBERS} (by the operator): who leaves while in jail and comes back is free." in said
    for page, sentence in {
        "jail": MEMBERS, "welcome": MEMBERS, "starboard": CONTENT, "tickets": CONTENT, "automod": CONTENT,
        "autoroles": MEMBERS, "general": CONTENT,
    }.items():  # fmt: skip
        said = shown(await open_page(server, page, server.owner))
        assert said.count(sentence) == 1, f"{page}: {said}"


async def test_a_transcript_without_texts_says_so_and_its_ticket_is_not_deleted_unasked(
    server: Server,
) -> None:
    await server.owner.slash(server.channel, "ticket setup")
    await server.member.slash(server.channel, "ticket open", subject="Help")
    ticket = server.guild.channels["ticket-0001"]
    form = await server.owner.click(ticket.history()[0], label="Close")
    await server.owner.submit_modal(form, {"text": ""})
    end = ticket.history()[-1]
    assert "transcripts of tickets do not hold what members wrote" in shown(end)
    [kept] = server.guild.channels["ticket-transcripts"].history()
    text = next(file for file in kept.attachments if file.filename.endswith(".txt"))
    assert "do not hold what members wrote" in (await text.read()).decode()

    refused = await server.owner.click(end, label="Delete")
    assert "Nothing was deleted; `ticket delete` asks" in shown(refused.followups[0])
    assert "ticket-0001" in server.guild.channels
    asked = await server.owner.slash(ticket, "ticket delete")
    assert "Delete this ticket all the same?" in shown(asked)
    assert asked.response is not None
    await server.owner.click(asked.response, label="Delete")
    assert "ticket-0001" not in server.guild.channels
