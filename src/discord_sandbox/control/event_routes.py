"""Waiting for events, and a user's stream of them."""

import asyncio
from contextlib import suppress

from aiohttp import web

from discord_sandbox.control.journal import Entry, Journal
from discord_sandbox.control.keys import JOURNAL, REST
from discord_sandbox.control.lookup import find_user
from discord_sandbox.control.refusal import Refusal
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.wire import JsonObject, encode_json

routes = RouteTable()

MAX_WAIT = 60


@routes.get("/events")
async def events(call: Call) -> JsonObject:
    """Return the events after ``after``; waits up to ``timeout`` seconds for one of the wanted ``names``."""
    journal = call.request.app[JOURNAL]
    after = call.query_int("after", journal.position, least=0, most=2**53)
    wanted = {name for name in (call.query("names") or "").split(",") if name}
    found: list[JsonObject] = []
    scanned = after
    with suppress(TimeoutError):
        async with asyncio.timeout(call.query_int("timeout", 0, least=0, most=MAX_WAIT)):
            while not found and not journal.closed:
                await journal.wait(scanned)
                found, scanned = _matching(journal, scanned, wanted), journal.position
    return {"position": scanned, "events": found}


async def stream(request: web.Request) -> web.StreamResponse:
    """Send a user everything they see as server-sent events, until they go or the sandbox stops."""
    journal, world = request.app[JOURNAL], request.app[REST].world
    try:
        user = find_user(world, request.match_info["user"])
    except Refusal as refusal:
        raise web.HTTPNotFound(text=refusal.message) from None
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    # Whoever closes the page goes without a word.
    with suppress(ConnectionResetError):
        await response.write(b": connected\n\n")
        await _send_events(journal, user.id, _first_position(request, journal), response)
    return response


def _first_position(request: web.Request, journal: Journal) -> int:
    """Return after which event the stream begins; a number of an earlier sandbox's means nothing to this one."""
    last = request.headers.get("Last-Event-ID", "")
    return int(last) if last.isdecimal() and int(last) <= journal.position else journal.position


async def _send_events(journal: Journal, user_id: int, position: int, response: web.StreamResponse) -> None:
    while not journal.closed:
        for entry in list(journal.since(position, user_id=user_id)):
            await response.write(_server_sent(entry))
        position = journal.position
        await journal.wait(position)


def _matching(journal: Journal, position: int, wanted: set[str]) -> list[JsonObject]:
    return [_view(entry) for entry in journal.since(position) if not wanted or entry.event.name in wanted]


def _view(entry: Entry) -> JsonObject:
    recipients = entry.event.recipients
    return {
        "number": entry.number,
        "name": entry.event.name,
        "data": {**entry.event.data, **entry.event.aside},
        "recipients": None if recipients is None else [str(user_id) for user_id in sorted(recipients)],
    }


def _server_sent(entry: Entry) -> bytes:
    head = f"id: {entry.number}\nevent: {entry.event.name}\ndata: ".encode()
    return head + encode_json({**entry.event.data, **entry.event.aside}) + b"\n\n"
