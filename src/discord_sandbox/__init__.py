"""A local Discord on loopback: gateway, REST and a control API, for any bot."""
