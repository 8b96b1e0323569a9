"""The sandbox as its tests see it: users to act as, and things to wait for."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Self

import msgspec

from discord_sandbox.client.errors import SandboxTimeout
from discord_sandbox.client.server_setup import ServerSetup
from discord_sandbox.client.user import SandboxUser
from discord_sandbox.client.views import (
    BotState,
    Event,
    InteractionResult,
    Message,
    SentMessages,
    read_interaction,
    read_message,
)
from discord_sandbox.wire import JsonObject

POLL_SECONDS = 20
WAIT_SECONDS = 5.0


class SandboxClient(ServerSetup):
    """Talks to the sandbox at ``url``, from the same process or another; use it with ``async with`` or ``close()``.

    Every wait raises ``SandboxTimeout`` after ``timeout`` seconds. Without a starting point it begins before the last
    act of this client, so a reply that came before the wait is not missed.
    """

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def user(self, name: str) -> SandboxUser:
        """Return the user of that name: ``owner``, ``moderator``, ``member``, ``newcomer`` or one that was added."""
        return SandboxUser(self._transport, name)

    async def state(self) -> JsonObject:
        """Return everything about the bot, people and servers."""
        return await self._transport.request("GET", "state")

    async def bot(self) -> BotState:
        """Return the bot's connection."""
        return msgspec.convert((await self.state())["bot"], BotState, strict=False)

    async def commands(self) -> list[JsonObject]:
        """Return every registered command."""
        return await self._transport.request("GET", "commands")

    async def requests(self) -> dict[str, int]:
        """Return how often the bot called each route, as ``"GET /users/@me"``.

        Unknown ones begin with ``501``, those refused by a rate limit with ``429``; the latter count there only.
        """
        return await self._transport.request("GET", "requests")

    async def send_many(
        self,
        channels: Sequence[str | int],
        users: Sequence[str],
        count: int,
        *,
        content: str = "message {number}",
        age_days: float = 0,
    ) -> SentMessages:
        """Let users write ``count`` messages as fast as the bot's connections take them.

        Each user writes in turn; after each round they go to the next channel. ``{number}`` counts from 1.
        With ``age_days`` they were written so long ago, and the bot hears of none.
        """
        body: JsonObject = {"channels": list(channels), "users": list(users), "count": count, "content": content}
        body["age_days"] = age_days
        return msgspec.convert(await self._transport.request("POST", "bulk_messages", body), SentMessages, strict=False)

    async def send_as_webhook(self, channel: str | int, content: str, *, name: str = "News") -> Message:
        """Send a message as a webhook of that name."""
        body: JsonObject = {"channel": channel, "content": content, "name": name}
        return read_message(await self._transport.request("POST", "webhook_messages", body))

    async def end_poll(self, message: Message) -> Message:
        """End a message's poll at once, whoever asked it; returns the message with the results."""
        body: JsonObject = {"channel": str(message.channel_id), "message": str(message.id)}
        return read_message(await self._transport.request("POST", "polls/end", body))

    async def download(self, file: JsonObject | str) -> bytes:
        """Return the bytes of an attachment, or of a picture by its address on the sandbox."""
        return await self._transport.download(file if isinstance(file, str) else str(file["url"]))

    async def interaction(self, interaction_id: int) -> InteractionResult:
        """Return an interaction as it is now, with its follow-ups."""
        return read_interaction(await self._transport.request("GET", f"interactions/{interaction_id}"))

    async def advance(self, seconds: float) -> None:
        """Skip time: deadlines, tokens, time-outs and rate limits run out."""
        await self._transport.request("POST", "clock", {"advance": seconds})

    async def drop_gateway(self, shard: int | None = None, *, how: str = "close") -> int:
        """Disturb gateway connections (``close``, ``reconnect``, ``invalidate``, ``stall``); returns how many."""
        answer = await self._transport.request("POST", "gateway/drop", {"shard": shard, "how": how})
        return int(answer["dropped"])

    async def hand_over(self, guild: str | int, shard: int) -> None:
        """Bring a server's events through another shard, and so to the bot's process that holds it."""
        await self._transport.request("POST", "gateway/hand_over", {"guild": str(guild), "shard": shard})

    async def shard_of(self, guild: str | int) -> int:
        """Return the shard through which a server's events come; raises ``KeyError`` where none is connected."""
        for each in (await self.state())["guilds"]:
            if str(guild) in (each["id"], each["name"]) and each["shards"]:
                return int(each["shards"][0])
        raise KeyError(guild)

    async def set_rate_limits(self, enabled: bool) -> None:
        """Switch Discord's rate limits on or off."""
        await self._transport.request("PUT", "rate_limits", {"enabled": enabled})

    async def add_fault(
        self,
        kind: str,
        route: str = "*",
        *,
        times: int | None = None,
        seconds: float = 0.5,
        status: int = 500,
        code: int | None = None,
    ) -> int:
        """Let requests of the bot fail; returns the fault's ID.

        ``kind``: ``latency`` and ``rate_limit``, ``global_rate_limit`` (of so many ``seconds``), ``server_error`` (of
        that ``status``), ``refuse`` (with Discord's ``code``, such as 50013), ``drop`` (before a request is carried
        out), ``drop_answer`` (after it was). ``route`` is a pattern such as ``POST /channels/*/messages``, ``times``
        how many requests it meets, None without end.
        """
        body: JsonObject = {"kind": kind, "route": route, "times": times, "seconds": seconds, "status": status}
        body |= {} if code is None else {"code": code}
        return int((await self._transport.request("POST", "faults", body))["id"])

    async def remove_fault(self, fault_id: int) -> int:
        """End a fault; returns how many requests it met."""
        return int((await self._transport.request("DELETE", f"faults/{fault_id}"))["met"])

    async def clear_faults(self) -> None:
        """End all faults."""
        await self._transport.request("DELETE", "faults")

    async def wait_for_bot(self, *, timeout: float = 30.0, commands: bool = False) -> BotState:  # noqa: ASYNC109
        """Wait until the bot is connected and, if asked, has registered commands."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while True:
            bot = await self.bot()
            if bot.connected and (bot.commands or not commands):
                return bot
            if loop.time() > deadline:
                raise SandboxTimeout(f"bot not ready: connected={bot.connected}, {bot.commands} commands")
            await asyncio.sleep(0.05)

    async def wait_for_message(
        self,
        channel: str | int | None = None,
        *,
        author: str | None = None,
        after: Message | None = None,
        where: Callable[[Message], bool] | None = None,
        timeout: float = WAIT_SECONDS,  # noqa: ASYNC109
    ) -> Message:
        """Wait for a message in a channel, by an author (``bot`` or a user name), later than ``after``."""
        channel_id = await self._channel_id(channel) if channel is not None else None

        def wanted(message: Message) -> bool:
            return (
                (channel_id is None or message.channel_id == channel_id)
                and (author is None or _is_by(message, author))
                and (after is None or message.id > after.id)
                and (where is None or where(message))
            )

        since = 0 if after else None
        return await self._wait_for_message_event("MESSAGE_CREATE", wanted, timeout, since)

    async def wait_for_edit(
        self,
        message: Message,
        where: Callable[[Message], bool] | None = None,
        *,
        timeout: float = WAIT_SECONDS,  # noqa: ASYNC109
    ) -> Message:
        """Wait until a message was edited (so that ``where`` holds); an edit before the wait counts."""

        def wanted(edited: Message) -> bool:
            return edited.id == message.id and (where is None or where(edited))

        return await self._wait_for_message_event("MESSAGE_UPDATE", wanted, timeout, 0)

    async def wait_for_delete(self, message: Message, *, timeout: float = WAIT_SECONDS) -> None:  # noqa: ASYNC109
        """Wait until a message is gone."""
        await self.wait_for(
            "MESSAGE_DELETE", lambda event: event.data["id"] == str(message.id), timeout=timeout, since=0
        )

    async def wait_for(
        self,
        name: str,
        where: Callable[[Event], bool] | None = None,
        *,
        timeout: float = WAIT_SECONDS,  # noqa: ASYNC109
        since: int | None = None,
    ) -> Event:
        """Wait for an event of Discord's by its name; ``since`` is an event's number, 0 the beginning."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        position = self._transport.acted_at or 0 if since is None else since
        seen = 0
        while (left := deadline - loop.time()) > 0:
            events, position = await self._events(name, position, left)
            for event in events:
                if where is None or where(event):
                    return event
            seen += len(events)
        raise SandboxTimeout(f"no such {name} within {timeout} s, {seen} others")

    async def _events(self, name: str, position: int, seconds: float) -> tuple[list[Event], int]:
        """Return the next events, at most after ``seconds`` rounded up by the server's whole seconds."""
        query = {"after": str(position), "names": name, "timeout": str(min(POLL_SECONDS, int(seconds) + 1))}
        try:
            async with asyncio.timeout(seconds):
                answer: Any = await self._transport.request("GET", "events", query=query)
        except TimeoutError:
            return [], position
        return msgspec.convert(answer["events"], list[Event], strict=False), int(answer["position"])

    async def _wait_for_message_event(
        self, name: str, wanted: Callable[[Message], bool], seconds: float, since: int | None
    ) -> Message:
        event = await self.wait_for(name, lambda each: wanted(read_message(each.data)), timeout=seconds, since=since)
        return read_message(event.data)

    async def _channel_id(self, channel: str | int) -> int:
        text = str(channel)
        if text.isdecimal():
            return int(text)
        guild_name, _, name = text.rpartition("/")
        for guild in (await self.state())["guilds"]:
            for each in (*guild["channels"], *guild["threads"]):
                if each["name"] == name and guild_name in ("", guild["name"], guild["id"]):
                    return int(each["id"])
        raise KeyError(text)


def _is_by(message: Message, author: str) -> bool:
    return message.author.bot if author == "bot" else message.author.username == author
