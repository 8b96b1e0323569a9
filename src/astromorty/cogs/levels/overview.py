"""A server's rules of experience, in short."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import discord

from astromorty.database.models import GuildConfig, LevelRules
from astromorty.hierarchy import role_trouble
from astromorty.places import closed_to_bot
from astromorty.services.guild_settings import SETTINGS
from astromorty.services.levels.rewards import earned
from astromorty.ui.cards import first_of

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# What one line names before it only counts.
MOST_NAMED = 12
_MULTIPLIER = SETTINGS["levels_multiplier"]


async def overview(bot: "Astromorty", guild: discord.Guild) -> str:
    """Say whether levels are on, and which rules there are."""
    config = await bot.guild_settings.get(guild.id)
    amount = span(config.levels_xp_min, config.levels_xp_max)
    head = (
        f"A message gives **{amount} XP**, once in {config.levels_cooldown:,} s, × {factor(config.levels_multiplier)}."
        if config.levels_enabled
        else "Levels are **off**: messages give no XP."
    )
    rules = await bot.level_rules.get(guild.id)
    lines = [head, *rule_lines(guild, rules), *announcement_trouble(guild, config)]
    if rules.rewards:
        lines += bot.plan.warnings("level_rewards")
    return "\n".join(lines)


def rule_lines(guild: discord.Guild, rules: LevelRules) -> Iterator[str]:
    """Yield a line for each kind of rule that the server has."""
    ignored = [f"<#{id_}>" for id_ in sorted(rules.ignored_channels)]
    ignored += [f"<@&{id_}>" for id_ in sorted(rules.ignored_roles)]
    multipliers = [f"<#{id_}> × {factor(value)}" for id_, value in rules.channel_multipliers]
    multipliers += [f"<@&{id_}> × {factor(value)}" for id_, value in rules.role_multipliers]
    yield from _listed("Multipliers", multipliers)
    yield from _listed("Ignored", ignored)
    yield from _listed("Blacklisted", [f"<@{id_}>" for id_ in sorted(rules.blacklisted)])
    yield from _listed("Rewards", [f"level {r.level:,} <@&{r.role_id}>" for r in rules.rewards])
    for role_id in sorted(earned(rules.rewards, max((r.level for r in rules.rewards), default=0), replace=False)):
        trouble = role_trouble(guild, guild.get_role(role_id))
        if trouble is not None:
            yield f"⚠️ I cannot give <@&{role_id}>: {trouble}."


def announcement_trouble(guild: discord.Guild, config: GuildConfig) -> Iterator[str]:
    """Yield why the channel for announcements cannot be used, if that is so."""
    if config.levels_announce != "channel":
        return
    channel = guild.get_channel(config.levels_announce_channel or 0)
    if not isinstance(channel, discord.abc.Messageable):
        yield "⚠️ The channel for announcements does not exist: choose another one."
        return
    closed = closed_to_bot(channel)
    if closed is not None:
        yield f"⚠️ Levels are not announced. {closed}"


def factor(hundredths: int) -> str:
    """Write a multiplier."""
    return _MULTIPLIER.kind.shown(hundredths)


def span(least: int, most: int) -> str:
    """Write what an amount is drawn from."""
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"


def _listed(title: str, items: Sequence[str]) -> Iterable[str]:
    if items:
        yield f"**{title}** {first_of(items, MOST_NAMED)}"
