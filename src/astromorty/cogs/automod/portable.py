"""Automod's rules and exemptions in an exported configuration."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import discord
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from astromorty.database.controllers.automod import MOST_EXEMPT, MOST_RULES, MOST_WORDS_IN_ALL
from astromorty.database.models.automod import ALL_RULES, AutomodRule, AutomodRules, RuleAction, RuleKind
from astromorty.errors import InvalidInput
from astromorty.portable import Change, Snowflake, read_part
from astromorty.services.automod.kinds import parameters_of
from astromorty.services.automod.service import Automod, too_many_words

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

_STRICT = ConfigDict(extra="forbid", frozen=True)


class RulePart(BaseModel):
    """A rule in the file."""

    model_config = _STRICT

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
    kind: RuleKind
    parameters: dict[str, Any]
    action: RuleAction = "delete"
    timeout: Annotated[int, Field(ge=60, le=28 * 86_400)] = 600
    escalate_after: Annotated[int, Field(ge=0, le=50)] = 0
    escalate_within: Annotated[int, Field(ge=60, le=86_400)] = 3600
    is_enabled: bool = True
    is_dry_run: bool = False


class ExemptPart(BaseModel):
    """What a rule, or with an empty name every rule, leaves alone."""

    model_config = _STRICT

    rule: str
    target: Literal["channel", "role"]
    target_id: Snowflake


class AutomodPart(BaseModel):
    """Automod's part of the file."""

    model_config = _STRICT

    rules: Annotated[tuple[RulePart, ...], Field(max_length=MOST_RULES)] = ()
    exempt: Annotated[tuple[ExemptPart, ...], Field(max_length=MOST_EXEMPT)] = ()


_FILE = TypeAdapter(AutomodPart)


class PortableAutomod:
    """Writes and reads it."""

    title = "automod's rules"

    def __init__(self, bot: "Astromorty", automod: Automod) -> None:
        self._bot = bot
        self._stored = automod.stored

    async def export(self, guild: discord.Guild) -> Any:
        """Return the rules and the exemptions of what there still is; None without any."""
        rules = await self._stored.get(guild.id)
        part = AutomodPart(
            rules=tuple(RulePart(**rule.columns()) for rule in rules.rules),
            exempt=tuple(
                ExemptPart(rule=rule, target="role" if target == "role" else "channel", target_id=str(target_id))
                for rule, target, target_id in rules.exempt
                if _is_there(guild, target, target_id)
            ),
        )
        return part.model_dump(mode="json") if part.rules or part.exempt else None

    async def check(self, member: discord.Member, content: object) -> Change:
        """Return what the file would change; raise `InvalidInput`, or `NotAllowed` for who may not change rules."""
        await self._bot.gate.refuse(member, "automod add")
        await self._bot.gate.refuse(member, "automod exempt")
        guild = member.guild
        wanted = _rules_of(guild, AutomodPart() if content is None else read_part(_FILE, content))
        present = await self._stored.get(guild.id)

        async def apply() -> None:
            await self._stored.replace(guild.id, wanted)

        return Change(_lines(present, wanted), apply)


def _is_there(guild: discord.Guild, target: str, target_id: int) -> bool:
    return (guild.get_role(target_id) if target == "role" else guild.get_channel_or_thread(target_id)) is not None


def _rules_of(guild: discord.Guild, part: AutomodPart) -> AutomodRules:
    """Check what a file says as commands would, and return it as it is stored; raise `InvalidInput`."""
    names = [rule.name for rule in part.rules]
    if len(set(names)) < len(names):
        raise InvalidInput("rules: two of them have the same name.")
    rules: list[AutomodRule] = []
    for rule in part.rules:
        if rule.escalate_after == 1:
            raise InvalidInput(f"the rule `{rule.name}`: escalation begins with 2 violations, or is 0 for none.")
        try:
            parameters = parameters_of(rule.kind, rule.parameters).model_dump(mode="json")
        except InvalidInput as error:
            raise InvalidInput(f"the rule `{rule.name}`: {error}") from None
        rules.append(AutomodRule.of(**{**rule.model_dump(), "parameters": parameters}))
    if sum(len(rule.parameters.get("words", ())) for rule in rules) > MOST_WORDS_IN_ALL:
        raise too_many_words(MOST_WORDS_IN_ALL)
    exempt = {(each.rule, each.target, int(each.target_id)) for each in part.exempt}
    for name, target, target_id in sorted(exempt):
        if name != ALL_RULES and name not in names:
            raise InvalidInput(f"exempt: there is no rule `{name[:32]}` in the file.")
        if not _is_there(guild, target, target_id) or target_id == guild.id:
            raise InvalidInput(f"exempt: this server has no {target} {target_id} that can be exempt.")
    return AutomodRules(rules=tuple(sorted(rules, key=lambda rule: rule.name)), exempt=tuple(sorted(exempt)))


def _lines(present: AutomodRules, wanted: AutomodRules) -> list[str]:
    """Say in words what would change."""
    before, after = ({rule.name: rule.columns() for rule in rules.rules} for rules in (present, wanted))
    added = [name for name in after if name not in before]
    changed = [name for name in after if name in before and after[name] != before[name]]
    removed = [name for name in before if name not in after]
    named = (("added", added), ("changed", changed), ("removed", removed))
    lines = [f"Automod rules {what}: {', '.join(f'`{name}`' for name in names)}" for what, names in named if names]
    if set(present.exempt) != set(wanted.exempt):
        lines.append(f"Automod exemptions: {len(present.exempt)} → {len(wanted.exempt)}")
    return lines
