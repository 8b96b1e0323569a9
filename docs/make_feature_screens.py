"""Take the pictures of what the bot does: `./dev shell python docs/make_feature_screens.py [NAME …]`.

People act over the sandbox's control API; its page, in the system's Chromium, is only looked at.
"""

import asyncio
import io
import json
import re
import sys
from collections.abc import Awaitable, Callable

from make_screens import PICTURES, launched_browser, open_page, running_sandbox
from PIL import Image, ImageColor, ImageDraw
from playwright.async_api import Browser, FloatRect, Page

from discord_sandbox.client import SandboxClient

Scene = Callable[["Stage"], Awaitable[None]]
SIZE = (860, 1240)
MARGIN = 4
SEND_MESSAGES = 1 << 11


class Stage:
    """A sandbox with the bot in it, and a window to look at it."""

    def __init__(self, client: SandboxClient, browser: Browser, url: str) -> None:
        self.client = client
        self._browser = browser
        self._url = url

    async def mention(self, name: str) -> str:
        """Return what mentions a member of the sandbox's first server."""
        return f"<@{(await self.client.member('Sandbox', name)).user.id}>"

    async def shoot(self, name: str, *, last: int, user: str = "owner", where: str = "") -> None:
        """Save the last messages of a channel, as a user sees them."""
        page = await open_page(self._browser, self._url, SIZE, user)
        if where:
            await page.get_by_role("link", name=where).click()
        await page.mouse.move(0, 0)
        await page.wait_for_timeout(500)
        await crop(page, name, last)
        await page.close()


async def crop(page: Page, name: str, last: int) -> None:
    """Save the last messages that are shown, and nothing around them."""
    messages = page.locator("article.message")
    count = await messages.count()
    boxes = [await messages.nth(number).bounding_box() for number in range(count - last, count)]
    assert boxes, "there is no message"
    assert all(boxes), "a message is not shown"
    seen = [box for box in boxes if box is not None]
    top, bottom = seen[0]["y"] - MARGIN, seen[-1]["y"] + seen[-1]["height"]
    area = FloatRect(x=seen[0]["x"], y=top, width=seen[0]["width"], height=bottom - top)
    await page.screenshot(path=PICTURES / f"{name}.png", clip=area)


async def afk(stage: Stage) -> None:
    """Show an absence, its notice, and the return."""
    member, owner = stage.client.user("member"), stage.client.user("owner")
    await member.slash("general", "afk set", reason="walking the dog")
    asked = await owner.send("general", f"{await stage.mention('member')}, have you seen the new channel?")
    await stage.client.wait_for_message("general", author="bot", after=asked)
    await stage.client.advance(60)
    back = await member.send("general", "Back. Yes, I like it!")
    await stage.client.wait_for_message("general", author="bot", after=back)
    await stage.shoot("afk", last=5)


async def reminder(stage: Stage) -> None:
    """Show a reminder as it is set, and as it comes with its buttons."""
    member = stage.client.user("member")
    await member.slash("general", "timezone set", zone="Europe/Berlin")
    await member.slash("bot-commands", "remind here", when="tomorrow 9am", what="water the plants")
    await member.slash("bot-commands", "remind here", when="2s", what="take the cake out of the oven")
    await stage.client.wait_for_message("bot-commands", where=lambda message: "⏰" in message.text)
    await stage.shoot("reminder", last=3, user="member", where="bot-commands")


async def privacy(stage: Stage) -> None:
    """Show what is stored about somebody."""
    member = stage.client.user("member")
    await member.send("general", "Good morning!")
    await member.slash("general", "remind me", when="tomorrow 9am", what="water the plants")
    await member.slash("general", "snippets create", name="rules", content="Be kind.")
    await member.slash("bot-commands", "privacy info")
    await stage.shoot("privacy", last=1, user="member", where="bot-commands")


PEOPLE = {
    "ada": ("Ada Lovelace", 5_200),
    "noor": ("نور الهدى", 4_100),
    "yulia": ("Юлия ❄️", 2_950),
    "jose": ("José Ángel", 1_800),
    "member": ("Mia Member", 1_230),
    "tom": ("Tom", 640),
    "zoe": ("Zoë", 210),
}


def portrait(seed: int) -> bytes:
    """Draw an avatar: a sun over a hill, in colours of its own."""
    sky, hill = (
        ImageColor.getrgb(f"hsl({(seed * turn) % 360}, 60%, {light}%)") for turn, light in ((37, 75), (91, 35))
    )
    picture = Image.new("RGB", (256, 256), sky)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((90, 50, 180, 140), fill="white")
    draw.ellipse((-60, 150, 316, 420), fill=hill)
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


async def levels(stage: Stage) -> None:
    """Show a rank card and the leaderboard."""
    owner = stage.client.user("owner")
    for name, (shown, xp) in PEOPLE.items():
        if name != "member":
            await stage.client.add_member("Sandbox", name, global_name=shown)
        await stage.client.user(name).set_avatar(portrait(len(name) * xp))
        await owner.slash("general", "levels give", member=name, xp=xp)
    await stage.client.user("member").slash("bot-commands", "level")
    await stage.client.user("noor").slash("bot-commands", "level")
    await stage.shoot("rank-card", last=2, user="member", where="bot-commands")
    await stage.client.user("member").slash("bot-commands", "leaderboard")
    await stage.shoot("leaderboard", last=1, user="member", where="bot-commands")


async def levels_dashboard(stage: Stage) -> None:
    """Show the dashboard's page of levels."""
    owner = stage.client.user("owner")
    opened = await owner.slash("bot-commands", "config open")
    assert opened.message is not None
    await owner.select(opened.message, "Go to a page", ["levels"])
    await stage.shoot("levels-dashboard", last=1, where="bot-commands")


async def help_menu(stage: Stage) -> None:
    """Show an area of the help, and the page of a command."""
    owner = stage.client.user("owner")
    opened = await owner.slash("bot-commands", "help")
    assert opened.message is not None
    await owner.select(opened.message, "Choose an area", ["Cases"])
    opened = await owner.slash("bot-commands", "help")
    assert opened.message is not None
    area = await owner.select(opened.message, "Choose an area", ["Moderation"])
    assert area.message is not None
    await owner.select(area.message, "Explain a command", ["ban"])
    await stage.shoot("help", last=2, where="bot-commands")


async def dashboard(stage: Stage) -> None:
    """Show the pages of a dashboard with which a server was set up."""
    owner = stage.client.user("owner")
    await stage.client.add_role("Sandbox", "Jailed")
    await stage.client.add_channel("Sandbox", "welcome")
    opened = (await owner.slash("bot-commands", "config open")).message
    assert opened is not None

    def control(name: str) -> str:
        found = re.search(r"menu:\d+:", json.dumps(opened.components))
        assert found is not None
        return found[0] + name

    async def choose(name: str, value: str) -> None:
        await owner.select(opened, control(name), [value])

    async def fill_in(name: str, field: str, text: str) -> None:
        form = (await owner.press(opened, control(name))).modal
        assert form is not None
        await owner.submit(form, {field: text})

    async def shoot(name: str) -> None:
        await stage.shoot(f"dashboard-{name}", last=1, where="bot-commands")

    await choose("page", "general")
    await fill_in("edit:prefix", "value", "!")
    await choose("page", "logs")
    await stage.client.set_overwrite("welcome", role="Astromorty", deny=SEND_MESSAGES)
    await choose("edit:log_members", "welcome")
    await choose("edit:log_moderation", "mod-log")
    await shoot("logs")
    await choose("page", "jail")
    await choose("edit:jail_role", "Jailed")
    await choose("page", "permissions")
    await owner.press(opened, control("ranks:create"))
    await choose("ranks:choose", "5")
    await choose("ranks:roles:5", "Moderator")
    await fill_in("rules:find", "name", "ban")
    await choose("rule:ban", "5")
    await shoot("permissions")
    await choose("page", "overview")
    await shoot("overview")


async def automod(stage: Stage) -> None:
    """Show a message that evades a rule, what becomes of it, and the dashboard's page."""
    owner, member = stage.client.user("owner"), stage.client.user("member")
    settings = "action=delete-warn words=badword,rotten*"
    await owner.slash("bot-commands", "automod add", kind="words", name="slurs", settings=settings)
    await owner.slash("bot-commands", "automod add", kind="invites", name="no-invites")
    await owner.slash("bot-commands", "automod log", channel="mod-log")
    await owner.slash("bot-commands", "automod enable")
    for text in ("join dіscord.gg/**elsewhere**", "you b4d||w||\u200bord"):
        await stage.client.wait_for_delete(await member.send("general", text))
    await stage.client.wait_for_message("mod-log", where=lambda message: "slurs" in message.text)
    await stage.shoot("automod-log", last=2, where="mod-log")
    opened = (await owner.slash("bot-commands", "config open")).message
    assert opened is not None
    await owner.select(opened, "Go to a page", ["automod"])
    await owner.select(opened, "Change a rule", ["slurs"])
    await stage.shoot("dashboard-automod", last=1, where="bot-commands")


async def starboard(stage: Stage) -> None:
    """Show a message's entry on the starboard."""
    owner, member = stage.client.user("owner"), stage.client.user("member")
    await stage.client.add_channel("Sandbox", "best-of")
    await owner.slash("bot-commands", "starboard set", channel="best-of", emoji="⭐", threshold=2)
    said = await member.send("general", "The **garden** is open: I found the key in the watering can.")
    for name in ("owner", "moderator"):
        await stage.client.user(name).react(said, "⭐")
    await stage.client.wait_for_message("best-of", author="bot")
    await stage.shoot("starboard", last=1, user="member", where="best-of")


async def poll(stage: Stage) -> None:
    """Show a poll on which members voted."""
    options = {"question": "Pizza or pasta?", "answers": "🍕 Pizza | 🍝 Pasta", "duration": "2d"}
    asked = (await stage.client.user("owner").slash("general", "poll create", options)).message
    assert asked is not None
    await stage.client.user("member").vote(asked, ["Pizza"])
    await stage.client.user("moderator").vote(asked, ["Pasta"])
    await stage.client.user("owner").vote(asked, ["Pizza"])
    await stage.shoot("poll", last=1)


async def room(stage: Stage) -> None:
    """Show the card in a member's own voice room."""
    owner, member = stage.client.user("owner"), stage.client.user("member")
    await owner.slash("general", "room setup")
    await member.join_voice("➕ Join for a room")
    made = await stage.client.wait_for("CHANNEL_CREATE")
    await stage.client.wait_for_message(int(made.data["id"]), author="bot")
    await stage.shoot("room", last=1, user="member", where=made.data["name"])


async def welcome(stage: Stage) -> None:
    """Show how somebody is welcomed, and seen off."""
    owner = stage.client.user("owner")
    await stage.client.add_channel("Sandbox", "hall")
    text = "Welcome, {user}! You are number {count} in {server}. Say hello in the hall."
    await owner.slash("bot-commands", "welcome set", channel="hall", text=text)
    await owner.slash("bot-commands", "goodbye set", channel="hall")
    ada = await stage.client.add_member("Sandbox", "ada", global_name="Ada Lovelace")
    await stage.client.wait_for_message("hall", author="bot")
    await ada.leave("Sandbox")
    await stage.client.wait_for_message("hall", author="bot")
    await stage.shoot("welcome", last=2, where="hall")


async def roles(stage: Stage) -> None:
    """Show a panel of roles with what a member is told, and the dashboard's page."""
    owner, member = stage.client.user("owner"), stage.client.user("member")
    await stage.client.add_channel("Sandbox", "roles")
    panel = {"channel": "roles", "title": "Your colours", "mode": "one"}
    await owner.slash("bot-commands", "roles panel create", panel)
    for name, emoji in (("Rose", "🌹"), ("Sea", "🌊"), ("Moss", "🌿")):
        role = str(await stage.client.add_role("Sandbox", name))
        await owner.slash("bot-commands", "roles panel add", panel=1, role=role, emoji=emoji)
    posted = (await member.view("roles"))[-1]
    await member.press(posted, "Sea")
    await stage.shoot("role-panel", last=2, user="member", where="roles")
    opened = (await owner.slash("bot-commands", "config open")).message
    assert opened is not None
    await owner.select(opened, "Go to a page", ["roles"])
    await owner.select(opened, "Change a panel", ["1"])
    await stage.shoot("dashboard-roles", last=1, where="bot-commands")


async def announcements(stage: Stage) -> None:
    """Show an announcement and the sticky message below it, and both on the dashboard."""
    owner, member = stage.client.user("owner"), stage.client.user("member")
    await stage.client.add_channel("Sandbox", "news")
    await stage.client.add_channel("Sandbox", "board")
    text = "Be kind, and stay on topic.\n**Questions?** Ask in the other channel."
    await owner.slash("bot-commands", "sticky set", channel="board", text=text)
    await member.send("board", "Does anybody know when we meet?")
    await owner.slash("bot-commands", "announce at", when="2s", channel="board", text="📣 We meet **today at noon**.")
    await stage.client.wait_for_message("board", author="bot", where=lambda message: "noon" in message.text)
    said = await member.send("board", "Thank you!")
    await stage.client.wait_for_message("board", author="bot", after=said, timeout=15)
    await stage.shoot("announcements", last=4, user="member", where="board")
    words = {"rule": "monday", "at": "monday 9am", "channel": "news", "text": "A new week begins."}
    await owner.slash("bot-commands", "announce every", words)
    made = await owner.slash("bot-commands", "announce at", when="tomorrow 6pm", channel="news", text="The doors open.")
    number = re.search(r"#(\d+)\*\*", made.text)
    assert number is not None
    opened = (await owner.slash("bot-commands", "config open")).message
    assert opened is not None
    await owner.select(opened, "Go to a page", ["announcements"])
    await owner.select(opened, "Change an announcement", [number[1]])
    await stage.shoot("dashboard-announcements", last=1, where="bot-commands")


async def cooldowns(stage: Stage) -> None:
    """Show a command that has to rest, and the cooldowns on the dashboard."""
    owner, member = stage.client.user("owner"), stage.client.user("member")
    for command, uses, seconds, per in (
        ("level", 1, 30, "member"),
        ("levels", 5, 60, "server"),
        ("poll", 2, 600, "channel"),
    ):
        options = {"command": command, "uses": uses, "seconds": seconds, "per": per}
        await owner.slash("bot-commands", "cooldown set", options)
    opened = (await owner.slash("bot-commands", "config open")).message
    assert opened is not None
    await owner.select(opened, "Go to a page", ["cooldowns"])
    await stage.shoot("dashboard-cooldowns", last=1, where="bot-commands")
    for _ in range(2):
        await member.send("general", "$level")
        await stage.client.wait_for_message("general", author="bot")
    await stage.shoot("cooldown", last=4, user="member")


SCENES: dict[str, Scene] = {
    "automod": automod,
    "dashboard": dashboard,
    "afk": afk,
    "reminder": reminder,
    "privacy": privacy,
    "levels": levels,
    "levels-dashboard": levels_dashboard,
    "help": help_menu,
    "starboard": starboard,
    "poll": poll,
    "room": room,
    "welcome": welcome,
    "announcements": announcements,
    "cooldowns": cooldowns,
    "roles": roles,
}


async def main(wanted: list[str]) -> None:
    """Take the wanted pictures, all if none is named; each in a sandbox of its own."""
    async with launched_browser() as browser:
        for name in wanted or SCENES:
            async with running_sandbox() as url, SandboxClient(url) as client:
                await client.wait_for_bot(commands=True)
                await SCENES[name](Stage(client, browser, url))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
