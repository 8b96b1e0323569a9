"""How reminders read."""

from zoneinfo import ZoneInfo

from discord.app_commands import Choice

from astromorty.database.models import Reminder
from astromorty.services.reminders import MemberZone
from astromorty.services.times import Meant
from astromorty.ui.quote import EXCERPT, beginning, excerpt
from astromorty.ui.times import moment


def listed(reminder: Reminder) -> str:
    """Show a reminder as an entry of the list."""
    if reminder.failure is not None:
        state = f"⚠️ never came, was due {moment(reminder.due_at)}: {reminder.failure}"
    else:
        state = moment(reminder.due_at)
    repeats = f" · every {reminder.rule}" if reminder.rule is not None else ""
    place = f" · in <#{reminder.channel_id}>" if reminder.place == "channel" else ""
    return f"**#{reminder.reminder_id}** · {state}{repeats}{place}\n{excerpt(reminder.text)}"


def choice(reminder: Reminder, zone: ZoneInfo) -> Choice[int]:
    """Offer a reminder to choose from; times as the zone's clocks show them, since choices know no other."""
    at = reminder.due_at.astimezone(zone)
    state = "failed" if reminder.failure is not None else f"{at:%a %d %b %H:%M}"
    name = f"#{reminder.reminder_id} · {state} · {beginning(reminder.text, EXCERPT)}"
    return Choice(name=name[:100], value=reminder.reminder_id)


def understood(reminder: Reminder, meant: Meant, zone: MemberZone) -> str:
    """Say when a reminder comes, what was assumed, and by whose clocks."""
    repeats = f", and then every {reminder.rule}" if reminder.rule is not None else ""
    lines = [f"{moment(reminder.due_at)}{repeats}"]
    if meant.note:
        lines.append(f"⚠️ {meant.note}")
    hint = "" if zone.is_own else " (`timezone set` chooses yours)"
    lines.append(f"-# Number {reminder.reminder_id} · by the clocks of {zone.name}{hint}")
    return "\n".join(lines)
