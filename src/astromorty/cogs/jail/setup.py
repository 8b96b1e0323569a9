"""The question before a jail is made, and what is shown while and after it is."""

from collections.abc import Sequence
from time import monotonic
from typing import Self

import aiohttp
import discord
from discord import ui
from loguru import logger

from astromorty.cogs.jail.building import Building, build, places
from astromorty.cogs.jail.jail_role import refuse_trouble
from astromorty.context import Context, Interaction
from astromorty.database.models import GuildConfig
from astromorty.ui.cards import Tone, card, first_of
from astromorty.ui.confirm import Confirm

EDIT_SECONDS = 2.0
# The token of the confirming press, by which the answer is shown, lives for 15 minutes.
LONGEST_SECONDS = 780.0
MOST_NAMED = 20


class SetupQuestion(Confirm):
    """Ask before a jail is made, then make it.

    Args:
        ctx: The invocation that asks.
        guild: Where.
        config: The server's configuration, with what there is of a jail.
    """

    def __init__(self, ctx: Context, guild: discord.Guild, config: GuildConfig) -> None:
        role, channel = guild.get_role(config.jail_role or 0), guild.get_channel(config.jail_channel or 0)
        number = len(places(guild, config.jail_channel))
        steps = (
            f"• uses the role {role.mention}" if role else "• makes a role **Jailed** without any permission",
            f"• uses {channel.mention}" if channel else "• makes a channel **#jail** for jailed members and moderators",
            f"• denies the role Send Messages and Add Reactions in {number:,} categories and channels, where I may",
        )
        super().__init__(ctx, "Make a jail?", "\n".join(("This", *steps)), yes="Make it", action=self._build)
        self._server = guild
        self._config = config

    @classmethod
    async def prepare(cls, ctx: Context) -> Self:
        """Look at what there is; raise `InvalidInput` for a jail role that the bot cannot give."""
        config = await ctx.bot.guild_settings.get(ctx.server.id)
        role = ctx.server.get_role(config.jail_role or 0)
        if role is not None:
            refuse_trouble(ctx.server, role)
        return cls(ctx, ctx.server, config)

    async def _confirmed(self, interaction: Interaction) -> None:
        self.edit_by(interaction)
        await super()._confirmed(interaction)

    async def _build(self) -> ui.LayoutView:
        began = shown_at = monotonic()
        building: Building | None = None
        async for building in build(self.bot, self._server, self._config):
            now = monotonic()
            if now - began > LONGEST_SECONDS or self.bot.closing:
                break
            if now - shown_at > EDIT_SECONDS:
                shown_at = now
                await self._show(building)
        assert building is not None
        return report(building, self.bot.plan.warnings("jail_role"))

    async def _show(self, building: Building) -> None:
        assert self._edit is not None
        done = building.closed + len(building.failed)
        try:
            await self._edit(view=card(None, f"⏳ Making a jail: {done:,} of {building.total:,} places…"))
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            logger.debug("The progress of a jail's setup could not be shown: {}", error)


def report(building: Building, warnings: Sequence[str]) -> ui.LayoutView:
    """Say what was made, where the role can still write, and what else is wrong."""
    made = f"I made the {' and the '.join(building.is_new)}. " if building.is_new else ""
    lines = [
        f"{made}Jailed members have {building.role.mention} and write in {building.channel.mention}.",
        f"The role is denied writing in {building.closed:,} of {building.total:,} categories and channels.",
    ]
    if building.failed:
        named = first_of([place.mention for place in building.failed], MOST_NAMED)
        lines.append(f"⚠️ I could not deny it in {named}: I may not manage permissions there, or not write myself.")
    left = building.total - building.closed - len(building.failed)
    if left:
        lines.append(f"⚠️ I did not get to {left:,} others; `jail setup` goes on there.")
    lines += warnings
    tone = Tone.WARNING if building.failed or left or warnings else Tone.SUCCESS
    return card("The jail is ready", *lines, tone=tone)
