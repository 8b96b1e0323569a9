"""`backup` and `restore`: the database as a file, and back."""

import os
import secrets
import sys
from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, TypeVar

import typer

from astromorty.cli.ending import EXIT_USAGE, settings_or_exit, stop

if TYPE_CHECKING:
    from astromorty.database.backup import Archive
    from astromorty.settings import Settings

ResultT = TypeVar("ResultT")

_Guilds = Annotated[list[int] | None, typer.Option("--guild", help="ID of a server; again for several.")]


def backup(
    file: Annotated[Path, typer.Argument(help="File to be made, for your eyes only.")], guild: _Guilds = None
) -> None:
    """Write a backup of the whole database, or of single servers, while bots run."""
    settings = settings_or_exit()

    from astromorty.database.address import used_database_url
    from astromorty.database.backup import back_up

    async def write() -> str:
        async with used_database_url(settings) as url:
            with _new_file(file) as output:
                manifest = await back_up(url, output, guild_ids=sorted(set(guild or ())))
            return (
                f"{manifest.rows:,} rows of {len(manifest.tables)} tables, as of {manifest.made_at:%Y-%m-%d %H:%M} UTC."
            )

    typer.echo(f"Backed up {_run(settings, file, write(), 'No backup was made')}")


def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` wrote.")],
    guild: _Guilds = None,
    replace: Annotated[bool, typer.Option("--replace", help="Delete what the database holds now.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Restore a backup: the whole database while no bot runs, or by --guild single servers while bots run."""
    settings = settings_or_exit()
    guilds = sorted(set(guild or ()))
    if guilds and replace:
        stop("`--replace` is about the whole database: `--guild` replaces those servers anyway.", EXIT_USAGE)

    from astromorty.database.address import used_database_url
    from astromorty.database.backup import Archive, refuse_full, restore_all, restore_servers

    async def read() -> str:
        async with used_database_url(settings) as url:
            with file.open("rb") as opened:
                archive = Archive.open(opened)
                if not (guilds or replace):
                    await refuse_full(url, archive)
                if not yes:
                    _ask(archive, guilds)
                if guilds:
                    rows = await restore_servers(url, archive, guilds)
                else:
                    await restore_all(url, archive, replace=replace)
                    rows = archive.manifest.rows
                return f"{rows:,} rows, as of {archive.manifest.made_at:%Y-%m-%d %H:%M} UTC."

    typer.echo(f"Restored {_run(settings, file, read(), 'Nothing was changed')}")


def _ask(archive: "Archive", guilds: list[int]) -> None:
    """Let the operator confirm, or say what does without one; `typer.Abort` ends the command."""
    if not sys.stdin.isatty():
        stop("There is nobody to ask whether to replace what the database holds: `--yes` does so.", EXIT_USAGE)
    what = f"server {', '.join(map(str, guilds))}" if guilds else "the whole database"
    made_at = archive.manifest.made_at
    typer.confirm(
        f"Replace {what} by the backup of {made_at:%Y-%m-%d %H:%M} UTC, and lose what came later?", abort=True
    )


@contextmanager
def _new_file(path: Path) -> Generator[IO[bytes]]:
    """Give a file that only its owner may read, and that has its name once it is whole."""
    if path.exists():
        stop(f"{path} exists: name a file that does not.", EXIT_USAGE)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _run(settings: "Settings", file: Path, work: Coroutine[object, object, ResultT], failed: str) -> ResultT:
    """Return what comes of `work`; end with one message when it fails."""
    from asyncio import CancelledError

    from asyncpg import PostgresError  # pyright: ignore[reportMissingTypeStubs]  # it has none
    from sqlalchemy.exc import SQLAlchemyError

    from astromorty.cli.event_loop import run_until_told
    from astromorty.database.availability import NoAnswerError, reason
    from astromorty.database.errors import DatabaseError
    from astromorty.log.secret_mask import SecretMask

    try:
        return run_until_told(work)
    except CancelledError:
        message = f"{failed}: told to stop."
    except DatabaseError as error:
        message = f"{failed}: {error}"
    except (NoAnswerError, PostgresError, SQLAlchemyError) as error:
        message = f"{failed}: {reason(error)}."
    except OSError as error:
        # The name in the error is of a file that is there until the backup is whole.
        message = f"{failed}: {file}: {error.strerror or error}."
    return stop(SecretMask.of(settings).text(message))
