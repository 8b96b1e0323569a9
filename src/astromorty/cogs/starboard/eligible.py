"""Whose messages may be shown on the starboard: nothing that somebody who reads it could not have read before."""

import discord

# A thread's messages are seen by who sees its channel.
Source = discord.abc.GuildChannel | discord.Thread


def fits(source: Source | None, board: discord.abc.GuildChannel | None) -> bool:
    """Say whether messages of `source` may be shown in `board`; not where either is unknown."""
    if source is None or board is None or source.id == board.id:
        return False
    if isinstance(source, discord.Thread):
        if source.is_private() or source.parent is None:
            return False
        return fits(source.parent, board)
    if _is_nsfw(source) and not _is_nsfw(board):
        return False
    return _is_public(source) or _is_as_private(board, source)


def _is_nsfw(channel: discord.abc.GuildChannel) -> bool:
    return bool(getattr(channel, "nsfw", False))


def _is_public(channel: discord.abc.GuildChannel) -> bool:
    return _reads(channel, channel.guild.default_role) and not any(
        overwrite.view_channel is False for overwrite in channel.overwrites.values()
    )


def _is_as_private(board: discord.abc.GuildChannel, source: discord.abc.GuildChannel) -> bool:
    """Say whether each role that sees `board` sees `source`, too; single members' exceptions make that undecidable."""
    exceptions = {*board.overwrites, *source.overwrites}
    if any(not isinstance(target, discord.Role) and target.id != board.guild.me.id for target in exceptions):
        return False
    return all(_reads(source, role) for role in board.guild.roles if _reads(board, role))


def _reads(channel: discord.abc.GuildChannel, role: discord.Role) -> bool:
    has = channel.permissions_for(role)
    return has.view_channel and has.read_message_history
