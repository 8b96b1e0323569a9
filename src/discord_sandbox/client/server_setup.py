"""Servers as a test needs them: bot, members, roles; nobody's permissions are asked."""

from urllib.parse import quote

import msgspec

from discord_sandbox.client.channel_setup import ChannelSetup
from discord_sandbox.client.moderation import AuditEntry, Ban
from discord_sandbox.client.user import SandboxUser
from discord_sandbox.client.views import Member, read_member
from discord_sandbox.wire import JsonObject


class ServerSetup(ChannelSetup):
    """Changes servers as they are; servers, members and roles are given by name or ID."""

    async def add_guild(self, name: str, *, owner: str = "owner", bot: bool = True) -> int:
        """Add a server, with the bot or without; returns its ID."""
        answer = await self._transport.request("POST", "guilds", {"name": name, "owner": owner, "bot": bot})
        return int(answer["id"])

    async def add_bot(self, guild: str | int) -> None:
        """Invite the bot into a server."""
        await self._transport.request("PUT", f"guilds/{guild}/bot")

    async def remove_bot(self, guild: str | int) -> None:
        """Remove the bot from a server."""
        await self._transport.request("DELETE", f"guilds/{guild}/bot")

    async def member(self, guild: str | int, name: str) -> Member:
        """Return a member as they are now: nickname, roles, time-out."""
        return read_member(await self._transport.request("GET", f"guilds/{guild}/members/{name}"))

    async def audit_log(self, guild: str | int, *, action: str | None = None) -> list[AuditEntry]:
        """Return the audit log, newest entry first; ``action`` such as ``member_kick`` picks those of one kind."""
        query = {"action": action} if action else None
        raw = await self._transport.request("GET", f"guilds/{guild}/audit_log", query=query)
        return msgspec.convert(raw, list[AuditEntry], strict=False)

    async def bans(self, guild: str | int) -> list[Ban]:
        """Return the bans, newest first."""
        return msgspec.convert(await self._transport.request("GET", f"guilds/{guild}/bans"), list[Ban])

    async def add_member(
        self,
        guild: str | int,
        name: str,
        *,
        roles: list[str] | None = None,
        global_name: str | None = None,
        bot: bool = False,
        pending: bool = False,
    ) -> SandboxUser:
        """Let a user into a server; if nobody has that name, a new one, whose display name is ``global_name``.

        ``bot`` makes the new one another bot, which writes but answers nobody. ``pending`` ones have
        not accepted the server's rules yet (``finish_screening``).
        """
        body: JsonObject = {"roles": roles or [], "global_name": global_name, "bot": bot, "pending": pending}
        await self._transport.request("PUT", f"guilds/{guild}/members/{name}", body)
        return SandboxUser(self._transport, name)

    async def add_members(self, guild: str | int, count: int, *, prefix: str = "crowd") -> list[str]:
        """Let ``count`` users into a server, ``crowd1``, ``crowd2`` and so on; returns their names.

        Who is new is offline; who has such a name already joins too. A bot that is there is told of each, as fast as
        it takes them.
        """
        body: JsonObject = {"count": count, "prefix": prefix}
        return await self._transport.request("POST", f"guilds/{guild}/members", body)

    async def add_emoji(self, guild: str | int, name: str, *, animated: bool = False) -> str:
        """Add a custom emoji; returns it as text writes it: ``<:name:id>``."""
        answer = await self._transport.request("POST", f"guilds/{guild}/emojis", {"name": name, "animated": animated})
        return f"<{'a' if animated else ''}:{answer['name']}:{answer['id']}>"

    async def remove_member(self, guild: str | int, name: str) -> None:
        """Let a user leave a server."""
        await self._transport.request("DELETE", f"guilds/{guild}/members/{name}")

    async def add_role(
        self, guild: str | int, name: str, *, position: int = 1, permissions: int = 0, mentionable: bool = False
    ) -> int:
        """Add a role; returns its ID. A higher ``position`` is a higher role: the bot's own stands at 2."""
        body: JsonObject = {"name": name, "position": position, "permissions": permissions, "mentionable": mentionable}
        return int((await self._transport.request("POST", f"guilds/{guild}/roles", body))["id"])

    async def edit_role(
        self,
        guild: str | int,
        role: str | int,
        *,
        name: str | None = None,
        position: int | None = None,
        permissions: int | None = None,
        mentionable: bool | None = None,
    ) -> None:
        """Change a role; what is None stays. The bot's own role has its name: so rights are taken from it."""
        body: JsonObject = {"name": name, "position": position, "permissions": permissions, "mentionable": mentionable}
        await self._transport.request("PATCH", _role_path(guild, role), body)

    async def delete_role(self, guild: str | int, role: str | int) -> None:
        """Delete a role."""
        await self._transport.request("DELETE", _role_path(guild, role))


def _role_path(guild: str | int, role: str | int) -> str:
    return f"guilds/{guild}/roles/{quote(str(role), safe='')}"
