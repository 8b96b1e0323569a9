"""Where it all happens: servers on every shard, the people in them, and how the bot is set up there."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from discord_sandbox.client import Message, SandboxClient
from discord_sandbox.server import Sandbox
from soak.ledger import Ledger
from soak.windows import Windows

SERVERS_PER_SHARD: Final = 1
XP: Final = 20
ADMINISTRATOR: Final = 8
WRITERS: Final = 3
ADMINS: Final = ("boss", "deputy")
# They are asked no patience: who manages a server may run as many commands as they like.
MANAGERS: Final = (*ADMINS, "mod", "judge", "prober", "author", "sleeper", "presser", "caller")
PEOPLE: Final = (*MANAGERS, "poet", "target1", "target2", "target3")
ROLES: Final = ("Red", "Green", "Blue")
PANEL: Final = "Colours"
TICKETS: Final = "Talk to the team"
# So many make an entry of the starboard.
STARS: Final = 2
ATTEMPTS: Final = 20
# Answers of the bot are waited for as long as Discord waits, and then as a patient member does (seconds).
PATIENCE: Final = 8.0


@dataclass
class Server:
    """One server: its ID and name, the channel where all is said, other channels, and its panels."""

    id: int
    name: str
    channel: int
    starboard: int = 0
    reports: int = 0
    roles: dict[str, int] = field(default_factory=dict[str, int])
    panel: Message | None = None
    tickets: Message | None = None


@dataclass
class Scene:
    """What everybody who takes part knows."""

    discord: Sandbox
    client: SandboxClient
    ledger: Ledger
    windows: Windows
    shard_count: int
    servers: list[Server] = field(default_factory=list[Server])
    ending: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the load is to end."""

    def user_id(self, name: str) -> int:
        return next(user.id for user in self.discord.world.users.values() if user.username == name)

    def shard_of(self, guild_id: int) -> int:
        # https://discord.com/developers/docs/events/gateway#sharding
        return (guild_id >> 22) % self.shard_count

    def guilds_of(self, shards: frozenset[int]) -> frozenset[int]:
        return frozenset(server.id for server in self.servers if self.shard_of(server.id) in shards)

    async def pause(self, seconds: float) -> None:
        """Wait, or until the load ends."""
        try:
            async with asyncio.timeout(seconds):
                await self.ending.wait()
        except TimeoutError:
            pass


async def build(scene: Scene) -> None:
    """Make the servers and let everybody in; the bot need not run yet."""
    client = scene.client
    for name in ("Sandbox", "Second Server"):
        await client.remove_bot(name)
    found: Counter[int] = Counter()
    number = 0
    while len(scene.servers) < SERVERS_PER_SHARD * scene.shard_count:
        name = f"Server {number}"
        number += 1
        guild_id = await client.add_guild(name, bot=False)
        if found[scene.shard_of(guild_id)] == SERVERS_PER_SHARD:
            continue
        found[scene.shard_of(guild_id)] += 1
        await client.add_bot(guild_id)
        channels = scene.discord.world.guilds[guild_id].channels.values()
        scene.servers.append(Server(guild_id, name, next(each.id for each in channels if each.name == "general")))
    for server in scene.servers:
        await _let_in(scene, server)


async def _let_in(scene: Scene, server: Server) -> None:
    client = scene.client
    await client.edit_role(server.id, scene.discord.world.bot.username, permissions=ADMINISTRATOR)
    admin = await client.add_role(server.id, "Admin", permissions=ADMINISTRATOR)
    for name in (*PEOPLE, *(f"writer{number}" for number in range(WRITERS))):
        roles = [str(admin)] if name in MANAGERS else []
        await client.add_member(server.id, name, roles=roles)
    for role in ROLES:
        server.roles[role] = await client.add_role(server.id, role)
    server.starboard = await client.add_channel(server.id, "starboard")
    server.reports = await client.add_channel(server.id, "reports")


async def set_up(scene: Scene, server: Server) -> None:
    """Set the bot up in a server, by its own commands, before anything is broken."""
    settings = {
        "levels_enabled": "on",
        "levels_xp_max": str(XP),
        "levels_xp_min": str(XP),
        "levels_cooldown": "0",
        "log_reports": f"<#{server.reports}>",
        "starboard_channel": f"<#{server.starboard}>",
        "starboard_threshold": str(STARS),
    }
    for setting, value in settings.items():
        await _command(scene, server, "is now", "config set", setting=setting, value=value)
    panel = await _command(
        scene, server, "stands in", "roles panel create", channel=str(server.channel), title=PANEL, kind="buttons"
    )
    number = re.search(r"Panel (\d+)", panel)
    assert number is not None
    for role in server.roles.values():
        await _command(scene, server, "offers", "roles panel add", panel=int(number[1]), role=str(role))
    await _command(scene, server, "Tickets are ready", "ticket setup")
    await _command(scene, server, "The panel is there", "ticket panel")
    shown = await scene.client.user("boss").view(server.channel)
    server.panel = next(each for each in reversed(shown) if PANEL in each.text)
    server.tickets = next(each for each in reversed(shown) if TICKETS in each.text)


async def _command(scene: Scene, server: Server, done: str, name: str, **options: str | int) -> str:
    """Run a command until it is done: on a busy machine the first ones of a process may take too long."""
    told = ""
    for _ in range(ATTEMPTS):
        told = (await scene.client.user("boss").slash(server.channel, name, dict(options), timeout=PATIENCE)).text
        if done in told or "offered already" in told:
            return told
    raise AssertionError(f"{name} was not done: {told!r}")
