"""The page at the sandbox's address: a small Discord client in the browser that knows nothing but the control API."""
