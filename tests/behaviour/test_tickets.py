"""Tickets: what a member, the one who opened it, the staff and the owner see and may do."""

from simcord.env import Env

from behaviour.world import Server, shown


async def test_a_ticket_from_its_panel_to_its_end(env: Env, server: Server) -> None:
    staff = server.guild.create_role("Staff")
    helper = server.guild.add_member(env.create_user("hugo"), roles=[staff])
    await server.owner.slash(server.channel, "config set", setting="tickets_staff", value=f"<@&{staff.id}>")
    refused = await server.member.slash(server.channel, "ticket open", subject="Help")
    assert "This server has no category for tickets; `ticket setup` makes one." in shown(refused)

    assert "I made the category." in shown(await server.owner.slash(server.channel, "ticket setup"))
    await server.owner.slash(server.channel, "ticket panel")
    opened = await server.member.slash(server.channel, "ticket open", subject="**I** <script>")
    assert "Your ticket is <#" in shown(opened)
    again = await server.member.slash(server.channel, "ticket open", subject="Again")
    assert "You have 1 open here, and can have 1 at once" in shown(again)
    del helper
