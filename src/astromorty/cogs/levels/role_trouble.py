"""Why the bot cannot give a role, and who is told."""

import discord
from loguru import logger

from astromorty.database.models import Reward
from astromorty.ui.cards import Tone, card
from astromorty.ui.team_notice import tell_team


def trouble_with(guild: discord.Guild, role: discord.Role | None) -> str | None:
    """Say what keeps the bot from giving a role, as the end of a sentence; None if nothing does."""
    if role is None:
        return "it was deleted"
    if role.is_default() or role.managed:
        return "nobody can give it by hand: it belongs to everyone, to an app or to boosters"
    if not guild.me.guild_permissions.manage_roles:
        return "I lack the Manage Roles permission"
    if role >= guild.me.top_role and guild.owner_id != guild.me.id:
        return f"it stands above my highest role, {guild.me.top_role.mention}; drag mine above it"
    return None


async def tell_of_trouble(guild: discord.Guild, reward: Reward, trouble: str) -> None:
    """Tell the server's team of a reward that cannot be given."""
    logger.info("Role {} of server {} cannot be given: {}", reward.role_id, guild.id, trouble)
    view = card(
        "A reward cannot be given",
        f"In **{discord.utils.escape_markdown(guild.name)}**, level {reward.level:,} earns <@&{reward.role_id}>, but "
        f"{trouble}. Nobody gets it until that is put right; `levels reward list` shows whether it is.",
        tone=Tone.WARNING,
    )
    await tell_team(guild, view)
