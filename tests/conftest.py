"""Fixtures that every test may use."""

pytest_plugins = ["fixtures.postgres", "fixtures.redis", "fixtures.members", "fixtures.openapi", "fixtures.sentry"]
