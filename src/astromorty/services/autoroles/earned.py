"""What members' statuses earned when they were last looked at."""

from collections import OrderedDict

Earned = frozenset[int]


class LastEarned:
    """Remembers it of the members that are not known otherwise, so that only a change has to ask who they are.

    Args:
        most: Of how many members; who was looked at longest ago is forgotten first, and is asked for once more.
    """

    def __init__(self, *, most: int = 20_000) -> None:
        self._most = most
        self._earned: OrderedDict[tuple[int, int], Earned] = OrderedDict()

    def get(self, guild_id: int, member_id: int) -> Earned | None:
        """Return which roles a member earned; None if nobody looked."""
        return self._earned.get((guild_id, member_id))

    def put(self, guild_id: int, member_id: int, earned: Earned) -> None:
        """Note which roles a member earns."""
        self._earned[guild_id, member_id] = earned
        self._earned.move_to_end((guild_id, member_id))
        if len(self._earned) > self._most:
            self._earned.popitem(last=False)

    def forget(self, guild_id: int, member_id: int) -> None:
        """Note nothing more of a member whose roles are known."""
        self._earned.pop((guild_id, member_id), None)
