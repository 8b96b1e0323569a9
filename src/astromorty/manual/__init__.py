"""How commands are written: usage and examples, for both forms."""

from astromorty.manual.areas import Area, areas_of
from astromorty.manual.examples import as_message, as_slash, examples, examples_of, options_in
from astromorty.manual.usage import flags_of, is_slash_only, message_usage, slash_command, slash_name, slash_usage

__all__ = [
    "Area",
    "areas_of",
    "as_message",
    "as_slash",
    "examples",
    "examples_of",
    "flags_of",
    "is_slash_only",
    "message_usage",
    "options_in",
    "slash_command",
    "slash_name",
    "slash_usage",
]
