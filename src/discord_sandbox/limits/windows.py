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
_WEBHOOK = Window("webhook message", 5, 2)
_MESSAGES = "/channels/*/messages"
_REACTIONS = f"{_MESSAGES}/*/reactions/*"

# Keyed by method and path, each parameter of the path a `*`.
WINDOWS: dict[str, Window] = {
    f"POST {_MESSAGES}": Window("send message", 5, 5),
    f"GET {_MESSAGES}": Window("message history", 5, 5),
    f"PATCH {_MESSAGES}/*": Window("edit message", 5, 5),
    f"DELETE {_MESSAGES}/*": Window("delete message", 5, 1),
    f"POST {_MESSAGES}/bulk-delete": Window("bulk delete", 1, 1),
    f"PUT {_REACTIONS}/@me": _REACTION,
    f"DELETE {_REACTIONS}/@me": _REACTION,
    f"DELETE {_REACTIONS}/*": _REACTION,
    "POST /channels/*/typing": Window("typing", 5, 5),
    "PATCH /channels/*": Window("edit channel", 5, 15),
    "PUT /channels/*/permissions/*": Window("overwrite", 10, 15),
    "GET /guilds/*/members/*": Window("get member", 5, 1),
    "PATCH /guilds/*/members/@me": Window("own member", 1, 1),
    "PATCH /guilds/*/members/*": Window("edit member", 10, 10),
    "DELETE /guilds/*/members/*": Window("kick", 5, 1),
    "PUT /guilds/*/members/*/roles/*": _MEMBER_ROLE,
    "DELETE /guilds/*/members/*/roles/*": _MEMBER_ROLE,
    "PUT /guilds/*/bans/*": Window("ban", 5, 1),
    "POST /guilds/*/channels": Window("create channel", 5, 10),
    "POST /guilds/*/roles": Window("create role", 5, 10),
    "POST /webhooks/*/*": _WEBHOOK,
    "PATCH /webhooks/*/*/messages/*": _WEBHOOK,
}
# Those that are only counted by the limit over all routes.
WITHOUT_OWN = frozenset({"POST /users/@me/channels"})
DEFAULT_LIMIT, DEFAULT_SECONDS = 30, 10.0

# Documented: 50 requests a second over all routes, interactions' own ones left out.
GLOBAL = Window("global", 50, 1)
OUTSIDE_GLOBAL = ("/interactions/", "/webhooks/")


def window_of(route: str) -> Window:
    """Return the window of a route, named as in `POST /channels/*/messages`."""
    return WINDOWS.get(route) or Window(route, DEFAULT_LIMIT, DEFAULT_SECONDS)
