"""How automod reads: in its log, in channels, and in the list of rules."""

from collections.abc import Iterable
from datetime import timedelta

import discord
from discord import ui

from astromorty.database.models.automod import ALL_RULES, AutomodRule, AutomodRules
from astromorty.log_channels.entry import Entry
from astromorty.services.automod.compiled import Violation
from astromorty.services.automod.kinds import KINDS, parameters_of, shown
from astromorty.services.automod.limits import MOST_DELETIONS
from astromorty.services.times.duration import in_words
from astromorty.ui.cards import Tone, card, code
from astromorty.ui.quote import quote_message, someone

LONGEST_PART = 100
LONGEST_QUOTE = 1_000


def entry(
    message: discord.Message, author: discord.Member, violation: Violation, done: Iterable[str], tone: Tone
) -> Entry:
    """Tell the log what a member wrote, which rule that broke, and what was done."""
    rule = violation.ready.rule
    text = "\n".join(
        [
            f"**Automod · {rule.name}** ({KINDS[rule.kind].purpose}): {code(violation.part[:LONGEST_PART])}",
            f"{someone(author.id, author.display_name)} in <#{message.channel.id}> · {message.jump_url}",
            " ".join(done),
            quote_message(message.content, [file.filename for file in message.attachments], LONGEST_QUOTE),
        ]
    )
    return Entry(text, tone)


def limit_entry() -> Entry:
    """Tell the log that automod deletes no more for now."""
    return Entry(
        f"**Automod stopped deleting**: it deletes at most {MOST_DELETIONS} messages a minute in a server, so that a "
        "rule which fits too much empties no channel. What breaks rules is still noted here. If a rule is wrong, "
        "`automod disable` it; in a raid, `slowmode` helps.",
        Tone.ERROR,
    )


def notice(author: discord.abc.User, violation: Violation) -> ui.LayoutView:
    """Say in the channel why a message is gone."""
    purpose = KINDS[violation.ready.rule.kind].purpose
    return card(None, f"{author.mention}, your message was removed: this server does not allow {purpose}.")


def rule_line(rule: AutomodRule, rules: AutomodRules, guild: discord.Guild) -> str:
    """Describe a rule in a line, and who is exempt from it in another."""
    state = "" if rule.is_enabled else " · **off**"
    dry = " · dry run" if rule.is_dry_run else ""
    action = rule.action
    if "timeout" in action:
        action += f" {in_words(timedelta(seconds=rule.timeout))}"
    if rule.escalate_after:
        within = in_words(timedelta(seconds=rule.escalate_within))
        action += f", timeout after {rule.escalate_after} in {within}"
    settings = shown(parameters_of(rule.kind, rule.parameters))
    line = f"**{rule.name}** · {rule.kind} · {action}{state}{dry}"
    if settings:
        line += f"\n-# {code(settings)}"
    exempt = exempt_words(rules, guild, rule.name)
    return f"{line}\n-# not for {exempt}" if exempt else line


def exempt_words(rules: AutomodRules, guild: discord.Guild, name: str = ALL_RULES) -> str:
    """Name the roles and channels that a rule, or every rule, leaves alone."""
    return ", ".join(_exempt(guild, target, target_id) for rule, target, target_id in rules.exempt if rule == name)


def _exempt(guild: discord.Guild, target: str, target_id: int) -> str:
    if target == "role":
        return f"<@&{target_id}>" if guild.get_role(target_id) is not None else "a deleted role"
    # Of threads only those that are not archived are known.
    is_known = guild.get_channel_or_thread(target_id) is not None
    return f"<#{target_id}>" if is_known else f"<#{target_id}> (deleted, or an archived thread)"
