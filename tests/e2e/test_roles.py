"""A panel of roles over the wire, and after the bot was killed."""

from discord_sandbox.client import SandboxClient
from e2e.conftest import StartBot


async def test_a_panel_gives_roles_and_an_old_one_still_does_after_a_restart(
    client: SandboxClient, start_bot: StartBot
) -> None:
    red, blue = [await client.add_role("Sandbox", name) for name in ("Red", "Blue")]
    bot = await start_bot()
    owner, member = client.user("owner"), client.user("member")
    for number, (title, kind) in enumerate((("Buttons", "buttons"), ("List", "select")), start=1):
        created = await owner.slash("general", "roles panel create", channel="general", title=title, kind=kind)
        assert f"Panel {number} stands in" in created.text
        for role in (red, blue):
            added = await owner.slash("general", "roles panel add", panel=number, role=str(role))
            assert f"offers <@&{role}>" in added.text
    posted = await member.view("general")
    buttons = next(message for message in posted if "Buttons" in message.text)
    choices = next(message for message in posted if "List" in message.text)

    given = await member.press(buttons, f"roles:1:take:{red}")
    assert given.ephemeral
    assert f"You have <@&{red}> now." in given.text
    chosen = await member.select(choices, "roles:2:choose", [str(red), str(blue)])
    assert f"You have <@&{blue}> now. You gave back <@&{red}>." in chosen.text

    await bot.kill()
    bot = await start_bot()
    taken = await member.press(buttons, f"roles:1:take:{blue}")
    assert f"You gave back <@&{blue}>." in taken.text
    again = await member.select(choices, "roles:2:choose", [str(red)])
    assert f"You have <@&{red}> now." in again.text
    assert "Traceback" not in bot.log
