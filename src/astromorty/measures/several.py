"""A measure against up to twenty members, one after the other: all are looked at before anything is done."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from weakref import WeakValueDictionary

import discord

from astromorty.context import Context
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.database.models.moderation_case import Kind
from astromorty.errors import NotAllowed, Refusal
from astromorty.hierarchy import objection
from astromorty.measures.measure import Ending, Outcome
from astromorty.measures.progress import Progress
from astromorty.measures.targets import Account, Found, Named, find
from astromorty.measures.words import result_card
from astromorty.services.cases import CASE_KINDS, CaseKind

One = Callable[[Account], Awaitable[Outcome]]


class MemberLocks:
    """Lets one measure at a time be carried out against a member: the next one sees what the last one did.

    A server's commands all run in the process that has its shard.
    """

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    def of(self, guild_id: int, member_id: int) -> asyncio.Lock:
        """Return the lock of a member."""
        return self._locks.setdefault((guild_id, member_id), asyncio.Lock())


class Several:
    """Carries a command's measure out against everyone it names, and answers.

    Args:
        ctx: The invocation.
        kind: Which measure.
        locks: Those of the command's area.
        outsiders: Whether it may be against users who are not in the server.
        private: Whether only the moderator sees the answer.
        warnings: What stands below the answer where it was done to anybody.
    """

    def __init__(
        self,
        ctx: Context,
        kind: Kind,
        locks: MemberLocks,
        *,
        outsiders: bool = False,
        private: bool = False,
        warnings: Sequence[str] = (),
    ) -> None:
        self._ctx = ctx
        self._kind = CASE_KINDS[kind]
        self._locks = locks
        self._outsiders = outsiders
        self._private = private
        self._warnings = warnings

    async def carry_out(self, named: Sequence[Named], one: One) -> None:
        """Look up and check everyone, then have `one` do it to those it may be done to.

        Raises `NotAllowed` where only one was named, and a `Refusal` where nobody could be looked up.
        """
        async with Progress(self._ctx, f"{self._kind.noun}: one moment…", private=self._private) as progress:
            found = await find(self._ctx, named, outsiders=self._outsiders)
            objections = {each.id: why for each in found if (why := self._objection(each)) is not None}
            if len(found) == 1 and objections:
                raise NotAllowed(objections[found[0].id])
            results = {user_id: _refused(self._kind, why) for user_id, why in objections.items()}
            admitted = [each.account for each in found if each.id not in objections and each.account is not None]
            for number, account in enumerate(admitted, 1):
                progress.text = f"{self._kind.noun}: {number} of {len(admitted)}…"
                results[account.id] = await self._attempt(account, one)
            nothing = not admitted or all(each.ending is Ending.REFUSED for each in results.values())
            shown = [(each.shown, results[each.id]) for each in found]
            view = result_card(shown, self._kind.noun, () if nothing else self._warnings)
            await progress.finish(view, private=nothing)

    def _objection(self, found: Found) -> str | None:
        if found.account is None:
            nobody = "There is no user" if self._outsiders else "There is nobody in this server"
            return f"{nobody} with the ID `{found.id}`."
        moderator = self._ctx.author
        assert isinstance(moderator, discord.Member)
        return objection(moderator, found.account, me=self._ctx.server.me)

    async def _attempt(self, account: Account, one: One) -> Outcome:
        """Do it to one member; what goes wrong there keeps nobody else from their line."""
        if self._ctx.bot.closing:
            return _refused(self._kind, "I am restarting; nothing was done. Please try again in a moment.")
        try:
            async with self._locks.of(self._ctx.server.id, account.id):
                return await one(account)
        except Refusal as error:
            return _refused(self._kind, str(error))
        except DatabaseUnavailableError:
            return _refused(self._kind, "The database does not answer just now. Nothing was done.")
        except Exception as error:  # the edge of one member's measure
            error_id = self._ctx.bot.errors.report(error, f"{self._kind.name} failed")
            return _refused(self._kind, f"Something went wrong on my side; the error ID is `{error_id}`.")


def _refused(kind: CaseKind, why: str) -> Outcome:
    return Outcome(kind, Ending.REFUSED, notes=(why,))
