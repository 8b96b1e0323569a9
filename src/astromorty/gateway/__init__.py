"""This process's connections to Discord's gateway."""

from astromorty.gateway.advice import ask_discord
from astromorty.gateway.connections import ShardConnections

__all__ = ["ShardConnections", "ask_discord"]
