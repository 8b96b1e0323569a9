"""Why the bot cannot give a role, and who is told."""

import discord
from loguru import logger

from astromorty.database.models import Reward
from astromorty.ui.cards import Tone, card


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


async def tell_team(guild: discord.Guild, reward: Reward, trouble: str) -> None:
    """Tell the server's team of a reward that cannot be given: in its channel for updates, else its owner."""
    logger.info("Role {} of server {} cannot be given: {}", reward.role_id, guild.id, trouble)
    view = card(
        "A reward cannot be given",
        f"In **{discord.utils.escape_markdown(guild.name)}**, level {reward.level:,} earns <@&{reward.role_id}>, but "
        f"{trouble}. Nobody gets it until that is put right; `levels reward list` shows whether it is.",
        tone=Tone.WARNING,
    )
    for place in (guild.public_updates_channel, guild.owner or guild.owner_id):
        try:
            if isinstance(place, int):
                place = await guild.fetch_member(place)
            if place is not None:
                await place.send(view=view)
                return
        except discord.HTTPException as error:
            logger.debug("Server {} could not be told in {}: {}", guild.id, place, error)
    logger.warning("Nobody of server {} could be told that role {} cannot be given", guild.id, reward.role_id)
