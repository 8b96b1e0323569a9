"""What a user cannot do, in the sandbox's own words."""


class Refusal(Exception):
    """An act that Discord's client would not let happen, or that names something unknown."""

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
