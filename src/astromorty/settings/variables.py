"""The settings as a table of environment variables: for loading, the documentation, the doctor."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Literal, TypeGuard, Union, cast, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from astromorty.settings.model import Settings

FILE_SUFFIX = "_FILE"


@dataclass(frozen=True, slots=True)
class Variable:
    """One setting under its name in the environment."""

    name: str
    path: tuple[str, ...]
    type: str
    default: str
    """What an unset variable means, as it would be written; empty when it means "none"."""
    description: str
    secret: bool

    @property
    def file_name(self) -> str | None:
        """Name of the variable that names a file with the secret; None when the value is no secret."""
        return self.name + FILE_SUFFIX if self.secret else None

    def read(self, settings: Settings) -> object:
        """Return this variable's value in `settings`."""
        value: object = settings
        for attribute in self.path:
            value = getattr(value, attribute)
        return value

    def is_set(self, settings: Settings) -> bool:
        """Tell whether the value was given, not the default."""
        group: BaseModel = settings
        for attribute in self.path[:-1]:
            group = getattr(group, attribute)
        return self.path[-1] in group.model_fields_set


@cache
def setting_variables() -> tuple[Variable, ...]:
    """Return all settings in the order of the model."""
    return tuple(_variables_of(Settings, ()))


def _variables_of(model: type[BaseModel], path: tuple[str, ...]) -> Iterator[Variable]:
    for field_name, field in model.model_fields.items():
        here = (*path, field_name)
        leaf = _unwrap(cast("object", field.annotation))
        if _is_group(leaf):
            yield from _variables_of(leaf, here)
        else:
            yield Variable(
                name="__".join(here).upper(),
                path=here,
                type=_type_name(leaf),
                default=_default_text(field),
                description=field.description or "",
                secret=leaf is SecretStr,
            )


def _is_group(annotation: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _unwrap(annotation: object) -> object:
    """Strip `Annotated[…]` and `… | None`."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _unwrap(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return _unwrap(next(part for part in get_args(annotation) if part is not NoneType))
    return annotation


def _type_name(annotation: object) -> str:
    if get_origin(annotation) is Literal:
        return " | ".join(get_args(annotation))
    names: dict[object, str] = {
        SecretStr: "secret",
        str: "text",
        int: "whole number",
        float: "number",
        bool: "true | false",
        tuple: "list of numbers",
    }
    return names.get(get_origin(annotation) or annotation, "path")


def _default_text(field: FieldInfo) -> str:
    if field.default_factory is not None or field.default is None:
        return ""
    default: object = field.default
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, tuple):
        return ",".join(str(item) for item in cast("tuple[object, ...]", default))
    return str(default)
