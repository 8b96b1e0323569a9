"""What members may do, computed as Discord does."""

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import discord
import pytest
from discord.http import HTTPClient
from discord.state import ConnectionState
from hypothesis import given
from hypothesis import strategies as st

from discord_sandbox.clock import Clock
from discord_sandbox.errors import DiscordError
from discord_sandbox.payloads.guild import guild_create_payload
from discord_sandbox.permissions import (
    ALL,
    Permission,
    channel_permissions,
    guild_permissions,
    may_grant,
    outranks,
    permissions_in,
    require_channel,
    require_guild,
)
from discord_sandbox.state.channel import Channel, ChannelType, Overwrite
from discord_sandbox.state.default_world import WorldBuilder, WorldOptions
from discord_sandbox.state.guild import Guild, Member, Role
from discord_sandbox.state.world import World

SEND, VIEW, KICK = Permission.SEND_MESSAGES, Permission.VIEW_CHANNEL, Permission.KICK_MEMBERS
HISTORY = Permission.READ_MESSAGE_HISTORY


@dataclass
class Scene:
    world: World
    guild: Guild
    channel: Channel

    def member(self, username: str) -> Member:
        return next(each for each in self.guild.members.values() if each.user.username == username)

    def role(self, name: str, permissions: int = 0, position: int = 1) -> Role:
        role = Role(self.world.snowflakes.next(), self.guild.id, name, permissions, position)
        self.guild.roles[role.id] = role
        return role

    def may(self, member: Member) -> int:
        return channel_permissions(self.guild, self.channel, member, self.world.clock)


@pytest.fixture
def scene() -> Scene:
    return build_scene()


def build_scene() -> Scene:
    world = WorldBuilder(WorldOptions(), Clock()).build()
    guild = next(guild for guild in world.guilds.values() if guild.name == "Sandbox")
    guild.everyone.permissions = VIEW | SEND | HISTORY
    channel = next(each for each in guild.channels.values() if each.type is ChannelType.TEXT)
    return Scene(world, guild, channel)


def test_a_member_has_what_everyone_and_its_roles_have(scene: Scene) -> None:
    member = scene.member("member")
    member.role_ids.append(scene.role("kicker", KICK).id)
    assert guild_permissions(scene.guild, member, scene.world.clock) == VIEW | SEND | HISTORY | KICK


def test_owner_and_administrator_may_do_everything_even_where_they_are_denied(scene: Scene) -> None:
    scene.channel.overwrites[scene.guild.id] = Overwrite(scene.guild.id, 0, deny=ALL)
    administrator = scene.member("member")
    administrator.role_ids.append(scene.role("admin", Permission.ADMINISTRATOR).id)
    assert scene.may(scene.member("owner")) == ALL
    assert scene.may(administrator) == ALL


def test_a_role_allowance_beats_a_role_denial_and_the_member_overwrite_beats_both(scene: Scene) -> None:
    member = scene.member("member")
    muted, speaker = scene.role("muted"), scene.role("speaker")
    member.role_ids += [speaker.id, muted.id]
    overwrites = scene.channel.overwrites
    overwrites[scene.guild.id] = Overwrite(scene.guild.id, 0, deny=SEND)
    assert not scene.may(member) & SEND
    overwrites[muted.id] = Overwrite(muted.id, 0, deny=SEND)
    overwrites[speaker.id] = Overwrite(speaker.id, 0, allow=SEND)
    assert scene.may(member) & SEND
    overwrites[member.user.id] = Overwrite(member.user.id, 1, deny=SEND)
    assert not scene.may(member) & SEND


def test_who_cannot_see_a_channel_can_do_nothing_in_it(scene: Scene) -> None:
    scene.channel.overwrites[scene.guild.id] = Overwrite(scene.guild.id, 0, deny=VIEW)
    assert scene.may(scene.member("member")) == 0


def test_a_timed_out_member_may_only_look_until_the_time_is_over(scene: Scene) -> None:
    member = scene.member("member")
    member.timeout_until = scene.world.clock.now() + timedelta(seconds=60)
    assert scene.may(member) == VIEW | HISTORY
    scene.world.clock.advance(61)
    assert scene.may(member) & SEND


def test_an_overwrite_gives_a_timed_out_member_nothing(scene: Scene) -> None:
    member = scene.member("member")
    member.timeout_until = scene.world.clock.now() + timedelta(seconds=60)
    scene.channel.overwrites[member.user.id] = Overwrite(member.user.id, 1, allow=SEND)
    assert not scene.may(member) & SEND


def test_rank_decides_who_acts_on_whom(scene: Scene) -> None:
    owner, moderator, member = map(scene.member, ("owner", "moderator", "member"))
    bot = scene.guild.members[scene.world.bot.id]
    assert outranks(scene.guild, bot, moderator)
    assert not outranks(scene.guild, moderator, bot)
    assert not outranks(scene.guild, bot, owner)
    assert outranks(scene.guild, owner, bot)
    member.role_ids += moderator.role_ids
    assert not outranks(scene.guild, moderator, member)
    high = scene.role("high", position=9)
    assert not may_grant(scene.guild, bot, high)
    assert may_grant(scene.guild, owner, high)


def test_the_bot_is_refused_with_discords_codes(scene: Scene) -> None:
    guild_id, bot = scene.guild.id, scene.guild.members[scene.world.bot.id]
    bot.role_ids.clear()
    assert _code(lambda: require_guild(scene.world, guild_id, KICK)) == 50013
    assert _code(lambda: require_guild(scene.world, 1, KICK)) == 10004
    assert _code(lambda: require_channel(scene.world, 1)) == 10003
    assert _code(lambda: require_channel(scene.world, scene.channel.id, Permission.MANAGE_MESSAGES)) == 50013
    scene.channel.overwrites[guild_id] = Overwrite(guild_id, 0, deny=VIEW)
    assert _code(lambda: require_channel(scene.world, scene.channel.id)) == 50001
    del scene.guild.members[scene.world.bot.id]
    assert _code(lambda: require_guild(scene.world, guild_id, KICK)) == 50001


def test_direct_messages_belong_to_their_two_people(scene: Scene) -> None:
    member, other = scene.member("member").user, scene.member("moderator").user
    channel = scene.world.dm_channel(member.id)
    assert permissions_in(scene.world, channel, member.id) & SEND
    assert permissions_in(scene.world, channel, other.id) == 0


BITS = st.integers(0, ALL)
KNOWN_IN_TEXT = discord.Permissions.all().value & ~discord.Permissions.voice().value


@given(everyone=BITS, role=BITS, allow=BITS, deny=BITS)
def test_the_sum_agrees_with_discord_py(everyone: int, role: int, allow: int, deny: int) -> None:
    """discord.py computes the same from the same payloads, for a channel that the member sees."""
    scene = build_scene()
    member = scene.member("member")
    scene.guild.everyone.permissions = everyone | VIEW
    own = scene.role("own", role)
    member.role_ids.append(own.id)
    scene.channel.overwrites[own.id] = Overwrite(own.id, 0, allow, deny & ~VIEW)
    assert scene.may(member) & KNOWN_IN_TEXT == permissions_by_discord_py(scene, member)


def permissions_by_discord_py(scene: Scene, member: Member) -> int:
    http = cast("HTTPClient", None)  # computing asks nothing of the API
    state = ConnectionState(dispatch=lambda *_: None, handlers={}, hooks={}, http=http, intents=discord.Intents.all())
    guild = discord.Guild(data=guild_create_payload(scene.world, scene.guild), state=state)  # pyright: ignore
    channel = guild.get_channel(scene.channel.id)
    seen = guild.get_member(member.user.id)
    assert channel is not None
    assert seen is not None
    return channel.permissions_for(seen).value & KNOWN_IN_TEXT


def _code(call: object) -> int:
    assert callable(call)
    with pytest.raises(DiscordError) as refused:
        call()
    return refused.value.code
