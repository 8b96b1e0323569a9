"""Makes what tickets need and a server does not have yet."""

from typing import TYPE_CHECKING

import discord

from astromorty.cogs.tickets.channels import overwrites, staff_of
from astromorty.discord_answers import asking
from astromorty.services.guild_settings import SETTINGS

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

CATEGORY_NAME, TRANSCRIPTS_NAME, WHY = "Tickets", "ticket-transcripts", "ticket setup"


async def set_up(bot: "Astromorty", guild: discord.Guild) -> list[str]:
    """Make the category and the channel for transcripts where they are missing; return what there is, in words.

    Raises `Refusal` where Discord refuses; what was made until then is used the next time.
    """
    config = await bot.guild_settings.get(guild.id)
    staff = staff_of(guild, config)
    category, place = (
        guild.get_channel(config.tickets_category or 0),
        guild.get_channel(config.tickets_transcripts or 0),
    )
    lines: list[str] = []
    if not isinstance(category, discord.CategoryChannel):
        async with asking():
            category = await guild.create_category(CATEGORY_NAME, overwrites=overwrites(guild, staff), reason=WHY)
        await bot.guild_settings.save(guild.id, SETTINGS["tickets_category"], category.id)
        lines.append("I made the category.")
    if not isinstance(place, discord.TextChannel):
        async with asking():
            place = await guild.create_text_channel(
                TRANSCRIPTS_NAME, category=category, overwrites=overwrites(guild, staff), reason=WHY
            )
        await bot.guild_settings.save(guild.id, SETTINGS["tickets_transcripts"], place.id)
        lines.append("I made the channel for transcripts.")
    lines.append(f"Tickets open in {category.mention}, and their transcripts are kept in {place.mention}.")
    if not staff:
        lines.append("⚠️ No role answers them yet: `config set tickets_staff @Staff`.")
    return [*lines, *bot.plan.warnings("tickets_transcripts"), "`ticket panel` posts the button that opens them."]
