"""Snippets looked after: written, changed, given away, locked, and by whom."""

import json

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import RoleHandle
from simcord.env import Env
from simcord.results import InteractionResult, ResponseMessage

from astromorty.bot import Astromorty
from astromorty.database.controllers.snippet_ban import SnippetBanController
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.services.snippets import Snippets
from behaviour.world import Message, Server, parts, shown


@pytest.fixture
def moderators(server: Server) -> RoleHandle:
    """Those who may manage messages and moderate members."""
    permissions = discord.Permissions(manage_messages=True, moderate_members=True)
    return server.guild.create_role("Moderators", permissions=permissions)


@pytest.fixture
def moderator(server: Server, env: Env, moderators: RoleHandle) -> MemberActor:
    return server.guild.add_member(env.create_user("moe"), roles=[moderators])


@pytest.fixture
async def hello(server: Server) -> None:
    """A snippet of the member's, with an alias of the owner's."""
    await server.member.slash(server.channel, "snippets create", name="hello", content="Hello")
    await server.owner.slash(server.channel, "snippets alias", name="hi", target="hello")


def snippets_of(bot: Astromorty) -> Snippets:
    return Snippets(bot.database, bot.guild_settings)


async def text_of(server: Server, bot: Astromorty, name: str) -> str | None:
    """Return what a snippet holds; None if there is none of the name."""
    names = await snippets_of(bot).names(server.guild.id)
    return (await snippets_of(bot).resolve(server.guild.id, name)).content if name in names else None


def custom_id(message: Message, name: str) -> str:
    return next(part["custom_id"] for part in parts(message) if str(part.get("custom_id", "")).endswith(f":{name}"))


async def press(who: MemberActor, answer: InteractionResult, label: str) -> InteractionResult:
    assert answer.response is not None
    return await who.click(answer.response, label=label)


async def test_without_a_text_the_slash_form_opens_a_form_for_several_lines(server: Server, bot: Astromorty) -> None:
    form = await server.member.slash(server.channel, "snippets create", name="Hello")
    assert form.modal is not None
    assert form.modal["title"] == "Snippet hello"
    answer = await server.member.submit_modal(form, {"text": "Hello\n\nthere"})
    assert "`hello` was created" in shown(answer)
    assert await text_of(server, bot, "hello") == "Hello\n\nthere"


async def test_without_a_text_the_prefix_form_offers_the_form(server: Server, bot: Astromorty) -> None:
    assert "The text of `hello` is missing" in await server.says(server.member, "$snippets create hello")
    menu = server.channel.history()[-1]
    refused = await server.owner.click(menu, custom_id=custom_id(menu, "write"))
    assert "Only <@" in shown(refused)
    form = await server.member.click(menu, custom_id=custom_id(menu, "write"))
    await server.member.submit_modal(form, {"text": "Hello"})
    assert "`hello` was created" in shown(server.channel.history()[-1])
    assert await text_of(server, bot, "hello") == "Hello"


@pytest.mark.usefixtures("hello")
async def test_the_form_begins_from_the_present_text_and_overwrites_nothing_newer(
    server: Server, bot: Astromorty, moderator: MemberActor
) -> None:
    form = await server.member.slash(server.channel, "snippets edit", name="hi")
    assert form.modal is not None
    assert '"value": "Hello"' in json.dumps(form.modal)
    await server.member.submit_modal(form, {"text": "Good day"})
    assert await text_of(server, bot, "hello") == "Good day"
    late = await server.member.slash(server.channel, "snippets edit", name="hello")
    await moderator.slash(server.channel, "snippets edit", name="hello", content="Moderated")
    refused = await server.member.submit_modal(late, {"text": "Mine"})
    assert "Somebody else changed or deleted `hello` meanwhile" in shown(refused)
    [told] = refused.followups
    assert told.ephemeral
    assert await _file(told) == ("text.txt", b"Mine")
    assert await text_of(server, bot, "hello") == "Moderated"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("two words", "x", "letters a to z"),
        ("ümlaut", "x", "letters a to z"),
        ("x" * 33, "x", "1 to 32"),
        ("hello", "x", "a snippet called `hello` already"),
        ("HELLO", "x", "a snippet called `hello` already"),
        ("hi", "x", "a snippet called `hi` already"),
        ("new", " \n ", "needs a text"),
        ("new", "x" * 2001, "2,001 characters"),
        ("new", "a\0b", "cannot be stored"),
    ],
)
@pytest.mark.usefixtures("hello")
async def test_what_cannot_be_created_is_refused_with_its_reason(
    server: Server, bot: Astromorty, name: str, content: str, reason: str
) -> None:
    refused = await server.member.slash(server.channel, "snippets create", name=name, content=content)
    assert reason in shown(refused)
    assert refused.ephemeral
    assert await snippets_of(bot).names(server.guild.id) == ("hello", "hi")
    assert await text_of(server, bot, "hello") == "Hello"


@pytest.mark.usefixtures("hello")
async def test_an_alias_of_an_alias_stands_for_the_snippet_and_follows_its_new_name(
    server: Server, bot: Astromorty
) -> None:
    answer = await server.manager.slash(server.channel, "snippets alias", name="hey", target="hi")
    assert "`hey` stands for `hello`" in shown(answer)
    renamed = await server.member.slash(server.channel, "snippets rename", name="hello", new_name="Greeting")
    assert "`hello` is called `greeting` now" in shown(renamed)
    assert await snippets_of(bot).targets(server.guild.id) == {
        "greeting": None,
        "hey": "greeting",
        "hi": "greeting",
    }
    assert await text_of(server, bot, "hey") == "Hello"
    refused = await server.member.slash(server.channel, "snippets rename", name="greeting", new_name="hi")
    assert "a snippet called `hi` already" in shown(refused)
    missing = await server.member.slash(server.channel, "snippets alias", name="ho", target="gretting")
    assert "Did you mean `greeting`?" in shown(missing)


@pytest.mark.usefixtures("hello")
async def test_deleting_asks_and_says_which_aliases_go_too(server: Server, bot: Astromorty) -> None:
    question = await server.member.slash(server.channel, "snippets delete", name="hello")
    assert "Deletes `hello` with its aliases `hi`" in shown(question)
    await press(server.member, question, "Cancel")
    assert await text_of(server, bot, "hi") == "Hello"
    question = await server.member.slash(server.channel, "snippets delete", name="hello")
    await server.manager.slash(server.channel, "snippets alias", name="hey", target="hi")
    await press(server.member, question, "Delete")
    assert "`hello` was deleted with its aliases `hey`, `hi`" in shown(question)
    assert await snippets_of(bot).names(server.guild.id) == ()


@pytest.mark.usefixtures("hello")
async def test_deleting_an_alias_leaves_the_snippet(server: Server, bot: Astromorty) -> None:
    question = await server.owner.slash(server.channel, "snippets delete", name="hi")
    assert "It is an alias of `hello`, which stays" in shown(question)
    await press(server.owner, question, "Delete")
    assert await snippets_of(bot).names(server.guild.id) == ("hello",)


CHANGES: dict[str, dict[str, object]] = {
    "snippets edit": {"content": "Changed"},
    "snippets rename": {"new_name": "changed"},
    "snippets delete": {},
    "snippets transfer": {},
}


@pytest.mark.parametrize("command", CHANGES)
@pytest.mark.usefixtures("hello")
async def test_who_may_change_a_snippet(server: Server, moderator: MemberActor, command: str) -> None:
    options = CHANGES[command] | ({"member": server.manager} if "transfer" in command else {})

    async def refusal(who: MemberActor, name: str = "hello") -> str:
        answer = await who.slash(server.channel, command, name=name, **options)
        return shown(answer) if answer.ephemeral else ""

    assert f"`hello` belongs to {server.member.mention}" in await refusal(server.manager)
    await moderator.slash(server.channel, "snippets lock", name="hello")
    assert "`hello` is locked" in await refusal(server.member)
    await moderator.slash(server.channel, "snippets unlock", name="hello")
    assert await refusal(server.member) == ""
    if command in {"snippets edit", "snippets delete"}:
        await moderator.slash(server.channel, "snippets lock", name="hello")
        assert await refusal(moderator) == ""


@pytest.mark.usefixtures("hello")
async def test_only_managers_lock_unlock_and_export(server: Server) -> None:
    for command, options in (("lock", {"name": "hello"}), ("unlock", {"name": "hello"}), ("export", {})):
        refused = await server.member.slash(server.channel, f"snippets {command}", **options)
        assert shown(refused) == "❌ You need the Manage Messages permission to do this."
        assert refused.ephemeral


@pytest.mark.usefixtures("hello")
async def test_a_snippet_is_given_to_another_member(server: Server, env: Env) -> None:
    answer = await server.member.slash(server.channel, "snippets transfer", name="hello", member=server.manager)
    assert f"`hello` belongs to {server.manager.mention} now" in shown(answer)
    edited = await server.manager.slash(server.channel, "snippets edit", name="hello", content="Mine")
    assert "was changed" in shown(edited)
    refused = await server.member.slash(server.channel, "snippets edit", name="hello", content="Mine again")
    assert f"belongs to {server.manager.mention}" in shown(refused)
    assert env.bot.user is not None
    assert "Bots own no snippets" in await server.says(server.manager, f"$snippets transfer hello <@{env.bot.user.id}>")


async def test_a_server_may_leave_writing_to_its_managers(
    server: Server, bot: Astromorty, moderator: MemberActor
) -> None:
    await server.manager.slash(server.channel, "config set", setting="snippets_creators", value="managers")
    for options in ({"content": "x"}, {}):
        refused = await server.member.slash(server.channel, "snippets create", name="hello", **options)
        assert "only members who may manage messages create snippets" in shown(refused)
        assert refused.modal is None
    await moderator.slash(server.channel, "snippets create", name="hello", content="x")
    refused = await server.member.slash(server.channel, "snippets alias", name="hi", target="hello")
    assert "only members who may manage messages" in shown(refused)
    assert await snippets_of(bot).names(server.guild.id) == ("hello",)


@pytest.mark.usefixtures("hello")
async def test_who_is_banned_from_snippets_uses_them_but_writes_none(
    server: Server, bot: Astromorty, moderator: MemberActor
) -> None:
    mia = server.member.mention
    banned = await moderator.slash(server.channel, "snippetban", members=mia, reason="Advertising")
    assert f"{mia}: was banned from snippets · case 1" in shown(banned)
    attempts: list[tuple[str, dict[str, object]]] = [
        ("snippets create", {"name": "new", "content": "x"}),
        ("snippets create", {"name": "new"}),
        ("snippets alias", {"name": "new", "target": "hello"}),
        ("snippets edit", {"name": "hello", "content": "x"}),
        ("snippets rename", {"name": "hello", "new_name": "new"}),
    ]
    for command, options in attempts:
        refused = await server.member.slash(server.channel, command, **options)
        assert "may not write snippets here. Reason: Advertising" in shown(refused), command
        assert refused.ephemeral
    assert await snippets_of(bot).names(server.guild.id) == ("hello", "hi")
    await server.member.send(server.channel, "$hello")
    assert server.channel.history()[-1].content == "Hello"
    assert "allowed snippets again · case 2" in await server.says(moderator, f"$snippetunban {mia} sorry")
    assert "was created" in await server.says(server.member, "$snippets create new x")
    assert "may write snippets already" in await server.says(moderator, f"$snippetunban {mia}")
    unban, ban = await bot.cases.list(server.guild.id, limit=10)
    assert (ban.kind, ban.reason, ban.is_open) == ("snippetban", "Advertising", False)
    assert (unban.kind, unban.reason, unban.moderator_id) == ("snippetunban", "sorry", moderator.id)


async def test_a_snippet_ban_and_its_case_are_written_both_or_neither(
    server: Server, bot: Astromorty, moderator: MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise DatabaseUnavailableError

    with monkeypatch.context() as patch:
        patch.setattr(SnippetBanController, "upsert", fail)
        refused = await server.says(moderator, f"$snippetban {server.member.mention}")
    assert "Nothing was done" in refused
    assert await bot.cases.list(server.guild.id, limit=10) == ()
    assert "was created" in await server.says(server.member, "$snippets create new x")


async def test_only_moderators_ban_and_only_whom_they_stand_above(
    server: Server, env: Env, moderator: MemberActor, moderators: RoleHandle
) -> None:
    refused = await server.member.slash(server.channel, "snippetban", members=server.manager.mention)
    assert shown(refused) == "❌ You need the Timeout Members permission to do this."
    equal = server.guild.add_member(env.create_user("mona"), roles=[moderators])
    assert env.bot.user is not None
    for target, sentence in (
        (server.owner.mention, "owns this server"),
        (equal.mention, "a role as high as yours"),
        (moderator.mention, "to yourself"),
        (f"<@{env.bot.user.id}>", "to myself"),
        (f"{server.member.mention} {'x' * 513}", "at most 512 characters"),
    ):
        assert sentence in await server.says(moderator, f"$snippetban {target}")
    assert "banned from snippets" in await server.says(server.owner, f"$snippetban {equal.mention}")


@pytest.mark.usefixtures("hello")
async def test_the_list_shows_every_name_or_those_searched_for(server: Server) -> None:
    for command in ("$snippets", "$snippets list", "$snippets list h"):
        assert "Snippets · 2 of 2\n`hello` · never used\n`hi` → `hello`" in await server.says(server.owner, command)
    found = await server.owner.slash(server.channel, "snippets list", search="HELL")
    assert "`hello`" in shown(found)
    assert "No snippet's name is like `zzzzzz`" in await server.says(server.owner, "$snippets zzzzzz")
    for number in range(150):
        await server.manager.slash(server.channel, "snippets create", name=f"s{number:03}-{'x' * 27}", content="x")
    assert "Page 1 of 3" in await server.says(server.owner, "$snippets")


@pytest.mark.usefixtures("hello")
async def test_raw_shows_the_text_as_it_was_written(server: Server) -> None:
    await server.member.slash(server.channel, "snippets edit", name="hello", content="**Hi** {user}")
    assert "```\n**Hi** {user}\n```" in await server.says(server.owner, "$snippets raw hi")
    fenced = "```py\nprint()\n```"
    await server.member.slash(server.channel, "snippets edit", name="hello", content=fenced)
    raw = await server.owner.slash(server.channel, "snippets raw", name="hello")
    assert raw.response is not None
    assert await _file(raw.response) == ("hello.txt", fenced.encode())


@pytest.mark.usefixtures("hello")
async def test_the_export_holds_everything(server: Server, moderator: MemberActor) -> None:
    await moderator.slash(server.channel, "snippets lock", name="hello")
    await server.owner.send(server.channel, "$hi")
    exported = await moderator.slash(server.channel, "snippets export")
    assert exported.ephemeral
    assert exported.response is not None
    name, content = await _file(exported.response)
    assert name == f"snippets-{server.guild.id}.json"
    [snippet] = json.loads(content)["snippets"]
    assert snippet.pop("created_at")
    assert snippet == {
        "name": "hello",
        "content": "Hello",
        "aliases": ["hi"],
        "owner_id": str(server.member.id),
        "locked": True,
        "uses": 1,
    }


@pytest.mark.usefixtures("hello")
async def test_the_dashboard_says_how_many_there_are_and_which_are_used_most(server: Server) -> None:
    await server.owner.send(server.channel, "$hi")
    dashboard = (await server.manager.slash(server.channel, "config open")).response
    assert dashboard is not None
    await server.manager.select(dashboard, ["snippets"], custom_id=custom_id(dashboard, "page"))
    assert "**1** snippets and **1** aliases of up to 5,000 in all\nUsed most: `hello` (1)" in shown(dashboard)


async def _file(message: ResponseMessage) -> tuple[str, bytes]:
    [attachment] = message.attachments
    return attachment.filename, await attachment.read()
