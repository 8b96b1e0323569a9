"""Who may use which command in a server that has decided nothing: written by hand, to be compared with the program.

A new command is entered here, in the line of what it needs.
"""

from __future__ import annotations

from collections.abc import Collection

EVERYONE = ""
OPERATOR = "the operator of the bot"

# By Discord's names of the permissions, all of which are needed: commands by their names in messages, and rights.
_NEEDS = {
    EVERYONE: """
        afk, afk clear, afk list, afk permanent, afk until
        avatar, membercount, ping, info, info channel, info role, info server, info user
        help, report
        room, room claim, room hide, room invite, room kick, room limit, room lock, room name, room show
        room transfer, room unlock
        leaderboard, level, levels, levels explain, levels multiplier, levels reward
        prefix
        privacy, privacy delete, privacy export
        remind, remind delete, remind edit, remind every, remind here, remind list, remind me
        timezone, timezone reset, timezone set
        snippet, snippets, snippets alias, snippets create, snippets delete, snippets edit, snippets info
        snippets list, snippets raw, snippets rename, snippets transfer
        starboard, starboard stats, poll end
        ticket, ticket add, ticket claim, ticket close, ticket delete, ticket list, ticket open, ticket remove
        ticket rename, ticket reopen, ticket transcript, ticket unclaim
    """,
    "manage_guild": """
        automod, automod add, automod disable, automod dryrun, automod edit, automod enable, automod exempt
        automod log, automod remove, automod test, automod unexempt
        automod words, automod words add, automod words remove
        config, config export, config import, config reset, config set, config show
        levels announce, levels blacklist, levels disable, levels enable, levels export, levels give, levels ignore
        levels import, levels multiplier channel, levels multiplier role, levels multiplier server, levels reset
        levels reward add, levels reward remove, levels set, levels setlevel, levels take, levels unignore
        permissions, permissions explain, permissions set, permissions show
        goodbye, goodbye off, goodbye set, welcome, welcome off, welcome set
        announce, announce at, announce delete, announce edit, announce every, announce now, announce pause
        announce resume, announce show
        cooldown, cooldown reset, cooldown set
        prefix reset, prefix set
        ticket panel
        ranks, ranks assign, ranks create, ranks delete, ranks edit, ranks init, ranks unassign
        starboard disable, starboard set
    """,
    "manage_messages": """
        manage-snippets, snippets export, snippets lock, snippets unlock
        purge, starboard refresh
        sticky, sticky remove, sticky set, sticky show
    """,
    "send_polls": """
        poll
    """,
    "manage_channels": """
        manage-rooms
        slowmode
        manage-tickets
    """,
    "moderate_members": """
        case, case close, case edit, case list, case reopen, case stats, case view
        clear-afk
        jail, unjail
        note, snippetban, snippetunban, timeout, untimeout, warn
    """,
    "ban_members": """
        ban, tempban, unban
    """,
    "kick_members": """
        kick
    """,
    "manage_guild, manage_channels": """
        room setup
    """,
    "manage_roles": """
        autorole, autorole add, autorole remove, statusrole, statusrole add, statusrole remove
        roles, roles panel, roles panel add, roles panel create, roles panel delete, roles panel edit
        roles panel remove, roles panel repost
    """,
    "manage_guild, manage_roles, manage_channels": """
        jail setup, ticket setup
    """,
    OPERATOR: """
        owner, owner cache, owner cache inspect, owner cache invalidate, owner reload, owner shutdown, owner sync
    """,
}
NEEDS = {
    name.strip(): needed
    for needed, lines in _NEEDS.items()
    for name in lines.replace("\n", ",").split(",")
    if name.strip()
}
# Discord's permissions that any command needs.
PERMISSIONS = sorted({each for needed in {*NEEDS.values()} - {EVERYONE, OPERATOR} for each in needed.split(", ")})
# Those that count in the channel, whatever holds in the server.
IN_CHANNEL = ("poll", "purge", "slowmode")
# What the entries in the menus of members and messages stand for.
MENUS = {"Avatar": "avatar", "Level": "level", "Report member": "report", "Report message": "report"}


def met(needed: str, has: Collection[str]) -> bool:
    """Say whether somebody with these permissions has what a command needs."""
    return needed != OPERATOR and (needed == EVERYONE or {*needed.split(", ")} <= {*has})
