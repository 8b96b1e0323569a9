"""Entries in the channels that a server chose for its logs, of whatever area they tell."""
