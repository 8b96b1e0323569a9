"""Serving the page's files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from aiohttp import web

from discord_sandbox.rest.app import AiohttpHandler

FOLDER: Final = Path(__file__).with_name("static")
CONTENT_TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
# Scripts and pictures come from the sandbox alone, and no script can turn text into markup (Trusted Types).
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def mount_page(app: web.Application) -> None:
    """Add a route for each of the page's files but its entrance, which is `entrance`'s to answer."""
    for file in sorted(FOLDER.rglob("*")):
        if file.suffix in CONTENT_TYPES:
            app.router.add_get(f"/page/{file.relative_to(FOLDER).as_posix()}", _serve(file))


def entrance() -> web.StreamResponse:
    """Answer the sandbox's bare address."""
    return _response(FOLDER / "index.html")


def _serve(file: Path) -> AiohttpHandler:
    async def serve(_: web.Request) -> web.StreamResponse:
        return _response(file)

    return serve


def _response(file: Path) -> web.StreamResponse:
    return web.FileResponse(file, headers={**HEADERS, "Content-Type": f"{CONTENT_TYPES[file.suffix]}; charset=utf-8"})
