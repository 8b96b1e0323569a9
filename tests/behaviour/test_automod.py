"""Rules that messages are held against, as members and moderators meet them."""

import pytest
from simcord.env import Env

from astromorty.bot import Astromorty
from behaviour.world import Server, shown

pytestmark = pytest.mark.usefixtures("env")


@pytest.fixture
def log(server: Server):
    return server.guild.create_text_channel("automod-log")


async def _told(server: Server, *commands: str) -> str:
    """Let the owner run commands; return the last answer."""
    answer = ""
    for command in commands:
        answer = await server.says(server.owner, f"$automod {command}")
    return answer


async def test_evaded_words_go_with_a_case_and_the_exempt_stay(
    env: Env, server: Server, bot: Astromorty, log: object
) -> None:
    channel_id = log.id  # pyright: ignore[reportAttributeAccessIssue] - simcord's handle
    assert "was added" in await _told(server, "add words slurs action=delete-warn words=badword,rotten*")
    assert "is on now" in await _told(server, f"log <#{channel_id}>", "enable")
    said = await server.member.send(server.channel, "you Ꮟаⅾw\u200bо||r||d!")
    texts = [message.content for message in server.channel.history()]
    assert said.content not in texts
    [case] = await bot.cases.list(server.guild.id, limit=5)
    assert (case.kind, case.member_id, case.reason) == ("warn", server.member.id, "Automod: slurs")
    assert case.moderator_id == bot.user.id  # pyright: ignore[reportOptionalMemberAccess] - it is logged in
    await env.advance_time(2)
    noted = "\n".join(map(shown, log.history()))  # pyright: ignore[reportAttributeAccessIssue] - as above
    assert "Automod · slurs" in noted
    assert "Deleted. The member was warned (case 1)." in noted

    # A burst is one offence, and who moderates is none.
    await server.member.send(server.channel, "rottenest")
    assert await bot.cases.count(server.guild.id) == 1
    await server.owner.send(server.channel, "what does badword mean?")
    assert server.channel.history()[-1].content == "what does badword mean?"

    # Exempt, dry run, off: the message stays.
    for command in (f"exempt <#{server.channel.id}>", "dryrun on", "disable slurs"):
        await _told(server, command)
        await server.member.send(server.channel, f"badword {command}")
        assert server.channel.history()[-1].content == f"badword {command}"
        if command == "dryrun on":
            await env.advance_time(2)
            assert "would have been **delete-warn**" in shown(log.history()[-1])  # pyright: ignore[reportAttributeAccessIssue]
        await _told(server, f"unexempt <#{server.channel.id}>") if "exempt" in command else None


async def test_managers_name_words_in_commands_and_edits_are_looked_at_once(
    server: Server, bot: Astromorty, env: Env
) -> None:
    await _told(server, "add words slurs action=delete words=badword", "enable")
    # Manage Server without Manage Messages: their messages are looked at, their commands are not.
    assert "The list has 2 words now" in await server.says(server.manager, "$automod words add slurs badword, rotten")
    await server.manager.send(server.channel, "badword")
    assert "badword" not in [message.content for message in server.channel.history()]
    # Nobody else gets past the rules by writing a command.
    await server.member.send(server.channel, "$automod words add slurs badword")
    assert "$automod words add slurs badword" not in [message.content for message in server.channel.history()]

    said = await server.member.send(server.channel, "good word")
    await server.member.edit(said, "rotten word")
    assert said.id not in [message.id for message in server.channel.history()]

    role = await bot.get_guild(server.guild.id).create_role(name="Trusted")  # pyright: ignore[reportOptionalMemberAccess] - it is there
    await _told(server, f"exempt <@&{role.id}>")
    assert f"<@&{role.id}>" in await _told(server, "show")
    await role.delete()
    await env.advance_time(1)
    assert f"{role.id}" not in await _told(server, "show")
