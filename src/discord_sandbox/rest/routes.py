"""Route tables of the resource modules."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from discord_sandbox.rest.call import Answer, Call

Handler = Callable[[Call], Awaitable[Answer]]
HandlerT = TypeVar("HandlerT", bound=Handler)


@dataclass(frozen=True, slots=True)
class Route:
    """One method and path below ``/api/v10``. ``authorized``: the bot's token is needed."""

    method: str
    path: str
    handler: Handler
    authorized: bool = True


class RouteTable:
    """Collects a resource's handlers by decoration."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def get(self, path: str, *, authorized: bool = True) -> Callable[[HandlerT], HandlerT]:
        """Register a handler for GET."""
        return self._add("GET", path, authorized)

    def post(self, path: str, *, authorized: bool = True) -> Callable[[HandlerT], HandlerT]:
        """Register a handler for POST."""
        return self._add("POST", path, authorized)

    def put(self, path: str, *, authorized: bool = True) -> Callable[[HandlerT], HandlerT]:
        """Register a handler for PUT."""
        return self._add("PUT", path, authorized)

    def patch(self, path: str, *, authorized: bool = True) -> Callable[[HandlerT], HandlerT]:
        """Register a handler for PATCH."""
        return self._add("PATCH", path, authorized)

    def delete(self, path: str, *, authorized: bool = True) -> Callable[[HandlerT], HandlerT]:
        """Register a handler for DELETE."""
        return self._add("DELETE", path, authorized)

    def _add(self, method: str, path: str, authorized: bool) -> Callable[[HandlerT], HandlerT]:
        def register(handler: HandlerT) -> HandlerT:
            self.routes.append(Route(method, path, handler, authorized))
            return handler

        return register


def path_pattern(path: str) -> str:
    """Return aiohttp's form of a path: what is called an ID matches digits only."""
    return re.sub(r"{(\w+_id)}", r"{\1:\\d+}", path)
