"""The bot's requests held against Discord's OpenAPI description, where its file is at hand.

The description is Discord's own (https://github.com/discord/discord-api-spec) and no part of the sandbox; `jsonschema`
is asked for only when a check is made.
"""
