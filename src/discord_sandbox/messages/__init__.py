"""What every message goes through, whoever sends it: mentions, attachments, component IDs."""
