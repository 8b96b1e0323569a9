"""Which gateway intents to ask for: what the bot uses, less what the operator or Discord does not allow."""

from dataclasses import dataclass
from typing import Final

import discord

from astromorty.settings import Intents, Settings


@dataclass(frozen=True)
class Loss:
    """What does not work without an intent.

    Attributes:
        consequence: What that is, as the end of "the intent is off: …".
        features: Whose it is: the settings that switch it on, or the command of what has none.
    """

    consequence: str
    features: tuple[str, ...]


@dataclass(frozen=True)
class PrivilegedIntent:
    """One of Discord's privileged intents.

    Attributes:
        flag: Its name on `discord.Intents`.
        portal_name: What the Developer Portal calls it.
        granting: The application's flags that allow it: granted by Discord, and self-granted in fewer than 100 servers
            (https://discord.com/developers/docs/resources/application#application-object-application-flags).
        losses: What does not work without it.
    """

    flag: str
    portal_name: str
    granting: discord.ApplicationFlags
    losses: tuple[Loss, ...]

    @property
    def needed_for(self) -> str:
        """Say all that does not work without it."""
        return "; ".join(loss.consequence for loss in self.losses)

    def is_allowed(self, flags: int) -> bool:
        """Say whether an application with these flags may ask for it."""
        return bool(flags & self.granting.value)


PRIVILEGED: Final = (
    PrivilegedIntent(
        "message_content",
        "Message Content",
        discord.ApplicationFlags(gateway_message_content=True, gateway_message_content_limited=True),
        (
            Loss("prefix commands need a mention of me instead of the prefix", ("prefix",)),
            Loss("automod's rules see no text, only mentions of me", ("automod_enabled",)),
            Loss("what edited and deleted messages said is not noted", ("log_messages",)),
            Loss("the starboard does not show what starred messages say", ("starboard_channel",)),
            Loss("transcripts of tickets do not hold what members wrote", ("tickets_transcripts",)),
            Loss("`purge` cannot look for texts and links", ("purge",)),
        ),
    ),
    PrivilegedIntent(
        "members",
        "Server Members",
        discord.ApplicationFlags(gateway_guild_members=True, gateway_guild_members_limited=True),
        (
            Loss("nobody is noted who joins or leaves", ("log_members",)),
            Loss("nobody is welcomed or seen off", ("welcome_channel", "welcome_dm", "goodbye_channel")),
            Loss("nobody who joins is given a role", ("autorole",)),
            Loss("who leaves while in jail and comes back is free", ("jail_role",)),
            Loss("who comes back gets the roles of their level with their next level only", ("level_rewards",)),
        ),
    ),
    PrivilegedIntent(
        "presences",
        "Presence",
        discord.ApplicationFlags(gateway_presence=True, gateway_presence_limited=True),
        (Loss("no status is seen, and no role given for one", ("statusrole",)),),
    ),
)


@dataclass(frozen=True)
class IntentOff:
    """A privileged intent that is not asked for, and why."""

    intent: PrivilegedIntent
    reason: str

    def __str__(self) -> str:
        return f"{self.intent.portal_name} intent is off ({self.reason}): {self.intent.needed_for}"


@dataclass(frozen=True)
class IntentPlan:
    """The intents to identify with, and the ones left out that it should have by default or that the operator wants."""

    intents: discord.Intents
    off: tuple[IntentOff, ...]

    def warnings(self, *features: str) -> list[str]:
        """Say what features, named as in `Loss`, cannot do because an intent is off: a line for each consequence."""
        reasons = {each.intent.flag: each.reason for each in self.off}
        return [
            f"⚠️ {intent.portal_name} intent is off ({reasons.get(intent.flag) or _switched_off(intent)}): "
            f"{loss.consequence}. The operator of this bot can turn it on."
            for intent in PRIVILEGED
            if not getattr(self.intents, intent.flag)
            for loss in intent.losses
            if not set(loss.features).isdisjoint(features)
        ]


def plan_intents(settings: Settings, flags: discord.ApplicationFlags) -> IntentPlan:
    """Choose the intents that the settings want and the application's flags allow."""
    intents = discord.Intents.none()
    intents.guilds = intents.moderation = intents.expressions = True
    intents.guild_messages = intents.dm_messages = intents.guild_reactions = intents.voice_states = True
    off: list[IntentOff] = []
    for privileged in PRIVILEGED:
        if not getattr(settings.intents, privileged.flag):
            if Intents.model_fields[privileged.flag].default:
                off.append(IntentOff(privileged, _switched_off(privileged)))
        elif not privileged.is_allowed(flags.value):
            off.append(IntentOff(privileged, "not enabled for the application in Discord's Developer Portal"))
        else:
            setattr(intents, privileged.flag, True)
    return IntentPlan(intents, tuple(off))


def _switched_off(intent: PrivilegedIntent) -> str:
    return f"INTENTS__{intent.flag.upper()} is false"
