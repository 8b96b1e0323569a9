"""What members do in the local Discord, and when the bot answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from itertools import cycle
from random import Random
from time import perf_counter
from typing import Final

from benchmarks.messages.world import channel_of, sentence
from discord_sandbox.control.invocation import Seat, slash_data
from discord_sandbox.interactions.begin import Act, begin_interaction
from discord_sandbox.payloads.message import message_event_payload
from discord_sandbox.server import Sandbox
from discord_sandbox.state.event import Event
from discord_sandbox.state.guild import Guild
from discord_sandbox.state.interaction import InteractionType
from discord_sandbox.state.message import Message
from discord_sandbox.state.user import User

SEED: Final = 20_261_123
PREFIX_COMMAND: Final = "$prefix"
# How many of a server's members write in one round.
WRITERS: Final = 5
# How long the bot may take to answer.
PATIENCE: Final = 300.0


class Traffic:
    """Messages and commands for a bot, each kind on request; times are in seconds."""

    def __init__(self, discord: Sandbox, guilds: list[Guild]) -> None:
        self._discord = discord
        self._world = discord.world
        self._guilds = guilds
        self._members = {guild.id: self._members_of(guild) for guild in guilds}
        self._random = Random(SEED)
        self._round = self._bursts = 0
        self._written: list[Event] = []
        # Nobody says the same so often that a rule about repetitions, or a limit, has a say.
        self._next_writer = {guild.id: cycle(self._members[guild.id]) for guild in guilds}
        self._waiting: dict[str, asyncio.Future[float]] = {}
        discord.rest.observe = self._look

    async def write(self, count: int, *, fresh: bool) -> None:
        """Have `count` messages ready for the next burst, by other members than before if `fresh`."""
        self._round += fresh
        self._written = [self._message(number) for number in range(count)]

    async def burst(self) -> float:
        """Send what was written at once; return when all is worked off."""
        began = perf_counter()
        for event in self._written:
            self._discord.gateway.dispatch(event)
        # One shard's messages are worked off in their order, as far as none of them waits for anything.
        await asyncio.gather(*(self._prefix_command(guild) for guild in self._one_of_each_shard()))
        return perf_counter() - began

    async def steady(self, count: int, rate: float) -> float:
        """Send `count` messages by other members than before, `rate` a second; return how long that took."""
        self._round += 1
        events = [self._message(number) for number in range(count)]
        began = perf_counter()
        for number, event in enumerate(events):
            await asyncio.sleep(began + number / rate - perf_counter())
            self._discord.gateway.dispatch(event)
        return perf_counter() - began

    async def commands(self, form: str, count: int, *, path: str) -> list[float]:
        """Run one command after the other; return how long each took to be answered."""
        return [await self._command(form, self._guilds[number % len(self._guilds)], path) for number in range(count)]

    async def flood(self, form: str, count: int, behind: int, *, path: str) -> list[float]:
        """Run `count` commands, each right behind so many messages; return how long each took to be answered."""
        self._round += 1
        events = [self._message(number) for number in range(count * behind)]
        taken: list[float] = []
        for number in range(count):
            for event in events[number * behind : (number + 1) * behind]:
                self._discord.gateway.dispatch(event)
            taken.append(await self._command(form, self._guilds[number % len(self._guilds)], path))
        return taken

    def _command(self, form: str, guild: Guild, path: str) -> asyncio.Future[float]:
        return self._prefix_command(guild) if form == "prefix" else self._slash_command(guild, path)

    def _prefix_command(self, guild: Guild) -> asyncio.Future[float]:
        channel = channel_of(guild)
        answered = self._expect(f"/channels/{channel.id}/messages")
        self._discord.gateway.dispatch(self._event(guild, self._writer(guild), PREFIX_COMMAND))
        return answered

    def _slash_command(self, guild: Guild, path: str) -> asyncio.Future[float]:
        seat = Seat(self._world, self._writer(guild), channel_of(guild))
        act = Act(InteractionType.COMMAND, seat.user, seat.channel, slash_data(seat, path, {}))
        answered = self._expect("/callback")
        begin_interaction(self._world, act)
        return answered

    def _expect(self, path: str) -> asyncio.Future[float]:
        """Return what will be the seconds from now until the bot's next request whose path ends so."""
        answered: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting[path] = answered
        began = perf_counter()

        async def wait() -> float:
            async with asyncio.timeout(PATIENCE):
                return await answered - began

        return asyncio.ensure_future(wait())

    def _look(self, method: str, path: str, _: Mapping[str, str], __: object) -> None:
        if method == "POST":
            for end in [end for end in self._waiting if path.endswith(end)]:
                self._waiting.pop(end).set_result(perf_counter())

    def _one_of_each_shard(self) -> Iterator[Guild]:
        """Yield other servers in each round."""
        shards: set[int] = set()
        first = self._bursts % len(self._guilds)
        self._bursts += 1
        for guild in [*self._guilds[first:], *self._guilds[:first]]:
            shard = self._discord.gateway.shards_of(guild)[0]
            if shard not in shards:
                shards.add(shard)
                yield guild

    def _message(self, number: int) -> Event:
        """Return a message of the round, by one of its writers; servers take turns."""
        guild = self._guilds[number % len(self._guilds)]
        members = self._members[guild.id]
        writer = members[(self._round * WRITERS + number // len(self._guilds) % WRITERS) % len(members)]
        return self._event(guild, writer, sentence(self._random))

    def _event(self, guild: Guild, author: User, content: str) -> Event:
        """Return a new message; the channel does not keep it, so that a round leaves nothing behind."""
        world, channel = self._world, channel_of(guild)
        message = Message(world.snowflakes.next(), channel.id, guild.id, author, world.clock.now(), content)
        return Event("MESSAGE_CREATE", message_event_payload(world, message), guild.id, channel.id)

    def _writer(self, guild: Guild) -> User:
        return next(self._next_writer[guild.id])

    def _members_of(self, guild: Guild) -> list[User]:
        users = (member.user for member in guild.members.values())
        return [user for user in users if not user.bot and user.id != guild.owner_id]
