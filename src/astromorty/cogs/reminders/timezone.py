"""By whose clocks a member's times are read."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from astromorty.context import Context, Interaction
from astromorty.manual import examples
from astromorty.services.guild_settings import suggest_timezones
from astromorty.services.reminders import MemberZone
from astromorty.ui.cards import card, code, done
from astromorty.ui.choices import choices

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class Timezone(commands.Cog):
    """Say what time it is for you."""

    def __init__(self, bot: "Astromorty") -> None:
        self.reminders = bot.reminders

    @commands.hybrid_group(fallback="show", case_insensitive=True)
    async def timezone(self, ctx: Context) -> None:
        """Show by whose clocks your times are read."""
        zone = await self._zone(ctx)
        whose = "the one you chose" if zone.is_own else "this server's" if ctx.guild else "used until you choose yours"
        await ctx.answer(card(None, f"{_shown(zone)}; that time zone is {whose}."), private=True)

    @timezone.command(name="set")
    @examples("Europe/Berlin")
    @app_commands.describe(zone="Its name or its city, such as Europe/Berlin or Tokyo")
    async def timezone_set(self, ctx: Context, *, zone: str) -> None:
        """Choose your time zone, for all servers."""
        await self.reminders.set_zone(ctx.author.id, zone)
        await ctx.answer(done(f"From now on I read your times by {_shown(await self._zone(ctx))}."), private=True)

    @timezone.command(name="reset")
    async def timezone_reset(self, ctx: Context) -> None:
        """Go by the server's time zone again."""
        await self.reminders.set_zone(ctx.author.id, None)
        await ctx.answer(done(f"Here I read your times by {_shown(await self._zone(ctx))}."), private=True)

    async def _zone(self, ctx: Context) -> MemberZone:
        return await self.reminders.zone_of(ctx.author.id, ctx.guild.id if ctx.guild else None)

    @timezone_set.autocomplete("zone")
    async def _complete_zone(self, _interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return choices(suggest_timezones(current))


def _shown(zone: MemberZone) -> str:
    return f"{code(zone.name)}, where it is {datetime.now(UTC).astimezone(zone.info):%H:%M}"
