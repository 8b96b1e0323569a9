"""The field errors of one request body, as Discord's `50035 Invalid Form Body` lists them."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, TypeGuard

from discord_sandbox.errors import InvalidForm

Path: TypeAlias = tuple[str | int, ...]


def is_mapping(value: object) -> TypeGuard[Mapping[str, object]]:
    """Tell whether a decoded JSON value is an object."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[Sequence[object]]:
    """Tell whether a decoded JSON value is an array."""
    return isinstance(value, list)


def mappings(value: object) -> list[tuple[int, Mapping[str, object]]]:
    """List the objects in a JSON array with their indexes; anything else is no object and left out."""
    return [(index, item) for index, item in enumerate(value) if is_mapping(item)] if is_list(value) else []


class FormErrors:
    """The first error of each field by its path; falsy while there is none."""

    def __init__(self) -> None:
        self._found: dict[Path, tuple[str, str]] = {}

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, path: Path, code: str, message: str) -> None:
        """Record one error of the field at `path`."""
        self._found.setdefault(path, (code, message))

    @property
    def codes(self) -> dict[str, str]:
        """Discord's error code of each faulty field, keyed by its dotted path."""
        return {path: code for path, (code, _) in self._by_dotted_path().items()}

    def raise_if_any(self) -> None:
        """Raise `InvalidForm` when an error was recorded."""
        if self._found:
            raise InvalidForm(self._by_dotted_path())

    def _by_dotted_path(self) -> dict[str, tuple[str, str]]:
        return {".".join(map(str, path)): found for path, found in self._found.items()}
