"""All snippets of a server as one file."""

import asyncio
import gzip
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

import discord
from pydantic import BaseModel

from astromorty.database.models import Snippet
from astromorty.errors import InvalidInput


class ExportedSnippet(BaseModel):
    """One snippet with its other names; the owner's ID is text, as no program of the reader's may round it."""

    name: str
    content: str
    aliases: list[str]
    owner_id: str | None
    locked: bool
    uses: int
    created_at: datetime


class SnippetFile(BaseModel):
    """The exported form."""

    format: Literal["astromorty-snippets"] = "astromorty-snippets"
    version: Literal[1] = 1
    snippets: list[ExportedSnippet]


async def export_file(guild: discord.Guild, snippets: Sequence[Snippet], uses: Mapping[str, int]) -> discord.File:
    """Write a server's snippets to a JSON file, packed if Discord would not take it otherwise."""
    content = await asyncio.to_thread(_encode, snippets, uses)
    name = f"snippets-{guild.id}.json"
    if len(content) > guild.filesize_limit:
        content, name = await asyncio.to_thread(gzip.compress, content), f"{name}.gz"
    if len(content) > guild.filesize_limit:
        raise InvalidInput(f"The file would have {len(content):,} bytes, more than Discord takes in this server.")
    return discord.File(io.BytesIO(content), name)


def _encode(snippets: Sequence[Snippet], uses: Mapping[str, int]) -> bytes:
    aliases: defaultdict[str, list[str]] = defaultdict(list)
    for snippet in snippets:
        if snippet.target is not None:
            aliases[snippet.target].append(snippet.name)
    exported = [
        ExportedSnippet(
            name=snippet.name,
            content=snippet.content,
            aliases=aliases[snippet.name],
            owner_id=str(snippet.owner_id) if snippet.owner_id else None,
            locked=snippet.is_locked,
            uses=uses.get(snippet.name, 0),
            created_at=snippet.created_at,
        )
        for snippet in snippets
        if snippet.content is not None
    ]
    return SnippetFile(snippets=exported).model_dump_json(indent=2).encode()
