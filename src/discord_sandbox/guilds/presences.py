"""What users show of themselves: their status and what they do."""

from discord_sandbox.payloads.guild import presence_payload
from discord_sandbox.state.event import Event
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject


def set_presence(world: World, user: User, status: str, activities: list[JsonObject]) -> None:
    """Show a status and activities in every guild that the user is in."""
    user.status, user.activities = status, activities
    for guild in world.guilds.values():
        if user.id in guild.members:
            world.dispatch(Event("PRESENCE_UPDATE", presence_payload(guild, user), guild.id))
