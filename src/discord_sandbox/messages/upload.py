"""A file on its way in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent, not yet an attachment."""

    filename: str
    content_type: str
    data: bytes
