"""What members wrote, inside of what the bot writes."""

from astromorty.ui.cards import plain


def quote(text: str, most: int) -> str:
    """Quote a member's `text` as it was typed, in at most `most` characters (at least 100).

    It cannot break out of the quotation, and mentions nobody. What does not fit is said to be missing.
    """
    quoted = _quoted(text)
    if len(quoted) <= most:
        return quoted
    kept = most
    # Escaping makes text longer, by how much depends on the text.
    while len(shortened := f"{_quoted(text[:kept])}\n-# … {len(text) - kept:,} more characters") > most:
        kept -= max(1, (len(shortened) - most) // 3)
    return shortened


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in plain(text).splitlines())
