"""The sandbox's CDN below `/cdn/`: attachments as uploaded, and pictures drawn for avatars, icons and emojis."""
