"""A panel's message: posted, kept up to date, taken away."""

import asyncio
from typing import TYPE_CHECKING

import discord

from astromorty.cogs.roles.panel_view import panel_view
from astromorty.database.models import RolePanel
from astromorty.discord_answers import DISCORD_TIMEOUT, NO_ANSWER, asking, refusal_of
from astromorty.errors import InvalidInput
from astromorty.ui.cards import show_in

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

REPOST = "`roles panel repost` posts it anew"


async def panel_of(bot: "Astromorty", guild: discord.Guild, number: int) -> RolePanel:
    """Return a panel; raise `InvalidInput` if there is none of this number."""
    panel = (await bot.server_roles.get(guild.id)).panel(number)
    if panel is None:
        raise InvalidInput(f"There is no panel {number}; `roles panel list` shows those there are.")
    return panel


async def post(bot: "Astromorty", channel: discord.TextChannel, panel: RolePanel) -> discord.Message:
    """Post a panel, in place of its former message; raise `Refusal` where Discord does not let it."""
    async with asking():
        message = await channel.send(view=panel_view(channel.guild, panel))
    kept = await bot.server_roles.change_panel(
        channel.guild.id, panel.number, channel_id=channel.id, message_id=message.id
    )
    if not kept:  # deleted meanwhile
        await message.delete()
        raise InvalidInput(f"Panel {panel.number} was deleted meanwhile.")
    await take_away(channel.guild, panel)
    return message


async def refresh(bot: "Astromorty", guild: discord.Guild, number: int) -> str | None:
    """Show a panel's message as the panel is now; say in one sentence why that failed, None if it did not."""
    panel = await panel_of(bot, guild, number)
    message = _message_of(guild, panel)
    if message is None:
        return f"It is posted nowhere; {REPOST}."
    try:
        async with asyncio.timeout(DISCORD_TIMEOUT):
            await show_in(message, panel_view(guild, panel))
    except discord.NotFound:
        await bot.server_roles.change_panel(guild.id, number, message_id=None)
        return f"Its message was deleted; {REPOST}."
    except (discord.HTTPException, *NO_ANSWER) as error:
        return f"Its message still shows what was before: {refusal_of(error) or 'Discord does not answer.'} {REPOST}."
    return None


async def take_away(guild: discord.Guild, panel: RolePanel) -> bool:
    """Delete a panel's message; False if it is still there."""
    message = _message_of(guild, panel)
    if message is None:
        return True
    try:
        async with asyncio.timeout(DISCORD_TIMEOUT):
            await message.delete()
    except discord.NotFound:
        return True
    except (discord.HTTPException, *NO_ANSWER):
        return False
    return True


def is_posted(guild: discord.Guild, panel: RolePanel) -> bool:
    """Say whether a panel's message stands somewhere, as far as is known."""
    return _message_of(guild, panel) is not None


def _message_of(guild: discord.Guild, panel: RolePanel) -> discord.PartialMessage | None:
    channel = guild.get_channel(panel.channel_id)
    if panel.message_id is None or not isinstance(channel, discord.TextChannel):
        return None
    return channel.get_partial_message(panel.message_id)
