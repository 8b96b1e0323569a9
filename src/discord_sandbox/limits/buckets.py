"""Counting of requests against their windows."""

from collections import Counter
from dataclasses import dataclass, replace

from discord_sandbox.clock import Clock
from discord_sandbox.limits.windows import GLOBAL, OUTSIDE_GLOBAL, WITHOUT_OWN, Window, window_of

PLENTY = 100_000


@dataclass(slots=True)
class _Count:
    used: int
    resets_at: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a bucket says to one request. `retry_after` is None when it may pass; times are seconds."""

    window: Window
    remaining: int
    reset_after: float
    reset_at: float
    retry_after: float | None = None

    @property
    def is_global(self) -> bool:
        """Whether the limit over all routes is the one that speaks."""
        return self.window is GLOBAL

    def headers(self) -> dict[str, str]:
        """Build Discord's rate-limit headers; the limit over all routes shows only when it refuses."""
        if self.is_global:
            return {} if self.retry_after is None else refusal_headers(self.retry_after, is_global=True)
        headers = {
            "X-RateLimit-Limit": str(self.window.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": f"{self.reset_at:.3f}",
            "X-RateLimit-Reset-After": f"{self.reset_after:.3f}",
            "X-RateLimit-Bucket": self.window.hash,
        }
        if self.retry_after is not None:
            headers |= refusal_headers(self.retry_after, is_global=False)
        return headers


def refusal_headers(retry_after: float, *, is_global: bool) -> dict[str, str]:
    """Build what a 429 carries besides; without `Via` a client takes it for a ban by the proxy in front of Discord."""
    headers = {"Retry-After": f"{retry_after:.3f}", "Via": "1.1 google"}
    scope = (
        {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"} if is_global else {"X-RateLimit-Scope": "user"}
    )
    return headers | scope


class RateLimiter:
    """Counts each route's requests per channel, guild or webhook, and all of them together.

    While not `enabled` every request passes and its headers tell of windows that nobody fills. `refused` counts what
    was sent too early, by method and path.
    """

    def __init__(self, clock: Clock, *, enabled: bool = True) -> None:
        self.enabled = enabled
        self._clock = clock
        self._counts: dict[tuple[str, str], _Count] = {}
        self.refused: Counter[str] = Counter()

    def reset(self) -> None:
        """Forget what was counted."""
        self._counts.clear()

    def take(self, route: str, major: str) -> Verdict:
        """Count one request of `route` for its major parameter; a refused one costs nothing."""
        window = window_of(route)
        if not self.enabled:
            # A client paces itself by what the headers say: they have to speak of plenty.
            return Verdict(replace(window, limit=PLENTY), PLENTY, 1, self._clock.now().timestamp() + 1)
        path = route.partition(" ")[2]
        if not path.startswith(OUTSIDE_GLOBAL):
            verdict = self._take(GLOBAL, "")
            if verdict.retry_after is not None or route in WITHOUT_OWN:
                return verdict
        return self._take(window, major)

    def _take(self, window: Window, major: str) -> Verdict:
        now = self._clock.monotonic()
        key = (window.bucket, major)
        count = self._counts.get(key)
        if count is None or count.resets_at <= now:
            count = self._counts[key] = _Count(0, now + window.seconds)
        reset_after = count.resets_at - now
        reset_at = self._clock.now().timestamp() + reset_after
        if count.used >= window.limit:
            return Verdict(window, 0, reset_after, reset_at, retry_after=reset_after)
        count.used += 1
        return Verdict(window, window.limit - count.used, reset_after, reset_at)
