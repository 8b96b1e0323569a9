from astromorty.bot import Astromorty
from astromorty.database.controllers.level import LevelController
from behaviour.world import Server, shown


async def test_info_says_what_is_stored_and_what_would_become_of_it(server: Server, bot: Astromorty) -> None:
    nothing = await server.member.slash(server.channel, "privacy info")
    assert "Nothing at the moment" in shown(nothing)
    assert nothing.ephemeral
    levels = LevelController(bot.database)
    for guild_id in (1, 2):
        await levels.add_xp(server.member.id, guild_id, 20)
    await levels.add_xp(server.owner.id, 1, 20)
    sentence = "Experience and level, one entry for each server: **2**, would be deleted"
    assert sentence in shown(await server.member.slash(server.channel, "privacy info"))
    assert sentence in await server.says(server.member, "$privacy")
