"""Checks of the token and of what its application may do."""

import base64
import binascii
from typing import Final

import aiohttp
from pydantic import BaseModel

from astromorty import __version__
from astromorty.doctor.finding import Finding, State
from astromorty.intents import PRIVILEGED
from astromorty.settings import Settings
from astromorty.settings.values import MAX_SNOWFLAKE

TIMEOUT_SECONDS: Final = 10
_PORTAL: Final = "https://discord.com/developers/applications"


class _Application(BaseModel):
    """What of an application's description is asked for."""

    flags: int = 0


class SessionStarts(BaseModel):
    """How many more times a shard may identify; `reset_after` is in milliseconds.

    https://discord.com/developers/docs/events/gateway#session-start-limit-object
    """

    total: int
    remaining: int
    reset_after: int
    max_concurrency: int


class _Gateway(BaseModel):
    """What is told of the gateway to a bot."""

    shards: int
    session_start_limit: SessionStarts


async def check_token_form(settings: Settings) -> list[Finding]:
    """Tell whether the token looks like one: three parts by dots, the first an ID in base64."""
    if settings.bot_token is None:
        remedy = f"Set BOT_TOKEN (from {_PORTAL}, page Bot), or try the bot with `astromorty sandbox`."
        return [Finding("Token", State.PROBLEM, "not set", remedy)]
    application_id = application_id_in(settings.bot_token.get_secret_value())
    if application_id is None:
        remedy = f"Copy the token again from {_PORTAL}, page Bot; the client secret and the public key are others."
        return [Finding("Token", State.PROBLEM, "does not have the form of a bot token", remedy)]
    return [Finding("Token", State.OK, f"has the form of a token of application {application_id}")]


def application_id_in(token: str) -> int | None:
    """Return the application ID that a token begins with; None when it is no token."""
    parts = token.split(".")
    if len(parts) != 3 or not all(parts):
        return None
    try:
        decoded = base64.b64decode(parts[0] + "=" * (-len(parts[0]) % 4), altchars=b"-_", validate=True)
        number = int(decoded.decode("ascii")) if decoded.isdigit() else 0
    except (binascii.Error, ValueError):
        return None
    return number if 0 < number <= MAX_SNOWFLAKE else None


async def check_discord(settings: Settings) -> list[Finding]:
    """Ask Discord which privileged intents the application has, and how many shards and session starts."""
    if settings.bot_token is None:
        return []
    try:
        status, application, gateway = await _ask(settings.discord_api_url, settings.bot_token.get_secret_value())
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
        reason = "did not answer in time" if isinstance(error, TimeoutError) else "cannot be reached"
        remedy = "Check the network, a proxy, and DISCORD_API_URL if you set it."
        return [Finding("Discord", State.PROBLEM, f"{settings.discord_api_url} {reason}", remedy)]
    if status == 401:
        remedy = f"Reset the token at {_PORTAL}, page Bot, and set the new one."
        return [Finding("Discord", State.PROBLEM, "refuses the token", remedy)]
    if application is None or gateway is None:
        return [Finding("Discord", State.PROBLEM, f"answered with status {status}", "Try again later.")]
    return [
        Finding("Discord", State.OK, "accepts the token"),
        *_compare_intents(settings, application.flags),
        judge_shards(settings.sharding.count, gateway.shards),
        judge_starts(gateway.session_start_limit, settings.sharding.count or gateway.shards),
    ]


async def _ask(api_url: str, token: str) -> tuple[int, _Application | None, _Gateway | None]:
    """Return the first status that is no success, and what Discord says of the application and the gateway."""
    headers = {"Authorization": f"Bot {token}", "User-Agent": f"DiscordBot (astromorty, {__version__})"}
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    answers: list[bytes] = []
    async with aiohttp.ClientSession(timeout=timeout, headers=headers, trust_env=True) as session:
        for path in ("applications/@me", "gateway/bot"):
            async with session.get(f"{api_url}/{path}") as response:
                if response.status != 200:
                    return response.status, None, None
                answers.append(await response.read())
    return 200, _Application.model_validate_json(answers[0]), _Gateway.model_validate_json(answers[1])


def judge_shards(configured: int | None, advised: int) -> Finding:
    """Compare the number of shards that is set with Discord's advice."""
    if configured is not None and configured < advised:
        remedy = f"Set SHARDING__COUNT={advised}, or leave it out: Discord refuses shards with over 2,500 servers."
        return Finding("Shards", State.NOTE, f"{configured} are set, Discord advises {advised}", remedy)
    return Finding("Shards", State.OK, f"{configured or advised}; Discord advises {advised}")


def judge_starts(limit: SessionStarts, shards: int) -> Finding:
    """Say how many times the shards can still be started today; Discord resets the token of who takes too many."""
    detail = f"{limit.remaining} of {limit.total} left, {limit.max_concurrency} at once, for {shards} shards"
    hours = f"{limit.reset_after / 3_600_000:.1f} h"
    if limit.remaining < shards:
        remedy = f"Do not start the bot: wait {hours} until there are new ones."
        return Finding("Session starts", State.PROBLEM, detail, remedy)
    if limit.remaining < 3 * shards:
        remedy = f"Restart as little as possible for {hours}; a bot that restarts by itself uses them up."
        return Finding("Session starts", State.NOTE, detail, remedy)
    return Finding("Session starts", State.OK, detail)


def _compare_intents(settings: Settings, flags: int) -> list[Finding]:
    findings: list[Finding] = []
    for intent in PRIVILEGED:
        subject = f"INTENTS__{intent.flag.upper()}"
        wanted: bool = getattr(settings.intents, intent.flag)
        if not wanted:
            findings.append(Finding(subject, State.OK, f"off: {intent.needed_for}"))
        elif intent.is_allowed(flags):
            findings.append(Finding(subject, State.OK, "on"))
        else:
            detail = f"on here, but off for the application: {intent.needed_for}"
            remedy = f"Enable {intent.portal_name} Intent at {_PORTAL}, page Bot, or set {subject}=false."
            findings.append(Finding(subject, State.NOTE, detail, remedy))
    return findings
