"""Making a jail: the role, its channel, and what the role may not do elsewhere."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import discord

from astromorty.database.models import GuildConfig
from astromorty.discord_answers import NO_ANSWER, refusal_of
from astromorty.errors import Refusal
from astromorty.services.guild_settings import SETTINGS

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

Place: TypeAlias = discord.abc.GuildChannel

ROLE_NAME, CHANNEL_NAME = "Jailed", "jail"
WHY = "jail setup"
# Rate limits are waited for within a request.
REQUEST_SECONDS = 60.0
# What the role is denied everywhere, as far as the bot may itself: Discord lets nobody deny what they may not do.
DENIED = discord.Permissions(
    send_messages=True,
    add_reactions=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    create_private_threads=True,
    speak=True,
)
ESSENTIAL = discord.Permissions(send_messages=True, add_reactions=True)


@dataclass(slots=True)
class Building:
    """How far a jail is built.

    Attributes:
        role: The jail role.
        channel: Where jailed members can write.
        is_new: The names of what was made for it: "role", "channel".
        total: In how many places the role is to be denied writing.
        closed: In how many it is.
        failed: Where it could not be.
    """

    role: discord.Role
    channel: discord.TextChannel
    is_new: tuple[str, ...]
    total: int
    closed: int = 0
    failed: list[Place] = field(default_factory=list["Place"])


def places(guild: discord.Guild, besides: int | None) -> list[Place]:
    """Return where the role is to be denied writing: categories first, which pass it on to what follows them."""
    return sorted(
        (channel for channel in guild.channels if channel.id != besides),
        key=lambda channel: (not isinstance(channel, discord.CategoryChannel), channel.position),
    )


async def build(bot: "Astromorty", guild: discord.Guild, config: GuildConfig) -> AsyncGenerator[Building]:
    """Build a jail from what is there of it already; yield after each step.

    Raises `Refusal` where role or channel cannot be made; what was made until then is used the next time.
    """
    role, channel = guild.get_role(config.jail_role or 0), guild.get_channel(config.jail_channel or 0)
    new: list[str] = []
    if role is None:
        async with _asking():
            role = await guild.create_role(name=ROLE_NAME, permissions=discord.Permissions.none(), reason=WHY)
        await bot.guild_settings.save(guild.id, SETTINGS["jail_role"], role.id)
        new.append("role")
    if not isinstance(channel, discord.TextChannel):
        async with _asking():
            channel = await guild.create_text_channel(CHANNEL_NAME, overwrites=_overwrites(guild, role), reason=WHY)
        await bot.guild_settings.save(guild.id, SETTINGS["jail_channel"], channel.id)
        new.append("channel")
    open_places = places(guild, channel.id)
    building = Building(role, channel, tuple(new), len(open_places))
    yield building
    for place in open_places:
        if await _close(place, role):
            building.closed += 1
        else:
            building.failed.append(place)
        yield building


@asynccontextmanager
async def _asking() -> AsyncGenerator[None]:
    try:
        async with asyncio.timeout(REQUEST_SECONDS):
            yield
    except (discord.HTTPException, *NO_ANSWER) as error:
        why = refusal_of(error) or "Discord does not answer just now."
        raise Refusal(f"{why} Once that is put right, `jail setup` goes on where it stopped.") from error


def _overwrites(
    guild: discord.Guild, role: discord.Role
) -> dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite]:
    """Let only jailed members, those who may moderate members, and the bot see the channel."""
    see = discord.PermissionOverwrite(view_channel=True, send_messages=True, read_message_history=True)
    moderators = [each for each in guild.roles if each.permissions.moderate_members and each < guild.me.top_role]
    return {
        guild.default_role: discord.PermissionOverwrite(view_channel=False),
        role: see,
        guild.me: see,
        **dict.fromkeys(moderators, see),
    }


async def _close(place: Place, role: discord.Role) -> bool:
    """Deny the role writing in one place; say whether it is denied now."""
    mine = place.permissions_for(role.guild.me)
    if not mine.is_superset(ESSENTIAL) or not mine.manage_roles:
        return False
    denied = DENIED & mine
    overwrite = place.overwrites_for(role)
    allow, deny = overwrite.pair()
    if deny.is_superset(denied) and allow.value & denied.value == 0:
        return True
    overwrite = discord.PermissionOverwrite.from_pair(
        discord.Permissions(allow.value & ~denied.value), discord.Permissions(deny.value | denied.value)
    )
    try:
        async with asyncio.timeout(REQUEST_SECONDS):
            await place.set_permissions(role, overwrite=overwrite, reason=WHY)
    except (discord.HTTPException, *NO_ANSWER):
        return False
    return True
