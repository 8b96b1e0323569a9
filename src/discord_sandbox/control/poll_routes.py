"""Voting as a user."""

from typing import cast

from discord_sandbox.control.lookup import find_channel, find_message, find_user
from discord_sandbox.control.refusal import Refusal
from discord_sandbox.control.views import message_view
from discord_sandbox.messages.polls import end_poll, require_poll, vote
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.poll import Poll
from discord_sandbox.wire import JsonObject

routes = RouteTable()


@routes.put("/users/{user}/votes")
async def put_votes(call: Call) -> None:
    """Make these ``answers`` (texts or numbers) of a ``message``'s poll one's votes; none takes them back."""
    body, user = call.object(), find_user(call.world, call.text("user"))
    channel = find_channel(call.world, body["channel"], user)
    message = find_message(channel, body["message"], user)
    poll = require_poll(message)
    wanted = {_answer(poll, named) for named in cast("list[str | int]", body["answers"])}
    vote(call.world, channel, message, user, wanted)


@routes.post("/polls/end")
async def end(call: Call) -> JsonObject:
    """End the poll of a ``message`` in a ``channel`` at once, whoever asked it."""
    body = call.object()
    channel = find_channel(call.world, body["channel"])
    message = call.world.message(channel.id, int(body["message"]))
    end_poll(call.world, channel, message)
    return message_view(call.world, message)


def _answer(poll: Poll, named: str | int) -> int:
    for answer_id, media in poll.answers.items():
        if str(named) in (str(answer_id), str(media.get("text"))):
            return answer_id
    raise Refusal("unknown_answer", f"The poll has no answer {named!r}.", status=404)
