"""The kinds of rules, each with its settings: how they are read, checked and shown."""

import re
from typing import Annotated, Any, ClassVar, Final, cast

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from astromorty.database.models.automod import RuleKind
from astromorty.errors import InvalidInput
from astromorty.services.automod.patterns import folded_word, pattern_finder

MOST_WORDS: Final = 500
_HOST: Final = re.compile(r"(?:[\w-]{1,63}\.)+[\w-]{2,63}")
# Not as pydantic's patterns: its engine unrolls a bounded repetition of Unicode's letters, 8 MB for these two.
_CODE: Final = re.compile(r"[\w-]{1,100}")
_EXTENSION: Final = re.compile(r"\.?\w{1,12}")


def _listed(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _host(value: str) -> str:
    host = value.lower().removeprefix("*.")
    if _HOST.fullmatch(host) is None:
        raise ValueError(f"{value[:50]!r} is no domain such as example.org")
    return host


def _word(value: str) -> str:
    if not folded_word(value):
        raise ValueError(f"{value!r} has nothing that can be looked for")
    return value


def _code(value: str) -> str:
    if _CODE.fullmatch(value) is None:
        raise ValueError(f"{value[:50]!r} is no invitation's code such as abcdef")
    return value


def _extension(value: str) -> str:
    if _EXTENSION.fullmatch(value) is None:
        raise ValueError(f"{value[:50]!r} is no file's ending such as exe")
    return value.lower().removeprefix(".")


def _compiles(value: str) -> str:
    pattern_finder(value)
    return value


Codes = Annotated[tuple[Annotated[str, AfterValidator(_code)], ...], BeforeValidator(_listed)]
Hosts = Annotated[tuple[Annotated[str, AfterValidator(_host)], ...], BeforeValidator(_listed)]
Words = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_word)], ...], BeforeValidator(_listed)
]
Extensions = Annotated[tuple[Annotated[str, AfterValidator(_extension)], ...], BeforeValidator(_listed)]
Times = Annotated[int, Field(ge=2, le=50)]
Seconds = Annotated[int, Field(ge=1, le=300)]


class Parameters(BaseModel):
    """What a kind of rule can be told; nothing else is taken."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    purpose: ClassVar[str]


class Invites(Parameters):
    """Invitations to other servers."""

    purpose = "invitations to other servers"

    allow: Codes = Field(default=(), max_length=50, description="codes and server IDs that are allowed")


class Links(Parameters):
    """Links: all but the allowed, or the denied only."""

    purpose = "links"

    allow: Hosts = Field(default=(), max_length=100, description="domains that are allowed")
    deny: Hosts = Field(default=(), max_length=100, description="the only domains that are not allowed")


class Mentions(Parameters):
    """Mentions of members and roles."""

    purpose = "many mentions"

    most: Annotated[int, Field(ge=1, le=50)] = Field(default=5, description="mentions that are allowed")
    seconds: Annotated[int, Field(ge=0, le=300)] = Field(default=0, description="within this time; 0: in one message")


class Repeats(Parameters):
    """The same text again and again."""

    purpose = "the same message again and again"

    times: Times = Field(default=3, description="how often it may not be said")
    seconds: Seconds = Field(default=30, description="within this time")


class Flood(Parameters):
    """Many messages at once."""

    purpose = "many messages at once"

    messages: Times = Field(default=7, description="how many messages are too many")
    seconds: Seconds = Field(default=5, description="within this time")


class WordList(Parameters):
    """Words of a list."""

    purpose = "words of a list"

    words: Words = Field(min_length=1, max_length=MOST_WORDS, description="the words; a * stands for any letters")


class Pattern(Parameters):
    """What an RE2 pattern finds."""

    purpose = "what a pattern finds"

    pattern: Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_compiles)] = Field(
        description="in RE2's notation"
    )


class Capitals(Parameters):
    """Shouting."""

    purpose = "capital letters"

    percent: Annotated[int, Field(ge=10, le=100)] = Field(default=70, description="how many of the letters")
    letters: Annotated[int, Field(ge=5, le=1000)] = Field(default=15, description="in a message of at least so many")


class Emoji(Parameters):
    """Many emoji."""

    purpose = "many emoji"

    most: Annotated[int, Field(ge=0, le=100)] = Field(default=8, description="emoji that are allowed")


class Attachments(Parameters):
    """Kinds of files."""

    purpose = "kinds of files"

    deny: Extensions = Field(default=(), max_length=50, description="endings that are not allowed")
    allow: Extensions = Field(default=(), max_length=50, description="the only endings that are allowed")

    @model_validator(mode="after")
    def _names_some(self) -> "Attachments":
        if not self.deny and not self.allow:
            raise ValueError("name endings: deny=exe,bat or allow=png,jpg")
        return self


KINDS: Final[dict[RuleKind, type[Parameters]]] = {
    "invites": Invites,
    "links": Links,
    "mentions": Mentions,
    "repeats": Repeats,
    "flood": Flood,
    "words": WordList,
    "pattern": Pattern,
    "capitals": Capitals,
    "emoji": Emoji,
    "attachments": Attachments,
}


def parameters_of(kind: RuleKind, given: dict[str, Any]) -> Parameters:
    """Return a kind's checked parameters; raise `InvalidInput` that names the first one that cannot be used."""
    described = KINDS.get(kind)
    if described is None:  # a rule that is read may be of a later version
        raise InvalidInput(f"There is no kind `{kind}` of rules in this version of the bot. Nothing was changed.")
    try:
        return described.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"][:1])
        why = first["msg"].removeprefix("Value error, ").replace("`", "'")[:200]
        of = f"`{place}` of " if place else ""
        raise InvalidInput(f"{of}the kind `{kind}`: {why}. It takes {takes(kind)}. Nothing was changed.") from None


def takes(kind: RuleKind) -> str:
    """List what a kind can be told."""
    fields = KINDS[kind].model_fields
    return ", ".join(f"`{name}=…` ({field.description})" for name, field in fields.items())


def shown(parameters: Parameters) -> str:
    """Write parameters as they are typed; of long lists only how long they are."""
    parts: list[str] = []
    for name, value in parameters.model_dump().items():
        if isinstance(value, tuple):
            listed = cast("tuple[str, ...]", value)
            text = ",".join(listed)
            if listed:
                parts.append(f"{name}={text}" if len(text) <= 60 else f"{name}: {len(listed):,}")
        else:
            parts.append(f"{name}={value}")
    return " ".join(parts)
