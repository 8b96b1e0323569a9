"""The application's commands, global and of one guild."""

from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.payloads.application import command_payload
from discord_sandbox.rest.call import Call, Reply
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.application import ApplicationCommand, CommandType
from discord_sandbox.state.world import World
from discord_sandbox.validation import bulk_command_errors, command_errors, exceeded_type
from discord_sandbox.wire import JsonObject

routes = RouteTable()

_GLOBAL = "/applications/{application_id}/commands"
_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
MAX_CREATES_PER_DAY = 200  # https://discord.com/developers/docs/interactions/application-commands#registering-a-command


@routes.get(_GLOBAL)
@routes.get(_GUILD)
async def list_commands(call: Call) -> list[JsonObject]:
    """Return the scope's commands."""
    application = call.world.application
    return [command_payload(application, command) for command in application.commands_of(_scope(call))]


@routes.post(_GLOBAL)
@routes.post(_GUILD)
async def create_command(call: Call) -> Reply:
    """Register a command, over one of the same type and name if there is one."""
    scope = _scope(call)
    body = call.object()
    command_errors(body).raise_if_any()
    existing = _find(call.world, scope, body)
    command = _register(call.world, scope, body, existing)
    return Reply(200 if existing else 201, command_payload(call.world.application, command))


@routes.put(_GLOBAL)
@routes.put(_GUILD)
async def overwrite_commands(call: Call) -> list[JsonObject]:
    """Replace all of the scope's commands; those that stay keep their IDs."""
    world, scope = call.world, _scope(call)
    bodies = call.items()
    bulk_command_errors(bodies).raise_if_any()
    if exceeded_type(bodies) is not None:
        raise DiscordError(Failure.TOO_MANY_COMMANDS)
    existing = [_find(world, scope, body) for body in bodies]
    _count_creates(world, scope, existing.count(None))
    for command in world.application.commands_of(scope):
        del world.application.commands[command.id]
    commands = [_store(world, scope, body, old) for body, old in zip(bodies, existing, strict=True)]
    return [command_payload(world.application, command) for command in commands]


@routes.get(_GLOBAL + "/{command_id}")
@routes.get(_GUILD + "/{command_id}")
async def get_command(call: Call) -> JsonObject:
    """Return a command."""
    command = call.world.command(call.id("command_id"), _scope(call))
    return command_payload(call.world.application, command)


@routes.patch(_GLOBAL + "/{command_id}")
@routes.patch(_GUILD + "/{command_id}")
async def edit_command(call: Call) -> JsonObject:
    """Change a command."""
    scope = _scope(call)
    command = call.world.command(call.id("command_id"), scope)
    body = {**command_payload(call.world.application, command), **call.object(), "type": int(command.type)}
    command_errors({name: value for name, value in body.items() if value}).raise_if_any()
    return command_payload(call.world.application, _store(call.world, scope, body, command))


@routes.delete(_GLOBAL + "/{command_id}")
@routes.delete(_GUILD + "/{command_id}")
async def delete_command(call: Call) -> None:
    """Take a command away."""
    command = call.world.command(call.id("command_id"), _scope(call))
    del call.world.application.commands[command.id]


@routes.get(_GUILD + "/permissions")
async def list_command_permissions(call: Call) -> list[JsonObject]:
    """Return the guild's own permissions of commands: it has set none."""
    _scope(call)
    return []


@routes.get(_GUILD + "/{command_id}/permissions")
async def get_command_permissions(call: Call) -> JsonObject:
    """Return a guild's own permissions of one command: it has set none, which Discord tells as an error."""
    _scope(call)
    raise DiscordError(Failure.UNKNOWN_COMMAND_PERMISSIONS)


def _scope(call: Call) -> int | None:
    """Return the guild of the path, None for global; raises for a foreign application or guild."""
    if call.id("application_id") != call.world.application.id:
        raise DiscordError(Failure.UNKNOWN_APPLICATION)
    if "guild_id" not in call.request.match_info:
        return None
    return call.world.bot_guild(call.id("guild_id")).id


def _kind(body: JsonObject) -> CommandType:
    return CommandType(body.get("type") or CommandType.CHAT_INPUT)


def _find(world: World, scope: int | None, body: JsonObject) -> ApplicationCommand | None:
    identity = (_kind(body), body.get("name"))
    commands = world.application.commands_of(scope)
    return next((command for command in commands if (command.type, command.name) == identity), None)


def _register(
    world: World, scope: int | None, body: JsonObject, existing: ApplicationCommand | None
) -> ApplicationCommand:
    if existing is None:
        registered = [{"type": int(command.type)} for command in world.application.commands_of(scope)]
        if exceeded_type([*registered, body]) is not None:
            raise DiscordError(Failure.TOO_MANY_COMMANDS)
        _count_creates(world, scope, 1)
    return _store(world, scope, body, existing)


def _count_creates(world: World, scope: int | None, count: int) -> None:
    created = world.application.creates_today
    if created.get(scope, 0) + count > MAX_CREATES_PER_DAY:
        raise DiscordError(Failure.COMMAND_CREATES_EXHAUSTED)
    created[scope] = created.get(scope, 0) + count


def _store(
    world: World, scope: int | None, body: JsonObject, existing: ApplicationCommand | None
) -> ApplicationCommand:
    permissions = body.get("default_member_permissions")
    contexts = body.get("contexts")
    if contexts is None and body.get("dm_permission") is False:
        contexts = [0]
    command = ApplicationCommand(
        id=existing.id if existing else world.snowflakes.next(),
        version=world.snowflakes.next(),
        type=_kind(body),
        name=str(body["name"]),
        description=str(body.get("description") or ""),
        guild_id=scope,
        options=body.get("options") or [],
        default_member_permissions=None if permissions is None else int(permissions),
        nsfw=bool(body.get("nsfw")),
        contexts=contexts,
        integration_types=body.get("integration_types") or [0],
        name_localizations=body.get("name_localizations"),
        description_localizations=body.get("description_localizations"),
    )
    world.application.commands[command.id] = command
    return command
