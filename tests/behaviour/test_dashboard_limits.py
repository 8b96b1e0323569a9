"""Every page fits into what Discord takes for one message, however much a server has."""

from typing import Any

import discord
import pytest
from discord import ui
from simcord.results import ResponseMessage

from astromorty.bot import Astromorty
from astromorty.cogs.config.dashboard import Dashboard
from astromorty.intents import PRIVILEGED, IntentOff, IntentPlan
from astromorty.services.guild_settings import AREAS, SETTINGS
from astromorty.services.guild_settings.kinds import (
    Category,
    Choice,
    Emoji,
    Number,
    Role,
    Roles,
    Switch,
    Text,
    TextChannel,
    Value,
    VoiceChannel,
)
from astromorty.services.guild_settings.setting import GuildSetting
from astromorty.ui.page_note import note
from behaviour.dashboard import control, open_page
from behaviour.world import TEXT_DISPLAY, Server, parts

MOST_CHARACTERS, MOST_COMPONENTS = 4_000, 40
GONE = 9_999_999_999_999_999_999 // 2  # as many digits as a snowflake can have
LONGEST: dict[str, Value] = {"prefix": "W" * 10, "timezone": "America/Argentina/ComodRivadavia"}


def longest(setting: GuildSetting) -> Value:
    """Return a value of a setting that takes the most room."""
    match setting.kind:
        case TextChannel() | VoiceChannel() | Category() | Role():
            return GONE
        case Roles(most):
            return " ".join(str(GONE - number) for number in range(most))
        case Number(highest=highest):
            return highest
        case Choice(meanings):
            return max(meanings, key=len)
        case Text(longest=length):
            return LONGEST.get(setting.name, "`" * length)
        case Emoji():
            return f"<a:{'e' * 32}:{GONE}>"
        case Switch():
            return False
        case _:
            raise AssertionError(setting)


@pytest.fixture
async def full(server: Server, bot: Astromorty) -> Server:
    """A server with 100 roles, 100 channels, every rank held by many, the longest values, and no privileged intent."""
    off = tuple(IntentOff(each, "not enabled for the application in Discord's Developer Portal") for each in PRIVILEGED)
    bot.plan = IntentPlan(discord.Intents.none(), off)
    await bot.guild_settings.save_all(
        server.guild.id,
        await bot.guild_settings.get(server.guild.id),
        {each.name: longest(each) for each in SETTINGS.values()},
    )
    for number in range(100):
        server.guild.create_text_channel(f"{'c' * 95}-{number}")
        server.guild.create_role(f"{'r' * 95}-{number}", permissions=discord.Permissions.none())
    await bot.permissions.create_ranks(server.guild.id, dict.fromkeys(range(11), "W" * 50))
    for number, role in enumerate(server.guild.roles.values()):
        if role.id != server.guild.id:
            await bot.permissions.assign(server.guild.id, role.id, 5 if number > 60 else number % 11)
    return server


def sizes(message: ResponseMessage) -> tuple[int, int]:
    """Return how many characters of text and how many components a message has."""
    found = parts(message)
    return sum(len(part["content"]) for part in found if part.get("type") == TEXT_DISPLAY), len(found)


@pytest.mark.parametrize("page", ["overview", *AREAS, "permissions"])
async def test_each_page_fits(full: Server, bot: Astromorty, page: str) -> None:
    async def long_note(_dashboard: Dashboard) -> list[ui.Item[Any]]:
        return note("⚠️" * MOST_CHARACTERS)

    bot.area_parts[page] = long_note
    opened = await open_page(full, page, full.owner)
    if page == "permissions":
        await full.owner.select(opened, ["5"], custom_id=control(opened, "ranks:choose"))
        form = await full.owner.click(opened, custom_id=control(opened, "rules:find"))
        await full.owner.submit_modal(form, {"name": "levels"})
        await full.owner.select(opened, ["5"], custom_id=control(opened, "rule:levels"))
        assert "This opens what needs more by default" in str(parts(opened))
    assert ("Configuration · Overview" in str(parts(opened))) == (page == "overview"), "it was not shown"
    characters, components = sizes(opened)
    assert characters <= MOST_CHARACTERS
    assert components <= MOST_COMPONENTS


async def test_all_settings_fit_into_one_answer(full: Server) -> None:
    shown = await full.owner.slash(full.channel, "config show")
    assert shown.response is not None
    assert sizes(shown.response)[0] <= MOST_CHARACTERS


async def test_a_rank_that_more_roles_hold_than_a_list_can_show_loses_none(full: Server, bot: Astromorty) -> None:
    page = await open_page(full, "permissions", full.owner)
    before = (await bot.permissions.get_set(full.guild.id)).holding(5)
    await full.owner.select(page, ["5"], custom_id=control(page, "ranks:choose"))
    part = next(each for each in parts(page) if each.get("custom_id") == control(page, "ranks:roles:5"))
    listed = {int(each["id"]) for each in part["default_values"]}
    assert len(listed) == 25
    kept = [role for role in full.guild.roles.values() if role.id in listed][1:]
    await full.owner.select(page, kept, custom_id=control(page, "ranks:roles:5"))
    after = (await bot.permissions.get_set(full.guild.id)).holding(5)
    assert set(before) - set(after) == listed - {role.id for role in kept}
