"""docker-compose.yml keeps what is promised for it; no Docker engine is needed to tell."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from astromorty.log.secret_mask import SecretMask
from astromorty.settings import Settings, load_settings

ROOT = Path(__file__).parents[2]
COMPOSE = Path(sys.executable).with_name("docker-compose")


@pytest.fixture
def services() -> dict[str, dict[str, Any]]:
    return cast("dict[str, Any]", yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8")))["services"]


def read_by_compose(folder: Path, env_file: str = "", **environment: str) -> dict[str, dict[str, Any]]:
    """Return the services as compose itself reads the file, with this `.env` beside it and this environment."""
    shutil.copy(ROOT / "docker-compose.yml", folder)
    (folder / ".env").write_text(env_file, "utf-8")
    command = [COMPOSE, "config", "--format", "json"]
    told = subprocess.run(
        command, cwd=folder, env={"HOME": str(folder), **environment}, capture_output=True, timeout=30, check=True
    )
    return cast("dict[str, Any]", json.loads(told.stdout))["services"]


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


def test_the_passwords_that_nobody_set_leave_the_log_readable(tmp_path: Path):
    told = read_by_compose(tmp_path)["bot"]["environment"]
    settings = Settings.model_validate(
        {
            "database_url": told["DATABASE_URL"],
            "external_services": {"redis_url": told["EXTERNAL_SERVICES__REDIS_URL"]},
        }
    )
    line = "astromorty.launch: `astromorty doctor` tells more about postgres, redis and bot"
    assert SecretMask.of(settings).text(line) == line


def test_a_managed_postgres_or_redis_in_the_env_file_is_the_one_that_is_used(tmp_path: Path):
    own = {
        "DATABASE_URL": "postgresql://me:pw@managed/bot",
        "EXTERNAL_SERVICES__REDIS_URL": "rediss://:pw@managed:6380",
    }
    told = read_by_compose(tmp_path, "".join(f"{name}={address}\n" for name, address in own.items()))
    assert {name: told["bot"]["environment"][name] for name in own} == own


def test_an_address_may_come_from_a_file_where_it_is_set_to_nothing(tmp_path: Path):
    (tmp_path / "url").write_text("postgresql://me:pw@managed/bot", "utf-8")
    told = read_by_compose(tmp_path, f"DATABASE_URL=\nDATABASE_URL_FILE={tmp_path / 'url'}\n")["bot"]["environment"]
    (tmp_path / "told.env").write_text("".join(f"{name}={value}\n" for name, value in told.items()), "utf-8")
    url = load_settings(tmp_path / "told.env").database_url
    assert url is not None
    assert url.get_secret_value() == "postgresql://me:pw@managed/bot"


def test_the_documented_override_gives_the_token_from_a_file(tmp_path: Path):
    (example,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/operate.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "docker-compose.override.yml").write_text(example, "utf-8")
    bot = read_by_compose(tmp_path, "BOT_TOKEN=of-env-file\n")["bot"]
    assert bot["environment"]["BOT_TOKEN"] == ""
    assert bot["environment"]["BOT_TOKEN_FILE"] == f"/run/secrets/{bot['secrets'][0]['source']}"


def test_the_example_names_every_password_of_the_containers_with_its_default():
    example = (ROOT / ".env.example").read_text("utf-8").splitlines()
    passwords = set(re.findall(r"\$\{(\w+_PASSWORD):-([^}]*)\}", (ROOT / "docker-compose.yml").read_text("utf-8")))
    assert len(passwords) == 3
    assert [name for name, default in passwords if f"# {name}={default}" not in example] == []


def test_the_readme_names_the_addresses_of_the_two_for_a_bot_beside_them(tmp_path: Path):
    (example,) = re.findall(r"```ini\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    shown = dict(line.split("=", 1) for line in example.splitlines())
    services = read_by_compose(tmp_path)
    inside = services["bot"]["environment"]
    for name, server in (("DATABASE_URL", "postgres"), ("EXTERNAL_SERVICES__REDIS_URL", "redis")):
        (port,) = services[server]["ports"]
        there = f"@{port['host_ip']}:{port['published']}/"
        assert shown[name] == inside[name].replace(f"@{server}:{port['target']}/", there)


def test_as_many_bots_run_as_the_env_file_says_whatever_else_is_started(tmp_path: Path):
    assert read_by_compose(tmp_path)["bot"]["scale"] == 1
    assert read_by_compose(tmp_path, "BOT_PROCESSES=4\n")["bot"]["scale"] == 4
