"""What happens to guilds, whoever does it: members, bans, roles, channels; each change with its gateway events."""
