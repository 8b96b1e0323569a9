"""Which roles a choice brings, and how it looks."""
