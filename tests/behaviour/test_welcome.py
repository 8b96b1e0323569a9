"""Welcomes and goodbyes, as members and those who set them up see them."""

from simcord.backend import serializers
from simcord.builders import UserHandle
from simcord.env import Env

from behaviour.world import Server, shown


async def test_who_joins_is_welcomed_and_who_leaves_is_seen_off(env: Env, server: Server) -> None:
    hall = server.guild.create_text_channel("hall")
    text = "Hello {user} ({name}), number {count} in {server} @everyone, ask " + server.owner.mention
    answer = await server.owner.slash(server.channel, "welcome set", channel=hall, text=text)
    assert "This is said in" in shown(answer)
    await server.owner.slash(server.channel, "goodbye set", channel=hall)
    refused = await server.owner.slash(server.channel, "welcome set", channel=hall, text="Hi {usr}")
    assert "There is no placeholder `{usr}`; there are `{user}`" in shown(refused)
    dm = await server.owner.slash(server.channel, "config set", setting="welcome_dm", value="Read {rules}")
    assert "There is no placeholder `{rules}`" in shown(dm)
    assert (await server.member.slash(server.channel, "welcome off")).ephemeral
    preview = await server.owner.slash(server.channel, "welcome preview")
    assert preview.ephemeral
    assert preview.response is not None
    assert preview.response.content.startswith(f"Hello {server.owner.mention} (olivia), number 4 in Garden")

    newcomer = env.create_user("*nina* @everyone")
    joined = server.guild.add_member(newcomer)
    await env.settle()
    server.guild.add_member(env.create_user("robot", bot=True))
    await env.settle()
    [welcome] = hall.history()
    assert welcome.content.startswith(f"Hello {joined.mention} (\\*nina\\* @everyone), number 5 in Garden")
    assert env.backend.get_message(hall.id, welcome.id).ping_user_ids == [newcomer.id]
    assert not welcome.mention_everyone

    env.backend.remove_member(server.guild.id, newcomer.id)
    await env.settle()
    goodbye = hall.history()[-1]
    assert goodbye.content == "\\*nina\\* @everyone has left Garden."
    assert env.backend.get_message(hall.id, goodbye.id).ping_user_ids == []

    await server.owner.slash(server.channel, "welcome off")
    server.guild.add_member(env.create_user("late"))
    await env.settle()
    assert len(hall.history()) == 2


async def test_who_is_screened_or_takes_no_direct_messages_is_welcomed_all_the_same(env: Env, server: Server) -> None:
    guild_id, hall = server.guild.id, server.guild.create_text_channel("hall")
    await server.owner.slash(server.channel, "welcome set", channel=hall, text="Hello {name}")
    await server.owner.slash(server.channel, "config set", setting="welcome_dm", value="Read the rules of {server}")

    async def join(user: UserHandle) -> None:
        """Join a server that asks newcomers to agree to its rules first."""
        member = env.backend.add_member(guild_id, user.id)
        member.pending = True
        joined = serializers.member_payload(env.backend, env.backend.get_guild(guild_id), member)
        env.backend.emit("GUILD_MEMBER_ADD", {**joined, "guild_id": str(guild_id)})
        await env.settle()

    async def agree(user: UserHandle) -> None:
        env.backend.get_guild(guild_id).members[user.id].pending = False
        env.backend.announce_member_update(guild_id, user.id)
        await env.settle()

    nina, carl = env.create_user("nina"), env.create_user("carl")
    await join(nina)
    await join(carl)
    assert hall.history() == []
    assert nina.dm_channel.history() == []
    await agree(nina)
    assert [each.content for each in hall.history()] == ["Hello nina"]
    assert [each.content for each in nina.dm_channel.history()] == ["Read the rules of Garden"]
    env.inject_error("POST", f"/channels/{carl.dm_channel.id}/messages", status=403, code=50007)
    await agree(carl)
    assert [each.content for each in hall.history()] == ["Hello nina", "Hello carl"]
    assert carl.dm_channel.history() == []
    env.backend.announce_member_update(guild_id, carl.id)
    await env.settle()
    assert len(hall.history()) == 2, "once is enough"
