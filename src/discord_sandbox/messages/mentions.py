"""Who a text mentions, and who of them is pinged."""

import re
from collections.abc import Iterable
from typing import cast

from discord_sandbox.state.channel import Channel
from discord_sandbox.state.message import Mentions
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject

_USER = re.compile(r"<@!?(\d{15,20})>")
_ROLE = re.compile(r"<@&(\d{15,20})>")
_EVERYONE = re.compile(r"@(everyone|here)\b")


def find_mentions(
    world: World,
    channel: Channel,
    text: str,
    *,
    allowed: JsonObject | None = None,
    replied_user_id: int | None = None,
    may_mention_all: bool = True,
) -> Mentions:
    """Find the mentions of a text.

    ``allowed`` is Discord's ``allowed_mentions`` (None: everything pings), ``replied_user_id`` the author of the
    message that is answered, ``may_mention_all`` whether the author has Mention Everyone, which covers all roles.
    """
    users = [user_id for user_id in _ids(_USER, text) if user_id in world.users]
    roles = _ids(_ROLE, text) if channel.guild_id else []
    everyone = may_mention_all and channel.guild_id is not None and bool(_EVERYONE.search(text))
    pings_replied = True
    if allowed is not None:
        parse = cast("list[str]", allowed.get("parse") or [])
        users = users if "users" in parse else _only(users, allowed.get("users"))
        roles = roles if "roles" in parse else _only(roles, allowed.get("roles"))
        everyone = everyone and "everyone" in parse
        pings_replied = bool(allowed.get("replied_user", False))
    if replied_user_id is not None and pings_replied:
        users.append(replied_user_id)
    known = world.guild(channel.guild_id).roles if channel.guild_id else {}
    roles = [role_id for role_id in roles if role_id in known and role_id != channel.guild_id]
    roles = [role_id for role_id in roles if may_mention_all or known[role_id].mentionable]
    return Mentions(tuple(dict.fromkeys(users)), tuple(dict.fromkeys(roles)), everyone)


def _ids(pattern: re.Pattern[str], text: str) -> list[int]:
    return [int(found) for found in pattern.findall(text)]


def _only(found: list[int], allowed: Iterable[str | int] | None) -> list[int]:
    chosen = {int(each) for each in allowed or ()}
    return [each for each in found if each in chosen]
