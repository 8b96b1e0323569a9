"""The one way to change who may run what. Nobody gives away more than they have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

import discord
from discord.ext import commands

from astromorty.database.controllers.guild_config import UNSET, Unset
from astromorty.database.controllers.permission import (
    PermissionConflictError,
    PermissionController,
    RankInUseError,
    UnknownRankError,
)
from astromorty.database.errors import TooManyRowsError
from astromorty.database.models import PermissionSet, Rule
from astromorty.database.models.permission import LONGEST_RANK_NAME, Allows
from astromorty.errors import Conflict, InvalidInput, NotAllowed, Refusal
from astromorty.gate import RIGHTS, Command, path_of, requirement_of
from astromorty.services.permissions import USUAL_RANKS, who_may
from astromorty.ui.cards import code, first_of, plain

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

Seen = PermissionSet | Literal[Unset.UNSET]


class PermissionEdits:
    """Changes ranks and rules in the name of a member, as far as they may.

    The owner and administrators may change everything. Others make rules only about what they may run themselves, and
    let only roles below their own hold ranks, none above their own. `seen` is what a member saw when they decided;
    given, a change of the same thing by somebody else since raises `Conflict`.
    """

    def __init__(self, bot: Astromorty, controller: PermissionController) -> None:
        self._bot = bot
        self._controller = controller

    def subjects(self) -> dict[str, str]:
        """Return what rules can be about, each with what it does: commands but the operator's, and rights."""
        found = {
            each.qualified_name: each.short_doc
            for each in self._bot.walk_commands()
            if not requirement_of(each).operator
        }
        return dict(sorted({**found, **{name: words for name, (words, _) in RIGHTS.items()}}.items()))

    def find(self, name: str) -> str:
        """Return the subject called `name`, whatever its case and with or without a slash; raise InvalidInput."""
        wanted = " ".join(name.lower().removeprefix("/").split())
        if wanted not in self.subjects():
            raise InvalidInput(
                "There is no such command to make a rule about; name one that `help` lists, such as `ping`."
            )
        return wanted

    def rule_in_force(self, name: str, permissions: PermissionSet) -> tuple[Rule | None, str]:
        """Return the rule for a subject, its own or its group's, and who may run it by that, in words."""
        command = self._bot.get_command(name)
        path = (name,) if command is None else path_of(command)
        requirement = RIGHTS[name][1] if command is None else requirement_of(command)
        rule = permissions.rule_for(path)
        return rule, who_may(rule, requirement, permissions)

    async def set_rule(
        self, author: discord.Member, name: str, allows: Allows, rank: int | None = None, *, seen: Seen = UNSET
    ) -> None:
        """Say who may run a command or have a right: a rank and above, everyone, or nobody.

        Raises `NotAllowed`, `Conflict`, and `InvalidInput` for a rank that there is not.
        """
        await self._refuse_rule(author, name)
        expected = UNSET if seen is UNSET else _own_rule(seen, name)
        try:
            await self._controller.set_rule(author.guild.id, name, allows, rank, expected=expected)
        except UnknownRankError:
            raise _unknown_rank(rank) from None
        except TooManyRowsError as error:
            raise Refusal(f"This server has {error.most} rules already; put one back to its default first.") from None
        except PermissionConflictError:
            raise await self._rule_conflict(author.guild.id, name) from None

    async def reset_rule(self, author: discord.Member, name: str, *, seen: Seen = UNSET) -> bool:
        """Go back to the default of a command or right; say whether there was a rule. Raises as `set_rule`."""
        await self._refuse_rule(author, name)
        expected = None if seen is UNSET else _own_rule(seen, name)
        was_one = await self._controller.reset_rule(author.guild.id, name, expected=expected)
        if seen is not UNSET and was_one != (expected is not None):
            raise await self._rule_conflict(author.guild.id, name)
        return was_one

    async def move_roles(self, author: discord.Member, moves: Mapping[int, int | None], *, seen: Seen = UNSET) -> None:
        """Let each role, by snowflake, hold a rank or none: all of them or none of them.

        Raises `NotAllowed`, `Conflict`, and `InvalidInput` for a rank that there is not.
        """
        guild_id = author.guild.id
        now = await self._controller.get_set(guild_id)
        before = {held.role_id: held.rank for held in (now if seen is UNSET else seen).roles}
        changed = {role: (before.get(role), rank) for role, rank in moves.items() if before.get(role) != rank}
        self._refuse_ranks(author, now, (rank for pair in changed.values() for rank in pair if rank is not None))
        self._refuse_roles(author, changed)
        try:
            await self._controller.move_roles(guild_id, changed)
        except UnknownRankError:
            raise InvalidInput("There is no such rank any more. Nothing was saved.") from None
        except PermissionConflictError:
            raise Conflict("Somebody else gave one of these roles another rank meanwhile. Nothing was saved.") from None

    async def create_ranks(self, author: discord.Member, names: Mapping[int, str] = USUAL_RANKS) -> frozenset[int]:
        """Create those of the ranks that the server does not have, the usual ones if left out; return which."""
        checked = {rank: _checked_name(name) for rank, name in names.items()}
        return await self._controller.create_ranks(author.guild.id, checked)

    async def rename_rank(self, author: discord.Member, rank: int, name: str, *, seen: Seen = UNSET) -> None:
        """Call a rank otherwise. Raises `NotAllowed`, `Conflict`, and `InvalidInput`."""
        now = await self._controller.get_set(author.guild.id)
        self._refuse_ranks(author, now, [rank])
        expected = None if seen is UNSET else seen.name_of(rank)
        if not await self._controller.rename_rank(author.guild.id, rank, _checked_name(name), expected=expected):
            current = (await self._controller.get_set(author.guild.id)).name_of(rank)
            if current is None:
                raise _unknown_rank(rank)
            raise Conflict(f"Somebody else called rank {rank} **{plain(current)}** meanwhile. Nothing was saved.")

    async def delete_rank(self, author: discord.Member, rank: int) -> None:
        """Delete a rank and take it from its roles. Raises `NotAllowed`, `InvalidInput`, `Refusal` if rules name it."""
        self._refuse_ranks(author, await self._controller.get_set(author.guild.id), [rank])
        try:
            if not await self._controller.delete_rank(author.guild.id, rank):
                raise _unknown_rank(rank)
        except RankInUseError as error:
            rules = first_of(list(map(code, error.commands)), 5)
            raise Refusal(f"Rank {rank} is needed by the rules for {rules}; change those first.") from None

    async def _refuse_rule(self, author: discord.Member, name: str) -> None:
        """Raise `NotAllowed` unless `author` may run all that a rule about `name` decides."""
        if _may_everything(author):
            return
        permissions = await self._controller.get_set(author.guild.id)
        for each in self._covered(name, permissions):
            if not await self._bot.gate.may(author, each):
                raise NotAllowed(
                    f"You may not use {code(each)} yourself, so you cannot decide who may; "
                    "the owner and administrators can."
                )

    def _covered(self, name: str, permissions: PermissionSet) -> list[str]:
        """Return what a rule about `name` decides: itself, and what is in it without a rule nearer to it."""
        command = self._bot.get_command(name)
        if not isinstance(command, commands.Group):
            return [name]
        nearer = {rule.command for rule in permissions.rules} - set(path_of(command))
        inside: Iterable[Command] = command.walk_commands()
        return [name, *(c.qualified_name for c in inside if not nearer & set(path_of(c)) and not _is_operators(c))]

    def _refuse_ranks(self, author: discord.Member, permissions: PermissionSet, ranks: Iterable[int]) -> None:
        if _may_everything(author):
            return
        own = permissions.rank_of([role.id for role in author.roles])
        for rank in ranks:
            if own is None or rank > own:
                holds = "you hold none" if own is None else f"yours is {own}"
                raise NotAllowed(
                    f"You can hand out and change ranks up to your own only, and {holds}; "
                    "the owner and administrators can do more."
                )

    def _refuse_roles(self, author: discord.Member, role_ids: Iterable[int]) -> None:
        for role_id in role_ids:
            role = author.guild.get_role(role_id)
            if role is not None and role >= author.top_role and not _may_everything(author):
                raise NotAllowed(f"{role.mention} is as high as your highest role or higher; choose a lower one.")

    async def _rule_conflict(self, guild_id: int, name: str) -> Conflict:
        _, who = self.rule_in_force(name, await self._controller.get_set(guild_id))
        return Conflict(f"Somebody else changed who may use {code(name)} meanwhile: {plain(who)}. Nothing was saved.")


def _may_everything(member: discord.Member) -> bool:
    return member.id == member.guild.owner_id or member.guild_permissions.administrator


def _is_operators(command: Command) -> bool:
    return requirement_of(command).operator


def _own_rule(permissions: PermissionSet, name: str) -> Rule | None:
    return next((rule for rule in permissions.rules if rule.command == name), None)


def _unknown_rank(rank: int | None) -> InvalidInput:
    return InvalidInput(f"There is no rank {rank}; `ranks show` lists them, and `ranks init` creates the usual ones.")


def _checked_name(name: str) -> str:
    short = " ".join(name.split())
    if not 1 <= len(short) <= LONGEST_RANK_NAME:
        raise InvalidInput(f"A rank's name has 1 to {LONGEST_RANK_NAME} characters, such as `Moderator`.")
    return short
