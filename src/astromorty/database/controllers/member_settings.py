"""What people have set for themselves."""

from __future__ import annotations

from astromorty.database.controllers.base import BaseController
from astromorty.database.models import MemberSettings, MemberSettingsRow


class MemberSettingsController(BaseController[MemberSettings]):
    """Reads and writes `member_settings`."""

    row = MemberSettingsRow
    model = MemberSettings

    async def timezone(self, member_id: int) -> str | None:
        """Return the IANA zone that a member chose, or None."""
        settings = await self.get_by_id(member_id)
        return None if settings is None else settings.timezone

    async def set_timezone(self, member_id: int, zone: str | None) -> None:
        """Remember the IANA zone that a member chose; None forgets it."""
        async with self.database.unit_of_work():
            if zone is None:
                await self.delete_by_id(member_id)
            else:
                await self.upsert(member_id=member_id, timezone=zone)
