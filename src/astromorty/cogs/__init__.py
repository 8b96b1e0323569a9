"""What the bot can do: one package per area, found by itself."""

from pkgutil import iter_modules

EXTENSIONS = tuple(f"{__name__}.{module.name}" for module in iter_modules(__path__) if module.ispkg)
