"""How many requests each route takes in how many seconds.

Discord publishes no figures and changes them: these follow what its headers are commonly seen to say, so that a bot
meets limits of the right order on the right routes.
"""

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Window:
    """`limit` requests in `seconds`, counted per bucket; routes that name the same bucket share it."""

    bucket: str
    limit: int
    seconds: float

    @property
    def hash(self) -> str:
        """The opaque name that Discord sends for a bucket."""
        return sha256(self.bucket.encode()).hexdigest()[:32]


_REACTION = Window("reaction", 1, 0.25)
_MEMBER_ROLE = Window("member role", 10, 10)
_FOLLOW_UP = Window("interaction message", 5, 2)
_CHANNEL_MESSAGES = "/channels/{channel_id}/messages"
_REACTIONS = f"{_CHANNEL_MESSAGES}/{{message_id}}/reactions/{{emoji}}"
_INTERACTION_MESSAGES = "/webhooks/{webhook_id}/{webhook_token}"

WINDOWS: dict[str, Window] = {
    f"POST {_CHANNEL_MESSAGES}": Window("send message", 5, 5),
    f"GET {_CHANNEL_MESSAGES}": Window("message history", 5, 5),
    f"PATCH {_CHANNEL_MESSAGES}/{{message_id}}": Window("edit message", 5, 5),
    f"DELETE {_CHANNEL_MESSAGES}/{{message_id}}": Window("delete message", 5, 1),
    f"POST {_CHANNEL_MESSAGES}/bulk-delete": Window("bulk delete", 1, 1),
    f"PUT {_REACTIONS}/@me": _REACTION,
    f"DELETE {_REACTIONS}/@me": _REACTION,
    f"DELETE {_REACTIONS}/{{user_id}}": _REACTION,
    "POST /channels/{channel_id}/typing": Window("typing", 5, 5),
    "PATCH /channels/{channel_id}": Window("edit channel", 5, 15),
    "PUT /channels/{channel_id}/permissions/{overwrite_id}": Window("overwrite", 10, 15),
    "POST /users/@me/channels": Window("open direct messages", 10, 10),
    "GET /users/@me": Window("own account", 30, 30),
    "PATCH /guilds/{guild_id}/members/{user_id}": Window("edit member", 10, 10),
    "DELETE /guilds/{guild_id}/members/{user_id}": Window("kick", 5, 1),
    "PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}": _MEMBER_ROLE,
    "DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}": _MEMBER_ROLE,
    "PUT /guilds/{guild_id}/bans/{user_id}": Window("ban", 5, 1),
    "POST /guilds/{guild_id}/channels": Window("create channel", 5, 10),
    "POST /guilds/{guild_id}/roles": Window("create role", 5, 10),
    f"POST {_INTERACTION_MESSAGES}": _FOLLOW_UP,
    f"PATCH {_INTERACTION_MESSAGES}/messages/@original": _FOLLOW_UP,
    f"PATCH {_INTERACTION_MESSAGES}/messages/{{message_id}}": _FOLLOW_UP,
}
DEFAULT_LIMIT, DEFAULT_SECONDS = 30, 10.0

# Documented: 50 requests a second over all routes, interactions' own ones left out.
GLOBAL = Window("global", 50, 1)
OUTSIDE_GLOBAL = ("/interactions/", "/webhooks/")


def window_of(route: str) -> Window:
    """Return the window of a route, named as in `POST /channels/{channel_id}/messages`."""
    return WINDOWS.get(route) or Window(route, DEFAULT_LIMIT, DEFAULT_SECONDS)
