"""Who gets how much: ignored, blacklisted, multiplied; each rule holds for the very next message."""

import pytest
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.database.models import LevelRules
from behaviour.levels.conftest import Choose, Xp
from behaviour.world import Server, parts, shown


async def gained(server: Server, xp: Xp) -> int:
    """Return what the member's next message gives."""
    before = await xp(server.member)
    await server.member.send(server.channel, "hello")
    return await xp(server.member) - before


async def test_an_ignored_channel_gives_nothing_until_it_is_taken_back(server: Server, xp: Xp) -> None:
    assert "gives no XP any more" in await server.says(server.manager, f"$levels ignore {server.channel.mention}")
    assert await gained(server, xp) == 0
    answer = await server.manager.slash(server.channel, "levels unignore", channel=server.channel)
    assert "gives XP again" in shown(answer)
    assert await gained(server, xp) == 20
    assert "was not ignored" in await server.says(server.manager, f"$levels unignore {server.channel.mention}")


async def test_an_ignored_role_gives_nothing(server: Server, env: Env, xp: Xp) -> None:
    muted = server.guild.create_role("Muted")
    await server.manager.slash(server.channel, "levels ignore", role=muted)
    assert await gained(server, xp) == 20
    member = server.guild.add_member(env.create_user("max"), roles=[muted])
    await member.send(server.channel, "hello")
    assert await xp(member) == 0
    assert "gives XP again" in await server.says(server.manager, f"$levels unignore {muted.mention}")
    await member.send(server.channel, "hello")
    assert await xp(member) == 20


async def test_a_thread_counts_as_its_channel_and_a_channel_as_its_category(server: Server, env: Env, xp: Xp) -> None:
    category = server.guild.create_category("Games")
    chess = server.guild.create_text_channel("chess", category=category)
    await server.manager.slash(server.channel, "levels ignore", channel=category)
    await server.member.send(chess, "e4")
    assert await xp(server.member) == 0
    await server.manager.slash(server.channel, "levels unignore", channel=category)
    await server.manager.slash(server.channel, "levels multiplier channel", channel=category, factor="2")
    await server.member.send(chess, "e5")
    assert await xp(server.member) == 40
    await server.manager.slash(server.channel, "levels multiplier channel", channel=chess, factor="1")
    await server.member.send(chess, "Nf3")
    assert await xp(server.member) == 60, "the channel's own decides"


async def test_a_blacklisted_member_gets_nothing_until_it_is_lifted(server: Server, xp: Xp) -> None:
    assert "gets no XP" in await server.says(server.manager, "$levels blacklist mia")
    assert await gained(server, xp) == 0
    lifted = await server.manager.slash(server.channel, "levels blacklist", member=server.member, lift=True)
    assert "gets XP for messages again" in shown(lifted)
    assert await gained(server, xp) == 20
    assert "is not on the blacklist" in await server.says(server.manager, "$levels blacklist mia yes")


async def test_multipliers_multiply_and_of_the_roles_the_highest_counts(server: Server, env: Env, xp: Xp) -> None:
    low, high = server.guild.create_role("Low"), server.guild.create_role("High")
    member = server.guild.add_member(env.create_user("max"), roles=[low, high])
    await server.manager.slash(server.channel, "levels multiplier role", role=low, factor="0.5")
    await server.manager.slash(server.channel, "levels multiplier role", role=high, factor="1.25")
    await server.says(server.manager, f"$levels multiplier channel {server.channel.mention} 1,5")
    assert "multiplied by 2" in await server.says(server.manager, "$levels multiplier server 2")
    await member.send(server.channel, "hello")
    assert await xp(member) == 75  # 20 × 2 × 1.5 × 1.25
    explained = await server.says(server.member, "$levels explain max")
    assert "**75 XP** a message" in explained
    assert "20 × 2 (server) × 1.5 (channel) × 1.25 (highest of the member's roles)" in explained
    listed = shown(await server.member.slash(server.channel, "levels multiplier show"))
    assert "**Server** × 2" in listed
    assert f"{high.mention} × 1.25" in listed
    await server.manager.slash(server.channel, "levels multiplier role", role=high, factor="off")
    await member.send(server.channel, "hello")
    assert await xp(member) == 105


@pytest.mark.parametrize("factor", ["-1", "10.01", "1.234", "much", "nan"])
async def test_an_unusable_multiplier_is_refused(server: Server, factor: str) -> None:
    said = await server.says(server.manager, f"$levels multiplier server {factor}")
    assert said == "❌ That is no number with at most 2 decimals from 0 to 10; try for example `1.5`."


async def test_levels_that_are_off_give_nothing(server: Server, xp: Xp) -> None:
    assert "give no XP now" in await server.says(server.manager, "$levels disable")
    assert await gained(server, xp) == 0
    assert "levels are off" in shown(await server.member.slash(server.channel, "levels explain", member=server.member))
    assert "give XP now" in shown(await server.manager.slash(server.channel, "levels enable"))
    assert await gained(server, xp) == 20


async def test_explaining_names_the_rule_and_the_cooldown(server: Server, choose: Choose) -> None:
    await choose(levels_cooldown=60, levels_xp_max=30)
    await server.member.send(server.channel, "hello")
    said = await server.says(server.manager, "$levels explain mia")
    assert "**20 to 30 XP** a message" in said
    assert "the cooldown is 60 s" in said
    await server.manager.slash(server.channel, "levels ignore", channel=server.channel)
    assert "Nothing: this channel, or what it is in, is ignored." in await server.says(
        server.manager, "$levels explain mia"
    )


@pytest.mark.parametrize("text", ["$levels ignore", "$levels ignore nowhere"])
async def test_ignoring_nothing_is_refused(server: Server, text: str) -> None:
    said = await server.says(server.manager, text)
    assert said == "❌ Name a channel or a role of this server, such as `$levels ignore #spam`."


async def test_everyone_is_not_ignored_by_their_role(server: Server) -> None:
    answer = await server.manager.slash(server.channel, "levels ignore", role=server.guild.default_role)
    assert "Everyone has that role" in shown(answer)


@pytest.mark.parametrize(
    "command",
    ["give mia 5", "take mia 5", "set mia 5", "setlevel mia 5", "reset mia", "blacklist mia", "ignore #general",
     "unignore #general", "multiplier server 2", "reward remove @Managers", "announce off", "enable", "disable"],
)  # fmt: skip
async def test_a_member_may_change_nothing(server: Server, command: str) -> None:
    assert "You need the Manage Server permission" in await server.says(server.member, f"$levels {command}")


async def test_the_overview_lists_the_rules(server: Server) -> None:
    await server.says(server.manager, "$levels blacklist mia")
    await server.manager.slash(server.channel, "levels ignore", channel=server.channel)
    for text in (
        await server.says(server.member, "$levels"),
        shown(await server.member.slash(server.channel, "levels overview")),
    ):
        assert "A message gives **20 XP**, once in 0 s, × 1." in text
        assert f"**Ignored** {server.channel.mention}" in text
        assert f"**Blacklisted** {server.member.mention}" in text


async def test_the_dashboard_lists_the_rules_below_the_settings(server: Server) -> None:
    await server.manager.slash(server.channel, "levels ignore", channel=server.channel)
    await server.manager.slash(server.channel, "config open")
    dashboard = server.channel.history()[-1]
    [menu] = [part for part in parts(dashboard) if str(part.get("custom_id", "")).endswith(":page")]
    await server.manager.select(dashboard, ["levels"], custom_id=menu["custom_id"])
    assert f"**Ignored** {server.channel.mention}" in shown(server.channel.history()[-1])


async def test_rules_about_what_is_deleted_end_with_it(server: Server, bot: Astromorty) -> None:
    role, hall = server.guild.create_role("Muted"), server.guild.create_text_channel("hall")
    await server.manager.slash(server.channel, "levels ignore", channel=hall, role=role)
    await server.manager.slash(server.channel, "levels multiplier channel", channel=hall, factor="2")
    await bot.level_rules.set_reward(server.guild.id, role.id, 3)
    guild = bot.get_guild(server.guild.id)
    assert guild is not None
    for thing in (guild.get_role(role.id), guild.get_channel(hall.id)):
        assert thing is not None
        await thing.delete()
    await server.member.send(server.channel, "hello")
    assert await bot.level_rules.get(server.guild.id) == LevelRules()
