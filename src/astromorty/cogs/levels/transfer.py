"""Commands that take everyone's experience out of a server and bring it in."""

import io
from typing import Literal

import discord
from discord import app_commands
from loguru import logger

from astromorty.attachments import fetch, refuse_oversized
from astromorty.cogs.levels.group import LevelsGroup, levels, manages
from astromorty.cogs.levels.import_question import ImportQuestion
from astromorty.context import Context
from astromorty.database.controllers.level_transfer import Counts, ImportMode, LevelTransferController
from astromorty.manual import examples
from astromorty.services.level_files import LevelFile, LevelImporter, export_levels
from astromorty.services.level_files.reading import MOST_BYTES
from astromorty.ui.cards import card, code, file_card

# How long Discord may take to hand out the file, in seconds.
FETCH_TIMEOUT = 20.0
_MODES = {
    "replace": (
        ImportMode.REPLACE,
        "They then have what the file says; members who are not in it keep what they have.",
    ),
    "add": (ImportMode.ADD, "What the file says is added to what they have."),
}


class TransferCommands(LevelsGroup):
    """Export and import."""

    transfer: LevelTransferController
    importer: LevelImporter

    @levels.command(name="export")
    @manages
    async def levels_export(self, ctx: Context) -> None:
        """Get everyone's XP as a CSV file."""
        guild = ctx.server
        await ctx.defer(ephemeral=True)

        def name_of(member_id: int) -> str | None:
            member = guild.get_member(member_id)
            return None if member is None else member.display_name

        contents = await export_levels(self.transfer, guild.id, name_of)
        for number, content in enumerate(contents, 1):
            part = f"-{number}-of-{len(contents)}" if len(contents) > 1 else ""
            file = discord.File(io.BytesIO(content), f"levels-{guild.id}{part}.csv")
            await ctx.answer(file_card("XP of this server", file), private=True, file=file)

    @levels.command(name="import")
    @examples("", "add")
    @manages
    @app_commands.describe(
        file="CSV or JSON: from `levels export`, from MEE6, or any with the columns id and xp; 5 MB at most",
        mode="Whether the file's XP replaces what members have, or is added to it",
    )
    async def levels_import(
        self, ctx: Context, file: discord.Attachment, mode: Literal["replace", "add"] = "replace"
    ) -> None:
        """Take members' XP from a file, after showing what would change."""
        refuse_oversized(file, MOST_BYTES)
        await ctx.defer(ephemeral=True)
        raw = await fetch(file, most_bytes=MOST_BYTES, within=FETCH_TIMEOUT)
        content = await self.importer.read(raw, file.filename)
        chosen, effect = _MODES[mode]
        counts = await self.importer.preview(ctx.server.id, content.standings, chosen)
        unusable = _unusable(content)
        if counts.new + counts.changed == 0:
            nothing = f"Nobody's XP would change ({_counted(counts)}). Nothing was changed."
            await ctx.answer(card("Nothing to import", nothing, *unusable), private=True)
            return

        async def apply(question: ImportQuestion) -> str:
            guild = ctx.server
            written = await self.importer.apply(guild.id, content.standings, chosen, question.note)
            logger.info("The XP of {} members of server {} was imported", written.new + written.changed, guild.id)
            await self.bot.level_rules.request_sweep(guild.id)
            await self.roles.resume()
            return f"The XP was imported: {_counted(written)}."

        detail = "\n".join((f"Members: {_counted(counts)}. {effect}", *unusable))
        await ImportQuestion(ctx, detail, len(content.standings), apply).open(ctx, private=True)


def _counted(counts: Counts) -> str:
    return f"{counts.new:,} new, {counts.changed:,} changed, {counts.unchanged:,} unchanged"


def _unusable(content: LevelFile) -> tuple[str, ...]:
    """Name the rows that are left out, as far as they are listed."""
    if not content.unusable:
        return ()
    listed = [f"• {problem.place}: {code(problem.reason)}" for problem in content.problems]
    more = content.unusable - len(listed)
    rest = [f"• and {more:,} more"] if more else []
    return ("\n".join([f"**Rows left out, as they cannot be used: {content.unusable:,}**", *listed, *rest]),)
