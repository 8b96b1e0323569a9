"""The dashboard and the alerts ask for what the process exports."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics import parser

from astromorty.database.engine import Database
from astromorty.log.configuration import LogCounts
from astromorty.settings import Settings
from astromorty.telemetry.service import Telemetry
from behaviour.world import new_bot

ROOT = Path(__file__).parents[3]
MONITORING = ROOT / "monitoring"
ENDINGS = {
    "counter": ("_total",),
    "gauge": ("",),
    "histogram": ("_bucket", "_count", "_sum"),
    "summary": ("_count", "_sum"),
}
# What Prometheus adds to whatever it scrapes.
EVERYWHERE = {"instance", "job"}
# https://prometheus.io/docs/prometheus/latest/querying/functions/ and operators, as far as we use them.
WORDS = {
    *("absent", "and", "changes", "histogram_quantile", "increase"),
    *("max", "max_over_time", "or", "rate", "sum", "topk", "up"),
}
QUERY = re.compile(
    r"""by\s*\((?P<by>[^)]*)\) | (?P<name>[a-z_]\w*)(?P<matchers>\{[^}]*\})? | "[^"]*" | \[[^\]]*\]""", re.VERBOSE
)


@pytest.fixture(scope="module")
def exported() -> dict[str, set[str]]:
    """The labels of all that a process exports, by name."""
    return asyncio.run(look())


async def look() -> dict[str, set[str]]:
    async with telling_bot() as telemetry:
        families = list(telemetry.registry.collect())
    return {f"{family.name}{ending}": labels_of(family) for family in families for ending in ENDINGS[family.type]}


async def ignore(_due: object) -> None: ...


@asynccontextmanager
async def telling_bot() -> AsyncGenerator[Telemetry]:
    database = Database.from_url("postgresql://127.0.0.1:9/none", pool_size=1)
    bot = new_bot(Settings(), database)
    bot.command_runs.outcomes["prefix set", "done"] += 1
    bot.timers.lag.add(0.2)
    bot.timers.handle("reminder", ignore)
    telemetry = Telemetry(LogCounts())
    telemetry.watch(bot, shared=True)
    yield telemetry
    await bot.timers.close(within=1)
    await database.close()


COUNTED = re.compile(r"(?:increase|rate)\((?P<name>\w+_total)(?:\{(?P<matchers>[^}]*)\})?\[")
# There from the first write on that the sampler looks after, which a bot without a database does not have.
OF_THE_CACHE = {"astromorty_cache_inconsistent_total"}


async def test_what_an_alert_counts_is_told_as_0_before_it_happens_first() -> None:
    """Prometheus sees no increase in a series that begins at 1."""
    counted = {
        (found["name"], found["matchers"])
        for rule in rules()
        for found in COUNTED.finditer(rule["expr"])
        if found["name"] not in OF_THE_CACHE
    }
    assert len(counted) >= 6
    async with telling_bot() as telemetry:
        bot_tells = [sample for family in telemetry.registry.collect() for sample in family.samples]
    for name, matchers in counted:
        assert re.fullmatch(r'(?:\w+="[^"]*",?)*', matchers or ""), "matched by equality only, which is what we read"
        labels = dict(re.findall(r'(\w+)="([^"]*)"', matchers or ""))
        begun = [sample for sample in bot_tells if sample.name == name and labels.items() <= sample.labels.items()]
        assert begun, name
        assert {sample.value for sample in begun} == {0}


def labels_of(family: Metric) -> set[str]:
    return {*getattr(family, "_labelnames", ()), *EVERYWHERE, *({"le"} if family.type == "histogram" else ())}


def load(path: str) -> dict[str, Any]:
    return cast("dict[str, Any]", yaml.safe_load((MONITORING / path).read_text("utf-8")))


def rules() -> list[dict[str, Any]]:
    return [rule for group in load("alerts.yml")["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    dashboard = json.loads((MONITORING / "grafana/dashboards/astromorty.json").read_text("utf-8"))
    return dashboard["panels"]


QUERIES = {
    **{rule["alert"]: rule["expr"] for rule in rules()},
    **{f"{panel['title']} {t['refId']}": t["expr"] for panel in panels() for t in panel.get("targets", ())},
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_a_query_names_only_what_is_exported(query: str, exported: dict[str, set[str]]) -> None:
    named, grouped = set[str](), set[str]()
    for part in QUERY.finditer(query.replace("$__rate_interval", "5m")):
        if part["by"] is not None:
            grouped |= set(re.findall(r"\w+", part["by"]))
        elif part["name"] in exported:
            named.add(part["name"])
            asked = set(re.findall(r"(\w+)(?:=|!)", part["matchers"] or ""))
            assert asked <= exported[part["name"]]
        elif part["name"] is not None:
            assert part["name"] in WORDS, f"{part['name']} is neither exported nor a word of ours"
    assert named or "up" in query
    assert all(grouped <= exported[name] for name in named)
    for opening, closing in ("()", "{}", "[]"):
        assert query.count(opening) == query.count(closing)


def test_every_alert_says_what_is_wrong_how_bad_it_is_and_where_to_begin() -> None:
    for rule in rules():
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert set(rule["annotations"]) == {"summary", "description"}
        assert re.fullmatch(r"\d+[mh]", rule.get("for", "0m"))
    assert len({rule["alert"] for rule in rules()}) == len(rules())


def test_prometheus_asks_where_the_bots_of_the_compose_file_answer() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    prometheus = load("prometheus.yml")
    (job,) = prometheus["scrape_configs"]
    (service,) = job["dns_sd_configs"]
    assert service["names"] == ["bot"]
    assert str(service["port"]) == compose["services"]["bot"]["environment"]["HTTP__PORT"]
    assert {name for query in QUERIES.values() for name in re.findall(r'job="([^"]*)"', query)} == {job["job_name"]}
    assert all((MONITORING / file).exists() for file in prometheus["rule_files"])


def test_the_dashboard_reads_the_provisioned_source_and_its_panels_are_told_apart() -> None:
    (source,) = load("grafana/provisioning/datasources/prometheus.yml")["datasources"]
    used = {target["datasource"]["uid"] for panel in panels() for target in panel.get("targets", ())}
    assert used == {source["uid"]}
    assert len({panel["id"] for panel in panels()}) == len(panels())
    graphs = [panel["title"] for panel in panels() if panel["type"] != "row"]
    assert len(set(graphs)) == len(graphs)


async def test_prometheus_can_read_all_of_it() -> None:
    async with telling_bot() as telemetry:
        encode, content_type = choose_encoder("application/openmetrics-text; version=1.0.0")
        assert content_type.startswith("application/openmetrics-text")
        # prometheus_client leaves the type of the parser's argument open.
        parse = cast("Callable[[str], Iterable[Metric]]", vars(parser)["text_string_to_metric_families"])
        read = parse(encode(telemetry.registry).decode())
        assert [family.name for family in read] == [family.name for family in telemetry.registry.collect()]
