"""Running a command as a user: finding it, checking that the user may, building its data."""

from dataclasses import dataclass
from typing import cast

from discord_sandbox.control.lookup import find_message, find_user
from discord_sandbox.control.options import OptionReader
from discord_sandbox.control.refusal import Refusal
from discord_sandbox.control.resolved import Resolved
from discord_sandbox.permissions import Permission, permissions_in
from discord_sandbox.state.application import ApplicationCommand, CommandType
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World
from discord_sandbox.validation.command_options import OptionKind
from discord_sandbox.wire import JsonObject

_NESTED = (OptionKind.SUBCOMMAND, OptionKind.GROUP)


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a user sits: who, and in which channel."""

    world: World
    user: User
    channel: Channel


def visible_commands(seat: Seat) -> list[ApplicationCommand]:
    """Return the commands that the user may run in the channel; a guild's own hide global ones of the same name."""
    own = seat.world.application.commands_of(seat.channel.guild_id) if seat.channel.guild_id else []
    taken = {(command.type, command.name) for command in own}
    others = [each for each in seat.world.application.commands_of(None) if (each.type, each.name) not in taken]
    return [command for command in [*own, *others] if refusal_of(seat, command) is None]


def refusal_of(seat: Seat, command: ApplicationCommand) -> Refusal | None:
    """Tell why the user cannot run the command here, None where they can."""
    context = 1 if seat.channel.is_dm else 0
    if command.contexts is not None and context not in command.contexts:
        return Refusal("wrong_context", f"/{command.name} does not work here.")
    if seat.channel.is_dm:
        return None
    guild = seat.world.guild(seat.channel.guild_id or 0)
    if seat.world.bot.id not in guild.members:
        return Refusal("unknown_command", "The bot is not in this server.", status=404)
    granted = permissions_in(seat.world, seat.channel, seat.user.id)
    needed = Permission.USE_APPLICATION_COMMANDS | (command.default_member_permissions or 0)
    if command.default_member_permissions == 0:
        needed = Permission.ADMINISTRATOR
    if granted & needed != needed:
        return Refusal("forbidden", f"{seat.user.username} may not run /{command.name} here.", status=403)
    if command.nsfw and not seat.channel.nsfw:
        return Refusal("wrong_context", f"/{command.name} needs an age-restricted channel.")
    return None


def find_command(seat: Seat, name: str, kind: CommandType) -> ApplicationCommand:
    """Return the command that the user means; raises ``Refusal``."""
    scopes = (seat.channel.guild_id, None) if seat.channel.guild_id else (None,)
    for scope in scopes:
        for command in seat.world.application.commands_of(scope):
            if command.type is kind and command.name == name:
                refusal = refusal_of(seat, command)
                if refusal:
                    raise refusal
                return command
    raise Refusal("unknown_command", f"There is no command {name!r}.", status=404)


def slash_data(seat: Seat, path: str, given: JsonObject, *, focused: str | None = None) -> JsonObject:
    """Build the data of a slash command by its path, such as ``prefix set``."""
    root, *nested = path.split()
    command = find_command(seat, root, CommandType.CHAT_INPUT)
    declared = command.options
    chosen: list[JsonObject] = []
    for part in nested:
        found = next((each for each in declared if each["name"] == part and each["type"] in _NESTED), None)
        if found is None:
            raise Refusal("unknown_command", f"/{command.name} has no subcommand {part!r}.", status=404)
        chosen.append(found)
        declared = cast("list[JsonObject]", found.get("options") or [])
    if any(option["type"] in _NESTED for option in declared):
        raise Refusal("unknown_command", f"/{path} needs a subcommand.", status=404)
    reader = OptionReader(seat.world, seat.channel, seat.user)
    options = reader.read(declared, given, focused=focused)
    for part in reversed(chosen):
        options = [{"name": part["name"], "type": part["type"], "options": options}]
    return _data(command, {"options": options}, reader.resolved)


def context_menu_data(seat: Seat, name: str, target: object) -> JsonObject:
    """Build the data of a context-menu command; the target is a message ID of the channel, or a user."""
    resolved = Resolved(seat.world, seat.channel, seat.user)
    is_message = str(target).isdecimal() and int(str(target)) not in seat.world.users
    command = find_command(seat, name, CommandType.MESSAGE if is_message else CommandType.USER)
    if is_message:
        target_id = resolved.add_message(find_message(seat.channel, target, seat.user))
    else:
        target_id = resolved.add_user(find_user(seat.world, target))
    return _data(command, {"target_id": target_id}, resolved)


def _data(command: ApplicationCommand, extra: JsonObject, resolved: Resolved) -> JsonObject:
    data: JsonObject = {"id": str(command.id), "name": command.name, "type": int(command.type), **extra}
    if command.guild_id:
        data["guild_id"] = str(command.guild_id)
    if resolved.data:
        data["resolved"] = resolved.data
    return data
