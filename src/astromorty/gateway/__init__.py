"""This process's connections to Discord's gateway."""

from astromorty.gateway.advice import ask_discord
from astromorty.gateway.connections import ShardConnections
from astromorty.gateway.heartbeat import time_heartbeats
from astromorty.gateway.late_servers import LateServers
from astromorty.gateway.refusals import refusal

__all__ = ["LateServers", "ShardConnections", "ask_discord", "refusal", "time_heartbeats"]
