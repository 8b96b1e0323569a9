"""Changes of what a server decided, each refused where it would be a way up for who makes it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from astromorty.database.controllers.permission import PermissionController
from astromorty.database.errors import RankInUseError, TooManyRowsError
from astromorty.database.models import PermissionSet, Rule
from astromorty.errors import Conflict, InvalidInput, NotAllowed
from astromorty.services.permissions.decision import Requirement
from astromorty.services.permissions.ranks import FIRST_RANKS, parse_rank_name
from astromorty.services.permissions.rules import RuleChange, change_of, refuse_rule, with_rule
from astromorty.services.permissions.subjects import Editor
from astromorty.services.permissions.words import by_default, rank_words, rule_words


class PermissionEdits:
    """Checks and writes in one go: what a change was allowed by is still so when it is saved.

    `seen` is what the editor looked at when they decided; given, a change of the same thing by somebody else since then
    raises `Conflict`. Whatever is raised, nothing was changed.
    """

    def __init__(self, permissions: PermissionController) -> None:
        self._permissions = permissions

    async def set_rule(
        self, editor: Editor, name: str, rule: Rule | None, *, seen: PermissionSet | None = None
    ) -> RuleChange:
        """Save a rule for `name`; None takes the one that there is back.

        Raises `NotAllowed`, `InvalidInput` or `Conflict`.
        """
        guild_id = editor.guild_id
        async with self._permissions.database.unit_of_work():
            before = await self._permissions.lock(guild_id)
            refuse_rule(editor, name, rule, before)
            if seen is not None and seen.rule_for([name]) != before.rule_for([name]):
                raise _changed_meanwhile(editor, name, before)
            if rule is None:
                if not await self._permissions.reset_rule(guild_id, name):
                    raise InvalidInput(f"There is no rule for `{name}`. Nothing was changed.")
            else:
                _refuse_unknown(rule.rank, before)
                try:
                    await self._permissions.set_rule(guild_id, name, rule.allows, rule.rank)
                except TooManyRowsError as error:
                    raise InvalidInput(f"A server can have {error.most:,} rules; take one back first.") from None
        return change_of(editor.subjects, name, before, with_rule(before, name, rule))

    async def move_roles(
        self, editor: Editor, moves: Mapping[int, int | None], *, seen: PermissionSet | None = None
    ) -> dict[int, int | None]:
        """Let each role, by snowflake, hold a rank, or none: all of them or none of them.

        Returns the rank that each held before. Raises `NotAllowed`, `InvalidInput` or `Conflict`.
        """
        async with self._permissions.database.unit_of_work():
            before = await self._permissions.lock(editor.guild_id)
            held = {role_id: before.rank_of({role_id}) for role_id in moves}
            _refuse_above(editor, {*moves.values(), *held.values()}, before)
            if seen is not None and any(seen.rank_of({role_id}) != rank for role_id, rank in held.items()):
                raise Conflict("Somebody else gave one of these roles another rank meanwhile. Nothing was saved.")
            for role_id, rank in moves.items():
                if rank is None:
                    await self._permissions.unassign(editor.guild_id, role_id)
                    continue
                _refuse_unknown(rank, before)
                if role_id == editor.guild_id and rank > 0:  # @everyone has the server's own snowflake
                    raise InvalidInput("Everybody has this role, so it can hold rank 0 only; choose another role.")
                await self._permissions.assign(editor.guild_id, role_id, rank)
        return held

    async def replace(self, guild_id: int, wanted: PermissionSet) -> None:
        """Put ranks, roles and rules in the place of all that the server has; for who could do each of it singly."""
        controller = self._permissions
        async with controller.database.unit_of_work():
            before = await controller.lock(guild_id)
            for rule in before.rules:
                await controller.reset_rule(guild_id, rule.command)
            for rank in before.ranks:
                await controller.delete_rank(guild_id, rank.rank)
            if wanted.ranks:
                await controller.create_ranks(guild_id, dict(wanted.ranks))
            for role_id, rank_number in wanted.roles:
                await controller.assign(guild_id, role_id, rank_number)
            for rule in wanted.rules:
                await controller.set_rule(guild_id, rule.command, rule.allows, rule.rank)

    async def init_ranks(self, guild_id: int) -> frozenset[int]:
        """Create those of the first ranks that the server lacks; return their numbers."""
        return await self._permissions.create_ranks(guild_id, FIRST_RANKS)

    async def create_rank(self, guild_id: int, rank: int, name: str) -> str:
        """Create a rank; return its name as it is stored. Raises `InvalidInput`."""
        name = parse_rank_name(name)
        if not await self._permissions.create_ranks(guild_id, {rank: name}):
            raise InvalidInput(f"There is a rank {rank} already; `ranks edit` gives it another name.")
        return name

    async def rename_rank(self, guild_id: int, rank: int, name: str, *, seen: PermissionSet | None = None) -> str:
        """Give a rank another name; return it as it is stored. Raises `InvalidInput` or `Conflict`."""
        name = parse_rank_name(name)
        async with self._permissions.database.unit_of_work():
            before = await self._permissions.lock(guild_id)
            _refuse_unknown(rank, before)
            if seen is not None and seen.name_of(rank) != before.name_of(rank):
                current = rank_words(rank, before.name_of(rank))
                raise Conflict(f"Somebody else gave this rank another name meanwhile: {current}. Nothing was saved.")
            await self._permissions.rename_rank(guild_id, rank, name)
        return name

    async def delete_rank(self, editor: Editor, rank: int) -> tuple[int, ...]:
        """Delete a rank; return the roles that held it. Raises `NotAllowed` or `InvalidInput`."""
        async with self._permissions.database.unit_of_work():
            before = await self._permissions.lock(editor.guild_id)
            _refuse_unknown(rank, before)
            held_by = before.holding(rank)
            if held_by:
                _refuse_above(editor, {rank}, before)
            try:
                await self._permissions.delete_rank(editor.guild_id, rank)
            except RankInUseError as error:
                commands = ", ".join(f"`{command}`" for command in error.commands)
                raise InvalidInput(f"Rules name this rank: those for {commands}. Change them first.") from None
        return held_by


def _refuse_above(editor: Editor, ranks: Collection[int | None], permissions: PermissionSet) -> None:
    """Raise NotAllowed if the highest of these ranks is above the editor's own."""
    highest = max((rank for rank in ranks if rank is not None), default=None)
    if highest is None or editor.is_free:
        return
    own = editor.rank_in(permissions)
    if own is None or own < highest:
        held = "you hold none" if own is None else f"you hold rank {own}"
        raise NotAllowed(f"Rank {highest} is above yours ({held}): you cannot give it to roles or take it from them.")


def _refuse_unknown(rank: int | None, permissions: PermissionSet) -> None:
    if rank is not None and permissions.name_of(rank) is None:
        raise InvalidInput(f"This server has no rank {rank}; `ranks show` lists those there are.")


def _changed_meanwhile(editor: Editor, name: str, permissions: PermissionSet) -> Conflict:
    subject, rule = editor.subjects.get(name), permissions.rule_for([name])
    default = by_default(subject.requirement if subject else Requirement())
    words = default if rule is None else rule_words(rule, permissions)
    return Conflict(f"Somebody else decided who may use `{name}` meanwhile: {words}. Nothing was saved.")
