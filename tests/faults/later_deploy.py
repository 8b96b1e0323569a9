"""Another version of this program, whose settings and levels have another shape."""

from __future__ import annotations

import sys

from astromorty.database.controllers.guild_config import GuildConfigController
from astromorty.database.controllers.level import LevelController
from astromorty.database.models import GuildConfig, Level


class LaterGuildConfig(GuildConfig):
    """Settings with a field that the other deploy does not know."""

    motto: str = "later"


class LaterLevel(Level):
    """A level whose XP has no limit."""

    xp: int = 0


def become_later_deploy() -> None:
    """Make this process the later deploy: everything it reads and writes has the later shape."""
    setattr(sys.modules[GuildConfigController.__module__], "GuildConfig", LaterGuildConfig)  # noqa: B010
    setattr(sys.modules[LevelController.__module__], "Level", LaterLevel)  # noqa: B010
    GuildConfigController.model = LaterGuildConfig
    LevelController.model = LaterLevel
