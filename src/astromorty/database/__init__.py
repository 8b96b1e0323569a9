"""Postgres: engine, unit of work, models, controllers, migrations and the embedded server."""
