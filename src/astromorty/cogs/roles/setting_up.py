"""What the commands and the dashboard change about panels, with the same refusals."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple

import discord

from astromorty.cogs.roles.offering import refuse_power, refuse_role
from astromorty.cogs.roles.posting import panel_of, post, refresh, take_away
from astromorty.database.errors import TooManyRowsError
from astromorty.database.models import PanelKind, PanelMode, RoleChoice
from astromorty.errors import InvalidInput, Refusal
from astromorty.places import refuse_place
from astromorty.services.emoji import usable_emoji
from astromorty.ui.cards import Tone

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class Asker(NamedTuple):
    """Who wants something changed, and what tells them, once all is checked, that it takes a moment."""

    member: discord.Member
    wait: Callable[[], Awaitable[object]]


class Done(NamedTuple):
    """What there is to say of a change that was saved.

    Attributes:
        sentence: What is otherwise now.
        trouble: What is wrong with the panel's message, if anything.
        number: The panel that was made, if one was.
    """

    sentence: str
    trouble: str | None = None
    number: int | None = None

    def __str__(self) -> str:
        return f"✅ {self.sentence}" if self.trouble is None else f"⚠️ {self.sentence} {self.trouble}"

    @property
    def tone(self) -> Tone:
        """How it is to be shown."""
        return Tone.SUCCESS if self.trouble is None else Tone.WARNING


def checked_title(text: str) -> str:
    """Return a title in one line; raise `InvalidInput` for none."""
    title = " ".join(text.split())
    if not title:
        raise InvalidInput("The title is empty; say what the panel is about, such as `Colours`.")
    return title


class PanelSetUp:
    """Changes panels and their messages; what is not allowed raises a `Refusal`, and changes nothing."""

    def __init__(self, bot: "Astromorty") -> None:
        self._bot = bot
        self._stored = bot.server_roles

    async def create(
        self, asker: Asker, channel: discord.TextChannel, title: str, kind: PanelKind, mode: PanelMode
    ) -> Done:
        """Post a panel without roles."""
        title = checked_title(title)
        refuse_place(asker.member, channel)
        guild = channel.guild
        values = {"title": title, "kind": kind, "mode": mode, "channel_id": channel.id}
        try:
            number = await self._stored.create_panel(guild.id, **values)
        except TooManyRowsError as error:
            raise InvalidInput(f"A server can have {error.most} panels; delete one first.") from None
        try:
            await asker.wait()
            message = await post(self._bot, channel, await panel_of(self._bot, guild, number))
        except (Refusal, discord.HTTPException):
            # A panel that nobody ever saw would only take up a number.
            await self._stored.delete_panel(guild.id, number)
            raise
        sentence = f"Panel {number} stands in {message.jump_url}. `roles panel add` puts roles on it."
        return Done(sentence, number=number)

    async def offer(self, asker: Asker, number: int, role: discord.Role, label: str | None, emoji: str | None) -> Done:
        """Let a panel offer a role, or show it anew."""
        guild = asker.member.guild
        await panel_of(self._bot, guild, number)
        refuse_role(asker.member, role)
        label = " ".join((label or "").split()) or None
        shown = None if emoji is None else usable_emoji(emoji, guild.get_emoji)
        try:
            offered = await self._stored.offer(guild.id, number, RoleChoice(role.id, label, shown))
        except TooManyRowsError as error:
            raise InvalidInput(f"A panel can offer {error.most} roles; make another panel.") from None
        if not offered:
            raise InvalidInput(f"Panel {number} was deleted meanwhile.")
        return await self._refreshed(asker, number, f"Panel {number} offers {role.mention}.")

    async def withdraw(self, asker: Asker, number: int, role_id: int) -> Done:
        """Let a panel offer a role no more."""
        guild = asker.member.guild
        await panel_of(self._bot, guild, number)
        if not await self._stored.withdraw(guild.id, number, role_id):
            raise InvalidInput(f"Panel {number} does not offer <@&{role_id}>; `roles panel list` shows what it does.")
        sentence = f"Panel {number} does not offer <@&{role_id}> any more. Who has it keeps it."
        return await self._refreshed(asker, number, sentence)

    async def change(self, asker: Asker, number: int, **values: object) -> Done:
        """Change how a panel looks or works, by the names of `RolePanel`."""
        guild = asker.member.guild
        panel = await panel_of(self._bot, guild, number)
        if "title" in values:
            values["title"] = checked_title(str(values["title"]))
        if values.keys() & {"mode", "required_role"}:
            refuse_power(asker.member, (choice.role_id for choice in panel.choices))
        await self._stored.change_panel(guild.id, number, **values)
        return await self._refreshed(asker, number, f"Panel {number} was changed.")

    async def delete(self, asker: Asker, number: int) -> Done:
        """Delete a panel and its message."""
        guild = asker.member.guild
        found = await panel_of(self._bot, guild, number)
        await asker.wait()
        await self._stored.delete_panel(guild.id, number)
        left = None if await take_away(guild, found) else "I could not delete its message; it does nothing now."
        return Done(f"Panel {number} was deleted. Members keep their roles.", left)

    async def repost(self, asker: Asker, number: int, channel: discord.TextChannel | None = None) -> Done:
        """Post a panel anew, where it was if no channel is named."""
        guild = asker.member.guild
        found = await panel_of(self._bot, guild, number)
        place = channel or guild.get_channel(found.channel_id)
        if not isinstance(place, discord.TextChannel):
            raise InvalidInput("Its channel was deleted; name another one.")
        refuse_place(asker.member, place)
        if place.id != found.channel_id:
            refuse_power(asker.member, (choice.role_id for choice in found.choices))
        await asker.wait()
        message = await post(self._bot, place, found)
        return Done(f"Panel {number} stands in {message.jump_url}.")

    async def _refreshed(self, asker: Asker, number: int, sentence: str) -> Done:
        await asker.wait()
        return Done(sentence, await refresh(self._bot, asker.member.guild, number))
