"""Only pages and programs of this machine may talk to the sandbox."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

_LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}


@web.middleware
async def loopback_only(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse a foreign Host (DNS rebinding) and a foreign Origin (another site's page)."""
    host = request.headers.get("Host", "")
    origin = request.headers.get("Origin")
    if _name(host) not in _LOOPBACK or (origin is not None and urlsplit(origin).netloc != host):
        raise web.HTTPForbidden(text="The sandbox answers its own pages and programs of this machine only.")
    return await handler(request)


def _name(host: str) -> str:
    return host if host.endswith("]") else host.rpartition(":")[0] or host
