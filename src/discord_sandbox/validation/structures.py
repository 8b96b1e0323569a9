"""Kinds of arrays and objects from which the tables of Discord's limits are made, around those of `fields`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from discord_sandbox.validation.fields import REQUIRED, Field, check_length
from discord_sandbox.validation.form import FormErrors, Path, is_list, is_mapping


@dataclass(frozen=True)
class Listing:
    """An array of `low` to `high` items of one kind."""

    item: Field
    low: int = 0
    high: int | None = None
    required: bool = False
    unique: bool = False

    def check(self, value: object, path: Path, errors: FormErrors) -> None:
        """Record a value that is no array, has too few or many items, repeats one, or holds a faulty one."""
        if not is_list(value):
            errors.add(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return
        check_length(len(value), self.low, self.high, path, errors)
        seen: list[str] = []
        for index, item in enumerate(value):
            self.item.check(item, (*path, index), errors)
            if self.unique and str(item) in seen:
                errors.add((*path, index), "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")
            seen.append(str(item))


@dataclass(frozen=True)
class Table:
    """An object whose fields are listed; unknown ones are ignored, as Discord does."""

    fields: Mapping[str, Field]
    required: bool = False
    rule: Callable[[Mapping[str, object], Path, FormErrors], None] | None = None

    def check(self, value: object, path: Path, errors: FormErrors) -> None:
        """Record a value that is no object, or whose fields are missing or faulty, then apply the rule over them."""
        if not is_mapping(value):
            errors.add(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
            return
        for name, field in self.fields.items():
            found = value.get(name)
            if found is not None:
                field.check(found, (*path, name), errors)
            elif field.required:
                errors.add((*path, name), *REQUIRED)
        if self.rule is not None:
            self.rule(value, path, errors)


@dataclass(frozen=True)
class Variants:
    """An object whose `type` says which table holds for it."""

    tables: Mapping[int, Field]
    required: bool = False

    def check(self, value: object, path: Path, errors: FormErrors) -> None:
        """Record an unknown type, or what is wrong by the type's own table."""
        if not is_mapping(value):
            errors.add(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
            return
        kind = value.get("type")
        table = self.tables.get(kind) if isinstance(kind, int) else None
        if kind is None:
            errors.add((*path, "type"), *REQUIRED)
        elif table is None:
            known = ", ".join(map(str, sorted(self.tables)))
            errors.add((*path, "type"), "UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({known}).')
        else:
            table.check(value, path, errors)


@dataclass(frozen=True)
class Localizations:
    """Texts by locale."""

    text: Field
    required: bool = False

    def check(self, value: object, path: Path, errors: FormErrors) -> None:
        """Record a value that is no object or holds a faulty text."""
        if not is_mapping(value):
            errors.add(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
            return
        for locale, text in value.items():
            if text is not None:
                self.text.check(text, (*path, locale), errors)
