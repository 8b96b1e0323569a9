"""The commands. Each imports what it needs when it runs: `version` and `--help` must not load a bot."""

import gc
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import typer

from astromorty import __version__
from astromorty.cli import backup, cache, configuration, database
from astromorty.cli.ending import EXIT_USAGE, settings_or_exit, stop

app = typer.Typer(
    help="Astromorty, a Discord bot to host yourself.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(database.app, name="db")
app.add_typer(cache.app, name="cache")
app.add_typer(configuration.app, name="config")

_HOW_TO_START = """\
There is no BOT_TOKEN, so there is nothing to log in with.
  To try the bot without an account:  astromorty sandbox
  To run it on Discord: create an application at https://discord.com/developers/applications, copy its token from the
  page Bot and set BOT_TOKEN in the environment or in a file .env (see .env.example). `astromorty doctor` checks it."""


@app.command()
def run() -> None:
    """Run the bot on Discord; needs BOT_TOKEN in the environment or in .env."""
    # Until the event loop listens to it: being stopped while the imports run is no failure either.
    signal.signal(signal.SIGTERM, _end)
    # What the imports make stays: to look through it for garbage again and again takes a tenth of a start. The
    # collector goes on once the bot is set up.
    gc.disable()
    settings = settings_or_exit()
    if settings.bot_token is None:
        stop(_HOW_TO_START, EXIT_USAGE)

    from astromorty.cli.event_loop import run_to_end
    from astromorty.launch import run_bot
    from astromorty.log.configuration import configure_logging

    log = configure_logging(settings)
    if settings.external_services.sentry_dsn is not None:
        from astromorty.log.error_reports import configure_error_reports  # and Sentry's SDK

        configure_error_reports(settings)
    raise typer.Exit(run_to_end(run_bot(settings, log)))


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port of the local Discord; 0 takes a free one.")] = 8484,
    bot: Annotated[bool, typer.Option("--bot/--no-bot", help="Start the bot, or only the local Discord.")] = True,
    processes: Annotated[
        int, typer.Option(min=1, max=16, help="Processes of the bot; several share the shards and a Redis.")
    ] = 1,
    shards: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=256,
            help="Shards that the local Discord advises; unset takes 1, or 4 for each process of several.",
        ),
    ] = None,
    data_dir: Annotated[
        Path | None, typer.Option(help="Folder of the sandbox's database; unset takes the platform's own.")
    ] = None,
) -> None:
    """Try the bot without an account: a local Discord on this machine, and the bot in it.

    Ignores .env and the settings of the environment.
    """
    from astromorty.cli.event_loop import run_to_end
    from astromorty.log.configuration import configure_logging
    from astromorty.sandbox.local_discord import SandboxFailure, serve_for_any_bot
    from astromorty.settings import Settings
    from astromorty.settings.model import default_data_dir

    configure_logging(Settings())
    try:
        if bot:
            from astromorty.sandbox.supervisor import run_with_bots

            folder = data_dir or default_data_dir() / "sandbox"
            run_to_end(run_with_bots(port, folder.expanduser().absolute(), processes, shards))
        else:
            run_to_end(serve_for_any_bot(port, shards or 1))
    except SandboxFailure as failure:
        stop(str(failure))


@app.command()
def doctor() -> None:
    """Check the settings, the database, Redis, the token and the intents; exit code 1 when something is wrong."""
    settings = settings_or_exit()

    from astromorty.cli.event_loop import run_to_end
    from astromorty.doctor import State, examine, render

    findings = run_to_end(examine(settings))
    typer.echo(render(settings, findings))
    raise typer.Exit(int(any(finding.state is State.PROBLEM for finding in findings)))


app.command()(backup.backup)
app.command()(backup.restore)


@app.command()
def health() -> None:
    """Ask the running bot whether it is connected and its database answers; exit code 1 when not."""
    settings = settings_or_exit()
    if settings.http.port is None:
        stop("Set HTTP__PORT, for the bot and for this command, to the port at which the bot answers.", EXIT_USAGE)

    from astromorty.health import NotWell, ask

    try:
        role = ask(settings.http.host, settings.http.port)
    except NotWell as fault:
        stop(f"Not healthy: {fault}.")
    typer.echo(f"Healthy: {role}, and the database answers.")


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(f"astromorty {__version__}")
