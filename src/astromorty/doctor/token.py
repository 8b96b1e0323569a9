"""Checks of the token and of what its application may do."""

import base64
import binascii
from typing import Final

import aiohttp
from pydantic import BaseModel

from astromorty import __version__
from astromorty.doctor.finding import Finding, State
from astromorty.settings import Settings
from astromorty.settings.values import MAX_SNOWFLAKE

TIMEOUT_SECONDS: Final = 10
_PORTAL: Final = "https://discord.com/developers/applications"

# The application's flags for a privileged intent: granted by Discord, and self-granted in fewer than 100 servers.
# https://discord.com/developers/docs/resources/application#application-object-application-flags
_INTENT_FLAGS: Final = {
    "presences": (1 << 12 | 1 << 13, "Presence Intent"),
    "members": (1 << 14 | 1 << 15, "Server Members Intent"),
    "message_content": (1 << 18 | 1 << 19, "Message Content Intent"),
}


class _Application(BaseModel):
    """What of an application's description is asked for."""

    flags: int = 0


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


async def check_intents(settings: Settings) -> list[Finding]:
    """Ask Discord which privileged intents the application has."""
    if settings.bot_token is None:
        return []
    try:
        status, flags = await _application_flags(settings.discord_api_url, settings.bot_token.get_secret_value())
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
        reason = "did not answer in time" if isinstance(error, TimeoutError) else "cannot be reached"
        remedy = "Check the network, a proxy, and DISCORD_API_URL if you set it."
        return [Finding("Discord", State.PROBLEM, f"{settings.discord_api_url} {reason}", remedy)]
    if status == 401:
        remedy = f"Reset the token at {_PORTAL}, page Bot, and set the new one."
        return [Finding("Discord", State.PROBLEM, "refuses the token", remedy)]
    if flags is None:
        return [Finding("Discord", State.PROBLEM, f"answered with status {status}", "Try again later.")]
    return [Finding("Discord", State.OK, "accepts the token"), *_compare_intents(settings, flags)]


async def _application_flags(api_url: str, token: str) -> tuple[int, int | None]:
    """Return the answer's status, and the flags when there are any."""
    headers = {"Authorization": f"Bot {token}", "User-Agent": f"DiscordBot (astromorty, {__version__})"}
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    async with (
        aiohttp.ClientSession(timeout=timeout, headers=headers, trust_env=True) as session,
        session.get(f"{api_url}/applications/@me") as response,
    ):
        if response.status != 200:
            return response.status, None
        return response.status, _Application.model_validate_json(await response.read()).flags


def _compare_intents(settings: Settings, flags: int) -> list[Finding]:
    findings: list[Finding] = []
    for name, (granting, title) in _INTENT_FLAGS.items():
        subject = f"INTENTS__{name.upper()}"
        wanted: bool = getattr(settings.intents, name)
        if wanted and not flags & granting:
            remedy = f"Enable {title} at {_PORTAL}, page Bot, or set {subject}=false."
            findings.append(Finding(subject, State.NOTE, "on here, but off for the application", remedy))
        else:
            findings.append(Finding(subject, State.OK, "on" if wanted else "off"))
    return findings
