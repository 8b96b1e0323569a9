"""`db`: the database's migrations."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from astromorty.cli.ending import settings_or_exit, stop

ResultT = TypeVar("ResultT")

app = typer.Typer(help="The database's migrations.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Bring the database to the newest revision; `run` does so by itself."""
    from astromorty.database import migrate

    before = _on_database(migrate.upgrade)
    head = migrate.head()
    typer.echo(f"at {head} already" if before == head else f"{before or 'empty'} -> {head}")


@app.command()
def current() -> None:
    """Print the database's revision, and the newest one when it is behind."""
    from astromorty.database import migrate

    revision = _on_database(migrate.current)
    head = migrate.head()
    typer.echo(f"{revision} (newest)" if revision == head else f"{revision or 'empty'} (newest is {head})")


@app.command()
def check() -> None:
    """Compare the database with the models; exit code 1 when they differ."""
    from astromorty.database import migrate

    differences = _on_database(migrate.check)
    if differences:
        stop("\n".join(["The database differs from the models:", *(f"  {line}" for line in differences)]))
    typer.echo("The database agrees with the models.")


@app.command()
def revision(message: Annotated[str, typer.Argument(help="What the migration does, in a few words.")]) -> None:
    """Write the next migration from what the models have and the database lacks; for a checkout."""
    from astromorty.database import migrate

    typer.echo(_on_database(lambda url: migrate.revision(url, message)))


def _on_database(work: Callable[[str], Awaitable[ResultT]]) -> ResultT:
    """Run `work` on the database of the settings; end with one message when that fails."""
    settings = settings_or_exit()

    from sqlalchemy.exc import SQLAlchemyError

    from astromorty.cli.event_loop import run_to_end
    from astromorty.database.address import database_url
    from astromorty.database.availability import reason
    from astromorty.database.errors import DatabaseError
    from astromorty.log.secret_mask import SecretMask

    async def connect_and_work() -> ResultT:
        async with database_url(settings) as url:
            return await work(url)

    try:
        return run_to_end(connect_and_work())
    except DatabaseError as error:
        message = str(error)
    except SQLAlchemyError as error:
        message = f"The database refuses: {reason(error)}. `astromorty doctor` tells more."
    return stop(SecretMask.of(settings).text(message))
