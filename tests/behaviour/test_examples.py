"""Every example is a call of the very command that it stands beside, in both forms."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from discord import AppCommandOptionType as Type
from discord.ext import commands
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, RoleHandle
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.gate import Command
from astromorty.manual import as_message, as_slash, examples_of, is_slash_only, options_in, slash_command, slash_name
from behaviour.world import Server

_NAMED = re.compile(r"[@#]\w+")
_LINK = re.compile(r"https://discord\.com/channels/\d+/\d+/\d+")


@dataclass
class Cast:
    """Who and what examples speak of."""

    members: dict[str, MemberActor]
    roles: dict[str, RoleHandle]
    channels: dict[str, ChannelHandle]
    link: str
    called: list[str] = field(default_factory=list)

    def mentioned(self, text: str) -> str:
        """Turn names into what Discord sends for them; raise KeyError for one that is not in the cast."""
        everyone = {**self.members, **self.roles, **self.channels}
        return _NAMED.sub(lambda name: everyone[name[0]].mention, _LINK.sub(self.link, text))

    def value(self, kind: Type, text: str) -> Any:
        """Return what a client sends for an option's text."""
        if kind is Type.attachment:
            return ("file.json", b"{}")
        if kind is Type.integer:
            return int(text)
        if kind is Type.boolean:
            return {"True": True, "False": False}[text]
        if kind in (Type.user, Type.role, Type.channel):
            return {Type.user: self.members, Type.role: self.roles, Type.channel: self.channels}[kind][text]
        return self.mentioned(text)


@pytest.fixture
async def cast(env: Env, server: Server, bot: Astromorty) -> Cast:
    """Let the owner run everything, and note what would be run instead of doing it."""
    bot.owner_ids = {server.owner.id}
    mia, joe = server.member, server.guild.add_member(env.create_user("joe"))
    said = await mia.send(server.channel, "Look at this")
    made = Cast(
        {"@Mia": mia, "@Joe": joe},
        {"@Moderators": server.guild.create_role("Moderators")},
        {"#general": server.channel},
        f"https://discord.com/channels/{server.guild.id}/{server.channel.id}/{said.id}",
    )

    async def note(ctx: commands.Context[Any]) -> None:
        assert ctx.command is not None
        made.called.append(ctx.command.qualified_name)
        raise commands.CheckFailure

    bot.before_invoke(note)
    return made


def with_examples(bot: Astromorty) -> list[tuple[Command, str]]:
    return [(command, arguments) for command in bot.walk_commands() for arguments in examples_of(command)]


async def test_every_command_with_options_has_an_example(env: Env, bot: Astromorty) -> None:
    del env
    without = [c.qualified_name for c in bot.walk_commands() if c.clean_params and not examples_of(c)]
    assert without == []


async def test_every_example_is_understood_as_a_message(server: Server, bot: Astromorty, cast: Cast) -> None:
    for command, arguments in with_examples(bot):
        if is_slash_only(command):
            continue
        cast.called.clear()
        text = cast.mentioned(as_message(command, arguments, "$"))
        files = [("file.json", b"{}")] if "file" in command.clean_params else []
        await server.owner.send(server.channel, text, attachments=files)
        assert cast.called == [command.qualified_name], text


async def test_every_example_is_understood_as_a_slash_command(server: Server, bot: Astromorty, cast: Cast) -> None:
    for command, arguments in with_examples(bot):
        form = slash_command(command)
        if form is None:
            continue
        kinds = {option.display_name: option.type for option in form.parameters}
        given = options_in(command, arguments)
        options = {name: cast.value(kinds[name], value) for name, value in given.items()}
        cast.called.clear()
        await server.owner.slash(server.channel, slash_name(command), **options)
        assert cast.called == [command.qualified_name], as_slash(command, arguments)
