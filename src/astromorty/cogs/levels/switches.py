"""Commands that turn levels on and off, and say where they are announced."""

from typing import Literal

import discord
from discord import app_commands

from astromorty.cogs.levels.group import LevelsGroup, levels, manages
from astromorty.cogs.levels.overview import announcement_trouble
from astromorty.context import Context
from astromorty.errors import InvalidInput
from astromorty.manual import examples
from astromorty.services.guild_settings import SETTINGS
from astromorty.services.guild_settings.kinds import Value
from astromorty.ui.cards import code, done

_TEMPLATE = SETTINGS["levels_template"]
_PLACES = {
    "off": "nowhere",
    "here": "in the channel where they are reached",
    "dm": "to the member, in a direct message",
}


class SwitchCommands(LevelsGroup):
    """Enable, disable, announce."""

    @levels.command(name="enable")
    @manages
    async def levels_enable(self, ctx: Context) -> None:
        """Let messages give XP."""
        await self.bot.guild_settings.save(ctx.server.id, SETTINGS["levels_enabled"], True)
        await ctx.answer(done("Messages give XP now."))

    @levels.command(name="disable")
    @manages
    async def levels_disable(self, ctx: Context) -> None:
        """Let messages give no XP; what members have stays."""
        await self.bot.guild_settings.save(ctx.server.id, SETTINGS["levels_enabled"], False)
        await ctx.answer(done("Messages give no XP now. What members have stays."))

    @levels.command(name="announce")
    @examples("dm", "channel #general", "here {user} reached level {level}!")
    @manages
    @app_commands.describe(
        where="Where a new level is announced",
        channel="The channel, where it is one",
        template="The text; {user}, {level} and {server} are filled in. default takes yours back",
    )
    async def levels_announce(
        self,
        ctx: Context,
        where: Literal["off", "here", "channel", "dm"],
        channel: discord.TextChannel | None = None,
        *,
        template: str | None = None,
    ) -> None:
        """Say where new levels are announced, and with which text."""
        seen = await self.bot.guild_settings.get(ctx.server.id)
        values: dict[str, Value] = {"levels_announce": where}
        if channel is not None:
            values["levels_announce_channel"] = channel.id
        elif where == "channel" and seen.levels_announce_channel is None:
            raise InvalidInput(f"Name the channel too, such as `{ctx.clean_prefix}levels announce channel #levels`.")
        if template is not None:
            values["levels_template"] = None if template.lower() == "default" else _TEMPLATE.kind.parse(template)
        config = await self.bot.guild_settings.save_all(ctx.server.id, seen, values)
        place = f"in <#{config.levels_announce_channel}>" if where == "channel" else _PLACES[where]
        text = code(_TEMPLATE.shown(_TEMPLATE.value(config)))
        lines = [f"New levels are announced {place}." + ("" if where == "off" else f" The text: {text}")]
        await ctx.answer(done("\n".join([*lines, *announcement_trouble(ctx.server, config)])))
