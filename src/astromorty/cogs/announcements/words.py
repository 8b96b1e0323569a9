"""How announcements read."""

from astromorty.database.models import Announcement, StickyMessage
from astromorty.services.announcements import Plan
from astromorty.ui.quote import excerpt
from astromorty.ui.times import moment


def state(each: Announcement) -> str:
    """Say when and where it comes, and what is wrong with it."""
    repeats = f" · every {each.rule}, {each.zone}" if each.rule is not None else ""
    when = "paused" if each.is_paused else moment(each.due_at)
    pings = " · notifies whom it mentions" if each.pings else ""
    problem = f"\n⚠️ {each.problem}" if each.problem else ""
    return f"**#{each.announcement_id}** · <#{each.channel_id}> · {when}{repeats}{pings}{problem}"


def listed(each: Announcement) -> str:
    """Show an announcement as an entry of a list."""
    return f"{state(each)}\n{excerpt(each.text)}"


def listed_sticky(sticky: StickyMessage) -> str:
    """Show a sticky message as an entry of a list."""
    problem = f"\n⚠️ {sticky.problem}" if sticky.problem else ""
    return f"<#{sticky.channel_id}> · {excerpt(sticky.text)}{problem}"


def understood(each: Announcement, plan: Plan) -> str:
    """Say when it comes, what was assumed, and by whose clocks."""
    assumed = f"\n⚠️ {plan.meant.note}" if plan.meant.note else ""
    mentions = "@everyone" in each.text or "@here" in each.text or "<@&" in each.text
    silent = "\n-# It notifies nobody: that takes the permission to mention @everyone." if mentions else ""
    zone = f"\n-# By the clocks of {plan.zone}, this server's time zone."
    return f"{state(each)}{assumed}{'' if each.pings else silent}{zone}"
