"""The cache layer beside plain dictionaries, other caches and the database itself."""
