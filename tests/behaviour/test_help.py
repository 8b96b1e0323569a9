from simcord.env import Env

from behaviour.world import Server, shown


async def test_help_lists_only_what_the_member_may_run(server: Server) -> None:
    for_member = shown(await server.member.slash(server.channel, "help"))
    assert "prefix" in for_member
    assert "config" not in for_member
    assert "owner" not in for_member
    for_manager = shown(await server.manager.slash(server.channel, "help"))
    assert "config set" in for_manager
    assert "owner" not in for_manager


async def test_help_is_the_same_by_prefix(server: Server) -> None:
    assert "`$ping`" in await server.says(server.member, "$help")


async def test_help_explains_a_command_with_its_options(server: Server) -> None:
    page = shown(await server.manager.slash(server.channel, "help", command="config set"))
    assert "Change one setting." in page
    assert "config set <setting> <value>" in page


async def test_help_for_what_a_member_may_not_run_says_there_is_none(server: Server) -> None:
    result = await server.member.slash(server.channel, "help", command="config set")
    assert "There is no such command for you" in shown(result)


async def test_a_misspelt_name_gets_the_closest_command(server: Server) -> None:
    assert "Did you mean `ping`" in shown(await server.member.slash(server.channel, "help", command="pign"))


async def test_command_names_autocomplete_within_what_the_member_may_run(server: Server) -> None:
    offered = await server.manager.autocomplete(server.channel, "help", "command", "conf")
    assert "config set" in [choice["value"] for choice in offered]
    offered = await server.member.autocomplete(server.channel, "help", "command", "conf")
    assert "config set" not in [choice["value"] for choice in offered]


async def test_help_works_in_direct_messages(env: Env) -> None:
    user = env.create_user("dora")
    await user.send_dm("$help")
    assert "ping" in shown(user.dm_channel.history()[-1])
