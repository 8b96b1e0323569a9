"""Options of a slash command: typed, checked and resolved as Discord's client does."""

from typing import cast

from discord_sandbox.control.files import read_file
from discord_sandbox.control.lookup import find_channel, find_guild, find_role, find_user
from discord_sandbox.control.refusal import Refusal
from discord_sandbox.control.resolved import Resolved
from discord_sandbox.messages.attachments import store_uploads
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World
from discord_sandbox.validation.command_options import OptionKind
from discord_sandbox.wire import JsonObject


class OptionReader:
    """Turns what a user typed into an interaction's options."""

    def __init__(self, world: World, channel: Channel, user: User) -> None:
        self._world = world
        self._channel = channel
        self._user = user
        self.resolved = Resolved(world, channel, user)

    def read(self, declared: list[JsonObject], given: JsonObject, *, focused: str | None = None) -> list[JsonObject]:
        """Return the options for the payload.

        With ``focused`` (autocomplete) nothing is required and the focused option is taken as it is. Raises
        ``Refusal`` for an unknown, missing or wrong option.
        """
        known = {str(option["name"]): option for option in declared}
        for name in given:
            if name not in known:
                raise Refusal("option_unknown", f"The command has no option {name!r}.")
        options: list[JsonObject] = []
        for name, option in known.items():
            if name == focused:
                options.append(
                    {"name": name, "type": option["type"], "value": str(given.get(name, "")), "focused": True}
                )
            elif given.get(name) is not None:
                options.append({"name": name, "type": option["type"], "value": self._value(option, given[name])})
            elif option.get("required") and focused is None:
                raise Refusal("option_required", f"The option {name!r} is required.")
        return options

    def _value(self, option: JsonObject, given: object) -> str | int | float | bool:
        kind = OptionKind(option["type"])
        if kind in (OptionKind.STRING, OptionKind.INTEGER, OptionKind.NUMBER):
            value = _plain(kind, option, given)
            _check_choices(option, value)
            _check_range(option, value)
            return value
        if kind is OptionKind.BOOLEAN:
            if not isinstance(given, bool):
                raise _wrong(option, "true or false")
            return given
        return self._reference(kind, option, given)

    def _reference(self, kind: OptionKind, option: JsonObject, given: object) -> str:
        if kind is OptionKind.USER:
            return self.resolved.add_user(find_user(self._world, given))
        if kind is OptionKind.CHANNEL:
            channel = find_channel(self._world, given, self._user)
            types = cast("list[int]", option.get("channel_types") or [])
            if types and channel.type not in types:
                raise _wrong(option, f"a channel of type {types}")
            return self.resolved.add_channel(channel)
        if kind is OptionKind.ATTACHMENT:
            uploads = {0: read_file(given)}
            return self.resolved.add_attachment(store_uploads(self._world, self._channel.id, [], uploads)[0])
        guild = find_guild(self._world, self._channel.guild_id)
        if kind is OptionKind.MENTIONABLE:
            try:
                return self.resolved.add_user(find_user(self._world, given))
            except Refusal:
                return self.resolved.add_role(find_role(guild, given))
        return self.resolved.add_role(find_role(guild, given))


def _plain(kind: OptionKind, option: JsonObject, given: object) -> str | int | float:
    if kind is OptionKind.STRING:
        return str(given)
    convert, wanted = (int, "a whole number") if kind is OptionKind.INTEGER else (float, "a number")
    try:
        return convert(str(given))
    except ValueError:
        raise _wrong(option, wanted) from None


def _check_choices(option: JsonObject, value: str | float) -> None:
    choices = cast("list[JsonObject]", option.get("choices") or [])
    if choices and value not in [choice["value"] for choice in choices]:
        raise _wrong(option, "one of " + ", ".join(repr(choice["value"]) for choice in choices))


def _check_range(option: JsonObject, value: str | float) -> None:
    least, most, measured = option.get("min_value"), option.get("max_value"), value
    what = ""
    if isinstance(value, str):
        least, most, measured, what = option.get("min_length"), option.get("max_length"), len(value), " characters"
    if least is not None and measured < least:
        raise _wrong(option, f"at least {least}{what}")
    if most is not None and measured > most:
        raise _wrong(option, f"at most {most}{what}")


def _wrong(option: JsonObject, wanted: str) -> Refusal:
    return Refusal("option_invalid", f"The option {option['name']!r} must be {wanted}.")
