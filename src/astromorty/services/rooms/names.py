"""What members' rooms are called."""

from typing import Final

from astromorty.errors import InvalidInput
from astromorty.services.placeholders import fill, refuse_unknown

LONGEST_NAME: Final = 100  # what Discord takes for a channel's name


def clean_name(text: str) -> str:
    """Return a name in one line without invisible characters; raise InvalidInput with what is allowed."""
    name = " ".join("".join(each for each in text if each.isprintable() or each.isspace()).split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise InvalidInput(f"The name has {len(name):,} characters; 1 to {LONGEST_NAME} are allowed, such as `Chess`.")
    return name


def check_template(text: str) -> str:
    """Return a template of names as it is stored; raise InvalidInput with what is allowed."""
    template = clean_name(text)
    refuse_unknown(template, ("user",))
    return template


def name_for(template: str, user: str) -> str:
    """Return what the room of somebody called `user` is called at first."""
    try:
        return clean_name(fill(template, {"user": user})[:LONGEST_NAME])
    except InvalidInput:
        return "Room"  # of a name there may be nothing left
