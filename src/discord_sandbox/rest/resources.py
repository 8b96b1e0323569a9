"""All resources of the REST API."""

from discord_sandbox.rest import (
    applications,
    audit_log,
    bans,
    channels,
    commands,
    direct_messages,
    gateway,
    guilds,
    interactions,
    members,
    message_lists,
    messages,
    polls,
    reactions,
    roles,
    threads,
    users,
    voice,
)
from discord_sandbox.rest.routes import RouteTable

# Order matters only where two paths match the same address: the more exact one comes first.
RESOURCES: tuple[RouteTable, ...] = (
    gateway.routes,
    users.routes,
    applications.routes,
    commands.routes,
    interactions.routes,
    messages.routes,
    message_lists.routes,
    threads.routes,
    reactions.routes,
    polls.routes,
    direct_messages.routes,
    guilds.routes,
    audit_log.routes,
    members.routes,
    bans.routes,
    voice.routes,
    roles.routes,
    channels.routes,
)
