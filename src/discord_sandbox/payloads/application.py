"""The application and its commands as Discord sends them."""

from discord_sandbox.payloads.user import user_payload
from discord_sandbox.state.application import Application, ApplicationCommand, CommandType
from discord_sandbox.wire import JsonObject


def application_payload(application: Application, guild_count: int) -> JsonObject:
    """Build the object of ``/applications/@me``."""
    return {
        "id": str(application.id),
        "name": application.name,
        "icon": None,
        "description": application.description,
        "summary": "",
        "type": None,
        "bot": user_payload(application.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": user_payload(application.owner),
        "team": None,
        "verify_key": "0" * 64,
        "flags": int(application.flags),
        "flags_new": str(int(application.flags)),
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
        "approximate_guild_count": guild_count,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "event_webhooks_url": None,
        "event_webhooks_status": 1,
        "tags": [],
        "hook": True,
        "is_monetized": False,
        "integration_types_config": {"0": {}},
    }


def command_payload(application: Application, command: ApplicationCommand) -> JsonObject:
    """Build an application command."""
    permissions = command.default_member_permissions
    payload: JsonObject = {
        "id": str(command.id),
        "application_id": str(application.id),
        "version": str(command.version),
        "type": int(command.type),
        "name": command.name,
        "name_localizations": command.name_localizations,
        "description": command.description,
        "description_localizations": command.description_localizations,
        "default_member_permissions": None if permissions is None else str(permissions),
        "dm_permission": command.contexts is None or 1 in command.contexts,
        "contexts": command.contexts,
        "integration_types": command.integration_types,
        "nsfw": command.nsfw,
    }
    if command.type is CommandType.CHAT_INPUT:
        payload["options"] = command.options
    if command.guild_id:
        payload["guild_id"] = str(command.guild_id)
    return payload
