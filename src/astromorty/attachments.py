"""Files that members attach to a command."""

import asyncio

import discord

from astromorty.errors import InvalidInput


def refuse_oversized(file: discord.Attachment, most_bytes: int) -> None:
    """Raise InvalidInput if `file` is larger than `most_bytes`, as Discord says before it is fetched."""
    if file.size > most_bytes:
        raise InvalidInput(f"The file is too large: {file.size:,} bytes where {most_bytes:,} are allowed.")


async def fetch(file: discord.Attachment, *, most_bytes: int, within: float) -> bytes:
    """Return what is in `file`.

    Args:
        file: What the member attached.
        most_bytes: How large it may be.
        within: How long Discord may take to hand it out, in seconds: under 3 where the reply was not deferred.

    Raises:
        InvalidInput: It is too large, or Discord did not hand it out.
    """
    refuse_oversized(file, most_bytes)
    try:
        async with asyncio.timeout(within):
            return await file.read()
    except (discord.HTTPException, TimeoutError):
        raise InvalidInput("Discord did not hand out the file. Please upload it again.") from None
