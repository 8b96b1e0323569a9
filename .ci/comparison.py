"""What the page of comparison says: a row for each thing that a moderator looks for, ours beside four others'.

`NONE` stands where a bot has no such thing by what was read, `UNKNOWN` where nothing about it was found.
"""

from dataclasses import dataclass

NONE = "–"
UNKNOWN = "?"


@dataclass(frozen=True)
class Row:
    """One feature; `commands` are ours, by their names in slash commands."""

    feature: str
    commands: tuple[str, ...]
    ours: str
    tux: str
    red: str
    dyno: str
    carl: str


TEAM = [
    Row(
        "Who may use what",
        ("permissions set", "permissions explain", "ranks assign"),
        "a rank for each command or group, in both forms; says why somebody may not",
        "a rank for each command",
        "rules by user, role, channel and server for each command and cog",
        "moderator roles; commands on and off",
        "moderator role, channels, on and off; finer on the web, and by Discord for slash commands",
    ),
    Row(
        "Cooldowns of commands",
        ("cooldown set", "cooldown show"),
        "any command or group, by member, channel or server",
        UNKNOWN,
        "of custom commands",
        UNKNOWN,
        UNKNOWN,
    ),
    Row(
        "Ban, kick, time out, warn",
        ("ban", "tempban", "kick", "timeout", "warn", "note"),
        "up to twenty members at once; finished after a crash",
        "yes, one at a time; no notes",
        "yes, also soft bans, bans of many and of voice; warnings have points",
        "yes, also soft bans, mutes, deafening, notes",
        "yes, also soft bans, bans of many, mutes, notes",
    ),
    Row(
        "Cases",
        ("case view", "case list", "case edit", "case stats"),
        "numbered; the entry in the log follows each change",
        "numbered; viewed, searched, changed",
        "numbered; shown, listed, given a reason",
        "numbered; also the length of a measure changes",
        "numbered; listed, given a reason, exported as text, statistics",
    ),
    Row(
        "Hierarchy of roles",
        ("ban",),
        "moderator over member and bot over member, always; never the owner",
        UNKNOWN,
        "checked; can be turned off",
        "protected roles",
        UNKNOWN,
    ),
    Row(
        "Jail",
        ("jail member", "unjail", "jail setup"),
        "takes the roles and gives them back, after leaving and coming back too",
        "yes",
        "mutes by role or channel",
        "mutes by role",
        "mutes that take all roles",
    ),
    Row(
        "Purge, slow mode",
        ("purge", "slowmode"),
        "1,000 messages by member, bots, links, text; progress and Cancel",
        "by number",
        "by member, bots, text, between two messages, duplicates",
        "yes, also of bots",
        "by member, text, files, emoji, links, mentions, reactions and more",
    ),
    Row("Locking channels", (), NONE, NONE, NONE, "one channel, or all that were chosen", "one channel, or the server"),
    Row(
        "Reports by members",
        ("report",),
        "form, menus of messages and members; one button makes a case",
        "form",
        "by direct message, which the team can answer",
        UNKNOWN,
        "a command that deletes itself",
    ),
    Row(
        "Tickets",
        ("ticket panel", "ticket claim", "ticket close", "ticket transcript"),
        "one panel with a question; claim, transcript as page and text, reopen",
        NONE,
        NONE,
        "panels with forms of one's own, categories, transcripts; one panel without paying",
        NONE,
    ),
    Row(
        "Automod",
        ("automod add", "automod dryrun", "automod exempt", "automod test"),
        "ten kinds, look-alike letters seen through, trial run; deletes, warns, times out, never bans",
        "limits GIFs",
        "words, many mentions, repetitions; warns, kicks, bans",
        "rules for each filter; also mutes and bans",
        "spam of all kinds, links, words; also kicks and bans, thresholds, votes of the team (paid)",
    ),
    Row(
        "Logs",
        ("config set",),
        "messages, joins and leaves, cases, reports, automod, a channel each",
        "channels for cases, joins, reports",
        "cases",
        "cases and automod; of the rest we read nothing",
        "some 25 kinds, also roles, channels, voice, nicknames; exceptions",
    ),
]

COMMUNITY = [
    Row(
        "Welcome and goodbye",
        ("welcome set", "goodbye set", "welcome preview"),
        "channel and direct message; a rush of joins is few messages",
        NONE,
        NONE,
        UNKNOWN,
        "yes, also at bans; embeds",
    ),
    Row(
        "Levels",
        ("level", "leaderboard", "levels reward add", "levels multiplier role", "levels import"),
        "card in any script, rewards, multipliers, CSV in and out, from MEE6",
        "yes",
        NONE,
        UNKNOWN,
        "paid; cards with one's own picture and colours, rewards, from MEE6",
    ),
    Row(
        "Snippets, custom commands",
        ("snippets create", "snippet", "snippets alias", "snippets lock"),
        "texts with placeholders, aliases, owners; also by the prefix alone",
        "texts, aliases, lock",
        "texts, arguments, chance, cooldowns; aliases of commands",
        "texts that also give roles, ask for roles or channels; answers to words (ten without paying)",
        "a small language with conditions and actions; answers to words",
    ),
    Row(
        "AFK",
        ("afk set", "afk until", "afk list"),
        "mark in the nickname, until a time, who asked meanwhile",
        "yes",
        NONE,
        "yes",
        UNKNOWN,
    ),
    Row(
        "Reminders",
        ("remind me", "remind every", "timezone set"),
        "once or repeated, by each member's own clocks",
        "once",
        NONE,
        "once",
        "once or repeated, in UTC; others may join in",
    ),
    Row(
        "Starboard",
        ("starboard set", "starboard stats", "starboard refresh"),
        "one; any emoji; shows nothing of channels that its readers cannot see",
        "one; emoji of Unicode",
        NONE,
        UNKNOWN,
        "one; also own stars, random, chosen channels",
    ),
    Row(
        "Roles to take oneself",
        ("roles panel create", "roles panel add", "roles panel repost"),
        "panels of buttons or a menu; one role or many, only to take or only to give back, a role that is needed first",
        NONE,
        "a command, no panel",
        "a command for joinable ranks; of reactions we read nothing",
        "by reactions, in a dozen kinds; for a time is paid",
    ),
    Row(
        "Roles given at joining",
        ("autorole add",),
        "for members or for bots, after screening; ten",
        NONE,
        NONE,
        "at once or up to 7 days later; three without paying",
        "at once or later; former roles again",
    ),
    Row(
        "Roles by status",
        ("statusrole add",),
        "for a text in the status, while it is there",
        "by patterns in the operator's file",
        NONE,
        NONE,
        NONE,
    ),
    Row(
        "Sticky messages",
        ("sticky set", "sticky show"),
        "one in a channel, 50 in a server; moves when the channel is quiet",
        NONE,
        NONE,
        UNKNOWN,
        NONE,
    ),
    Row(
        "Announcements at a time",
        ("announce at", "announce every", "announce pause"),
        "once or repeated",
        NONE,
        "only the operator's, to all servers at once",
        UNKNOWN,
        "once or repeated, also mentions a role",
    ),
    Row(
        "Polls",
        ("poll create", "poll end"),
        "Discord's own",
        "by reactions; members can be barred",
        NONE,
        UNKNOWN,
        "by reactions",
    ),
    Row(
        "Voice rooms for a while",
        ("room setup", "room lock", "room invite", "room transfer"),
        "buttons to rename, limit, lock, hide; gone when empty, also after a crash",
        "cloned from a template; set up in the operator's file",
        NONE,
        UNKNOWN,
        NONE,
    ),
    Row(
        "Facts",
        ("info user", "info server", "avatar", "membercount"),
        "members, roles, channels, the server",
        "yes",
        "yes, also former names",
        "yes",
        "yes, also lists of members by age",
    ),
]

OPERATION = [
    Row(
        "Dashboard",
        ("config open",),
        "in Discord: menus and buttons, says what is wrong",
        "in Discord, for ranks, roles, commands, logs",
        NONE,
        "on the web",
        "on the web",
    ),
    Row(
        "Export and import",
        ("config export", "config import", "snippets export", "levels export"),
        "the configuration as one file, checked as a whole before anything changes",
        NONE,
        "rules of permissions; backup of all by the operator",
        UNKNOWN,
        "settings of logs; cases as text",
    ),
    Row(
        "Privacy",
        ("privacy info", "privacy export", "privacy delete"),
        "everybody sees, takes and deletes what is stored about them",
        UNKNOWN,
        "everybody asks, takes and deletes; the operator decides about third-party cogs",
        "by the company's policy",
        "by the company's policy",
    ),
    Row(
        "Both forms of commands",
        ("help", "prefix set"),
        "slash and prefix, nearly all",
        "slash and prefix",
        "prefix; few as slash commands, which the operator turns on",
        "slash and prefix",
        "slash and prefix",
    ),
    Row(
        "Hosting",
        (),
        "yourself: one command or containers; private Postgres if there is none",
        "yourself: Python 3.13, Postgres, containers",
        "yourself: also on Windows; files or Postgres",
        "by the company",
        "by the company",
    ),
    Row(
        "Many servers",
        (),
        "shards over several processes that share a cache by Redis",
        UNKNOWN,
        "shards in one process",
        "runs for millions of servers",
        "runs for millions of servers",
    ),
    Row("Languages", (), "English", "English", "many, by volunteers", "English", "English"),
    Row(
        "Extensions",
        (),
        "by changing the code",
        "plug-ins",
        "hundreds of third-party cogs, installed by command",
        NONE,
        NONE,
    ),
    Row(
        "Price",
        (),
        "nothing; MIT",
        "nothing; open source",
        "nothing; GPL 3",
        "free; more roles, answers and ticket panels are paid",
        "free; levels and more are paid",
    ),
]

SECTIONS = {"For the team": TEAM, "For the community": COMMUNITY, "For who runs it": OPERATION}

# What is better elsewhere, for who must choose.
BETTER_ELSEWHERE = [
    "**Nothing to run**: Dyno and Carl-bot are invited and work. This bot needs a machine.",
    "**Extensions and languages**: Red has hundreds of cogs by others, and speaks many languages.",
    "**Permissions by channel and by person**: Red. Here ranks hang on roles, and Discord's permissions on channels.",
    "**Logs of roles, channels, voice and nicknames**: Carl-bot. Here these are left to Discord's audit log.",
    "**Locking a channel or the whole server**: Dyno and Carl-bot.",
    "**Warnings with points or thresholds**: Red and Carl-bot. Here only automod counts up, and never kicks or bans.",
    "**More filters for purges**, and custom commands with conditions: Carl-bot.",
    "**Several ticket panels with forms of their own**: Dyno.",
]

LEFT_OUT = [
    ("Music", "Red; Carl-bot once had it", "needs a player beside the bot, and most sources forbid it"),
    ("Economy, games, fun", "Tux, Red, Dyno, Carl-bot", "bots made for it do it better"),
    (
        "Dashboard on the web",
        "Dyno, Carl-bot",
        "one more log-in and address to guard; the dashboard in Discord does the same",
    ),
    ("`eval`", "Tux, Red", "who takes over the operator's account would own the machine"),
    ("Scripts in custom commands", "Dyno, Carl-bot", "members' code in the bot; snippets know placeholders only"),
    (
        "Feeds of Twitch, YouTube and the like",
        "Red, Carl-bot",
        "keys and rules of each site; Discord's webhooks take feeds",
    ),
    (
        "Suggestions, give-aways, highlights",
        "Carl-bot; Dyno the last",
        "forum channels do the first; the rest is no matter of moderation",
    ),
    ("Anything that asks a language model", "bots made for it", "members' messages would go to others"),
]
