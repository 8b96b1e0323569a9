"""Finding things by the names that people use."""

from discord_sandbox.control.refusal import Refusal
from discord_sandbox.permissions import Permission, permissions_in
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.guild import Guild, Member, Role
from discord_sandbox.state.message import Message
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World

DIRECT = "@bot"


def find_user(world: World, named: object) -> User:
    """Return a user by ID or user name; ``bot`` is the bot."""
    text = str(named).removeprefix("@")
    if text == "bot":
        return world.bot
    for user in world.users.values():
        if text in (str(user.id), user.username):
            return user
    raise Refusal("unknown_user", f"There is no user {text!r}.", status=404)


def find_guild(world: World, named: object) -> Guild:
    """Return a guild by ID or name."""
    for guild in world.guilds.values():
        if str(named) in (str(guild.id), guild.name):
            return guild
    raise Refusal("unknown_guild", f"There is no server {named!r}.", status=404)


def find_member(world: World, guild: Guild, named: object) -> Member:
    """Return a guild's member by ID or user name."""
    user = find_user(world, named)
    if user.id not in guild.members:
        raise Refusal("unknown_member", f"{user.username} is not in {guild.name}.", status=404)
    return guild.members[user.id]


def find_role(guild: Guild, named: object) -> Role:
    """Return a guild's role by ID or name."""
    for role in guild.roles.values():
        if str(named).removeprefix("@") in (str(role.id), role.name.removeprefix("@")):
            return role
    raise Refusal("unknown_role", f"{guild.name} has no role {named!r}.", status=404)


def find_channel(world: World, named: object, user: User | None = None) -> Channel:
    """Return a channel by ID, ``name``, ``Server/name`` or, for a user, ``@bot``.

    A channel that the user cannot see does not exist for them.
    """
    text = str(named)
    if text == DIRECT and user:
        return world.dm_channel(user.id)
    guild_name, _, name = text.rpartition("/")
    for channel in world.channels.values():
        guild = world.guilds.get(channel.guild_id) if channel.guild_id else None
        in_guild = not guild_name or (guild is not None and guild_name in (guild.name, str(guild.id)))
        if name not in (channel.name, str(channel.id)) or not in_guild:
            continue
        if user is None or permissions_in(world, channel, user.id) & Permission.VIEW_CHANNEL:
            return channel
    raise Refusal("unknown_channel", f"There is no channel {text!r} here.", status=404)


def find_message(channel: Channel, message_id: object, user: User) -> Message:
    """Return a message that the user sees."""
    number = int(str(message_id))
    message = channel.messages.get(number) or channel.ephemerals.get(number)
    if message is None or message.ephemeral_for not in (None, user.id):
        raise Refusal("unknown_message", f"There is no message {number} here.", status=404)
    return message
