"""Read the settings from the environment, `.env` and secret files; say in one message what is wrong with them."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource
from rapidfuzz import fuzz, process

from astromorty.settings.model import Settings
from astromorty.settings.names import DELIMITER, complain_about_name
from astromorty.settings.variables import Variable, setting_variables

_ENVIRONMENT: Final = "the environment"
_SHOWN_VALUE_LENGTH: Final = 40


class SettingsError(Exception):
    """The settings cannot be used; the message names each variable at fault and holds no secret."""


@dataclass(frozen=True, slots=True)
class _Given:
    """A variable as the operator set it."""

    name: str
    text: str
    origin: str


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Return the settings from the process environment over those of `env_file`; an empty value counts as unset.

    Names that are not ours are ignored. Raises SettingsError for an unreadable file, a wrong value, or a name that
    is nearly one of ours.
    """
    given: dict[str, _Given] = {}
    problems: list[str] = []
    for origin, layer in _layers(env_file):
        known, unknown = _sort_out(layer, origin)
        given |= known
        problems += unknown
    values: dict[str, str | None] = {}
    for name, setting in given.items():
        try:
            values[name.lower()] = _value_of(setting, name)
        except SettingsError as problem:
            problems.append(str(problem))
    source = EnvSettingsSource(Settings, env_nested_delimiter=DELIMITER)
    source.env_vars = values
    try:
        settings = Settings(**source())
    except ValidationError as error:
        problems += [_explain(detail, given) for detail in error.errors(include_url=False, include_context=False)]
    else:
        if not problems:
            return settings
    heading = "A setting is wrong:" if len(problems) == 1 else f"{len(problems)} settings are wrong:"
    raise SettingsError("\n".join([heading, *(f"  {problem}" for problem in problems)])) from None


def _layers(env_file: Path | None) -> Iterator[tuple[str, Mapping[str, str | None]]]:
    """Give the sources of variables, the weakest first."""
    if env_file is not None and env_file.exists():
        try:
            # utf-8-sig: editors on Windows put a byte order mark before the first name.
            source = DotEnvSettingsSource(Settings, env_file=env_file, env_file_encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise SettingsError(f"{env_file} is not UTF-8 text; save it as UTF-8") from None
        except OSError as error:
            raise SettingsError(f"{env_file} cannot be read: {error.strerror}") from None
        yield str(env_file), source.env_vars
    yield _ENVIRONMENT, os.environ


def _sort_out(layer: Mapping[str, str | None], origin: str) -> tuple[dict[str, _Given], list[str]]:
    """Return the layer's settings by their canonical name, and a complaint about each name that must be an error."""
    canonical = {variable.name: variable.name for variable in setting_variables()}
    canonical |= {variable.file_name: variable.name for variable in setting_variables() if variable.file_name}
    names = list(canonical)
    known: dict[str, _Given] = {}
    problems: list[str] = []
    for raw_name, text in layer.items():
        name = raw_name.upper()
        if name not in canonical:
            if (complaint := complain_about_name(name, names, in_own_file=origin != _ENVIRONMENT)) is not None:
                problems.append(f"{complaint} (in {origin})")
        elif text:
            if (other := known.get(canonical[name])) is not None and other.name != name:
                problems.append(f"{name}: {other.name} is set as well; set only one of them (in {origin})")
            known[canonical[name]] = _Given(name, text, origin)
    return known, problems


def _value_of(setting: _Given, canonical_name: str) -> str:
    """Return the text of a setting, from its file when it names one."""
    if setting.name == canonical_name:
        return setting.text
    try:
        text = Path(setting.text).expanduser().read_text("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise SettingsError(f"{setting.name}: the file {setting.text} is not UTF-8 text") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SettingsError(f"{setting.name}: the file {setting.text} cannot be read: {reason}") from None
    if not text:
        raise SettingsError(f"{setting.name}: the file {setting.text} is empty")
    return text


def _explain(detail: ErrorDetails, given: Mapping[str, _Given]) -> str:
    """Say what is wrong with a value, and show it unless it is a secret."""
    variable = _variable_at(detail["loc"])
    message = detail["msg"].removeprefix("Value error, ")
    if variable is None:
        return message
    setting = given.get(variable.name)
    name = setting.name if setting else variable.name
    origin = f" (in {setting.origin})" if setting else ""
    shown = "" if variable.secret or setting is None else f"={_shorten(setting.text)}"
    return f"{name}{shown}: {_lower_first(message)}{_suggest_choice(variable, setting)}{origin}"


def _variable_at(location: tuple[int | str, ...]) -> Variable | None:
    for variable in setting_variables():
        if location[: len(variable.path)] == variable.path:
            return variable
    return None


def _suggest_choice(variable: Variable, setting: _Given | None) -> str:
    """Return "; did you mean …?" for a setting with a few fixed values."""
    choices = variable.type.split(" | ")
    if setting is None or len(choices) == 1:
        return ""
    best = process.extractOne(setting.text, choices, processor=str.casefold, scorer=fuzz.ratio, score_cutoff=50)
    return f"; did you mean {best[0]}?" if best else ""


def _shorten(text: str) -> str:
    flat = text.encode("unicode_escape").decode()
    return flat if len(flat) <= _SHOWN_VALUE_LENGTH else flat[:_SHOWN_VALUE_LENGTH] + "…"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
