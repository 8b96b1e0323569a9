"""Moderators, whom they act against, and what there is to see of it afterwards."""

import re
from dataclasses import dataclass

import discord
from simcord.actors import MemberActor
from simcord.env import Env
from sqlalchemy import text

from astromorty.bot import Astromorty
from astromorty.database.engine import Database
from astromorty.database.models import Case
from behaviour.world import Server, shown

MODERATING = discord.Permissions(
    view_channel=True, send_messages=True, ban_members=True, kick_members=True, moderate_members=True
)


@dataclass
class Staff:
    """A server's moderators, and its records."""

    env: Env
    bot: Astromorty
    server: Server
    moderator: MemberActor
    other_moderator: MemberActor

    @property
    def guild_id(self) -> int:
        """The server."""
        return self.server.guild.id

    def join(self, name: str) -> MemberActor:
        """Let somebody new come in."""
        return self.server.guild.add_member(self.env.create_user(name))

    async def cases(self) -> list[Case]:
        """Return the server's cases, the first one first."""
        return sorted(await self.bot.cases.list(self.guild_id, limit=100), key=lambda case: case.number)

    async def kinds(self) -> list[str]:
        """Return of what kinds the server's cases are, in their order."""
        return [case.kind for case in await self.cases()]

    def is_banned(self, user_id: int) -> bool:
        """Say whether Discord has a ban of this user."""
        return user_id in self.env.backend.get_guild(self.guild_id).bans

    def is_member(self, user_id: int) -> bool:
        """Say whether somebody is in the server."""
        return user_id in self.server.guild.member_ids()

    def timed_out_until(self, user_id: int) -> str | None:
        """Return until when Discord has a member timed out."""
        return self.env.backend.get_member(self.guild_id, user_id).timed_out_until

    def audit_reasons(self) -> list[str | None]:
        """Return the reasons in Discord's audit log, the newest last."""
        return [entry.reason for entry in self.server.guild.audit_log()]

    def told(self, who: MemberActor) -> list[str]:
        """Return the direct messages that somebody got."""
        return [shown(message) for message in who.user.dm_channel.history()]


def requested(env: Env, route: str) -> int:
    """Return how many requests there were of a method and a path, which is a regular expression."""
    method, path = route.split()
    return sum(entry.method == method and re.fullmatch(path, entry.path) is not None for entry in env.http_requests)


async def count(database: Database, table: str, where: str = "true") -> int:
    """Return how many rows of a table meet a condition."""
    async with database.unit_of_work() as unit:
        return (await unit.session.execute(text(f"SELECT count(*) FROM {table} WHERE {where}"))).scalar_one()
