"""Panels of roles as a part of an exported configuration."""

from typing import TYPE_CHECKING, Annotated, Any, Final

import discord
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from astromorty.cogs.roles.offering import refuse_role
from astromorty.cogs.roles.panel_changes import PanelChange, changes_between, with_message_of
from astromorty.database.controllers.server_roles import MOST_CHOICES, MOST_PANELS
from astromorty.database.models import PanelKind, PanelMode, RoleChoice, RolePanel
from astromorty.database.models.server_roles import LONGEST_LABEL, LONGEST_TITLE
from astromorty.errors import InvalidInput, Refusal
from astromorty.places import refuse_place
from astromorty.portable import Change, Snowflake, read_part
from astromorty.services.emoji import can_be_shown, usable_emoji

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

_STRICT = ConfigDict(extra="forbid", strict=True)
# Those made later get the numbers after the highest; buttons carry them.
_HIGHEST_NUMBER: Final = 100_000


class ChoicePart(BaseModel):
    """A role on a panel in the file."""

    model_config = _STRICT

    role: Snowflake
    label: Annotated[str, Field(pattern=r"\S", max_length=LONGEST_LABEL)] | None = None
    emoji: str | None = None


class PanelPart(BaseModel):
    """A panel in the file; where its message stands is known to the server only."""

    model_config = _STRICT

    number: Annotated[int, Field(ge=1, le=_HIGHEST_NUMBER)]
    title: Annotated[str, Field(pattern=r"\S", max_length=LONGEST_TITLE)]
    kind: PanelKind
    mode: PanelMode
    channel: Snowflake
    required: Snowflake | None = None
    roles: Annotated[list[ChoicePart], Field(max_length=MOST_CHOICES)] = []


_FILE = TypeAdapter(Annotated[list[PanelPart], Field(max_length=MOST_PANELS)])


class PortablePanels:
    """Writes and reads it."""

    title = "panels of roles"

    def __init__(self, bot: "Astromorty") -> None:
        self._bot = bot

    async def export(self, guild: discord.Guild) -> Any:
        """Return the panels by number, without roles that are gone; None without any."""
        panels = (await self._bot.server_roles.get(guild.id)).panels
        return [_written(_without_lost(guild, panel)) for panel in panels] or None

    async def check(self, member: discord.Member, content: object) -> Change:
        """Return what the file would change; raise what the commands would, or `InvalidInput`."""
        guild = member.guild
        panels = (await self._bot.server_roles.get(guild.id)).panels
        # What is gone stands in no file, and is no difference.
        present = {panel.number: _without_lost(guild, panel) for panel in panels}
        wanted = {panel.number: with_message_of(present, panel) for panel in _read(guild, content)}
        changes = changes_between(present, wanted)
        for change in changes:
            try:
                await self._refuse(member, change)
            except Refusal as error:
                raise InvalidInput(f"panel {change.number}: {error}") from None
        lines = [change.line() for change in changes]

        async def apply() -> None:
            await self._bot.server_roles.replace(guild.id, list(wanted.values()))

        return Change(lines, apply)

    async def _refuse(self, member: discord.Member, change: PanelChange) -> None:
        """Raise what `member` would be told who made this change by commands."""
        for command in change.commands:
            await self._bot.gate.refuse(member, f"roles panel {command}")
        panel = change.after
        if panel is None:
            return
        guild = member.guild
        known = (None, change.before.required_role) if change.before else (None,)
        if panel.required_role not in known and guild.get_role(panel.required_role or 0) is None:
            raise InvalidInput(f"this server has no role {panel.required_role} that members could need.")
        if change.is_moved:
            channel = guild.get_channel(panel.channel_id)
            if not isinstance(channel, discord.TextChannel):
                raise InvalidInput(f"this server has no text channel {panel.channel_id}.")
            refuse_place(member, channel)
        for choice in panel.choices if change.opens else change.offered:
            role = guild.get_role(choice.role_id)
            if role is None:
                raise InvalidInput(f"this server has no role {choice.role_id}.")
            refuse_role(member, role)


def _without_lost(guild: discord.Guild, panel: RolePanel) -> RolePanel:
    """Leave out roles and emojis that are gone; a needed role stays, for without it everybody could use the panel."""
    kept = [
        choice if choice.emoji is None or can_be_shown(choice.emoji, guild.get_emoji) else choice._replace(emoji=None)
        for choice in panel.choices
        if guild.get_role(choice.role_id) is not None
    ]
    return panel.model_copy(update={"choices": tuple(kept)})


def _written(panel: RolePanel) -> dict[str, Any]:
    return {
        "number": panel.number,
        "title": panel.title,
        "kind": panel.kind,
        "mode": panel.mode,
        "channel": str(panel.channel_id),
        "required": None if panel.required_role is None else str(panel.required_role),
        "roles": [
            {"role": str(choice.role_id), "label": choice.label, "emoji": choice.emoji} for choice in panel.choices
        ],
    }


def _panel(part: PanelPart) -> RolePanel:
    return RolePanel(
        number=part.number,
        title=part.title,
        kind=part.kind,
        mode=part.mode,
        channel_id=int(part.channel),
        required_role=None if part.required is None else int(part.required),
        choices=tuple(RoleChoice(int(each.role), each.label, each.emoji) for each in part.roles),
    )


def _read(guild: discord.Guild, content: object) -> list[RolePanel]:
    parts = read_part(_FILE, [] if content is None else content)
    if len({part.number for part in parts}) < len(parts):
        raise InvalidInput("two panels have the same number.")
    for part in parts:
        if len({each.role for each in part.roles}) < len(part.roles):
            raise InvalidInput(f"panel {part.number}: a role stands on it twice.")
        for place, each in enumerate(part.roles):
            if each.emoji is not None:
                try:
                    each.emoji = usable_emoji(each.emoji, guild.get_emoji)
                except InvalidInput as error:
                    raise InvalidInput(f"panel {part.number}, roles.{place}.emoji: {error}") from None
    return [_panel(part) for part in parts]
