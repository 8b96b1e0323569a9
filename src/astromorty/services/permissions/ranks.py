"""The ranks that most servers want."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# By number, up to the highest that there can be.
USUAL_RANKS: Final[Mapping[int, str]] = MappingProxyType(
    dict(
        enumerate(
            (
                "Member",
                "Regular",
                "Trusted Member",
                "Helper",
                "Trial Moderator",
                "Moderator",
                "Senior Moderator",
                "Head Moderator",
                "Administrator",
                "Head Administrator",
                "Server Owner",
            )
        )
    )
)
