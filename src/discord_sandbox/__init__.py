"""A Discord on loopback: the REST API, the gateway and a CDN, held in memory, for bots and their tests.

Where things go:

- ``state/``      what exists (users, guilds, channels, messages, commands, interactions); the ``World`` owns it.
- ``payloads/``   state to Discord's JSON, one module per kind of object.
- ``errors``      Discord's error codes; raise ``DiscordError(Failure.X)`` or ``InvalidForm`` anywhere below a request.
- ``messages/``   what every message goes through, whoever sends it: mentions, attachments, component IDs.
- ``interactions/`` an interaction from the user's act to the bot's last word.
- ``guilds/``     what happens to members, roles and channels, whoever does it.
- ``validation/`` Discord's limits on request bodies: ``message_errors(body).raise_if_any()`` and its like.
- ``permissions`` what a member may do; ``require_guild`` and ``require_channel`` raise Discord's refusals.
- ``cdn/``        attachments and drawn pictures.
- ``limits/``     rate limits, and faults switched on by hand.
- ``gateway/``    sessions, intents, compression; everything it sends comes from ``World.dispatch(Event)``.
- ``rest/``       one module per resource, each with its own ``routes``; ``rest/app.py`` mounts them all.
- ``control/``    the control API under ``/sandbox/``: act as a user, wait for what the bot does.
- ``client/``     the Python client of the control API.
- ``server``      ``Sandbox``: start and stop.
"""
