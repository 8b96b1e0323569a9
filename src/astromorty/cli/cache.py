"""`cache`: look at the caches of running bots, and empty them."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final, TypeVar

import typer

from astromorty.cli.ending import settings_or_exit, stop

if TYPE_CHECKING:
    from astromorty.services.cache_questions import CacheReport, CheckReport
    from astromorty.settings import Settings

ResultT = TypeVar("ResultT")

app = typer.Typer(help="The caches of running bots.", no_args_is_help=True)

# How long to wait for processes to answer: how many there are nobody knows (seconds).
_ANSWER_WITHIN: Final = 1.0
_COLUMNS: Final = {
    "local_hits": "here",
    "redis_hits": "Redis",
    "misses": "missed",
    "negative_hits": "absent",
    "fills_rejected": "rejected",
    "lease_waits": "waits",
    "invalidations": "invalid.",
    "local_entries": "held",
}


@app.command()
def stats() -> None:
    """Print the counters of every running process's cache."""
    from astromorty.database.questions import ask
    from astromorty.services.cache_questions import STATS, read_report

    answers = _with_database(lambda url, _: ask(url, STATS, within=_ANSWER_WITHIN))
    if not answers:
        stop(_nobody_answered())
    typer.echo("\n\n".join(_table(read_report(answer)) for answer in answers))


@app.command()
def check() -> None:
    """Compare what every running process's cache holds with the database; status 1 where one is behind or silent."""
    from astromorty.database.questions import ask
    from astromorty.services.cache_questions import CHECK, CHECK_WITHIN, STATS, read_check

    async def ask_all(url: str, _: "Settings") -> tuple[int, list[str]]:
        running = len(await ask(url, STATS, within=_ANSWER_WITHIN))
        # A process that takes too long says so only at the end of its time.
        within = CHECK_WITHIN + _ANSWER_WITHIN
        return running, await ask(url, CHECK, within=within, enough=running) if running else []

    running, answers = _with_database(ask_all)
    if not answers:
        stop(_nobody_answered())
    reports = [read_check(answer) for answer in answers]
    typer.echo("\n".join(map(_checked, reports)))
    if len(reports) < running:
        stop(f"{running - len(reports)} of {running} running processes did not say what they hold.")
    if any(report.behind or report.failure for report in reports):
        raise typer.Exit(1)


@app.command()
def flush() -> None:
    """Empty the caches of all running processes; nothing but time is lost by it."""
    heard = _with_database(_flush)
    typer.echo("Flushed: the cache in Redis and every process's own." if heard is None else _told(heard))


def _table(report: "CacheReport") -> str:
    """Lay out one process's counters."""
    state = "" if report.trusted else "  NOT BELIEVED NOW: reads go to the database"
    rows = [["", *_COLUMNS.values()]]
    rows += [[name, *(f"{counts.get(column, 0):,}" for column in _COLUMNS)] for name, counts in report.types.items()]
    first = max(len(row[0]) for row in rows)
    lines = [row[0].ljust(first) + "".join(cell.rjust(11) for cell in row[1:]) for row in rows]
    return "\n".join([report.process + state, *(lines if report.types else ["nothing was asked of it yet"])])


def _checked(report: "CheckReport") -> str:
    """Say what came of comparing one process's entries."""
    if report.failure is not None:
        return f"{report.process}: not compared: {report.failure}"
    keys = f": {', '.join(report.keys)}" if report.keys else ""
    return f"{report.process}: {report.entries:,} entries compared, {report.behind:,} behind the database{keys}"


async def _flush(url: str, settings: "Settings") -> list[str] | None:
    """Flush through Redis, None; without Redis, return the processes that did it when they were told."""
    from astromorty.database.outbox import PostgresOutbox
    from astromorty.database.questions import ask
    from astromorty.services.cache.service import CacheService
    from astromorty.services.cache_questions import FLUSH

    outbox = PostgresOutbox.from_url(url, prepared_statements=settings.database.prepared_statements)
    try:
        redis_url = settings.external_services.redis_url
        if redis_url is None:
            # First the database: what is loaded from now on is believed by nobody who has not seen this.
            await outbox.renew_generation()
            return await ask(url, FLUSH, within=_ANSWER_WITHIN, enough=1)
        cache = await CacheService.connect(
            redis_url.get_secret_value(),
            outbox,
            call_timeout=settings.cache.timeout_ms / 1000,
            connect_timeout=settings.cache.connect_timeout_ms / 1000,
            lease=settings.cache.lease_ms / 1000,
        )
        try:
            await cache.clear()
            return None if await cache.ping() else []
        finally:
            await cache.close()
    finally:
        await outbox.close()


def _told(heard: list[str]) -> str:
    return f"Flushed: {', '.join(heard)}." if heard else "Every process forgets what it holds within CACHE__LEASE_MS."


def _nobody_answered() -> str:
    return "No running process answered. Behind a transaction pooler they cannot: ask in Discord, by `owner cache`."


def _with_database(work: "Callable[[str, Settings], Awaitable[ResultT]]") -> ResultT:
    """Run `work` on the database that the running bot uses; end with one message when that fails."""
    settings = settings_or_exit()

    from astromorty.cli.event_loop import run_to_end
    from astromorty.database.address import running_database_url
    from astromorty.database.errors import DatabaseError
    from astromorty.log.secret_mask import SecretMask
    from astromorty.services.cache.errors import CacheError

    async def connect_and_work() -> ResultT:
        return await work(running_database_url(settings), settings)

    try:
        return run_to_end(connect_and_work())
    except (DatabaseError, CacheError) as error:
        return stop(SecretMask.of(settings).text(f"{error}. Does the bot run? `astromorty doctor` tells more."))
