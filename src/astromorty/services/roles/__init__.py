"""Which roles a choice brings."""
