"""Acting as one user."""

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from discord_sandbox.client.member_acts import MemberActs
from discord_sandbox.client.views import Choice, InteractionResult, Message, Modal, read_interaction, read_message
from discord_sandbox.client.voice_acts import VoiceActs
from discord_sandbox.wire import JsonObject

OptionValue = str | int | float | bool | None


class SandboxUser(MemberActs, VoiceActs):
    """A user by name. Channels are names (``general``), ``Server/name``, IDs, or ``@bot`` for direct messages.

    Interactions return when the bot has answered (a deferred answer has been filled in) or has failed to; each
    raises ``SandboxRefused`` where Discord's client or server would not let the user do it.
    """

    async def send(
        self,
        channel: str | int,
        content: str = "",
        *,
        reply_to: Message | None = None,
        ping: bool = True,
        files: Mapping[str, bytes] | None = None,
    ) -> Message:
        """Send a message; ``files`` are bytes by file name. A reply pings whom it answers unless ``ping`` is False."""
        body: JsonObject = {"channel": str(channel), "content": content, "ping": ping}
        if reply_to:
            body["reply_to"] = str(reply_to.id)
        if files:
            body["files"] = [file_json(name, data) for name, data in files.items()]
        return read_message(await self._post("messages", body))

    async def dm(self, content: str) -> Message:
        """Send the bot a direct message."""
        return await self.send("@bot", content)

    async def edit(self, message: Message, content: str) -> Message:
        """Edit one's own message."""
        return read_message(await self._request("PATCH", _path(message), {"content": content}))

    async def delete(self, message: Message) -> None:
        """Delete a message, or dismiss an ephemeral one."""
        await self._request("DELETE", _path(message))

    async def react(self, message: Message, emoji: str) -> None:
        """Add a reaction: a Unicode emoji, or ``<:name:id>`` of a custom one."""
        await self._request("PUT", "reactions", {**_target(message), "emoji": emoji})

    async def unreact(self, message: Message, emoji: str) -> None:
        """Take one's own reaction back."""
        await self._request("DELETE", "reactions", {**_target(message), "emoji": emoji})

    async def vote(self, message: Message, answers: Iterable[str | int]) -> None:
        """Vote for answers of a poll by text or number instead of one's votes before; none takes them back.

        Refused with ``520001`` when the poll has ended, ``50035`` for several answers where one is allowed.
        """
        await self._request("PUT", "votes", {**_target(message), "answers": list(answers)})

    async def start_thread(
        self, channel: str | int, name: str, *, message: Message | None = None, private: bool = False
    ) -> int:
        """Start a thread, from a message if one is given; returns its ID. It is a channel like others to write in."""
        body: JsonObject = {"channel": str(channel), "name": name, "private": private}
        if message:
            body["message"] = str(message.id)
        return int((await self._post("threads", body))["id"])

    async def accept_direct_messages(self, accept: bool) -> None:
        """Let the bot write direct messages, or forbid it."""
        await self._request("PUT", "direct_messages", {"accept": accept})

    async def set_presence(self, status: str, *, custom: str | None = None, playing: str | None = None) -> None:
        """Show a status (``online``, ``idle``, ``dnd``, ``offline``), a text of one's own and a game, or none."""
        await self._request("PUT", "presence", {"status": status, "custom": custom, "playing": playing})

    async def set_avatar(self, picture: bytes | None) -> None:
        """Take a PNG as one's picture, None: the default one; it is served as it is in every size."""
        file = None if picture is None else file_json("avatar.png", picture, "image/png")
        await self._request("PUT", "avatar", {"file": file})

    async def view(self, channel: str | int) -> list[Message]:
        """Return the channel as this user sees it, oldest message first."""
        raw = await self._request("GET", "messages", query={"channel": str(channel)})
        return [read_message(each) for each in raw]

    async def commands(self, channel: str | int) -> list[JsonObject]:
        """Return the commands that this user may run in the channel, as Discord describes them."""
        return await self._request("GET", "commands", query={"channel": str(channel)})

    async def slash(
        self,
        channel: str | int,
        name: str,
        options: Mapping[str, Any] | None = None,
        /,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 (it is the server that waits)
        **named: OptionValue,
    ) -> InteractionResult:
        """Run a slash command by its path (``"prefix set"``); options by keyword or, for any name, as a mapping.

        Users, roles and channels are given by name or ID, a file as ``file_json(name, data)``. ``timeout`` is how many
        seconds a deferred answer is waited for (10).
        """
        body = {"channel": str(channel), "name": name, "options": {**(options or {}), **named}}
        return await self._interact("command", body, timeout)

    async def context_menu(
        self,
        channel: str | int,
        name: str,
        target: "Message | str",
        *,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> InteractionResult:
        """Run a context-menu command on a message or on a user (by name or ID)."""
        named = str(target.id) if isinstance(target, Message) else target
        return await self._interact("context_menu", {"channel": str(channel), "name": name, "target": named}, timeout)

    async def autocomplete(
        self, channel: str | int, name: str, options: Mapping[str, Any] | None = None, *, focused: str
    ) -> list[Choice]:
        """Return the choices for the option ``focused`` as typed so far."""
        body = {"channel": str(channel), "name": name, "options": dict(options or {}), "focused": focused}
        return (await self._interact("autocomplete", body, None)).choices

    async def press(
        self,
        message: Message,
        component: str,
        *,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> InteractionResult:
        """Press the button with that custom ID or label."""
        return await self._interact("press", {**_target(message), "component": component}, timeout)

    async def select(
        self,
        message: Message,
        component: str,
        values: Iterable[str | int],
        *,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> InteractionResult:
        """Choose in a select: options by value or label, users, roles and channels by name or ID."""
        body = {**_target(message), "component": component, "values": list(values)}
        return await self._interact("select", body, timeout)

    async def submit(
        self,
        modal: Modal,
        values: Mapping[str, Any],
        *,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> InteractionResult:
        """Submit a modal; what ``values`` leaves out keeps what the field was filled with."""
        body = {"interaction": str(modal.interaction_id), "values": dict(values)}
        return await self._interact("submit", body, timeout)

    async def _interact(self, act: str, body: JsonObject, seconds: float | None) -> InteractionResult:
        if seconds is not None:
            body["timeout"] = seconds
        return read_interaction(await self._post(act, body))

    async def _post(self, path: str, body: JsonObject) -> Any:
        return await self._request("POST", path, body)

    async def _request(
        self, method: str, path: str, body: JsonObject | None = None, query: dict[str, str] | None = None
    ) -> Any:
        return await self._transport.request(method, f"users/{self.name}/{path}", body, query)


def file_json(name: str, data: bytes, content_type: str = "application/octet-stream") -> JsonObject:
    """Write a file as the control API takes it."""
    return {"filename": name, "content": base64.b64encode(data).decode(), "content_type": content_type}


def _target(message: Message) -> JsonObject:
    return {"channel": str(message.channel_id), "message": str(message.id)}


def _path(message: Message) -> str:
    return f"messages/{message.channel_id}/{message.id}"
