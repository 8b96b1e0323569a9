"""What messages and commands cost the bot, beside a bare discord.py bot on the same wire."""
