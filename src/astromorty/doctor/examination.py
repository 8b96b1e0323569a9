"""Run all checks and write the report."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Final, cast

from astromorty.doctor.database import check_database
from astromorty.doctor.finding import Finding, State
from astromorty.doctor.redis import check_redis
from astromorty.doctor.surroundings import check_contradictions, check_files, check_sentry
from astromorty.doctor.token import check_discord, check_token_form
from astromorty.log.secret_mask import SecretMask
from astromorty.settings import Settings
from astromorty.settings.variables import Variable, setting_variables

Check = Callable[[Settings], Awaitable[list[Finding]]]

CHECKS: Final[tuple[Check, ...]] = (
    check_token_form,
    check_discord,
    check_database,
    check_redis,
    check_sentry,
    check_files,
    check_contradictions,
)


async def examine(settings: Settings) -> list[Finding]:
    """Run all checks at once; return their findings in the checks' order. Each check bounds its own time."""
    return [
        finding for findings in await asyncio.gather(*(check(settings) for check in CHECKS)) for finding in findings
    ]


def render(settings: Settings, findings: list[Finding]) -> str:
    """Return the report: the settings (no secret's value), the findings with their remedies, and a last word."""
    problems = sum(finding.state is State.PROBLEM for finding in findings)
    verdict = "Everything needed is in order." if not problems else f"To be put right: {problems}."
    lines = ["Settings", *_setting_lines(settings), "", "Checks", *_finding_lines(findings), "", verdict]
    # Addresses of Discord's may hold a proxy's password.
    return SecretMask.of(settings).text("\n".join(lines))


def _setting_lines(settings: Settings) -> Iterator[str]:
    width = max(len(variable.name) for variable in setting_variables())
    for variable in setting_variables():
        origin = "set" if variable.is_set(settings) else "default"
        yield f"  {variable.name:<{width}}  {origin:<7}  {_shown(variable, settings)}"


def _shown(variable: Variable, settings: Settings) -> str:
    value = variable.read(settings)
    if value is None or value == ():
        return "-"
    if variable.secret:
        return "(hidden)"
    if isinstance(value, tuple):
        return ",".join(str(item) for item in cast("tuple[object, ...]", value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _finding_lines(findings: list[Finding]) -> Iterator[str]:
    width = max(len(finding.subject) for finding in findings)
    for finding in findings:
        yield f"  {finding.state.value:<7}  {finding.subject:<{width}}  {finding.detail}"
        if finding.remedy:
            yield f"  {'':<7}  {'':<{width}}  -> {finding.remedy}"
