"""docker-compose.yml keeps what is promised for it; no Docker engine is needed to tell."""

from pathlib import Path
from typing import Any, cast

import pytest
import yaml

ROOT = Path(__file__).parents[2]


@pytest.fixture
def services() -> dict[str, dict[str, Any]]:
    return cast("dict[str, Any]", yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8")))["services"]


def test_postgres_and_redis_are_published_on_loopback_only_and_the_bot_not_at_all(services: dict[str, dict[str, Any]]):
    published = {name: service.get("ports", []) for name, service in services.items()}
    assert published.pop("bot") == []
    assert all(len(ports) == 1 and ports[0].startswith("127.0.0.1:") for ports in published.values())


def test_the_bot_has_no_fixed_name_so_that_there_may_be_several(services: dict[str, dict[str, Any]]):
    assert not any({"container_name", "hostname"} & set(service) for service in services.values())


def test_every_service_has_an_init_and_the_bot_twenty_seconds_to_stop(services: dict[str, dict[str, Any]]):
    assert all(service["init"] for service in services.values())
    assert services["bot"]["stop_grace_period"] == "20s"


def test_the_bot_runs_with_nothing_that_it_does_not_need(services: dict[str, dict[str, Any]]):
    bot = services["bot"]
    assert bot["read_only"]
    assert bot["cap_drop"] == ["ALL"]
    assert all("no-new-privileges:true" in service["security_opt"] for service in services.values())


def test_the_bot_waits_until_both_are_healthy(services: dict[str, dict[str, Any]]):
    healthy = {"condition": "service_healthy"}
    assert services["bot"]["depends_on"] == {"postgres": healthy, "redis": healthy}
    assert all("healthcheck" in services[name] for name in ("postgres", "redis"))


def test_images_name_a_version(services: dict[str, dict[str, Any]]):
    assert {service["image"] for service in services.values() if "image" in service} == {
        "postgres:18-bookworm",
        "redis:8-alpine",
        "prom/prometheus:v3.7.3",
        "grafana/grafana:12.3.0",
    }


def test_redis_keeps_nothing_and_makes_room_only_among_what_has_a_lifetime(services: dict[str, dict[str, Any]]):
    words = services["redis"]["command"]
    options = dict(zip(words[1::2], words[2::2], strict=True))
    assert options["--save"] == ""
    assert options["--appendonly"] == "no"
    assert options["--maxmemory-policy"] == "volatile-lru"
    assert "--maxmemory" in options


def test_monitoring_is_started_only_when_asked_for_and_writes_to_its_volume_only(services: dict[str, dict[str, Any]]):
    asked = {name for name, service in services.items() if "profiles" in service}
    assert asked == {"prometheus", "grafana"}
    for name in asked:
        assert services[name]["profiles"] == ["monitoring"]
        assert services[name]["read_only"]
        assert services[name]["cap_drop"] == ["ALL"]
        mounted = [volume for volume in services[name]["volumes"] if not volume.endswith(":ro")]
        assert [volume.partition(":")[0] for volume in mounted] == [name]
        ours = [volume.partition(":")[0] for volume in services[name]["volumes"] if volume.startswith("./")]
        assert all((ROOT / path).exists() for path in ours)


def test_no_variable_is_demanded_because_postgres_and_redis_start_without_a_token():
    assert ":?" not in (ROOT / "docker-compose.yml").read_text("utf-8")
