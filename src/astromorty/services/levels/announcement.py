"""The text that announces a level."""

import re

DEFAULT_TEMPLATE = "{user} reached level {level}!"
# Of a message's text parts; a template of placeholders alone could grow far beyond it.
LONGEST = 2_000
_PLACEHOLDER = re.compile(r"\{(user|level|server)\}", re.IGNORECASE)


def announcement(template: str | None, *, user: str, level: int, server: str) -> str:
    """Fill a template in, once: what is filled in is not looked through again."""
    values = {"user": user, "level": f"{level:,}", "server": server}
    text = _PLACEHOLDER.sub(lambda found: values[found[1].lower()], template or DEFAULT_TEMPLATE)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
