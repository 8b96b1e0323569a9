"""How far somebody gets in each form of a command: through the real checks, up to where it would read its arguments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import discord
import pytest
from discord import app_commands
from discord.ext import commands
from simcord.actors import MemberActor
from simcord.backend import serializers
from simcord.env import Env
from simcord.interactions import base_payload

from astromorty.bot import Astromorty
from astromorty.error_handler import root_cause
from behaviour.world import Server

Leaf = app_commands.Command[Any, ..., Any]
APPLICATION_COMMAND, AUTOCOMPLETE = 2, 4


class PassedError(commands.CommandError):
    """All checks are behind; the command would begin."""


class Passage:
    """Lets members try commands, none of which is carried out."""

    def __init__(self, env: Env, server: Server, bot: Astromorty, patch: pytest.MonkeyPatch) -> None:
        self._env = env
        self._server = server
        self._bot = bot
        # Interactions and messages are made from what the gateway sends.
        self._state: Any = vars(bot)["_connection"]
        self._ended: list[BaseException] = []

        async def passes(*_: object) -> None:
            raise PassedError

        async def passes_menu(*_: object) -> None:
            self._ended.append(PassedError())

        async def ends(_: object, _context: object, error: BaseException) -> None:
            self._ended.append(root_cause(error))

        async def ends_early(_interaction: object, error: BaseException) -> None:
            self._ended.append(root_cause(error))

        async def offers(_: object, choices: list[object]) -> None:
            # What the tree answers to who may not have the command.
            self._ended.append(PermissionError(f"{len(choices)} choices"))

        for kind in (commands.Command, commands.HybridCommand, commands.HybridGroup):
            patch.setattr(kind, "_parse_arguments", passes)
        patch.setattr(commands.Command, "dispatch_error", ends)
        patch.setattr(app_commands.ContextMenu, "_invoke", passes_menu)
        patch.setattr(app_commands.Command, "_invoke_autocomplete", passes_menu)
        patch.setattr(discord.InteractionResponse, "autocomplete", offers)
        patch.setattr(bot.errors, "from_interaction", ends_early)

    def commands(self) -> Iterator[str]:
        """Yield the qualified name of each command that a message can call."""
        return (command.qualified_name for command in self._bot.walk_commands())

    def leaves(self) -> Iterator[tuple[Leaf, str]]:
        """Yield each slash command, with the name by which messages and rules know it."""
        for command in self._bot.tree.walk_commands():
            if isinstance(command, app_commands.Command):
                wrapped = getattr(command, "wrapped", None)
                yield command, wrapped.qualified_name if wrapped is not None else command.qualified_name

    def menus(self) -> list[app_commands.ContextMenu]:
        """Return the entries in the menus of members and of messages."""
        kinds = (discord.AppCommandType.user, discord.AppCommandType.message)
        return [menu for kind in kinds for menu in self._bot.tree.get_commands(type=kind)]

    async def by_message(self, who: MemberActor, name: str) -> BaseException | None:
        """Let `who` call a command by a message; return what stopped them, None for nothing."""
        channel = self._bot.get_channel(self._server.channel.id)
        assert isinstance(channel, discord.TextChannel)
        data: Any = {
            **self._people(who),
            "id": str(discord.utils.time_snowflake(discord.utils.utcnow())),
            "channel_id": str(channel.id),
            "guild_id": str(self._server.guild.id),
            "content": f"${name}",
            "type": 0,
            **dict.fromkeys(("attachments", "embeds", "mentions", "mention_roles"), ()),
            **dict.fromkeys(("pinned", "tts", "mention_everyone", "edited_timestamp"), None),
        }
        await self._bot.invoke(
            await self._bot.get_context(discord.Message(state=self._state, channel=channel, data=data))
        )
        return self._outcome()

    async def by_slash(self, who: MemberActor, leaf: Leaf) -> BaseException | None:
        """Let `who` use a slash command."""
        return await self._interact(who, APPLICATION_COMMAND, _nested(leaf, []))

    async def by_typing(self, who: MemberActor, leaf: Leaf, option: str) -> BaseException | None:
        """Let `who` type into an option that offers values."""
        typed = {"name": option, "type": 3, "value": "", "focused": True}
        return await self._interact(who, AUTOCOMPLETE, _nested(leaf, [typed]))

    async def by_menu(self, who: MemberActor, menu: app_commands.ContextMenu) -> BaseException | None:
        """Let `who` choose an entry in a menu."""
        target = self._server.manager
        if menu.type is discord.AppCommandType.user:
            resolved = {"users": {str(target.id): self._people(target)["author"]}}
        else:
            said = await target.send(self._server.channel, "hello")
            stored = self._env.backend.get_message(self._server.channel.id, said.id)
            resolved = {"messages": {str(said.id): dict(serializers.message_payload(self._env.backend, stored))}}
        target_id = next(iter(next(iter(resolved.values()))))
        data = {"name": menu.name, "type": menu.type.value, "target_id": target_id, "resolved": resolved}
        return await self._interact(who, APPLICATION_COMMAND, data)

    async def _interact(self, who: MemberActor, kind: int, data: dict[str, Any]) -> BaseException | None:
        _, payload = base_payload(
            self._env.backend,
            type=kind,
            channel_id=self._server.channel.id,
            guild_id=self._server.guild.id,
            user_id=who.id,
            data={"id": "1", **data},
        )
        interaction = discord.Interaction[Astromorty](data=cast("Any", payload), state=self._state)
        await vars(type(self._bot.tree).__mro__[1])["_call"](self._bot.tree, interaction)
        return self._outcome()

    def _people(self, who: MemberActor) -> dict[str, Any]:
        backend = self._env.backend
        guild = backend.get_guild(self._server.guild.id)
        return {
            "author": dict(serializers.user_payload(backend.get_user(who.id))),
            "member": dict(serializers.member_payload(backend, guild, guild.members[who.id], with_user=False)),
        }

    def _outcome(self) -> BaseException | None:
        assert len(self._ended) == 1, self._ended
        ended = self._ended.pop()
        return None if isinstance(ended, PassedError) else ended


def _nested(leaf: Leaf, options: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what Discord sends for a slash command: its groups around it, and the command around its options."""
    root, *inside = leaf.qualified_name.split()
    for depth, name in enumerate(reversed(inside)):
        options = [{"name": name, "type": 1 if depth == 0 else 2, "options": options}]
    return {"name": root, "type": 1, "options": options}
