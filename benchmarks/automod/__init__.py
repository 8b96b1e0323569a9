"""Automod: what looking at hostile messages takes."""
