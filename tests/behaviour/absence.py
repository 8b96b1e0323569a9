"""What happens around absences: time passes, nicknames change, timers become due."""

from simcord.actors import MemberActor
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.database.controllers.timer import TimerController
from behaviour.world import Server
from fixtures.members import eventually

AFTER_GRACE = 10.5


def nickname(env: Env, who: MemberActor) -> str | None:
    """Return the nickname that somebody has now."""
    return env.backend.get_member(who.guild.id, who.id).nick or None


def rename(env: Env, who: MemberActor, nick: str | None) -> None:
    """Change a nickname behind the bot's back."""
    env.backend.edit_member(who.guild.id, who.id, {"nick": nick})


async def back(env: Env, server: Server, who: MemberActor, text: str = "I am back") -> str:
    """Let somebody write once the first seconds are over; return the bot's answer."""
    await env.advance_time(AFTER_GRACE)
    return await server.says(who, text)


async def done(bot: Astromorty) -> None:
    """Wait until all timers are done."""

    async def is_done() -> bool:
        return await TimerController(bot.database).count() == 0

    await eventually(is_done, within=10)
