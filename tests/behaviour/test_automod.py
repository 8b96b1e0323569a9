"""Rules that messages are held against, as members and moderators meet them."""

from typing import Any

import discord
import pytest
from simcord.backend import serializers
from simcord.builders import ChannelHandle
from simcord.env import Env

from astromorty.bot import Astromorty
from behaviour.dashboard import control, open_page
from behaviour.transfer import exported, offer, take
from behaviour.world import Server, shown

pytestmark = pytest.mark.usefixtures("env")


@pytest.fixture
def log(server: Server) -> ChannelHandle:
    return server.guild.create_text_channel("automod-log")


async def _told(server: Server, *commands: str) -> str:
    """Let the owner run commands; return the last answer."""
    answer = ""
    for command in commands:
        answer = await server.says(server.owner, f"$automod {command}")
    return answer


async def test_evaded_words_go_with_a_case_and_the_exempt_stay(
    env: Env, server: Server, bot: Astromorty, log: ChannelHandle
) -> None:
    channel_id = log.id
    assert "was added" in await _told(server, "add words slurs action=delete-warn words=badword,rotten*")
    assert "is on now" in await _told(server, f"log <#{channel_id}>", "enable")
    said = await server.member.send(server.channel, "you Ꮟаⅾw\u200bо||r||d!")
    texts = [message.content for message in server.channel.history()]
    assert said.content not in texts
    [case] = await bot.cases.list(server.guild.id, limit=5)
    assert (case.kind, case.member_id, case.reason) == ("warn", server.member.id, "Automod: slurs")
    assert case.moderator_id == bot.user.id  # pyright: ignore[reportOptionalMemberAccess] - it is logged in
    await env.advance_time(2)
    noted = "\n".join(map(shown, log.history()))
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
            assert "would have been **delete-warn**" in shown(log.history()[-1])
        await _told(server, f"unexempt <#{server.channel.id}>") if "exempt" in command else None


async def test_what_is_exempt_is_a_channel_with_its_threads_or_one_thread(server: Server, bot: Astromorty) -> None:
    await _told(server, "add words slurs action=delete words=badword", "enable")
    channel = bot.get_channel(server.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.create_thread(name="plans", type=discord.ChannelType.public_thread)
    [thread] = server.channel.threads
    places = (server.channel, thread)
    for exempt, stays in ((server.channel, [True, True]), (thread, [False, True])):
        await _told(server, f"exempt <#{exempt.id}>")
        said = [await server.member.send(place, "badword") for place in places]
        kept = {message.id for place in places for message in place.history()}
        assert [message.id in kept for message in said] == stays
        await _told(server, f"unexempt <#{exempt.id}>")


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


async def test_own_invitations_are_allowed_and_the_preview_of_a_link_is_no_second_offence(
    server: Server, env: Env, log: ChannelHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_guild(backend: Any, invite: Any, **options: bool) -> dict[str, Any]:
        """Return an invitation as Discord does, with the server that it leads to."""
        return payload_of(backend, invite, **options) | {"guild": {"id": str(invite.guild_id)}}

    payload_of = serializers.invite_payload
    monkeypatch.setattr(serializers, "invite_payload", with_guild)
    elsewhere = env.create_guild("Elsewhere").create_text_channel("general")
    own, foreign = (env.backend.create_invite(channel.id, server.owner.id) for channel in (server.channel, elsewhere))
    await _told(server, "add invites no-invites", "add words slurs action=log words=badword")
    await _told(server, f"log <#{log.id}>", "enable")
    texts = [f"join discord.gg/{code}" for code in (own.code, foreign.code, f"{own.code} discord.gg/{foreign.code}")]
    for text in texts:
        await server.member.send(server.channel, text)
    stay = [message.content for message in server.channel.history()]
    assert [text in stay for text in texts] == [True, False, False]

    async def noted() -> int:
        await env.advance_time(2)
        return "\n".join(map(shown, log.history())).count("Automod · slurs")

    said = await server.member.send(server.channel, "badword at https://example.com")
    assert await noted() == 1
    stored = env.backend.get_message(server.channel.id, said.id)
    preview = {"type": "link", "url": "https://example.com", "title": "Example"}

    async def show_preview() -> None:
        """Tell of the link's preview as Discord does: as an edit at which nobody wrote anything."""
        stored.embeds = [preview]
        env.backend.emit("MESSAGE_UPDATE", dict(serializers.message_payload(env.backend, stored)))
        await env.settle()

    await show_preview()
    assert await noted() == 1
    await server.member.edit(said, "another badword at https://example.com")
    assert await noted() == 2
    await show_preview()
    assert await noted() == 2


async def test_rules_are_made_on_the_dashboard_exported_and_imported(server: Server) -> None:
    manager, page = server.manager, await open_page(server, "automod")
    form = await manager.select(page, ["words"], custom_id=control(page, "automod:add"))
    fields = {"name": "slurs", "needed": "badword, rotten*", "settings": "action=log"}
    await manager.submit_modal(form, fields)
    assert "✅ The rule `slurs` was added." in shown(page)
    refused = await manager.submit_modal(
        await manager.select(page, ["pattern"], custom_id=control(page, "automod:add")), fields | {"needed": "("}
    )
    assert "pattern cannot be used" in shown(refused)
    form = await manager.click(page, custom_id=control(page, "automod:words"))
    await manager.submit_modal(form, {"words": "third"})
    assert "The list has 3 words now." in shown(page)
    for press, said in (("switch", "is off now"), ("dryrun", "only notes what it would do")):
        await manager.click(page, custom_id=control(page, f"automod:{press}"))
        assert said in shown(page)
    await _told(server, f"exempt <#{server.channel.id}> slurs")
    # The page shows a rule that somebody else changed meanwhile.
    await _told(server, "edit slurs action=warn")
    await manager.click(page, custom_id=control(page, "automod:switch"))
    assert "Somebody else changed the rule" in shown(page)

    part = await exported(server, "automod")
    await manager.click(page, custom_id=control(page, "automod:remove"))
    assert "The rule `slurs` was removed." in shown(page)

    [rule], [exempt] = part["rules"], part["exempt"]
    many = {"words": [f"word-{number}" for number in range(500)]}
    for wrong, why in (
        ({"rules": [rule] * 31}, "rules: "),
        ({"rules": [rule, rule]}, "same name"),
        ({"rules": [rule | {"parameters": {"words": []}}]}, "`slurs`: `words`"),
        ({"rules": [rule | {"kind": "pattern", "parameters": {"pattern": "(?=a)"}}]}, "no look-around"),
        (
            {"rules": [rule | {"name": f"list-{number}", "parameters": many} for number in range(7)]},
            "at most 3,000 words",
        ),
        ({"rules": [rule], "exempt": [exempt | {"target_id": "1"}]}, "has no channel 1"),
        ({"rules": [rule], "exempt": [exempt | {"rule": "other"}]}, "there is no rule `other`"),
        ({"rules": [rule | {"name": "@everyone"}]}, "rules.0.name"),
    ):
        assert why in shown(await offer(server, manager, "automod", wrong))
    assert "Automod rules added: `slurs`" in await take(server, manager, "automod", part)
    listed = await _told(server, "show")
    assert "**slurs** · words · warn · **off** · dry run" in listed
    assert f"not for <#{server.channel.id}>" in listed
    assert "has already" in shown(await offer(server, manager, "automod", part))
