"""Tickets: their states and numbers, and the transcript of what was written in one."""

from astromorty.services.tickets.service import CLOSING, OPENING, Tickets, ticket_of

__all__ = ["CLOSING", "OPENING", "Tickets", "ticket_of"]
