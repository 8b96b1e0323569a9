"""Rate limits as a bot's library sees them: windows, buckets, the limit over all routes."""

from hypothesis import given
from hypothesis import strategies as st

from discord_sandbox.clock import Clock
from discord_sandbox.limits.buckets import RateLimiter

SEND = "POST /channels/*/messages"


def test_the_sixth_message_in_five_seconds_has_to_wait_until_the_window_ends() -> None:
    clock = Clock()
    limiter = RateLimiter(clock)
    assert [limiter.take(SEND, "1").remaining for _ in range(5)] == [4, 3, 2, 1, 0]
    refused = limiter.take(SEND, "1")
    assert refused.retry_after is not None
    assert 4.5 < refused.retry_after <= 5
    clock.advance(refused.retry_after)
    assert limiter.take(SEND, "1").retry_after is None


def test_each_channel_has_its_own_window() -> None:
    limiter = RateLimiter(Clock())
    for _ in range(5):
        limiter.take(SEND, "1")
    assert limiter.take(SEND, "1").retry_after is not None
    assert limiter.take(SEND, "2").retry_after is None


def test_adding_and_taking_back_a_reaction_share_a_bucket() -> None:
    limiter = RateLimiter(Clock())
    path = "/channels/*/messages/*/reactions/*/@me"
    added = limiter.take(f"PUT {path}", "1")
    removed = limiter.take(f"DELETE {path}", "1")
    assert added.headers()["X-RateLimit-Bucket"] == removed.headers()["X-RateLimit-Bucket"]
    assert removed.retry_after is not None


def test_fifty_requests_a_second_over_all_routes_leave_interactions_free() -> None:
    limiter = RateLimiter(Clock())
    for channel in range(50):
        assert limiter.take(SEND, str(channel)).retry_after is None
    refused = limiter.take(SEND, "another")
    assert refused.is_global
    headers = refused.headers()
    assert (headers["X-RateLimit-Global"], headers["X-RateLimit-Scope"]) == ("true", "global")
    assert "X-RateLimit-Bucket" not in headers
    answer = limiter.take("POST /interactions/*/*/callback", "token")
    assert answer.retry_after is None


def test_opening_direct_messages_is_bound_by_the_limit_over_all_routes_alone() -> None:
    limiter = RateLimiter(Clock())
    opened = [limiter.take("POST /users/@me/channels", "") for _ in range(51)]
    assert [verdict.retry_after is None for verdict in opened] == [True] * 50 + [False]
    assert (opened[0].headers(), opened[50].is_global) == ({}, True)


def test_headers_tell_what_discord_py_reads() -> None:
    headers = RateLimiter(Clock()).take(SEND, "1").headers()
    assert headers["X-RateLimit-Limit"] == "5"
    assert headers["X-RateLimit-Remaining"] == "4"
    assert float(headers["X-RateLimit-Reset-After"]) <= 5
    assert "Via" not in headers


def test_switched_off_nothing_is_refused_and_nothing_runs_out() -> None:
    limiter = RateLimiter(Clock(), enabled=False)
    verdicts = [limiter.take(SEND, "1") for _ in range(100)]
    assert {each.retry_after for each in verdicts} == {None}
    assert min(int(each.headers()["X-RateLimit-Remaining"]) for each in verdicts) > 1_000


@given(st.lists(st.floats(0, 3, allow_nan=False), max_size=40))
def test_any_five_seconds_pass_at_most_two_windows_of_messages(pauses: list[float]) -> None:
    """Windows are fixed, as at Discord: the end of one and the start of the next may meet."""
    clock = Clock()
    limiter = RateLimiter(clock)
    passed: list[float] = []
    for pause in pauses:
        clock.advance(pause)
        if limiter.take(SEND, "1").retry_after is None:
            passed.append(clock.monotonic())
    for moment in passed:
        assert sum(moment <= other < moment + 4.9 for other in passed) <= 10
