"""How the sandbox holds the bot back: rate limits like Discord's, and faults switched on by hand."""
