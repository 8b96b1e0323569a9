"""Interactions from the user's act to the bot's last word.

``begin`` makes one and sends it to the bot, ``respond`` applies the bot's initial response, ``follow_up`` what comes
after it, ``resolved`` and ``options`` build its data.
"""
