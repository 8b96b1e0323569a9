"""Who is in the server, and what they see."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle, UserHandle
from simcord.components import walk_components
from simcord.env import Env
from simcord.results import InteractionResult, ResponseMessage

from astromorty.bot import Astromorty
from astromorty.database.engine import Database
from astromorty.intents import IntentPlan
from astromorty.settings import Settings

Message = ResponseMessage | discord.Message
ComeDue = Callable[..., Awaitable[None]]


def new_bot(settings: Settings, database: Database) -> Astromorty:
    """Make a bot as a start of the process does."""
    return Astromorty(settings, database, IntentPlan(discord.Intents.all(), ()), request_stop=lambda: None)


@dataclass
class Server:
    """A server with one member of each kind."""

    guild: GuildHandle
    channel: ChannelHandle
    owner: MemberActor
    manager: MemberActor
    member: MemberActor

    async def says(self, who: MemberActor, text: str) -> str:
        """Let somebody write `text`; return what the bot answered, or nothing."""
        said = await who.send(self.channel, text)
        last = self.channel.history()[-1]
        return "" if last.id == said.id else shown(last)


def populate(env: Env, guild: GuildHandle, owner: UserHandle) -> Server:
    """Give a server a channel, and who is missing in it."""
    managers = guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    return Server(
        guild,
        guild.create_text_channel("general"),
        MemberActor(env, guild, owner),
        guild.add_member(env.create_user("manu"), roles=[managers]),
        guild.add_member(env.create_user("mia")),
    )


def shown(answer: InteractionResult | Message) -> str:
    """Return the text that somebody sees in answer to what they did."""
    return "\n".join(part["content"] for part in parts(answer) if part.get("type") == TEXT_DISPLAY)


TEXT_DISPLAY = 10


def parts(answer: InteractionResult | Message) -> list[dict[str, Any]]:
    """Return all components of an answer, the nested ones too."""
    if isinstance(answer, InteractionResult):
        message = answer.response or answer.followups[0]
        return list(walk_components(message.components))
    if isinstance(answer, ResponseMessage):
        return list(walk_components(answer.components))
    return list(walk_components([component.to_dict() for component in answer.components]))
