"""The ``resolved`` part of an interaction: whole objects for the IDs in its options or values."""

from discord_sandbox.payloads.channel import channel_payload
from discord_sandbox.payloads.guild import role_payload
from discord_sandbox.payloads.message import attachment_payload, message_payload
from discord_sandbox.payloads.user import partial_member_payload, user_payload
from discord_sandbox.permissions import permissions_in
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.guild import Role
from discord_sandbox.state.message import Attachment, Message
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject


class Resolved:
    """Collects objects by kind; ``data`` is empty while nothing was added."""

    def __init__(self, world: World, channel: Channel, user: User) -> None:
        self._world = world
        self._channel = channel
        self._user = user
        self.data: JsonObject = {}

    def add_user(self, user: User) -> str:
        """Add a user, with the membership where there is one; returns the ID."""
        self._put("users", user.id, user_payload(user))
        guild = self._world.guilds.get(self._channel.guild_id) if self._channel.guild_id else None
        member = guild.members.get(user.id) if guild else None
        if member:
            granted = str(permissions_in(self._world, self._channel, user.id))
            self._put("members", user.id, {**partial_member_payload(member), "permissions": granted})
        return str(user.id)

    def add_role(self, role: Role) -> str:
        """Add a role; returns the ID."""
        return self._put("roles", role.id, role_payload(role))

    def add_channel(self, channel: Channel) -> str:
        """Add a channel with the user's permissions in it; returns the ID."""
        payload = channel_payload(self._world, channel)
        kept = (
            "id",
            "type",
            "name",
            "parent_id",
            "guild_id",
            "position",
            "topic",
            "nsfw",
            "rate_limit_per_user",
            "flags",
        )
        partial = {name: payload[name] for name in kept if name in payload}
        granted = str(permissions_in(self._world, channel, self._user.id))
        return self._put("channels", channel.id, {**partial, "permissions": granted})

    def add_message(self, message: Message) -> str:
        """Add a message; returns the ID."""
        return self._put("messages", message.id, message_payload(self._world, message))

    def add_attachment(self, attachment: Attachment) -> str:
        """Add an uploaded file; returns the ID."""
        return self._put("attachments", attachment.id, attachment_payload(attachment))

    def _put(self, kind: str, object_id: int, payload: JsonObject) -> str:
        self.data.setdefault(kind, {})[str(object_id)] = payload
        return str(object_id)
