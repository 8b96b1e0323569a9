"""What of aiocache is used here; it ships no types."""

class BaseSerializer:
    DEFAULT_ENCODING: str | None
    def __init__(self, *args: object, encoding: str | object = ..., **kwargs: object) -> None: ...
