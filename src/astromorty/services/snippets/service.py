"""The rules of snippets; every way of changing one ends here."""

from __future__ import annotations

from collections.abc import Collection
from typing import NoReturn

from astromorty.database.controllers.snippet import SnippetController
from astromorty.database.controllers.snippet_ban import SnippetBanController
from astromorty.database.controllers.snippet_use import SnippetUseController
from astromorty.database.engine import Database
from astromorty.database.errors import AlreadyExistsError, TooManyRowsError
from astromorty.database.models import Snippet, SnippetBan
from astromorty.errors import Conflict, InvalidInput, NotAllowed
from astromorty.services.guild_settings import GuildSettings
from astromorty.services.similar_names import similar_names
from astromorty.services.snippets.content import parse_content
from astromorty.services.snippets.names import parse_name
from astromorty.services.snippets.rights import Author, refuse_change
from astromorty.services.warming import warm_guilds


class Snippets:
    """Servers' snippets.

    What is written names the snippet as its author saw it: if somebody changed it since, nothing is saved.
    """

    def __init__(self, database: Database, settings: GuildSettings) -> None:
        self.uses = SnippetUseController(database)
        self.bans = SnippetBanController(database)
        self._snippets = SnippetController(database)
        self._settings = settings

    async def warm(self, guild_ids: Collection[int]) -> int:
        """Load the names of these servers, so that no first message has to wait; return how many were loaded."""
        return await warm_guilds(self._snippets.cache, guild_ids, self._snippets.preload_names)

    async def names(self, guild_id: int) -> tuple[str, ...]:
        """Return all names of a server, sorted; where they are known, nothing is awaited."""
        return await self._snippets.names(guild_id)

    async def targets(self, guild_id: int) -> dict[str, str | None]:
        """Return all names of a server, sorted: an alias with its target, a snippet with None."""
        return await self._snippets.targets(guild_id)

    async def find(self, guild_id: int, name: str) -> Snippet:
        """Return the snippet or alias called `name`; raise InvalidInput with what may have been meant."""
        found = await self._snippets.get(guild_id, name.strip().lower())
        if found is None:
            await self._refuse_unknown(guild_id, name)
        return found

    async def resolve(self, guild_id: int, name: str) -> Snippet:
        """Return the snippet called `name`, by its own name or by an alias; raise InvalidInput as `find` does."""
        found = await self.find(guild_id, name)
        if found.target is None:
            return found
        target = await self._snippets.get(guild_id, found.target)
        # Between the two looks the target was renamed or deleted: by now the alias says which.
        return target or await self.resolve(guild_id, name)

    async def aliases(self, snippet: Snippet) -> tuple[str, ...]:
        """Return the other names of a snippet, sorted."""
        return await self._snippets.aliases(snippet.guild_id, snippet.name)

    async def of_guild(self, guild_id: int) -> tuple[Snippet, ...]:
        """Return all snippets and aliases of a server by name."""
        return await self._snippets.of_guild(guild_id)

    async def refuse_author(self, guild_id: int, author: Author) -> None:
        """Raise NotAllowed unless `author` may write snippets in this server."""
        config = await self._settings.get(guild_id)
        if config.snippets_creators == "managers" and not author.manages:
            raise NotAllowed("In this server only members who may manage messages create snippets.")
        await self.refuse_banned(guild_id, author.member_id)

    async def refuse_banned(self, guild_id: int, member_id: int) -> None:
        """Raise NotAllowed if a member may write no snippets."""
        ban = await self.bans.get_by_id(guild_id, member_id)
        if ban is not None:
            raise NotAllowed(f"<@{member_id}> may not write snippets here.{_because(ban)}")

    async def free_name(self, guild_id: int, text: str) -> str:
        """Return `text` as a name that no snippet has yet; raise InvalidInput."""
        name = parse_name(text)
        if await self._snippets.get(guild_id, name) is not None:
            raise _taken(name)
        return name

    async def create(self, guild_id: int, author: Author, name: str, content: str) -> Snippet:
        """Save a new snippet that belongs to `author`.

        Raises:
            InvalidInput: The name is taken or cannot be used, the text cannot, or the server has too many snippets.
            NotAllowed: This author may create none.
        """
        name, content = parse_name(name), parse_content(content)
        await self.refuse_author(guild_id, author)
        try:
            return await self._snippets.create_snippet(guild_id, name, content=content, owner_id=author.member_id)
        except AlreadyExistsError:
            raise _taken(name) from None
        except TooManyRowsError as error:
            raise _full(error) from None

    async def create_alias(self, guild_id: int, author: Author, name: str, target: str) -> Snippet:
        """Save another name, which belongs to `author`, for a snippet; raises what `create` does."""
        name, wanted = parse_name(name), target.strip().lower()
        await self.refuse_author(guild_id, author)
        try:
            alias = await self._snippets.create_alias(guild_id, name, target=wanted, owner_id=author.member_id)
        except AlreadyExistsError:
            raise _taken(name) from None
        except TooManyRowsError as error:
            raise _full(error) from None
        if alias is None:
            await self._refuse_unknown(guild_id, target)
        return alias

    async def edit(self, author: Author, seen: Snippet, content: str) -> Snippet:
        """Replace a snippet's text; raise InvalidInput, NotAllowed or Conflict."""
        content = parse_content(content)
        await self.refuse_edit(author, seen)
        return await self._change(seen, content=content)

    async def refuse_edit(self, author: Author, snippet: Snippet) -> None:
        """Raise NotAllowed unless `author` may give `snippet` another text or name."""
        refuse_change(author, snippet)
        await self.refuse_banned(snippet.guild_id, author.member_id)

    async def rename(self, author: Author, seen: Snippet, name: str) -> Snippet:
        """Give a snippet another name, which its aliases follow; raise InvalidInput, NotAllowed or Conflict."""
        name = parse_name(name)
        await self.refuse_edit(author, seen)
        try:
            renamed = await self._snippets.rename(seen.guild_id, seen.name, seen=seen.changed_at, to=name)
        except AlreadyExistsError:
            raise _taken(name) from None
        return renamed or _refuse_changed(seen)

    async def delete(self, author: Author, seen: Snippet) -> tuple[str, ...]:
        """Delete a snippet and its aliases; return the aliases. Raises NotAllowed or Conflict."""
        refuse_change(author, seen)
        aliases = await self._snippets.remove(seen.guild_id, seen.name, seen=seen.changed_at)
        return aliases if aliases is not None else _refuse_changed(seen)

    async def transfer(self, author: Author, seen: Snippet, new_owner_id: int) -> Snippet:
        """Give a snippet to another member; raise NotAllowed or Conflict."""
        refuse_change(author, seen)
        await self.refuse_banned(seen.guild_id, new_owner_id)
        return await self._change(seen, owner_id=new_owner_id)

    async def set_locked(self, seen: Snippet, *, locked: bool) -> Snippet:
        """Keep a snippet's owner from changing it, or let them again; raise Conflict."""
        return await self._change(seen, is_locked=locked)

    async def _change(self, seen: Snippet, **values: object) -> Snippet:
        changed = await self._snippets.change(seen.guild_id, seen.name, seen=seen.changed_at, **values)
        return changed or _refuse_changed(seen)

    async def _refuse_unknown(self, guild_id: int, name: str) -> NoReturn:
        close = similar_names(await self._snippets.names(guild_id), name[:100])
        hint = f"Did you mean {' or '.join(f'`{n}`' for n in close)}?" if close else "`snippets list` shows them all."
        raise InvalidInput(f"There is no snippet of that name. {hint}")


def _refuse_changed(seen: Snippet) -> NoReturn:
    raise Conflict(f"Somebody else changed or deleted `{seen.name}` meanwhile. Nothing was saved.")


def _taken(name: str) -> InvalidInput:
    return InvalidInput(f"There is a snippet called `{name}` already; choose another name, such as `{name[:30]}-2`.")


def _full(error: TooManyRowsError) -> InvalidInput:
    return InvalidInput(f"This server has {error.most:,} snippets, which is the most it can have; delete one first.")


def _because(ban: SnippetBan) -> str:
    return f" Reason: {ban.reason}" if ban.reason else ""
