"""What tells the panels that a server has from those of a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from astromorty.database.models import RoleChoice, RolePanel
from astromorty.ui.cards import plain

_ATTRIBUTES: Final = {
    "title": "title",
    "kind": "kind",
    "mode": "mode",
    "required_role": "needed role",
    "channel_id": "channel",
}
_REPOST: Final = "`roles panel repost` posts it"


@dataclass(frozen=True, slots=True)
class PanelChange:
    """What becomes of one panel; none before is a new one, none after one that is deleted."""

    number: int
    before: RolePanel | None
    after: RolePanel | None

    @property
    def offered(self) -> Sequence[RoleChoice]:
        """What `roles panel add` would have put on it: roles that are new, and those that are shown anew."""
        known = () if self.before is None else self.before.choices
        return () if self.after is None else [choice for choice in self.after.choices if choice not in known]

    @property
    def is_moved(self) -> bool:
        """Whether it is to stand in a channel that it does not stand in now."""
        return self.after is not None and (self.before is None or self.before.channel_id != self.after.channel_id)

    @property
    def opens(self) -> bool:
        """Whether others can take its roles than before, or otherwise."""
        if self.before is None or self.after is None:
            return False
        return _differ(self.before, self.after, "mode", "required_role", "channel_id")

    @property
    def commands(self) -> Sequence[str]:
        """Which subcommands of `roles panel` it takes to do the same."""
        if self.after is None:
            return ["delete"]
        if self.before is None:
            return ["create", "add"] if self.after.choices else ["create"]
        wanted = {choice.role_id for choice in self.after.choices}
        kept = tuple(choice for choice in self.before.choices if choice.role_id in wanted)
        does = {
            "edit": _differ(self.before, self.after, "title", "kind", "mode", "required_role"),
            "repost": self.is_moved,
            "add": kept != self.after.choices,
            "remove": kept != self.before.choices,
        }
        return [name for name, is_done in does.items() if is_done]

    def line(self) -> str:
        """Say in words what becomes of it, and of its message."""
        panel = self.after or self.before
        assert panel is not None
        name = f"Panel {self.number} ({plain(panel.title)})"
        is_posted = self.before is not None and self.before.message_id is not None
        if self.after is None:
            return f"{name}: deleted" + ("; its message stays and does nothing, delete it by hand" if is_posted else "")
        if self.before is None:
            return f"{name}: new, with {len(panel.choices)} roles; {_REPOST}"
        parts = [
            f"{words} {_value(attribute, getattr(self.before, attribute))} → "
            f"{_value(attribute, getattr(self.after, attribute))}"
            for attribute, words in _ATTRIBUTES.items()
            if _differ(self.before, self.after, attribute)
        ]
        if self.before.choices != self.after.choices:
            parts.append(f"roles {len(self.before.choices)} → {len(self.after.choices)}")
        shown = "; its message shows what was before until then" if is_posted else ""
        return f"{name}: {', '.join(parts)}; {_REPOST} anew{shown}"


def with_message_of(present: Mapping[int, RolePanel], panel: RolePanel) -> RolePanel:
    """Return a panel with the message that it has now, if it stays where that stands."""
    same = present.get(panel.number)
    if same is None or same.channel_id != panel.channel_id:
        return panel
    return panel.model_copy(update={"message_id": same.message_id})


def changes_between(before: Mapping[int, RolePanel], after: Mapping[int, RolePanel]) -> list[PanelChange]:
    """Return a change for each panel about which the two differ, by number."""
    return [
        PanelChange(number, before.get(number), after.get(number))
        for number in sorted({*before, *after})
        if before.get(number) != after.get(number)
    ]


def _differ(one: RolePanel, other: RolePanel, *attributes: str) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in attributes)


def _value(attribute: str, value: object) -> str:
    if value is None:
        return "none"
    if attribute == "channel_id":
        return f"<#{value}>"
    return f"<@&{value}>" if attribute == "required_role" else plain(str(value))
