"""Why a member's message gives what it gives."""

from typing import TYPE_CHECKING

import discord

from astromorty.cogs.levels.messages import place_of
from astromorty.cogs.levels.overview import factor, span
from astromorty.services.levels.cooldowns import Cooldowns
from astromorty.services.levels.gain import Factors, factors, obstacle

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

_OBSTACLES = {
    "blacklisted": "the member is on the blacklist",
    "ignored channel": "this channel, or what it is in, is ignored",
    "ignored role": "a role of the member is ignored",
}


async def explanation(
    bot: "Astromorty", member: discord.Member, channel: discord.abc.Messageable, cooldowns: Cooldowns
) -> list[str]:
    """Return lines on what a message of `member` in `channel` would give."""
    config = await bot.guild_settings.get(member.guild.id)
    rules = await bot.level_rules.get(member.guild.id)
    place = place_of(member, channel)
    reason = obstacle(rules, place)
    if member.bot:
        return ["Nothing: bots have no levels."]
    if not config.levels_enabled:
        return ["Nothing: levels are off in this server."]
    if reason is not None:
        return [f"Nothing: {_OBSTACLES[reason]}."]
    applied = factors(config, rules, place)
    least, most = applied.apply(config.levels_xp_min), applied.apply(config.levels_xp_max)
    lines = [
        f"**{span(least, most)} XP** a message",
        _product(config.levels_xp_min, config.levels_xp_max, applied),
    ]
    left = cooldowns.left((member.guild.id, member.id), config.levels_cooldown)
    if left:
        lines.append(
            f"The next one that counts may come in {left:,.0f} s: the cooldown is {config.levels_cooldown:,} s."
        )
    return lines


def _product(least: int, most: int, applied: Factors) -> str:
    return (
        f"{span(least, most)} × {factor(applied.server)} (server) × {factor(applied.channel)} (channel) "
        f"× {factor(applied.role)} (highest of the member's roles)"
    )
