"""Rules that messages are held against: what they are, how they are written, and how a message is looked at."""
