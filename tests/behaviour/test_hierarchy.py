"""Who may do something to whom, in one table: the author's place, the target's, and the bot's between them."""

from collections.abc import Mapping

import discord
from simcord.env import Env

from astromorty.hierarchy import objection, outranks
from behaviour.world import Server

SELF, ME, OWNER = "yourself", "to myself", "owns this server"
YOURS, MINE = "as high as yours", "as high as mine"
# Roles by their place; the bot's own is between the second and the third.
PLACES = {"lowest": 1, "below me": 2, "above me": 80, "highest": 90}

# The author, the target, and what is said of it; None is that it may be done.
TABLE: tuple[tuple[str, str, str | None], ...] = (
    ("below me", "lowest", None),
    ("below me", "no role", None),
    ("below me", "another below me", YOURS),
    ("below me", "above me", YOURS),
    ("lowest", "below me", YOURS),
    ("no role", "another without", YOURS),
    ("no role", "lowest", YOURS),
    ("above me", "below me", None),
    # The moderator's own place is told first: the bot's is nothing that they can mend.
    ("above me", "another above me", YOURS),
    ("above me", "highest", YOURS),
    ("highest", "above me", MINE),
    ("highest", "below me", None),
    ("owner", "no role", None),
    ("owner", "below me", None),
    ("owner", "highest", MINE),
    ("owner", "another bot", None),
    ("lowest", "another bot", None),
    *((author, author, SELF) for author in ("owner", "highest", "lowest", "no role")),
    *((author, "me", ME) for author in ("owner", "highest", "no role")),
    *((author, "owner", OWNER) for author in ("highest", "above me", "no role")),
    *((author, "left", None) for author in ("owner", "highest", "no role")),
)


async def everybody(env: Env, server: Server, guild: discord.Guild) -> Mapping[str, discord.Member | discord.User]:
    """Let everybody in whom the table names."""
    roles = {place: server.guild.create_role(place, position=position) for place, position in PLACES.items()}
    have = {
        **{place: [role] for place, role in roles.items()},
        "another below me": [roles["below me"]],
        "another above me": [roles["above me"]],
        "no role": [],
        "another without": [],
        "another bot": [],
    }
    joined = {
        name: server.guild.add_member(env.create_user(name, bot=name == "another bot"), roles=own)
        for name, own in have.items()
    }
    await env.settle()
    assert guild.owner is not None
    found: dict[str, discord.Member | discord.User] = {"owner": guild.owner, "me": guild.me}
    for name, actor in joined.items():
        member = guild.get_member(actor.id)
        assert member is not None
        found[name] = member
    return found | {"left": await env.bot.fetch_user(env.create_user("gone").id)}


async def test_who_may_do_something_to_whom(env: Env, server: Server):
    guild = env.bot.get_guild(server.guild.id)
    assert guild is not None
    everyone = await everybody(env, server, guild)
    for author, target, said in TABLE:
        moderator, somebody = everyone[author], everyone[target]
        assert isinstance(moderator, discord.Member)
        sentence = objection(moderator, somebody, me=guild.me)
        assert (sentence is None) if said is None else said in (sentence or ""), (author, target, sentence)
        if isinstance(somebody, discord.Member) and said is None:
            assert outranks(moderator, somebody), (author, target)
            assert not outranks(somebody, moderator), (author, target)
