"""Who may talk to the sandbox."""

import aiohttp
import pytest

from discord_sandbox.server import Sandbox


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:1"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
@pytest.mark.parametrize("path", ["/", "/sandbox/state", "/api/v10/gateway"])
async def test_foreign_hosts_and_pages_are_refused(
    sandbox: Sandbox, path: str, headers: dict[str, str], status: int
) -> None:
    async with aiohttp.ClientSession() as http, http.get(sandbox.url + path, headers=headers) as response:
        assert response.status == status


async def test_own_page_may_call(sandbox: Sandbox) -> None:
    url, headers = f"{sandbox.url}/sandbox/state", {"Origin": sandbox.url}
    async with aiohttp.ClientSession() as http, http.get(url, headers=headers) as response:
        assert response.status == 200


async def test_listens_on_loopback_only(sandbox: Sandbox) -> None:
    assert sandbox.url.startswith("http://127.0.0.1:")


async def test_manual_says_where_a_bot_connects_and_how_the_control_api_works(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as http, http.get(f"{sandbox.url}/manual") as response:
        page = await response.text()
    assert response.content_type == "text/html"
    for part in (sandbox.api_url, sandbox.gateway_url, sandbox.cdn_url, sandbox.token, "POST press"):
        assert part in page
