"""What the control API's handlers find in the application."""

from aiohttp import web

from discord_sandbox.control.journal import Journal
from discord_sandbox.limits.buckets import RateLimiter
from discord_sandbox.limits.faults import FaultPlan
from discord_sandbox.rest.app import RestApi
from discord_sandbox.state.default_world import WorldBuilder

JOURNAL = web.AppKey("journal", Journal)
REST = web.AppKey("rest", RestApi)
LIMITER = web.AppKey("limiter", RateLimiter)
FAULTS = web.AppKey("faults", FaultPlan)
BUILDER = web.AppKey("builder", WorldBuilder)
