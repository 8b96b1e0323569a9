"""One controller per kind of row."""
