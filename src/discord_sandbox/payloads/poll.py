"""Polls as Discord sends them, and as they are made."""

from datetime import datetime, timedelta
from typing import cast

from discord_sandbox.clock import isoformat
from discord_sandbox.state.poll import Poll
from discord_sandbox.wire import JsonObject

DEFAULT_HOURS = 24


def read_poll(body: JsonObject | None, now: datetime) -> Poll | None:
    """Make a poll of what a message's body, already checked, says."""
    if body is None:
        return None
    answers = {
        number: cast("JsonObject", each["poll_media"])
        for number, each in enumerate(cast("list[JsonObject]", body["answers"]), 1)
    }
    expires_at = now + timedelta(hours=float(body.get("duration") or DEFAULT_HOURS))
    return Poll(str(body["question"]["text"]), answers, expires_at, bool(body.get("allow_multiselect")))


def poll_payload(poll: Poll, user_id: int) -> JsonObject:
    """Build a poll with its results, ``me_voted`` being the user's."""
    return {
        "question": {"text": poll.question},
        "answers": [{"answer_id": answer_id, "poll_media": media} for answer_id, media in poll.answers.items()],
        "expiry": isoformat(poll.expires_at),
        "allow_multiselect": poll.is_multiple,
        "layout_type": 1,
        "results": {
            "is_finalized": poll.ended.is_set(),
            "answer_counts": [
                {"id": answer_id, "count": len(voters), "me_voted": user_id in voters}
                for answer_id, voters in poll.votes.items()
                if voters
            ],
        },
    }
