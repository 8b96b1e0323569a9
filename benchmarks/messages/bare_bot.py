"""The least that a bot on discord.py is: no database, no settings, one command in both forms."""

import os
from typing import Any

import discord
import yarl
from discord import ui
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

INTENTS = discord.Intents(
    guilds=True,
    members=True,
    moderation=True,
    expressions=True,
    voice_states=True,
    guild_messages=True,
    dm_messages=True,
    guild_reactions=True,
    message_content=True,
)


class BareBot(commands.AutoShardedBot):
    """A bot that says so when it is ready."""

    async def setup_hook(self) -> None:
        """Register the command's slash form."""
        await self.tree.sync()

    async def on_ready(self) -> None:
        """Tell the benchmark."""
        print("Ready", flush=True)


bot = BareBot(
    "$",
    intents=INTENTS,
    help_command=None,
    chunk_guilds_at_startup=False,  # as ours: members are not asked for, which would take far longer
    shard_count=int(os.environ["SHARDING__COUNT"]),
    shard_ids=[int(os.environ["SHARDING__IDS"])],
)


@bot.hybrid_command()
async def prefix(ctx: commands.Context[Any]) -> None:
    """Answer as ours does: a reply, with a sentence in a box."""
    view: ui.LayoutView = ui.LayoutView()
    view.add_item(ui.Container(ui.TextDisplay("The prefix is `$`. Mentioning me works too.")))
    if ctx.interaction is None:
        await ctx.send(view=view, reference=ctx.message.to_reference(fail_if_not_exists=False), mention_author=False)
    else:
        await ctx.send(view=view)


if __name__ == "__main__":
    Route.BASE = os.environ["DISCORD_API_URL"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["DISCORD_GATEWAY_URL"])
    bot.run(os.environ["BOT_TOKEN"], log_handler=None)
