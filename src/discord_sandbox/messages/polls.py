"""Polls: made with a message, voted in, and ended by their author or by time."""

import asyncio
from collections.abc import Collection
from datetime import timedelta

from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.messages.post import announce
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.event import Event
from discord_sandbox.state.message import Message
from discord_sandbox.state.poll import Poll
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject


def require_poll(message: Message) -> Poll:
    """Return a message's poll; raises that it has none."""
    if message.poll is None:
        raise DiscordError(Failure.NOT_A_POLL)
    return message.poll


def vote(world: World, channel: Channel, message: Message, user: User, answers: Collection[int]) -> None:
    """Make these a user's votes, none takes them back; raises where the poll ended or takes only one."""
    poll = require_poll(message)
    if poll.ended.is_set() or poll.expires_at <= world.clock.now():
        raise DiscordError(Failure.POLL_EXPIRED)
    if not poll.answers.keys() >= set(answers) or (len(answers) > 1 and not poll.is_multiple):
        raise DiscordError(Failure.INVALID_FORM_BODY)
    for answer_id in poll.answers:
        voters = poll.votes.setdefault(answer_id, [])
        if user.id in voters and answer_id not in answers:
            voters.remove(user.id)
            _tell(world, channel, message, user, answer_id, "MESSAGE_POLL_VOTE_REMOVE")
        elif user.id not in voters and answer_id in answers:
            voters.append(user.id)
            _tell(world, channel, message, user, answer_id, "MESSAGE_POLL_VOTE_ADD")


def end_poll(world: World, channel: Channel, message: Message) -> None:
    """End a poll and tell its final results; raises where it has ended."""
    poll = require_poll(message)
    if poll.ended.is_set():
        raise DiscordError(Failure.POLL_EXPIRED)
    poll.expires_at = min(poll.expires_at, world.clock.now())
    poll.ended.set()
    announce(world, channel, message, "MESSAGE_UPDATE")


class PollKeeper:
    """Ends each poll when its time is over, also where that was skipped."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tasks: set[asyncio.Task[None]] = set()
        world.listen(self._notice)

    async def close(self) -> None:
        """Wait for no more."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _notice(self, event: Event) -> None:
        if event.name == "MESSAGE_CREATE" and "poll" in event.data:
            task = asyncio.create_task(self._keep(int(event.data["channel_id"]), int(event.data["id"])))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _keep(self, channel_id: int, message_id: int) -> None:
        channel = self._world.channels.get(channel_id)
        message = channel.messages.get(message_id) if channel else None
        if channel is None or message is None or message.poll is None:
            return
        left: timedelta = message.poll.expires_at - self._world.clock.now()
        is_ended = await self._world.clock.happens_within(message.poll.ended, left.total_seconds())
        if not is_ended and message_id in channel.messages:
            end_poll(self._world, channel, message)


def _tell(world: World, channel: Channel, message: Message, user: User, answer_id: int, name: str) -> None:
    data: JsonObject = {
        "user_id": str(user.id),
        "channel_id": str(channel.id),
        "message_id": str(message.id),
        "answer_id": answer_id,
    }
    if channel.guild_id:
        data["guild_id"] = str(channel.guild_id)
    world.dispatch(Event(name, data, channel.guild_id, channel.id, world.audience(channel)))
