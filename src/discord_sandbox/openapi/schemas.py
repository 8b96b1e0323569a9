"""Bodies compared with the schemas of a description by `jsonschema`, a development dependency."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from discord_sandbox.wire import JsonObject

_DOCUMENT = "urn:discord"


class Schemas:
    """Compares values with schemas named by their place in the document.

    An integer passes where a snowflake's text is wanted; `integer_snowflake` is called for each. Raises `ImportError`
    where `jsonschema` is not installed.
    """

    def __init__(self, document: JsonObject, integer_snowflake: Callable[[], None]) -> None:
        # Imported by name: only who makes a check needs them, and the first has no types of its own.
        validators: Any = import_module("jsonschema.validators")
        referencing: Any = import_module("referencing")
        dialect: Any = import_module("referencing.jsonschema").DRAFT202012
        ordinary: Any = validators.Draft202012Validator.VALIDATORS["type"]

        def check_type(validator: Any, types: Any, instance: object, schema: JsonObject) -> Any:
            if schema.get("format") == "snowflake" and isinstance(instance, int) and not isinstance(instance, bool):
                integer_snowflake()
                return ()
            return ordinary(validator, types, instance, schema)

        resource = referencing.Resource.from_contents(document, default_specification=dialect)
        self._best_match: Any = import_module("jsonschema.exceptions").best_match
        self._validator: Any = validators.extend(validators.Draft202012Validator, {"type": check_type})
        self._registry: Any = referencing.Registry().with_resource(_DOCUMENT, resource)
        self._validators: dict[str, Any] = {}

    def fault(self, pointer: str, value: object) -> tuple[str, str] | None:
        """Return the path and message of what is most wrong with a value, None when nothing is."""
        if pointer not in self._validators:
            self._validators[pointer] = self._validator({"$ref": _DOCUMENT + pointer}, registry=self._registry)
        error = self._best_match(self._validators[pointer].iter_errors(value))
        return None if error is None else (".".join(map(str, error.absolute_path)), str(error.message))
