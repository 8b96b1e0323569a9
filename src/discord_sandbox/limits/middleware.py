"""Rate limits and faults in front of the REST API."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiohttp import web
from aiohttp.typedefs import Middleware

from discord_sandbox.errors import DiscordError
from discord_sandbox.limits.buckets import RateLimiter, refusal_headers
from discord_sandbox.limits.faults import Fault, FaultKind, FaultPlan
from discord_sandbox.wire import encode_json

_VERSION = re.compile(r"^/api/v\d+")
_PARAMETER = re.compile(r"{[^}]*}")
# What each channel, guild and webhook is limited by on its own.
_MAJOR = ("channel_id", "guild_id", "webhook_id", "token")

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


def limits_middleware(limiter: RateLimiter, plan: FaultPlan) -> Middleware:
    """Build the middleware that lets a request below `/api` pass, holds it up or refuses it."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not _VERSION.match(request.path):
            return await handler(request)
        return await _limited(request, handler, limiter, plan)

    return middleware


async def _limited(request: web.Request, handler: Handler, limiter: RateLimiter, plan: FaultPlan) -> web.StreamResponse:
    faults = plan.meeting(request.method, _VERSION.sub("", request.path))
    if latency := sum(fault.seconds for fault in faults if fault.kind is FaultKind.LATENCY):
        await _receive(request)
        await asyncio.sleep(latency)
    for fault in faults:
        refusal = _refusal(request, fault)
        if refusal is not None:
            return refusal
    route = f"{request.method} {_template(request)}"
    verdict = limiter.take(_PARAMETER.sub("*", route), _major_of(request))
    if verdict.retry_after is not None:
        limiter.refused[route] += 1
        return _too_many(verdict.retry_after, is_global=verdict.is_global, headers=verdict.headers())
    response = await handler(request)
    if any(fault.kind is FaultKind.DROP_ANSWER for fault in faults):
        return _dropped(request)
    response.headers.update(verdict.headers())
    return response


async def _receive(request: web.Request) -> None:
    """Read the body into the request: what has arrived is carried out later even where the client no longer waits."""
    await (request.post() if request.content_type == "multipart/form-data" else request.read())


def _refusal(request: web.Request, fault: Fault) -> web.StreamResponse | None:
    match fault.kind:
        case FaultKind.RATE_LIMIT | FaultKind.GLOBAL_RATE_LIMIT:
            is_global = fault.kind is FaultKind.GLOBAL_RATE_LIMIT
            headers = refusal_headers(fault.seconds, is_global=is_global)
            return _too_many(fault.seconds, is_global=is_global, headers=headers)
        case FaultKind.SERVER_ERROR:
            body = encode_json({"message": f"{fault.status}: Internal Server Error", "code": 0})
            return web.Response(status=fault.status, body=body, content_type="application/json")
        case FaultKind.REFUSE:
            body = encode_json(DiscordError(fault.failure).payload())
            return web.Response(status=fault.failure.status, body=body, content_type="application/json")
        case FaultKind.DROP:
            return _dropped(request)
        case FaultKind.LATENCY | FaultKind.DROP_ANSWER:
            return None


def _too_many(retry_after: float, *, is_global: bool, headers: dict[str, str]) -> web.Response:
    body = {"message": "You are being rate limited.", "retry_after": round(retry_after, 3), "global": is_global}
    return web.Response(status=429, body=encode_json(body), content_type="application/json", headers=headers)


def _dropped(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _template(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return _VERSION.sub("", resource.canonical if resource is not None else request.path)


def _major_of(request: web.Request) -> str:
    return "+".join(request.match_info[name] for name in _MAJOR if name in request.match_info)
