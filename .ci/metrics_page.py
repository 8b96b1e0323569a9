"""Write the table of all metrics."""

from collections.abc import Iterator
from typing import Final

from astromorty.bot import Astromorty
from astromorty.log.configuration import LogCounts
from astromorty.telemetry.service import Telemetry

# What a metric of each kind is called besides its name.
_ENDINGS: Final = {"counter": "_total", "gauge": "", "histogram": "_bucket", "summary": "_count"}
_PREFACE: Final = """\
With `HTTP__PORT` set, each process tells Prometheus these figures at `/metrics`; see [operate.md](operate.md). They are
put together when somebody asks. No label holds a server, a channel or a member.

| metric | kind | what it tells |
|---|---|---|
"""


def metrics_page(bot: Astromorty, note: str) -> str:
    """Return the page of what a process tells about `bot`."""
    telemetry = Telemetry(LogCounts())
    telemetry.watch(bot, shared=True)
    return f"# Metrics\n\n{note}\n{_PREFACE}{''.join(sorted(_rows(telemetry)))}"


def _rows(telemetry: Telemetry) -> Iterator[str]:
    for family in telemetry.registry.collect():
        yield f"| `{family.name}{_ENDINGS[family.type]}` | {family.type} | {family.documentation} |\n"
