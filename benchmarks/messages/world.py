"""Servers and members for the local Discord, and what they write."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import Final

from discord_sandbox.server import Sandbox
from discord_sandbox.state.channel import Channel, ChannelType
from discord_sandbox.state.default_world import WorldBuilder, WorldOptions
from discord_sandbox.state.guild import Guild, Member
from discord_sandbox.state.user import User

# Members in all, whatever the number of servers: each round of messages takes others, who have no cooldown.
MEMBERS: Final = 12_000
JOINED: Final = datetime(2024, 6, 1, tzinfo=UTC)
WORDS: Final = (
    *("so", "the", "server", "was", "quiet", "today", "and", "nobody", "knows", "why", "it", "works", "now", "maybe"),
    *(
        "we",
        "should",
        "ask",
        "in",
        "another",
        "channel",
        "before",
        "Mia",
        "comes",
        "back",
        "lol",
        "ok",
        "thanks",
        "you",
    ),
    *(
        "release",
        "tomorrow",
        "morning",
        "coffee",
        "first",
        "please",
        "look",
        "at",
        "this",
        "one",
        "again",
        "I",
        "think",
    ),
)


def build_world(discord: Sandbox, servers: int) -> list[Guild]:
    """Fill the world with servers that the bot is in, each with its share of members; return the servers."""
    builder = WorldBuilder(WorldOptions(), discord.clock)
    builder.world = world = discord.world
    world.guilds.clear()
    owner = User(world.snowflakes.next(), "owner")
    world.users[owner.id] = owner
    guilds = [builder.add_guild(f"Server {number}", owner) for number in range(1, servers + 1)]
    for guild in guilds:
        for number in range(max(MEMBERS // servers, 4)):
            member = User(world.snowflakes.next(), f"member{number}", f"Member {number}", status="offline")
            world.users[member.id] = member
            guild.members[member.id] = Member(member, guild.id, JOINED, [])
    return guilds


def channel_of(guild: Guild) -> Channel:
    """Return the channel in which members write."""
    return next(channel for channel in guild.channels.values() if channel.type is ChannelType.TEXT)


def sentence(random: Random) -> str:
    """Return what a member writes: 2 to 30 words, now and then something that looks like another bot's command."""
    words = " ".join(random.choices(WORDS, k=random.randint(2, 30)))
    return f"!{words}" if random.random() < 0.03 else words
