"""Snippets as members call them up, in both forms."""

import discord
import pytest
from simcord.actors import MemberActor
from simcord.env import Env
from simcord.results import InteractionResult

from astromorty.bot import Astromorty
from behaviour.world import Server, shown


async def answered(server: Server, who: MemberActor, text: str, reply_to: discord.Message | None = None) -> str:
    """Let somebody write `text`; return what the bot said to it in an ordinary message."""
    message = await who.send(server.channel, text, reply_to=reply_to)
    last = server.channel.history()[-1]
    return "" if last.id == message.id else last.content


async def create(server: Server, name: str, content: str, who: MemberActor | None = None) -> InteractionResult:
    result = await (who or server.member).slash(server.channel, "snippets create", name=name, content=content)
    assert "was created" in shown(result)
    return result


async def test_a_snippet_is_created_and_sent_in_both_forms(server: Server) -> None:
    assert "`hello` was created" in await server.says(server.member, "$snippets create Hello Hello there,\nfriend")
    assert await answered(server, server.owner, "$snippet hello") == "Hello there,\nfriend"
    sent = await server.owner.slash(server.channel, "snippet", name="HELLO")
    assert sent.response is not None
    assert sent.response.content == "Hello there,\nfriend"
    assert not sent.ephemeral


async def test_the_prefix_and_the_name_are_enough_until_the_server_forbids_it(server: Server) -> None:
    await create(server, "hello", "Hello {1}")
    assert await answered(server, server.owner, "$HELLO world") == "Hello world"
    await server.manager.slash(server.channel, "config set", setting="snippets_direct", value="off")
    assert await answered(server, server.owner, "$hello world") == ""
    assert await answered(server, server.owner, "$snippet hello world") == "Hello world"


async def test_a_command_goes_before_a_snippet_of_its_name(server: Server) -> None:
    assert "`snippet ping`" in shown(await create(server, "ping", "not the command"))
    assert "Pong!" in await server.says(server.member, "$ping")
    assert await answered(server, server.member, "$snippet ping") == "not the command"


async def test_a_word_that_is_no_snippet_is_a_mistyped_command_or_snippet_or_nothing(server: Server) -> None:
    for name in ("hello-world", "helo", "pin", "50"):
        await create(server, name, "Hello")
    assert "There is no such command. Did you mean `$ping`?" in await server.says(server.member, "$pign")
    assert "There is no such snippet. Did you mean `$hello-world`?" in await server.says(
        server.member, "$helloworld now"
    )
    for nothing in ("$5 is cheap", "$500", "$hey you", "$ only a price", "$something"):
        assert await server.says(server.member, nothing) == "", nothing
    await server.manager.slash(server.channel, "config set", setting="snippets_direct", value="off")
    assert await server.says(server.member, "$helloworld now") == ""


async def test_a_word_that_is_no_snippet_asks_the_database_nothing(server: Server, bot: Astromorty) -> None:
    await create(server, "hello", "Hello")
    await server.member.send(server.channel, "$something")
    before = {name: counts["loads"] for name, counts in bot.cache.stats().items()}
    for word in ("$something", "$goodbye now", "$5"):
        await server.member.send(server.channel, word)
    assert {name: counts["loads"] for name, counts in bot.cache.stats().items()} == before
    assert await answered(server, server.member, "$hello") == "Hello"
    assert {name: counts["loads"] for name, counts in bot.cache.stats().items()} != before


async def test_placeholders_are_filled_in_once_and_nothing_else_is_evaluated(server: Server) -> None:
    await create(server, "all", "{user} {server} {channel} [{args}] [{2}] [{9}] {10} {User} {__class__} {} {{1}} %s $1")
    said = await answered(server, server.owner, "$all {user}  {args} {1}")
    filled = f"{server.owner.mention} Garden <#{server.channel.id}> [{{user}}  {{args}} {{1}}] [{{args}}] []"
    assert said == f"{filled} {{10}} {{User}} {{__class__}} {{}} {{{{user}}}} %s $1"


HOSTILE = {
    "everyone": "@everyone @here {args}",
    "a member and a role": "<@{owner}> <@!{owner}> <@&{role}> {user}",
    "an open code block": "```py\n@everyone",
    "a closed code block and half of one": "```\n@everyone\n``` ```` ` |||| ** __ <t:0> </x:0>",
    "as long as it can be": "@everyone" + "🎉" * 1991,
    "placeholders in placeholders": "{{user}} {{args}} {u{args}r} {us{1}}",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
async def test_hostile_content_is_sent_as_it_is_and_pings_nobody(server: Server, env: Env, content: str) -> None:
    role = server.guild.create_role("Friends", mentionable=True)
    content = content.replace("{owner}", str(server.owner.id)).replace("{role}", str(role.id))
    args = f"<@{server.owner.id}> <@&{role.id}> @everyone {{user}}"
    expected = content.replace("{args}", args).replace("{1}", server.owner.mention)
    expected = expected if "{args}" in content else expected.replace("{user}", server.member.mention)
    expected = expected.replace("{{user}}", f"{{{server.member.mention}}}", 1)
    await create(server, "bad", content)
    assert await answered(server, server.member, f"$bad {args}") == expected
    assert await answered(server, server.member, f"$snippet bad {args}") == expected
    sent = await server.member.slash(server.channel, "snippet", name="bad", args=args)
    assert sent.response is not None
    assert sent.response.content == expected
    for command in ("$snippets raw bad", "$snippets info bad", "$snippets edit bad @everyone", f"$snippet {args}"):
        assert await server.says(server.member, command), command
    for message in server.channel.history():
        if message.author.id != server.member.id:
            seen = env.backend.get_message(server.channel.id, message.id)
            assert (seen.ping_user_ids, seen.ping_role_ids, seen.mention_everyone) == ([], [], False), message.content


async def test_what_grows_too_long_is_cut_and_its_code_block_closed(server: Server) -> None:
    await create(server, "long", "x{args}" + "y" * 1990)
    said = await answered(server, server.owner, f"$long {'z' * 100}")
    assert len(said) <= 2000
    assert said.startswith("xzzz")
    assert said.endswith("y…")
    await server.member.slash(server.channel, "snippets edit", name="long", content="```{args}" + "`y" * 990 + "```")
    said = await answered(server, server.owner, f"$long {'z' * 100}")
    assert len(said) <= 2000
    assert said.endswith("…\n```")


async def test_a_snippet_with_nothing_to_say_asks_for_arguments(server: Server) -> None:
    await create(server, "echo", "{args}")
    assert "nothing without something behind its name" in await server.says(server.owner, "$echo")
    assert await answered(server, server.owner, "$echo hello") == "hello"


async def test_in_reply_to_a_message_it_replies_to_that_one(server: Server, env: Env) -> None:
    await create(server, "rules", "Read the rules")
    question = await server.owner.send(server.channel, "How?")
    for command in ("$rules", "$snippet rules"):
        assert await answered(server, server.manager, command, question) == "Read the rules"
        reply = server.channel.history()[-1]
        assert reply.reference is not None
        assert reply.reference.message_id == question.id
        assert env.backend.get_message(server.channel.id, reply.id).ping_user_ids == []
    assert await answered(server, server.manager, "$rules") == "Read the rules"
    assert server.channel.history()[-1].reference is None


async def test_an_unknown_name_is_answered_with_the_closest_ones(server: Server) -> None:
    await create(server, "read-the-rules", "Read them")
    await create(server, "welcome", "Hello")
    assert "Did you mean `read-the-rules`?" in await server.says(server.owner, "$snippet read-the-rule")
    refused = await server.owner.slash(server.channel, "snippet", name="welcmoe")
    assert "Did you mean `welcome`?" in shown(refused)
    assert refused.ephemeral
    assert "`snippets list`" in shown(await server.owner.slash(server.channel, "snippet", name="@everyone" * 200))


async def test_uses_are_counted_by_every_name(server: Server) -> None:
    await create(server, "hello", "Hello")
    assert "**Uses** 0" in await server.says(server.owner, "$snippets info hello")
    await server.member.slash(server.channel, "snippets alias", name="hi", target="hello")
    await server.owner.send(server.channel, "$hello")
    await server.owner.send(server.channel, "$hi")
    await server.owner.slash(server.channel, "snippet", name="hi")
    assert "**Uses** 3" in await server.says(server.owner, "$snippets info hi")


async def test_names_autocomplete(server: Server) -> None:
    for name in ("hello", "hey", "say-hello"):
        await create(server, name, "Hello")
    for command in ("snippet", "snippets edit", "snippets raw", "snippets lock"):
        choices = await server.owner.autocomplete(server.channel, command, "name", "HE")
        assert [choice["value"] for choice in choices] == ["hello", "hey", "say-hello"], command
    choices = await server.owner.autocomplete(server.channel, "snippets alias", "target", "helo", name="hi")
    assert [choice["value"] for choice in choices] == ["hello", "say-hello"]


async def test_a_snippet_belongs_to_its_server(server: Server, env: Env) -> None:
    await create(server, "hello", "Hello")
    elsewhere = env.create_guild("Meadow")
    channel = elsewhere.create_text_channel("general")
    neighbour = elsewhere.add_member(env.create_user("nora"))
    await neighbour.send(channel, "$snippet hello")
    assert "There is no snippet of that name" in shown(channel.history()[-1])
    user = env.create_user("dora")
    await user.send_dm("$snippet hello")
    assert "works only in a server" in shown(user.dm_channel.history()[-1])
