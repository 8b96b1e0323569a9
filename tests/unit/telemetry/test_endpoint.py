import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from prometheus_client import CollectorRegistry, Gauge

from astromorty.health import NotWell, ask
from astromorty.telemetry.endpoint import Endpoint
from astromorty.telemetry.readiness import Readiness

WELL = Readiness(None, "connected to Discord", "does not answer")


@pytest.fixture
def endpoint() -> Endpoint:
    return Endpoint(CollectorRegistry())


@pytest.fixture
async def address(endpoint: Endpoint) -> AsyncIterator[str]:
    async with endpoint.listening("127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def says(readiness: Readiness):
    async def answer() -> Readiness:
        return readiness

    return answer


async def test_a_process_is_alive_before_it_is_ready(
    endpoint: Endpoint, address: str, http: aiohttp.ClientSession
) -> None:
    async with http.get(f"{address}/livez") as alive, http.get(f"{address}/readyz") as ready:
        assert (alive.status, ready.status) == (200, 503)
        assert (await ready.json())["fault"] == "the bot is starting"
    endpoint.readiness = says(WELL)
    async with http.get(f"{address}/readyz") as ready:
        assert ready.status == 200
        assert await ready.json() == {
            "ready": True,
            "fault": None,
            "role": "connected to Discord",
            "redis": "does not answer",
        }


async def test_metrics_are_what_the_registry_holds(
    endpoint: Endpoint, address: str, http: aiohttp.ClientSession
) -> None:
    Gauge("answer", "The answer.", registry=endpoint.registry).set(42)
    async with http.get(f"{address}/metrics") as answer:
        assert answer.content_type == "text/plain"
        assert "\nanswer 42.0\n" in await answer.text()


@pytest.mark.parametrize(
    ("host", "status"),
    [("localhost:1", 200), ("[::1]:1", 200), ("127.0.0.1", 200), ("evil.example", 403), ("10.0.0.1", 403), ("[", 403)],
)
async def test_a_foreign_name_is_refused_on_loopback(
    host: str, status: int, address: str, http: aiohttp.ClientSession
) -> None:
    async with http.get(f"{address}/livez", headers={"Host": host}) as answer:
        assert answer.status == status


async def test_who_listens_to_the_world_is_asked_by_any_name(endpoint: Endpoint, http: aiohttp.ClientSession) -> None:
    async with endpoint.listening("0.0.0.0", 0) as port:
        address = f"http://127.0.0.1:{port}/livez"
        async with http.get(address, headers={"Host": f"bot:{port}"}) as answer:
            assert answer.status == 200


async def test_health_is_told_by_what_the_endpoint_says(endpoint: Endpoint) -> None:
    async with endpoint.listening("127.0.0.1", 0) as port:
        with pytest.raises(NotWell, match="the bot is starting"):
            await asyncio.to_thread(ask, "127.0.0.1", port)
        endpoint.readiness = says(WELL)
        assert await asyncio.to_thread(ask, "0.0.0.0", port) == "connected to Discord"
    with pytest.raises(NotWell, match=f"no bot answers at port {port} of 127.0.0.1: "):
        await asyncio.to_thread(ask, "127.0.0.1", port)


@pytest.mark.parametrize("answer", [b"rubbish\n", b"HTTP/1.0 200 OK\r\n\r\n[]", b"HTTP/1.0 200 OK\r\n\r\nhello"])
async def test_a_stranger_at_the_port_is_not_taken_for_the_bot(answer: bytes) -> None:
    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    async with await asyncio.start_server(meet, "127.0.0.1", 0) as server:
        with pytest.raises(NotWell, match="is no bot"):
            await asyncio.to_thread(ask, "127.0.0.1", server.sockets[0].getsockname()[1])
