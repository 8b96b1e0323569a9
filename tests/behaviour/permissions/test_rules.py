"""Rules as a server's owner makes and sees them."""

import pytest
from simcord.env import Env

from astromorty.bot import Astromorty
from behaviour.permissions.conftest import Newcomer, RoleOfRank
from behaviour.world import Server, shown


async def test_a_rule_takes_effect_on_the_very_next_command(server: Server) -> None:
    assert "Pong!" in await server.says(server.member, "$ping")
    made = await server.owner.slash(server.channel, "permissions set", command="ping", value="nobody")
    assert shown(made) == (
        "✅ `ping` is now for nobody but administrators.\nThe owner and the administrators of the server always pass."
    )
    refused = "❌ This server lets nobody but its administrators use `ping`."
    assert await server.says(server.member, "$ping") == refused
    answer = await server.member.slash(server.channel, "ping")
    assert shown(answer) == refused
    assert answer.ephemeral
    assert "Pong!" in await server.says(server.owner, "$ping")
    assert await server.says(server.owner, "$permissions set ping default") == (
        "✅ `ping` goes by its default again: everyone."
    )
    assert "Pong!" in await server.says(server.member, "$ping")


@pytest.mark.usefixtures("ranks")
async def test_a_rank_passes_and_the_ranks_above_it(
    server: Server, newcomer: Newcomer, role_of_rank: RoleOfRank
) -> None:
    low, high = newcomer("lou", await role_of_rank(4)), newcomer("hal", await role_of_rank(6))
    answer = await server.owner.slash(server.channel, "permissions set", command="/Prefix SET", value="moderator")
    assert "`prefix set` is now for `Moderator` (5) and above." in shown(answer)
    refused = "❌ This server lets only the rank `Moderator` (5) and above use `prefix set`."
    assert await server.says(low, "$prefix set ?") == refused
    assert await server.says(server.manager, "$prefix set ?") == refused, "a rule counts instead of the default"
    assert "The prefix is now `?`" in await server.says(high, "$prefix set ?")


@pytest.mark.usefixtures("ranks")
async def test_a_rank_is_typed_by_number_or_name(server: Server) -> None:
    for typed in ("5", "Moderator", " moderator ", "MODERATOR"):
        answer = await server.owner.slash(server.channel, "permissions set", command="ping", value=typed)
        assert "`Moderator` (5) and above" in shown(answer), typed


@pytest.mark.usefixtures("ranks")
async def test_names_of_several_words_need_no_quotes(server: Server) -> None:
    for text, command in (
        ("levels reward add Junior Moderator", "levels reward add"),
        ("levels reward 4", "levels reward"),
        ('"levels reward" 4', "levels reward"),
        ("levels Junior Moderator", "levels"),
    ):
        answer = await server.says(server.owner, f"$permissions set {text}")
        assert f"`{command}` is now for `Junior Moderator` (4) and above." in answer


UNDECIDABLE = [
    ("pong", "everyone", "There is no command called `pong`. Did you mean `ping`"),
    ("ping pong", "everyone", "There is no command called `ping pong`."),
    ("`@everyone`", "everyone", "There is no command called ``ˋ@everyoneˋ``."),
    ("ping", "11", "There is no such rank; choose one by its name or number, 0 to 10, such as `Member`."),
    ("ping", "Moderators", "`everyone`, `nobody` and `default` are allowed too."),
    ("ping", "default", "There is no rule for `ping`. Nothing was changed."),
    ("owner", "everyone", "`owner` belongs to the operator of this bot; no server can decide who uses it."),
    ("owner cache stats", "nobody", "There is no command called `owner cache stats`."),
    ("owner cache inspect", "nobody", "belongs to the operator of this bot"),
    ("owner shutdown", "default", "belongs to the operator of this bot"),
]


@pytest.mark.usefixtures("ranks")
async def test_what_cannot_be_decided_is_refused_with_its_reason(server: Server, bot: Astromorty) -> None:
    for command, value, sentence in UNDECIDABLE:
        refused = await server.owner.slash(server.channel, "permissions set", command=command, value=value)
        assert sentence in shown(refused)
        assert refused.ephemeral
    assert (await bot.permissions.get_set(server.guild.id)).rules == ()


async def test_a_server_without_ranks_is_told_how_to_make_some(server: Server) -> None:
    answer = await server.says(server.owner, "$permissions set ping 3")
    assert "This server has no ranks yet; `ranks init` makes eleven" in answer


async def test_a_rule_on_a_group_covers_it_and_says_what_it_opens(server: Server) -> None:
    answer = await server.says(server.owner, "$permissions set prefix everyone")
    assert answer == (
        "⚠️ `prefix` is now for everyone.\n"
        "This opens what needs more by default: `prefix reset` (Manage Server), `prefix set` (Manage Server)."
    )
    assert "The prefix is now `?`" in await server.says(server.member, "$prefix set ?")
    await server.says(server.owner, "?permissions set prefix set nobody")
    assert "nobody but its administrators use `prefix set`" in await server.says(server.member, "?prefix set !")
    assert "The prefix is `$` again" in await server.says(server.member, "?prefix reset")
    answer = await server.says(server.owner, "$permissions set prefix nobody")
    assert "A rule of their own keep `prefix set`." in answer
    answer = await server.says(server.owner, "$permissions set prefix set default")
    assert "`prefix set` goes by the rule for `prefix` again: nobody but administrators." in answer


async def test_taking_a_rule_back_says_what_the_groups_rule_opens(server: Server) -> None:
    await server.says(server.owner, "$permissions set prefix set nobody")
    await server.says(server.owner, "$permissions set prefix everyone")
    answer = await server.says(server.owner, "$permissions set prefix set default")
    assert answer == (
        "⚠️ `prefix set` goes by the rule for `prefix` again: everyone.\n"
        "This opens what needs more by default: `prefix set` (Manage Server)."
    )


async def test_a_right_is_decided_as_a_command_is(server: Server) -> None:
    await server.member.slash(server.channel, "snippets create", name="hello", content="Hello")
    assert "only they and members who may manage" in await server.says(server.manager, "$snippets edit hello x")
    answer = await server.says(server.owner, "$permissions set manage-snippets everyone")
    assert "This opens what needs more by default: `manage-snippets` (Manage Messages)" in answer
    assert "`hello` was changed" in await server.says(server.manager, "$snippets edit hello x")
    assert "`manage-snippets` · everyone · to change everybody's snippets" in await server.says(
        server.owner, "$permissions"
    )


async def test_rules_are_listed_and_each_command_is_shown(server: Server) -> None:
    assert "There are no rules: each command goes by its default." in await server.says(server.owner, "$permissions")
    assert await server.says(server.owner, "$permissions show prefix") == (
        "### `prefix`\nFor everyone: the default. There is no rule.\n"
        "`prefix reset` · members with Manage Server at Discord\n`prefix set` · members with Manage Server at Discord"
    )
    await server.says(server.owner, "$permissions set prefix everyone")
    await server.says(server.owner, "$permissions set prefix reset nobody")
    listed = await server.owner.slash(server.channel, "permissions show")
    assert "`prefix` · everyone\n`prefix reset` · nobody but administrators\n-# All else" in shown(listed)
    one = await server.owner.slash(server.channel, "permissions show", command="prefix set")
    assert shown(one) == (
        "### `prefix set`\nFor everyone: the rule for `prefix`.\n"
        "By default it is for members with Manage Server at Discord."
    )
    operators = await server.says(server.owner, "$permissions show owner sync")
    assert "For only the operator of this bot, whatever a server decides." in operators
    right = await server.says(server.owner, "$permissions show clear-afk")
    assert (
        "The right to end another member's absence.\nFor members with Timeout Members at Discord: the default." in right
    )


async def test_a_rule_of_a_command_that_there_is_no_more_can_be_taken_back(server: Server, bot: Astromorty) -> None:
    await bot.permissions.set_rule(server.guild.id, "karaoke", "everyone")
    assert "`karaoke` · everyone · there is no such command any more" in await server.says(server.owner, "$permissions")
    assert "There is no command called `karaoke`" in await server.says(server.owner, "$permissions show karaoke")
    answer = await server.says(server.owner, "$permissions set karaoke default")
    assert answer == "✅ `karaoke`, which is no command any more, has no rule now."


async def test_the_owner_and_administrators_can_always_take_back_a_lock(
    server: Server, newcomer: Newcomer, bot: Astromorty
) -> None:
    administrator = newcomer("ada", administrator=True)
    answer = await server.says(server.manager, "$permissions set permissions nobody")
    assert answer == (
        "✅ `permissions` is now for nobody but administrators.\n"
        "The owner and the administrators of the server always pass.\n"
        "You cannot use it any more. Only they can take this back: `permissions set permissions default`."
    )
    assert "nobody but its administrators" in await server.says(server.manager, "$permissions set permissions default")
    assert "by its default again" in await server.says(administrator, "$permissions set permissions default")
    assert (await bot.permissions.get_set(server.guild.id)).rules == ()


@pytest.mark.usefixtures("ranks")
async def test_commands_and_values_are_offered_while_they_are_typed(server: Server) -> None:
    async def offered(option: str, typed: str) -> list[str]:
        choices = await server.owner.autocomplete(server.channel, "permissions set", option, typed)
        return [choice["name"] for choice in choices]

    assert len(await offered("command", "")) == 25
    assert (await offered("command", "prefix"))[:3] == ["prefix", "prefix reset", "prefix set"]
    assert "snippets" in await offered("command", "snipets")
    assert "manage-snippets" in await offered("command", "manage")
    assert not [name for name in await offered("command", "owner") if name.startswith("owner")]
    assert (await offered("value", ""))[:4] == ["everyone", "nobody", "default", "0 · Member"]
    assert await offered("value", "senior") == ["6 · Senior Moderator"]
    assert await offered("value", "9") == ["9 · Head Administrator"]


async def test_in_direct_messages_there_is_nothing_to_decide(env: Env, server: Server) -> None:
    del server
    user = env.create_user("dora")
    await user.send_dm("$permissions show")
    assert shown(user.dm_channel.history()[-1]) == "❌ This command works only in a server."


async def test_a_group_that_does_the_same_by_itself_is_no_way_around_a_rule(
    server: Server, newcomer: Newcomer, bot: Astromorty
) -> None:
    moderator = newcomer("moe", manage_guild=True, moderate_members=True)
    for command, text in (
        ("permissions show", "$permissions"),
        ("snippets list", "$snippets"),
        ("remind list", "$remind"),
        ("case list", "$case"),
        ("case view", "$case 1"),
    ):
        await bot.permissions.set_rule(server.guild.id, command, "nobody")
        refused = f"❌ This server lets nobody but its administrators use `{command}`."
        assert await server.says(moderator, text) == refused
