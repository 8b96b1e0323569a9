"""What goes wrong when one uses a sandbox."""


class SandboxError(Exception):
    """Anything that the client raises."""


class SandboxTimeout(SandboxError):
    """What was waited for did not happen in time; the message says what did."""


class SandboxRefused(SandboxError):
    """The sandbox refused; ``code`` is a word of its own (``option_required``) or Discord's number as text."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{message} [{code}]")
        self.code = code
        self.message = message
