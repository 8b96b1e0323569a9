"""Who is in which voice channel."""

from dataclasses import dataclass


@dataclass(slots=True)
class VoiceState:
    """A member's connection to a voice channel; what a moderator muted or deafened stands in ``Member``."""

    user_id: int
    channel_id: int
    session_id: str
    self_mute: bool = False
    self_deaf: bool = False
