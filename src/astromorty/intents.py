"""Which gateway intents to ask for: what the bot uses, less what the operator or Discord does not allow."""

from dataclasses import dataclass

import discord

from astromorty.settings import Intents, Settings


@dataclass(frozen=True)
class PrivilegedIntent:
    """One of Discord's privileged intents.

    Attributes:
        flag: Its name on `discord.Intents`.
        portal_name: What the Developer Portal calls it.
        needed_for: What does not work without it.
    """

    flag: str
    portal_name: str
    needed_for: str


PRIVILEGED = (
    PrivilegedIntent(
        "message_content",
        "Message Content",
        "prefix commands (mentioning the bot still works), and the text of messages in logs",
    ),
    PrivilegedIntent("members", "Server Members", "noticing members who join, leave or change"),
    PrivilegedIntent("presences", "Presence", "seeing who is online"),
)


@dataclass(frozen=True)
class IntentOff:
    """A privileged intent that is not asked for, and why."""

    intent: PrivilegedIntent
    reason: str

    def __str__(self) -> str:
        return f"{self.intent.portal_name} intent is off ({self.reason}); off with it: {self.intent.needed_for}"


@dataclass(frozen=True)
class IntentPlan:
    """The intents to identify with, and the ones left out that it should have by default or that the operator wants."""

    intents: discord.Intents
    off: tuple[IntentOff, ...]


def plan_intents(settings: Settings, flags: discord.ApplicationFlags) -> IntentPlan:
    """Choose the intents that the settings want and the application's flags allow."""
    intents = discord.Intents.none()
    intents.guilds = intents.moderation = intents.expressions = True
    intents.guild_messages = intents.dm_messages = intents.guild_reactions = intents.voice_states = True
    off: list[IntentOff] = []
    for privileged in PRIVILEGED:
        if not getattr(settings.intents, privileged.flag):
            if Intents.model_fields[privileged.flag].default:
                off.append(IntentOff(privileged, f"INTENTS__{privileged.flag.upper()} is false"))
        elif not _allowed(flags, privileged.flag):
            off.append(IntentOff(privileged, "not enabled for the application in Discord's Developer Portal"))
        else:
            setattr(intents, privileged.flag, True)
    return IntentPlan(intents, tuple(off))


def _allowed(flags: discord.ApplicationFlags, flag: str) -> bool:
    """Say whether the application has the intent, in full or as an unverified application's limited one."""
    name = {"members": "guild_members", "presences": "presence", "message_content": "message_content"}[flag]
    name = f"gateway_{name}"
    return bool(getattr(flags, name) or getattr(flags, f"{name}_limited"))
