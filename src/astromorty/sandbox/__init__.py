"""The command `sandbox`: a local Discord, a private Postgres and the bot, started and stopped as one."""
