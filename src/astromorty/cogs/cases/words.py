"""How cases read."""

from datetime import UTC, datetime

import discord
from discord import ui
from discord.app_commands import Choice

from astromorty.services.cases import CASE_KINDS, Case, CaseStats
from astromorty.ui.cards import Tone, card, code, plain
from astromorty.ui.quote import beginning, excerpt, link_to

# Of a reason in a list: ten of them fit a page.
SHORT = 100


def entry(case: Case, *, with_link: bool = False) -> ui.LayoutView:
    """Show all there is to know about a case, as its entry in the log and as an answer."""
    kind = CASE_KINDS[case.kind]
    lines = [f"**Member** {person(case.member_id)}"]
    if case.moderator_id is not None:
        lines.append(f"**Moderator** {person(case.moderator_id)}")
    lines.append(f"**Reason** {plain(case.reason) if case.reason else '–'}")
    if case.expires_at is not None:
        lines.append(_end(case, case.expires_at))
    if case.closed_at is not None:
        how = "Over since" if kind.lifted_by is not None else "Closed"
        lines.append(f"**{how}** {discord.utils.format_dt(case.closed_at, 'R')}")
    footer = f"-# {discord.utils.format_dt(case.created_at, 'f')}"
    if with_link and case.log_channel_id is not None and case.log_message_id is not None:
        footer += f" · [entry in the log]({link_to(case.guild_id, case.log_channel_id, case.log_message_id)})"
    tone = Tone.WARNING if case.is_open else Tone.NEUTRAL
    return card(f"{kind.icon} {kind.noun} · case {case.number}", "\n".join(lines), footer, tone=tone)


def _end(case: Case, at: datetime) -> str:
    when = discord.utils.format_dt(at, "R")
    if not case.is_open:
        return f"**Was to end** {when}"
    if at > datetime.now(UTC):
        return f"**Ends** {when}"
    return f"**Should have ended** {when} ⚠️ I could not yet; `{CASE_KINDS[case.kind].lifted_by}` does it by hand."


def person(user_id: int) -> str:
    """Name somebody, also for those to whom Discord shows no name for a mention."""
    return f"<@{user_id}> ({code(str(user_id))})"


def listed(case: Case) -> str:
    """Show a case as an entry of the list."""
    kind = CASE_KINDS[case.kind]
    by = f" by <@{case.moderator_id}>" if case.moderator_id is not None else ""
    state = "" if case.is_open else " · closed"
    when = discord.utils.format_dt(case.created_at, "R")
    reason = f"\n{excerpt(case.reason, SHORT)}" if case.reason else ""
    return f"**{case.number}** · {kind.icon} {kind.noun} · <@{case.member_id}>{by} · {when}{state}{reason}"


def choice(case: Case, name: str) -> Choice[int]:
    """Offer a case to choose from; `name` is the member's."""
    reason = f" · {beginning(case.reason, SHORT)}" if case.reason else ""
    return Choice(name=f"{case.number} · {CASE_KINDS[case.kind].noun} · {name}{reason}"[:100], value=case.number)


def counted(stats: CaseStats) -> str:
    """Show a server's cases in numbers."""
    if not stats.kinds:
        return "There are no cases in this server yet."
    total, still_open, recent = (
        sum(count.total for count in stats.kinds),
        sum(count.open for count in stats.kinds),
        sum(count.recent for count in stats.kinds),
    )
    lines = [f"**{total:,}** in all · **{still_open:,}** open · **{recent:,}** in the last 30 days", ""]
    lines += [
        f"{CASE_KINDS[count.kind].icon} {CASE_KINDS[count.kind].noun}: {count.total:,} · {count.open:,} open · "
        f"{count.recent:,} in the last 30 days"
        for count in stats.kinds
    ]
    if stats.moderators:
        most = " · ".join(f"<@{moderator_id}> {count:,}" for moderator_id, count in stats.moderators)
        lines += ["", f"**Most by** {most}"]
    return "\n".join(lines)
