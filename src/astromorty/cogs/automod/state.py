"""Whether automod works as a server wants it to, and what keeps it from that."""

from typing import TYPE_CHECKING

import discord

from astromorty.cogs.automod.words import exempt_words
from astromorty.database.models.automod import AutomodRules

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def state_lines(bot: "Astromorty", guild: discord.Guild, rules: AutomodRules) -> list[str]:
    """Say whether automod is on, who is exempt from all rules, and what is wrong."""
    config = await bot.guild_settings.get(guild.id)
    lines = ["Automod is **on**." if config.automod_enabled else "Automod is **off**: `automod enable` turns it on."]
    if config.automod_dry_run:
        lines.append("Dry run: the log says what would be done, and nothing is.")
    if config.log_automod is None:
        lines.append("⚠️ It has no log: choose a channel with `automod log`.")
    else:
        lines.append(f"What it does is noted in <#{config.log_automod}>.")
    exempt = exempt_words(rules, guild)
    lines.append(f"Not for bots, members who may manage messages{f', {exempt}' if exempt else ''}.")
    return lines + _obstacles(guild, rules)


def _obstacles(guild: discord.Guild, rules: AutomodRules) -> list[str]:
    found: list[str] = []
    mine = guild.me.guild_permissions
    if not mine.manage_messages and any("delete" in rule.action for rule in rules.rules):
        found.append("⚠️ I lack Manage Messages: I cannot delete anything.")
    if not mine.moderate_members and any("timeout" in rule.action or rule.escalate_after for rule in rules.rules):
        found.append("⚠️ I lack Moderate Members: I cannot time anybody out.")
    return found
