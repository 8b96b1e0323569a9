"""The configuration of a server, as a dashboard and as commands."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.config.dashboard import Dashboard
from astromorty.cogs.config.transfer import changes, export_file, read_file
from astromorty.context import Context, Interaction
from astromorty.errors import InvalidInput
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.services.guild_settings import AREAS, SETTINGS, find_setting
from astromorty.setting_values import displayed, in_force, problem, read
from astromorty.ui.cards import card, code, done, file_card
from astromorty.ui.choices import choices
from astromorty.ui.confirm import Confirm
from astromorty.ui.pages import answer_pages, paginate

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class Config(commands.Cog):
    """Set this server up."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot
        self.settings = bot.guild_settings

    @commands.hybrid_group(fallback="open", case_insensitive=True)
    @app_commands.guild_only()
    @needs(manage_guild=True)
    async def config(self, ctx: Context) -> None:
        """Open the dashboard of this server."""
        await Dashboard(ctx, await self.settings.get(ctx.server.id)).open(ctx)

    @config.command(name="show")
    @examples("levels")
    @app_commands.describe(area="Which part to show; everything if left out")
    async def config_show(self, ctx: Context, area: str | None = None) -> None:
        """Show the settings of this server."""
        if area is not None and area.lower() not in AREAS:
            raise InvalidInput(f"There is no such area; choose one of {', '.join(map(code, AREAS))}.")
        config = await self.settings.get(ctx.server.id)
        shown = [setting for setting in SETTINGS.values() if area is None or setting.area == area.lower()]
        lines: list[str] = []
        for each in shown:
            wrong = problem(ctx.server, each, config)
            lines.append(f"{code(each.name)} {in_force(each, config)}\n-# {each.description}")
            lines += [f"⚠️ {wrong}"] if wrong else []
            lines += self.bot.plan.warnings(each.name) if each.value(config) else []
        await answer_pages(ctx, "Settings", lines or ["There are no settings here; the dashboard has the rest."])

    @config.command(name="set")
    @examples("prefix ?", "timezone Asia/Tokyo")
    @app_commands.describe(setting="Which setting", value="Its new value")
    async def config_set(self, ctx: Context, setting: str, *, value: str) -> None:
        """Change one setting."""
        chosen = find_setting(setting)
        self.settings.refuse_locked(chosen)
        saved = await self.settings.save(ctx.server.id, chosen, read(ctx.server, chosen, value))
        warnings = self.bot.plan.warnings(chosen.name) if chosen.value(saved) else ()
        await ctx.answer(done("\n".join((f"{chosen.title} is now {in_force(chosen, saved)}.", *warnings))))

    @config.command(name="reset")
    @examples("prefix")
    @app_commands.describe(setting="Which setting")
    async def config_reset(self, ctx: Context, setting: str) -> None:
        """Go back to the default of one setting."""
        chosen = find_setting(setting)
        self.settings.refuse_locked(chosen)
        seen = await self.settings.get(ctx.server.id)

        async def reset() -> discord.ui.LayoutView:
            saved = await self.settings.save(ctx.server.id, chosen, chosen.default, seen=seen)
            return done(f"{chosen.title} is {in_force(chosen, saved)} again.")

        change = f"It goes from {in_force(chosen, seen)} back to {displayed(chosen, chosen.default)}."
        await Confirm(ctx, f"Reset {chosen.title}?", change, yes="Reset", action=reset).open(ctx)

    @config.command(name="export")
    async def config_export(self, ctx: Context) -> None:
        """Get the configuration of this server as one JSON file."""
        file = await export_file(self.bot, ctx.server)
        await ctx.answer(file_card("Configuration of this server", file), private=True, file=file)

    @config.command(name="import")
    @examples("")
    @app_commands.describe(file="What `config export` gave you")
    async def config_import(self, ctx: Context, file: discord.Attachment) -> None:
        """Take a configuration from a JSON file, all or none."""
        incoming = await read_file(self.bot, ctx.member, file)
        seen = await self.settings.get(ctx.server.id)
        difference = changes(seen, incoming)
        if not difference:
            await ctx.answer(card(None, "The file holds what this server has already. Nothing was changed."))
            return

        async def apply() -> discord.ui.LayoutView:
            await self.settings.save_all(
                ctx.server.id, seen, incoming.values, also=[part.apply for part in incoming.parts]
            )
            return done(f"The configuration was imported:\n{detail}")

        listed = paginate(difference)
        detail = listed[0] + ("\n… and more." if len(listed) > 1 else "")
        await Confirm(ctx, "Import these settings?", detail, yes="Import", action=apply).open(ctx)

    @config_show.autocomplete("area")
    async def _complete_area(self, _interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return choices(area for area in AREAS if current.lower() in area)

    @config_set.autocomplete("setting")
    @config_reset.autocomplete("setting")
    async def _complete_setting(self, _interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        found = [s for s in SETTINGS.values() if current.lower() in f"{s.name} {s.title}".lower()]
        return choices(setting.name for setting in found)

    @config_set.autocomplete("value")
    async def _complete_value(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        setting = SETTINGS.get(str(interaction.namespace["setting"] or "").lower())
        values = setting.kind.suggest(current) if setting else []
        return choices(values)
