"""HTTP to the control API."""

from typing import Any, Self

import aiohttp

from discord_sandbox.client.errors import SandboxRefused
from discord_sandbox.wire import JsonObject

REQUEST_SECONDS = 90.0
POSITION_HEADER = "X-Sandbox-Position"


class Transport:
    """Sends requests and remembers the position of the journal before the last act.

    ``acted_at`` is where a wait without a starting point begins, so that what the act caused is never missed.
    """

    def __init__(self, url: str) -> None:
        self._base = url.rstrip("/") + "/sandbox/"
        self._session: aiohttp.ClientSession | None = None
        self.acted_at: int | None = None

    async def request(
        self, method: str, path: str, body: JsonObject | None = None, query: dict[str, str] | None = None
    ) -> Any:
        """Send a request and return the decoded answer; raises ``SandboxRefused``."""
        async with self._opened().request(method, self._base + path, json=body, params=query) as response:
            if method != "GET":
                self.acted_at = int(response.headers.get(POSITION_HEADER, self.acted_at or 0))
            if response.status == 204:
                return None
            answer = await response.json(content_type=None)
            if response.status >= 400:
                raise SandboxRefused(str(answer["code"]), str(answer["message"]))
            return answer

    async def download(self, url: str) -> bytes:
        """Return what lies at an address of the sandbox; raises ``aiohttp.ClientResponseError``."""
        async with self._opened().get(url, raise_for_status=True) as response:
            return await response.read()

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()
            self._session = None

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=REQUEST_SECONDS))
        return self._session

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
