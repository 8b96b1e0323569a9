"""What the bot can do: one package per area, found by itself."""

from importlib import import_module
from pkgutil import iter_modules

EXTENSIONS = tuple(f"{__name__}.{module.name}" for module in iter_modules(__path__) if module.ispkg)


def import_areas() -> None:
    """Import what loading the areas needs: half a second of the start, which may pass while others are waited for."""
    for name in EXTENSIONS:
        import_module(name)
