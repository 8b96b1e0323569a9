"""Fixtures that every test may use."""

import gc

import pytest

pytest_plugins = [
    "fixtures.postgres",
    "fixtures.redis",
    "fixtures.members",
    "fixtures.openapi",
    "fixtures.sentry",
    "fixtures.known_commands",
]


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays to the end: with all modules and tests it took a tenth of the time."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Have workers meet the end-to-end tests, which wait for processes, between tests that keep a processor busy."""
    if not hasattr(config, "workerinput"):
        return
    waiting = [item for item in items if item.path.parent.name == "e2e"]
    others = [item for item in items if item.path.parent.name != "e2e"]
    # None at the very end, when the other workers would wait for it too.
    spread = [(0.9 * number / len(waiting), item) for number, item in enumerate(waiting)]
    spread += [(number / len(others), item) for number, item in enumerate(others)]
    items[:] = [item for _, item in sorted(spread, key=lambda each: each[0])]
