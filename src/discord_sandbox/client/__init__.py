"""The Python client of the control API: act as users, wait for the bot.

async with SandboxClient(sandbox.url) as client:
    await client.wait_for_bot(commands=True)
    owner = client.user("owner")
    result = await owner.slash("general", "prefix set", prefix="?")
    assert "?" in result.message.text
"""

from discord_sandbox.client.errors import SandboxError, SandboxRefused, SandboxTimeout
from discord_sandbox.client.sandbox_client import SandboxClient
from discord_sandbox.client.user import SandboxUser
from discord_sandbox.client.views import (
    Author,
    BotState,
    Component,
    Event,
    InteractionResult,
    Member,
    Message,
    Modal,
    Pinged,
    Poll,
    SentMessages,
)

__all__ = [
    "Author",
    "BotState",
    "Component",
    "Event",
    "InteractionResult",
    "Member",
    "Message",
    "Modal",
    "Pinged",
    "Poll",
    "SandboxClient",
    "SandboxError",
    "SandboxRefused",
    "SandboxTimeout",
    "SandboxUser",
    "SentMessages",
]
