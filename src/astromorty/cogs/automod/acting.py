"""What becomes of a message that breaks a rule: it goes, its author is warned or timed out, and the log tells of it."""

import asyncio
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Final

import discord
from loguru import logger

from astromorty.cogs.automod.words import entry, limit_entry, notice
from astromorty.discord_answers import DISCORD_TIMEOUT, NO_ANSWER, refusal_of
from astromorty.hierarchy import outranks
from astromorty.log_channels.posts import LogPosts
from astromorty.measures.measure import Ending, Outcome, OwnOrder, audit_reason, carry_out
from astromorty.services.automod.compiled import Violation
from astromorty.services.automod.limits import Deletion
from astromorty.services.automod.service import Automod
from astromorty.services.background import BackgroundTasks
from astromorty.ui.cards import Tone

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# How long a notice stands in the channel, in seconds.
NOTICE_STANDS: Final = 8.0


class Acting:
    """Does what rules say."""

    def __init__(self, bot: "Astromorty", automod: Automod, posts: LogPosts) -> None:
        self._bot = bot
        self._automod = automod
        self._posts = posts
        self._tasks = BackgroundTasks()

    async def close(self, *, seconds: float) -> None:
        """Stop taking notices back."""
        await self._tasks.close(seconds=seconds)

    async def note_dry_run(self, message: discord.Message, author: discord.Member, violation: Violation) -> None:
        """Have the log say what would have been done."""
        done = [f"Dry run: would have been **{violation.ready.rule.action}**."]
        await self._log(message, author, violation, done, Tone.NEUTRAL)

    async def act(self, message: discord.Message, author: discord.Member, violation: Violation) -> bool:
        """Do what a rule says about a message; return whether it is gone."""
        action, done = self._action(author, violation)
        is_gone = "delete" in action and await self._delete(message, done)
        measure = action.removeprefix("delete-")
        if measure in ("warn", "timeout"):
            if self._automod.limits.may_punish(author.guild.id, author.id, monotonic()):
                done.append(await self._punish(author, violation, measure))
            else:
                done.append("Their last punishment was a few seconds ago: no other one.")
        await self._log(message, author, violation, done or ["Only noted."])
        if is_gone and self._automod.limits.may_notice(message.channel.id, monotonic()):
            self._tasks.start(self._tell(message, violation), name=f"automod notice in {message.channel.id}")
        return is_gone

    def _action(self, author: discord.Member, violation: Violation) -> tuple[str, list[str]]:
        """Return what is to be done, and what is to be said of it: a member who goes on is timed out."""
        rule = violation.ready.rule
        key = (author.guild.id, author.id, rule.name)
        count = self._automod.violations.add(key, monotonic(), rule.escalate_within)
        if not rule.escalate_after or count < rule.escalate_after:
            return rule.action, []
        return "delete-timeout" if "delete" in rule.action else "timeout", [f"Their violation number {count}."]

    async def _delete(self, message: discord.Message, done: list[str]) -> bool:
        assert message.guild is not None
        allowed = self._automod.limits.deletion(message.guild.id, monotonic())
        if allowed is not Deletion.ALLOWED:
            done.append("Not deleted: the limit of deletions was reached.")
            log = await self._posts.channel_of(message.guild.id, "log_automod")
            if allowed is Deletion.STOPPED and log is not None:
                self._posts.put(message.guild.id, log, limit_entry())
            return False
        try:
            async with asyncio.timeout(DISCORD_TIMEOUT):
                await message.delete()
        except discord.NotFound:
            done.append("It was gone already.")
        except (discord.HTTPException, *NO_ANSWER) as error:
            done.append(f"Not deleted: {refusal_of(error) or 'Discord did not answer.'}")
            return False
        else:
            done.append("Deleted.")
        return True

    async def _punish(self, author: discord.Member, violation: Violation, measure: str) -> str:
        guild = author.guild
        order = OwnOrder(self._bot, guild, guild.me)
        rule = violation.ready.rule
        reason = f"Automod: {rule.name}"
        if measure == "warn":
            return _told(await carry_out(order, "warn", author, reason))
        if author.guild_permissions.administrator or not outranks(guild.me, author):
            return "Not timed out: they are an administrator, or have a role as high as mine."
        until = datetime.now(UTC) + timedelta(seconds=rule.timeout)
        if author.timed_out_until is not None and author.timed_out_until >= until:
            return "They are timed out already."

        async def time_out() -> None:
            await author.timeout(until, reason=audit_reason(guild.me, reason))

        return _told(await carry_out(order, "timeout", author, reason, expires_at=until, act=time_out))

    async def _log(
        self,
        message: discord.Message,
        author: discord.Member,
        violation: Violation,
        done: list[str],
        tone: Tone = Tone.WARNING,
    ) -> None:
        log = await self._posts.channel_of(author.guild.id, "log_automod")
        if log is not None:
            self._posts.put(author.guild.id, log, entry(message, author, violation, done, tone))

    async def _tell(self, message: discord.Message, violation: Violation) -> None:
        """Say in the channel for a few seconds why a message is gone."""
        try:
            async with asyncio.timeout(DISCORD_TIMEOUT):
                said = await message.channel.send(view=notice(message.author, violation))
            try:
                await asyncio.sleep(NOTICE_STANDS)
            finally:
                async with asyncio.timeout(DISCORD_TIMEOUT):
                    await said.delete()
        except (discord.HTTPException, *NO_ANSWER) as error:
            logger.debug("A notice in channel {} failed: {}", message.channel.id, error)


def _told(outcome: Outcome) -> str:
    """Say what became of a measure."""
    said = outcome.ending.value.format(verb=outcome.kind.verb)
    number = f" (case {outcome.case.number})" if outcome.case is not None else ""
    notes = "".join(f" {note}" for note in outcome.notes)
    end = "." if outcome.ending in (Ending.RECORDED, Ending.REFUSED) else ""
    return f"The member {said}{number}{end}{notes}"
