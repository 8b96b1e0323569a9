"""What a user does with their voice."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from discord_sandbox.client.transport import Transport


class VoiceActs:
    """One user in voice channels, given by name, ``Server/name`` or ID; no sound is carried.

    Each raises ``SandboxRefused`` where Discord would not allow it: ``50013`` without Connect or Move Members,
    ``30055`` where a channel is full, ``40032`` for who is not connected.
    """

    def __init__(self, transport: "Transport", name: str) -> None:
        self._transport = transport
        self.name = name

    async def join_voice(self, channel: str | int) -> None:
        """Join a voice channel, leaving the one before."""
        await self._transport.request("PUT", f"users/{self.name}/voice", {"channel": channel})

    async def leave_voice(self) -> None:
        """Leave the voice channel."""
        await self._transport.request("DELETE", f"users/{self.name}/voice")

    async def mute_self(self, *, mute: bool | None = None, deaf: bool | None = None) -> None:
        """Mute or deafen oneself, or no longer; None leaves it."""
        await self._transport.request("PATCH", f"users/{self.name}/voice", {"mute": mute, "deaf": deaf})

    async def move_voice(self, member: str, channel: str | int | None) -> None:
        """Move another member into a voice channel, None: out of voice."""
        await self._transport.request("PUT", f"users/{self.name}/voice_members", {"member": member, "channel": channel})
