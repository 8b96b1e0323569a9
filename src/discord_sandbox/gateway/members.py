"""REQUEST_GUILD_MEMBERS: a guild's members in chunks."""

from collections.abc import Iterator

from discord_sandbox.gateway.intents import Intents
from discord_sandbox.gateway.opcodes import CloseCode, GatewayRefusal
from discord_sandbox.gateway.session import Session
from discord_sandbox.payloads.guild import presence_payload
from discord_sandbox.payloads.user import member_payload
from discord_sandbox.state.guild import Guild, Member
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject

CHUNK_SIZE = 1000
MAX_USER_IDS = 100


def member_chunks(world: World, session: Session, data: JsonObject) -> Iterator[JsonObject]:
    """Yield the data of each ``GUILD_MEMBERS_CHUNK`` that answers a request."""
    guild = world.guilds.get(int(data["guild_id"]))
    if guild is None or world.bot.id not in guild.members:
        return
    members, missing = _chosen(guild, session, data)
    count = max(1, -(-len(members) // CHUNK_SIZE))
    for index in range(count):
        part = members[index * CHUNK_SIZE : (index + 1) * CHUNK_SIZE]
        chunk: JsonObject = {
            "guild_id": str(guild.id),
            "members": [member_payload(member) for member in part],
            "chunk_index": index,
            "chunk_count": count,
            "not_found": [str(user_id) for user_id in missing],
        }
        if data.get("nonce"):
            chunk["nonce"] = data["nonce"]
        if data.get("presences") and session.identity.intents & Intents.GUILD_PRESENCES:
            chunk["presences"] = [presence_payload(guild, member.user) for member in part]
        yield chunk


def _chosen(guild: Guild, session: Session, data: JsonObject) -> tuple[list[Member], list[int]]:
    if data.get("user_ids") is not None:
        raw: list[str] | str = data["user_ids"]
        wanted = [int(each) for each in (raw if isinstance(raw, list) else [raw])][:MAX_USER_IDS]
        found = [guild.members[user_id] for user_id in wanted if user_id in guild.members]
        return found, [user_id for user_id in wanted if user_id not in guild.members]
    query = str(data.get("query", "")).casefold()
    limit = int(data.get("limit", 0))
    if not query and not limit and not session.identity.intents & Intents.GUILD_MEMBERS:
        raise GatewayRefusal(CloseCode.DISALLOWED_INTENTS)
    found = [
        member
        for member in guild.members.values()
        if member.display_name.casefold().startswith(query) or member.user.username.casefold().startswith(query)
    ]
    return found[: limit or None], []
