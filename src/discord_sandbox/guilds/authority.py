"""Who may act on which member and role, whether it is the bot over REST or a user in the page."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from discord_sandbox.clock import Clock
from discord_sandbox.errors import DiscordError, Failure, InvalidForm
from discord_sandbox.permissions import Permission, guild_permissions, may_grant, outranks
from discord_sandbox.state.guild import Guild, Member
from discord_sandbox.state.world import World

LONGEST_TIMEOUT = timedelta(days=28)
TIMEOUT_FIELD = "communication_disabled_until"


def require_permission(world: World, guild: Guild, actor: Member, needed: Permission) -> None:
    """Raise Missing Permissions where a member lacks one in the guild as a whole."""
    if guild_permissions(guild, actor, world.clock) & needed != needed:
        raise DiscordError(Failure.MISSING_PERMISSIONS)


def require_rank(guild: Guild, actor: Member, target: Member) -> None:
    """Raise Missing Permissions where a member does not stand above another, or is that member."""
    if target is actor or not outranks(guild, actor, target):
        raise DiscordError(Failure.MISSING_PERMISSIONS)


def require_rank_or_self(guild: Guild, actor: Member, target: Member) -> None:
    """Raise Missing Permissions where a member does not stand above another; oneself is allowed."""
    if target is not actor:
        require_rank(guild, actor, target)


def require_grantable(world: World, guild: Guild, actor: Member, role_ids: Iterable[int]) -> None:
    """Raise where a member may not give or take these roles: Unknown, Invalid Role (managed), Missing Permissions."""
    for role_id in role_ids:
        role = world.role(guild.id, role_id)
        if role.managed or role is guild.everyone:
            raise DiscordError(Failure.INVALID_ROLE)
        if not may_grant(guild, actor, role):
            raise DiscordError(Failure.MISSING_PERMISSIONS)


def require_timeout(guild: Guild, actor: Member, target: Member, until: datetime | None, clock: Clock) -> None:
    """Raise where a member may not time another out until then: administrators never, nobody for over 28 days."""
    require_rank(guild, actor, target)
    if until is None:
        return
    if guild_permissions(guild, target, clock) & Permission.ADMINISTRATOR:
        raise DiscordError(Failure.MISSING_PERMISSIONS)
    if until > clock.now() + LONGEST_TIMEOUT:
        message = "Communication disabled timestamp must be less than 28 days in the future."
        raise InvalidForm({TIMEOUT_FIELD: ("MEMBER_COMMUNICATION_DISABLED_TIMESTAMP_TOO_LARGE", message)})
