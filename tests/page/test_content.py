"""What messages look like, and that nothing in them becomes markup."""

from typing import Any

import aiohttp
from playwright.async_api import expect
from tests.page.browser import Window

from discord_sandbox.client import SandboxClient
from discord_sandbox.server import Sandbox

COMPONENTS_V2 = 1 << 15
ATTACKS = (
    "<img src=x onerror=\"document.title='owned'\">",
    "<script>document.title='owned'</script>",
    "[click](javascript:alert(1))",
    "![picture](https://example.invalid/x.png)",
    "`<b>code</b>` **<i>bold</i>** ||<u>hidden</u>||",
    "```html\n<iframe src=//example.invalid></iframe>\n```",
    "&lt;img src=x&gt; <a href='javascript:alert(1)'>x</a>",
    "-# <svg onload=alert(1)> <t:99999999999999:R> <t:9999999999999:R>",
    "<@1234567890123456789> <@&1234567890123456789> <#1234567890123456789> </a b:1234567890123456789>",
    'https://example.invalid/"onmouseover=alert(1)//',
)

# What is written, where it shows, and what shows there.
MARKDOWN = (
    ("**bold** and *leaning*", "strong", "bold"),
    ("__under__", "u", "under"),
    ("~~gone~~", "s", "gone"),
    ("-# small", "p.subtext", "small"),
    ("## Title", ".heading-2", "Title"),
    ("> said", "blockquote", "said"),
    ("1. one\n2. two", "ol li:nth-child(2)", "two"),
    ("#### four", "p", "#### four"),
    ("<t:86400:D>", "time", "January 2, 1970"),
    ("see https://example.invalid/x.", "a", "https://example.invalid/x"),
    ("say `a|b` ||secret||", ".spoiler", "secret"),
    ("a || b", "p", "a || b"),
    ("@everyone", ".mention", "@everyone"),
    (":x: snake_case_name", "p", ":x: snake_case_name"),
)


async def say_as_bot(sandbox: Sandbox, **body: Any) -> None:
    """Send a message as the bot, over REST, without a bot process."""
    channel = next(each for each in sandbox.world.channels.values() if each.name == "general")
    url = f"{sandbox.api_url}/channels/{channel.id}/messages"
    headers = {"Authorization": f"Bot {sandbox.token}"}
    async with aiohttp.ClientSession(headers=headers) as http, http.post(url, json=body) as response:
        assert response.status == 200, await response.text()


async def assert_no_markup(window: Window, count: int) -> None:
    """See that all messages are there and none of them brought an element or an address of its own."""
    await expect(window.messages).to_have_count(count)
    assert "owned" not in await window.page.title()
    foreign = "script, img, iframe, svg, b, [onerror], [onload], [onmouseover], a:not([href^='http']):not([href^='#/'])"
    inside = window.page.locator(f".body :is({foreign})")
    assert await inside.evaluate_all("nodes => nodes.map(node => node.outerHTML)") == []


async def test_what_people_write_stays_text(window: Window, client: SandboxClient) -> None:
    member = client.user("member")
    for attack in ATTACKS:
        await member.send("general", attack)
    await assert_no_markup(window, len(ATTACKS))
    await expect(window.messages.nth(0)).to_contain_text("<img src=x onerror=")
    await expect(window.messages.nth(2)).to_contain_text("[click](javascript:alert(1))")
    await expect(window.messages.nth(5).locator("pre")).to_have_text("<iframe src=//example.invalid></iframe>")
    await expect(window.messages.nth(8)).to_contain_text("@unknown-user @unknown-role # unknown /a b")


async def test_what_the_bot_builds_stays_text(window: Window, discord: Sandbox) -> None:
    for attack in ATTACKS:
        button = {"type": 2, "style": 1, "label": attack[:80], "custom_id": attack[:100]}
        options = [{"label": attack[:100], "value": attack[:100], "description": attack[:100], "default": True}]
        select = {"type": 3, "custom_id": "select", "options": options}
        embed = {
            "title": attack,
            "description": attack,
            "author": {"name": attack},
            "footer": {"text": attack},
            "fields": [{"name": attack, "value": attack}],
            "image": {"url": "https://example.invalid/a.png"},
        }
        rows = [{"type": 1, "components": [button]}, {"type": 1, "components": [select]}]
        await say_as_bot(discord, content=attack, embeds=[embed], components=rows)
        container = {"type": 17, "components": [{"type": 10, "content": attack}], "accent_color": 0xFF0000}
        await say_as_bot(discord, flags=COMPONENTS_V2, components=[container])
    await assert_no_markup(window, 2 * len(ATTACKS))


async def test_a_page_that_somebody_uploads_is_only_handed_out(window: Window, client: SandboxClient) -> None:
    await client.user("member").send("general", "", files={"<img src=x>.html": b"<script>alert(1)</script>"})
    file = window.latest.locator(".file a")
    assert str(await file.get_attribute("href")).startswith("/cdn/attachments/")
    async with window.page.expect_download():
        await file.click()


async def test_markdown_is_discords(window: Window, client: SandboxClient) -> None:
    for text, _, _ in MARKDOWN:
        await client.user("owner").send("general", text)
    await expect(window.messages).to_have_count(len(MARKDOWN))
    for index, (_, selector, shown) in enumerate(MARKDOWN):
        await expect(window.messages.nth(index).locator(f".markdown {selector}").first).to_have_text(shown)


async def test_a_spoiler_shows_when_pressed(window: Window, client: SandboxClient) -> None:
    await client.user("owner").send("general", "the end: ||he wakes up||")
    await window.page.get_by_role("button", name="Spoiler").press("Enter")
    await expect(window.latest.locator(".spoiler.shown")).to_have_text("he wakes up")


async def test_an_address_of_a_message_leads_to_it(window: Window, client: SandboxClient) -> None:
    owner = client.user("owner")
    first = await owner.send("general", "here it began")
    url = f"https://discord.com/channels/{first.guild_id}/{first.channel_id}/{first.id}"
    await owner.send("bot-commands", f"{url} or [there]({url}), not {url.replace(str(first.channel_id), '1')}")
    await window.page.get_by_role("link", name="bot-commands").click()
    links = window.latest.locator(".markdown a")
    await expect(links).to_have_text(["#general › message", "there", url.replace(str(first.channel_id), "1")])
    await links.first.click()
    await expect(window.page.locator(".sought")).to_contain_text("here it began")
    await client.user("member").send("general", "indeed", reply_to=first)
    await window.latest.get_by_role("link", name="here it began").click()
    await expect(window.page.locator(".sought")).to_contain_text("here it began")
