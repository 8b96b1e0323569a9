"""How a command ends early: one message on standard error and an exit code, never a traceback."""

from typing import TYPE_CHECKING, Final, NoReturn

import typer

if TYPE_CHECKING:
    from astromorty.settings import Settings

EXIT_FAILURE: Final = 1
EXIT_USAGE: Final = 2


def stop(message: str, code: int = EXIT_FAILURE) -> NoReturn:
    """Print the message and end the command."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


def settings_or_exit() -> "Settings":
    """Return the settings; end with exit code 2 and what is wrong with them."""
    from astromorty.settings import SettingsError, load_settings

    try:
        return load_settings()
    except SettingsError as error:
        stop(str(error), EXIT_USAGE)
