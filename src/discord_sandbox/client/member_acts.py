"""What a user does to members of a server, themselves among them."""

from typing import TYPE_CHECKING

from discord_sandbox.wire import JsonObject

if TYPE_CHECKING:
    from discord_sandbox.client.transport import Transport


class MemberActs:
    """Acts of one user in servers, by name or ID; each raises ``SandboxRefused`` where Discord would not allow it.

    ``50013`` is the code for a missing permission or too low a role.
    """

    def __init__(self, transport: "Transport", name: str) -> None:
        self._transport = transport
        self.name = name

    async def join(self, guild: str | int) -> None:
        """Join a server as a new member: without nickname and roles, even who was there before."""
        await self._act("PUT", "membership", guild)

    async def finish_screening(self, guild: str | int) -> None:
        """Accept a server's rules: pending no longer."""
        await self._act("PUT", "screening", guild)

    async def leave(self, guild: str | int) -> None:
        """Leave a server."""
        await self._act("DELETE", "membership", guild)

    async def set_nick(self, guild: str | int, nick: str | None, *, member: str | None = None) -> None:
        """Change one's own nickname (None: take it off), or another member's."""
        await self._act("PUT", "nick", guild, nick=nick, member=member)

    async def give_role(self, guild: str | int, member: str, role: str | int) -> None:
        """Give a member a role."""
        await self._act("PUT", "roles", guild, member=member, role=role)

    async def take_role(self, guild: str | int, member: str, role: str | int) -> None:
        """Take a role from a member."""
        await self._act("DELETE", "roles", guild, member=member, role=role)

    async def time_out(
        self, guild: str | int, member: str, seconds: float | None, *, reason: str | None = None
    ) -> None:
        """Forbid a member to write for so long, at most 28 days; None lifts it."""
        await self._act("PUT", "timeouts", guild, member=member, seconds=seconds, reason=reason)

    async def kick(self, guild: str | int, member: str, *, reason: str | None = None) -> None:
        """Remove a member."""
        await self._act("POST", "kick", guild, member=member, reason=reason)

    async def ban(self, guild: str | int, member: str, *, reason: str | None = None, delete_seconds: int = 0) -> None:
        """Ban a user, member or not, and delete what they wrote in the last ``delete_seconds`` (7 days at most)."""
        fields: JsonObject = {"member": member, "reason": reason, "delete_seconds": delete_seconds}
        await self._act("PUT", "bans", guild, **fields)

    async def unban(self, guild: str | int, member: str) -> None:
        """Lift a ban."""
        await self._act("DELETE", "bans", guild, member=member)

    async def _act(self, method: str, act: str, guild: str | int, **fields: object) -> None:
        body: JsonObject = {"guild": guild, **fields}
        await self._transport.request(method, f"users/{self.name}/{act}", body)
