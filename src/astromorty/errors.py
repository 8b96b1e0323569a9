"""What can go wrong, as a small tree of types. Every message is a sentence for the person who reads it."""


class AstromortyError(Exception):
    """Base of every error that this project raises on purpose."""


class Refusal(AstromortyError):
    """A request that is answered with one clear sentence and changes nothing."""


class InvalidInput(Refusal):
    """What was typed cannot be used; the sentence says what is allowed, with an example."""


class NotAllowed(Refusal):
    """This member may not do that; the sentence says who may."""


class Locked(Refusal):
    """The operator fixed this value outside Discord."""


class TooFast(NotAllowed):
    """Somebody asks too much at once.

    Args:
        sentence: What they are told.
        is_first: Whether they were not told before; a message that goes unanswered needs no answer each time.
    """

    def __init__(self, sentence: str, *, is_first: bool) -> None:
        super().__init__(sentence)
        self.is_first = is_first


class Restarting(Refusal):
    """Nothing new is begun while the bot stops."""

    def __init__(self) -> None:
        super().__init__("I am restarting. Please try again in a moment.")


class Conflict(Refusal):
    """Somebody else changed the value meanwhile; nothing was saved."""


class StartError(AstromortyError):
    """A step of the start failed.

    Args:
        step: What was being started, such as ``"database"``.
        reason: What went wrong, in one sentence.
        remedy: What the operator can do about it.
    """

    def __init__(self, step: str, reason: str, remedy: str) -> None:
        super().__init__(f"{step}: {reason} {remedy}")
        self.step = step
        self.reason = reason
        self.remedy = remedy
