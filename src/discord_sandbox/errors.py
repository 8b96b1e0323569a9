"""Discord's errors: HTTP status, numeric code and message, as the API sends them."""

from collections.abc import Mapping
from enum import Enum

from discord_sandbox.wire import JsonObject


class Failure(Enum):
    """Every error the sandbox answers with: HTTP status, Discord's code, Discord's message."""

    UNAUTHORIZED = (401, 0, "401: Unauthorized")
    NOT_IMPLEMENTED = (501, 0, "This route is not part of the sandbox")
    UNKNOWN_APPLICATION = (404, 10002, "Unknown Application")
    UNKNOWN_CHANNEL = (404, 10003, "Unknown Channel")
    UNKNOWN_GUILD = (404, 10004, "Unknown Guild")
    UNKNOWN_MEMBER = (404, 10007, "Unknown Member")
    UNKNOWN_MESSAGE = (404, 10008, "Unknown Message")
    UNKNOWN_OVERWRITE = (404, 10009, "Unknown Overwrite")
    UNKNOWN_ROLE = (404, 10011, "Unknown Role")
    UNKNOWN_USER = (404, 10013, "Unknown User")
    UNKNOWN_EMOJI = (400, 10014, "Unknown Emoji")
    UNKNOWN_WEBHOOK = (404, 10015, "Unknown Webhook")
    UNKNOWN_BAN = (404, 10026, "Unknown Ban")
    UNKNOWN_INTERACTION = (404, 10062, "Unknown interaction")
    UNKNOWN_COMMAND = (404, 10063, "Unknown application command")
    UNKNOWN_VOICE_STATE = (404, 10065, "Unknown Voice State")
    UNKNOWN_COMMAND_PERMISSIONS = (404, 10066, "Unknown application command permissions")
    TOO_MANY_COMMANDS = (400, 30032, "Maximum number of application commands reached (100).")
    COMMAND_CREATES_EXHAUSTED = (400, 30034, "Max number of daily application command creates has been reached (200)")
    TOO_MANY_PINS = (400, 30003, "Maximum number of pins reached for the channel (250)")
    TOO_MANY_ROLES = (400, 30005, "Maximum number of server roles reached (250)")
    TOO_MANY_REACTIONS = (403, 30010, "Maximum number of reactions reached (20)")
    TOO_MANY_CHANNELS = (400, 30013, "Maximum number of guild channels reached (500)")
    SLOW_MODE = (429, 20016, "This action cannot be performed due to slowmode rate limit")
    VOICE_CHANNEL_FULL = (403, 30055, "Maximum number of users in voice channel reached")
    REQUEST_TOO_LARGE = (413, 40005, "Request entity too large")
    NOT_IN_VOICE = (400, 40032, "Target user is not connected to voice.")
    ALREADY_ACKNOWLEDGED = (400, 40060, "Interaction has already been acknowledged.")
    MISSING_ACCESS = (403, 50001, "Missing Access")
    THREAD_ARCHIVED = (400, 50083, "Thread is archived")
    THREAD_EXISTS = (400, 160004, "A thread has already been created for this message")
    THREAD_LOCKED = (400, 160005, "This thread is locked")
    NOT_IN_DM = (403, 50003, "Cannot execute action on a DM channel")
    NOT_THE_AUTHOR = (403, 50005, "Cannot edit a message authored by another user")
    EMPTY_MESSAGE = (400, 50006, "Cannot send an empty message")
    CANNOT_DM_USER = (403, 50007, "Cannot send messages to this user")
    WRONG_CHANNEL_TYPE = (400, 50024, "Cannot execute action on this channel type")
    MISSING_PERMISSIONS = (403, 50013, "Missing Permissions")
    BULK_DELETE_COUNT = (
        400,
        50016,
        "Provided too few or too many messages to delete. Must provide at least 2 and at most 100 messages to delete.",
    )
    INVALID_WEBHOOK_TOKEN = (401, 50027, "Invalid Webhook Token")
    INVALID_ROLE = (400, 50028, "Invalid Role")
    INVALID_RECIPIENT = (400, 50033, "Invalid Recipient(s)")
    BULK_DELETE_TOO_OLD = (400, 50034, "You can only bulk delete messages that are under 14 days old.")
    INVALID_FORM_BODY = (400, 50035, "Invalid Form Body")
    INVALID_JSON = (400, 50109, "The request body contains invalid JSON.")
    POLL_EXPIRED = (400, 520001, "Poll expired")
    POLL_NOT_EDITABLE = (400, 520003, "Cannot edit a poll message")
    NOT_A_POLL = (400, 520006, "Cannot expire a non-poll message")
    BULK_BAN_FAILED = (400, 500000, "Failed to ban users")

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.value[0]

    @property
    def code(self) -> int:
        """Discord's own code."""
        return self.value[1]

    @property
    def message(self) -> str:
        """The sentence Discord sends."""
        return self.value[2]


class DiscordError(Exception):
    """A request that Discord would refuse."""

    def __init__(self, failure: Failure, *, message: str | None = None) -> None:
        super().__init__(message or failure.message)
        self.failure = failure
        self.status = failure.status
        self.code = failure.code
        self.message = message or failure.message

    def payload(self) -> JsonObject:
        """Build the JSON body of the error."""
        return {"message": self.message, "code": self.code}


class InvalidForm(DiscordError):
    """Error 50035: which fields of the body are wrong, and why.

    ``problems`` maps a dotted path (``embeds.0.title``) to Discord's code and sentence for it.
    """

    def __init__(self, problems: Mapping[str, tuple[str, str]]) -> None:
        super().__init__(Failure.INVALID_FORM_BODY)
        self.problems = dict(problems)

    def payload(self) -> JsonObject:
        """Build the body with its tree of ``errors``."""
        tree: JsonObject = {}
        for path, (code, sentence) in self.problems.items():
            node = tree
            for part in path.split(".") if path else ():
                node = node.setdefault(part, {})
            node.setdefault("_errors", []).append({"code": code, "message": sentence})
        return {**super().payload(), "errors": tree}
