"""Gateway intents: which event needs which, and what is left out of it."""

from enum import IntFlag

from discord_sandbox.state.application import ApplicationFlags
from discord_sandbox.state.event import Event
from discord_sandbox.wire import JsonObject


class Intents(IntFlag):
    """https://discord.com/developers/docs/events/gateway#list-of-intents."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_MODERATION = 1 << 2
    GUILD_EXPRESSIONS = 1 << 3
    GUILD_WEBHOOKS = 1 << 5
    GUILD_INVITES = 1 << 6
    GUILD_VOICE_STATES = 1 << 7
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15
    GUILD_MESSAGE_POLLS = 1 << 24
    DIRECT_MESSAGE_POLLS = 1 << 25


ALL_INTENTS_MASK = (1 << 26) - 1

PRIVILEGED: dict[Intents, ApplicationFlags] = {
    Intents.GUILD_MEMBERS: ApplicationFlags.MEMBERS,
    Intents.GUILD_PRESENCES: ApplicationFlags.PRESENCES,
    Intents.MESSAGE_CONTENT: ApplicationFlags.MESSAGE_CONTENT,
}

# Event name → the intent it needs in a guild and in direct messages; None needs none.
_NEEDED: dict[str, tuple[Intents | None, Intents | None]] = {
    "GUILD_CREATE": (Intents.GUILDS, None),
    "GUILD_UPDATE": (Intents.GUILDS, None),
    "GUILD_DELETE": (Intents.GUILDS, None),
    "GUILD_ROLE_CREATE": (Intents.GUILDS, None),
    "GUILD_ROLE_UPDATE": (Intents.GUILDS, None),
    "GUILD_ROLE_DELETE": (Intents.GUILDS, None),
    "CHANNEL_CREATE": (Intents.GUILDS, None),
    "CHANNEL_UPDATE": (Intents.GUILDS, None),
    "CHANNEL_DELETE": (Intents.GUILDS, None),
    "CHANNEL_PINS_UPDATE": (Intents.GUILDS, Intents.DIRECT_MESSAGES),
    "THREAD_CREATE": (Intents.GUILDS, None),
    "THREAD_UPDATE": (Intents.GUILDS, None),
    "THREAD_DELETE": (Intents.GUILDS, None),
    "THREAD_MEMBERS_UPDATE": (Intents.GUILDS, None),
    "GUILD_MEMBER_ADD": (Intents.GUILD_MEMBERS, None),
    "GUILD_MEMBER_UPDATE": (Intents.GUILD_MEMBERS, None),
    "GUILD_MEMBER_REMOVE": (Intents.GUILD_MEMBERS, None),
    "GUILD_BAN_ADD": (Intents.GUILD_MODERATION, None),
    "GUILD_BAN_REMOVE": (Intents.GUILD_MODERATION, None),
    "GUILD_AUDIT_LOG_ENTRY_CREATE": (Intents.GUILD_MODERATION, None),
    "GUILD_EMOJIS_UPDATE": (Intents.GUILD_EXPRESSIONS, None),
    "WEBHOOKS_UPDATE": (Intents.GUILD_WEBHOOKS, None),
    "VOICE_STATE_UPDATE": (Intents.GUILD_VOICE_STATES, None),
    "PRESENCE_UPDATE": (Intents.GUILD_PRESENCES, None),
    "MESSAGE_CREATE": (Intents.GUILD_MESSAGES, Intents.DIRECT_MESSAGES),
    "MESSAGE_UPDATE": (Intents.GUILD_MESSAGES, Intents.DIRECT_MESSAGES),
    "MESSAGE_DELETE": (Intents.GUILD_MESSAGES, Intents.DIRECT_MESSAGES),
    "MESSAGE_DELETE_BULK": (Intents.GUILD_MESSAGES, None),
    "MESSAGE_REACTION_ADD": (Intents.GUILD_MESSAGE_REACTIONS, Intents.DIRECT_MESSAGE_REACTIONS),
    "MESSAGE_REACTION_REMOVE": (Intents.GUILD_MESSAGE_REACTIONS, Intents.DIRECT_MESSAGE_REACTIONS),
    "MESSAGE_REACTION_REMOVE_ALL": (Intents.GUILD_MESSAGE_REACTIONS, Intents.DIRECT_MESSAGE_REACTIONS),
    "MESSAGE_REACTION_REMOVE_EMOJI": (Intents.GUILD_MESSAGE_REACTIONS, Intents.DIRECT_MESSAGE_REACTIONS),
    "MESSAGE_POLL_VOTE_ADD": (Intents.GUILD_MESSAGE_POLLS, Intents.DIRECT_MESSAGE_POLLS),
    "MESSAGE_POLL_VOTE_REMOVE": (Intents.GUILD_MESSAGE_POLLS, Intents.DIRECT_MESSAGE_POLLS),
    "TYPING_START": (Intents.GUILD_MESSAGE_TYPING, Intents.DIRECT_MESSAGE_TYPING),
    "INTERACTION_CREATE": (None, None),
    "USER_UPDATE": (None, None),
}


def may_receive(event: Event, intents: Intents, bot_id: int) -> bool:
    """Tell whether a session with these intents gets the event; the sandbox's own events never go to a bot."""
    if event.name not in _NEEDED:
        return False
    if event.name == "GUILD_MEMBER_UPDATE" and event.data["user"]["id"] == str(bot_id):
        return True
    if event.name == "THREAD_MEMBERS_UPDATE" and not intents & Intents.GUILD_MEMBERS and not _concerns(event, bot_id):
        return False
    in_guild, in_dm = _NEEDED[event.name]
    needed = in_guild if event.guild_id else in_dm
    return needed is None or bool(intents & needed)


def tailor(event: Event, intents: Intents, bot_id: int, large_threshold: int) -> JsonObject:
    """Return the event's data without what the session's intents do not cover; a large guild without the offline."""
    if event.name == "GUILD_CREATE":
        return _cut_guild(event.data, intents, bot_id, large_threshold)
    if event.name in {"MESSAGE_CREATE", "MESSAGE_UPDATE"} and not intents & Intents.MESSAGE_CONTENT:
        return without_content(event.data, bot_id, is_dm=event.guild_id is None)
    return event.data


def without_content(message: JsonObject, bot_id: int, *, is_dm: bool) -> JsonObject:
    """Empty a message's content unless it is the bot's own, mentions the bot or is a direct message."""
    bot = str(bot_id)
    if is_dm or message["author"]["id"] == bot or any(user["id"] == bot for user in message["mentions"]):
        return message
    emptied: JsonObject = {**message, "content": "", "embeds": [], "attachments": [], "components": []}
    emptied.pop("poll", None)
    if emptied.get("referenced_message"):
        emptied["referenced_message"] = without_content(emptied["referenced_message"], bot_id, is_dm=False)
    return emptied


def _concerns(event: Event, bot_id: int) -> bool:
    added = [member["user_id"] for member in event.data.get("added_members", ())]
    return str(bot_id) in (*added, *event.data.get("removed_member_ids", ()))


def _cut_guild(guild: JsonObject, intents: Intents, bot_id: int, large_threshold: int) -> JsonObject:
    cut = dict(guild)
    if guild["member_count"] > large_threshold:
        cut["large"] = True
        cut["presences"] = [each for each in guild["presences"] if each["status"] != "offline"]
        present = {str(bot_id), *(each["user"]["id"] for each in cut["presences"])}
        cut["members"] = [member for member in guild["members"] if member["user"]["id"] in present]
    if not intents & Intents.GUILD_VOICE_STATES:
        cut["voice_states"] = []
    if not intents & Intents.GUILD_PRESENCES:
        cut["presences"] = []
        cut["members"] = [member for member in guild["members"] if member["user"]["id"] == str(bot_id)]
    return cut
