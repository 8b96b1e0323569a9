"""Which shards a process is to have."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass, replace
from typing import Final, Self

from astromorty.database.controllers.fleet import Member
from astromorty.settings import Settings

EVERYTHING: Final = "all"


@dataclass(frozen=True, slots=True)
class Placement:
    """What the operator decided: `count` shards in all, None for Discord's advice.

    `shared`: the process takes its part of what no other has. Else it takes `ids`, or with None all there are, and
    follows at once who had them before.
    """

    shared: bool
    count: int | None = None
    ids: tuple[int, ...] | None = None

    def member(self) -> Member:
        """Return this process under an identity that nobody had before."""
        name = f"{socket.gethostname()}:{os.getpid()}"
        member = Member(secrets.token_hex(8), name)
        if self.shared:
            return member
        place = EVERYTHING if self.ids is None else ",".join(map(str, sorted(set(self.ids))))
        return replace(member, place=place, shards=self.ids)

    @classmethod
    def decided(cls, settings: Settings) -> Self:
        """Return what follows from the settings: processes with a common Redis share what is not given out."""
        wanted = settings.sharding
        shared = settings.external_services.redis_url is not None and wanted.ids is None
        return cls(shared, wanted.count, wanted.ids)
