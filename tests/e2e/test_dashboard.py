"""A new server is set up by its owner alone, with the dashboard alone, over the wire."""

import json
import re

from discord_sandbox.client import Message, SandboxClient
from discord_sandbox.client.user import SandboxUser
from e2e.conftest import StartBot

MOST_INTERACTIONS = 15


class Owner:
    """The server's owner, who opens the dashboard once and from then on only presses, chooses and fills in."""

    def __init__(self, user: SandboxUser) -> None:
        self._user = user
        self.interactions = 0
        self._dashboard: Message | None = None

    async def open(self, channel: str) -> None:
        self.interactions += 1
        self._dashboard = (await self._user.slash(channel, "config open")).message

    @property
    def dashboard(self) -> Message:
        assert self._dashboard is not None
        return self._dashboard

    async def choose(self, control: str, value: str) -> str:
        """Choose from a list; return what the dashboard then shows."""
        self.interactions += 1
        return self._shown((await self._user.select(self.dashboard, self._id(control), [value])).message)

    async def press(self, control: str) -> str:
        """Press a button; return what the dashboard then shows."""
        self.interactions += 1
        return self._shown((await self._user.press(self.dashboard, self._id(control))).message)

    async def fill_in(self, control: str, field: str, text: str) -> str:
        """Press a button that opens a form, and send it; return what the dashboard then shows."""
        self.interactions += 2
        form = (await self._user.press(self.dashboard, self._id(control))).modal
        assert form is not None
        return self._shown((await self._user.submit(form, {field: text})).message)

    def _id(self, control: str) -> str:
        opened = re.search(r"menu:\d+:", json.dumps(self.dashboard.components))
        assert opened is not None
        return opened[0] + control

    def _shown(self, message: Message | None) -> str:
        assert message is not None
        self._dashboard = message
        return message.text


async def test_the_owner_of_a_new_server_sets_up_moderators_a_log_and_the_prefix(
    client: SandboxClient, start_bot: StartBot
) -> None:
    await start_bot()
    await client.add_guild("Fresh", owner="owner")
    log = await client.add_channel("Fresh", "case-log")
    for number in range(100):
        await client.add_channel("Fresh", f"room-{number}")
        await client.add_role("Fresh", f"Role {number}")
    await client.add_role("Fresh", "Moderators", permissions=0)
    moderator = await client.add_member("Fresh", "vera", roles=["Moderators"])
    await client.add_member("Fresh", "vandal")
    vandal = f"<@{(await client.member('Fresh', 'vandal')).user.id}>"
    refused = await moderator.slash("Fresh/general", "ban", members=vandal)
    assert "You need the Ban Members permission" in refused.text

    owner = Owner(client.user("owner"))
    await owner.open("Fresh/general")
    await owner.choose("page", "general")
    assert "**Prefix** `!`" in await owner.fill_in("edit:prefix", "value", "!")
    await owner.choose("page", "logs")
    assert "Moderation was saved" in await owner.choose("edit:log_moderation", "case-log")
    assert f'"id": "{log}"' in json.dumps(owner.dashboard.components), "the list does not show what is set"
    await owner.choose("page", "permissions")
    await owner.press("ranks:create")
    await owner.choose("ranks:choose", "5")
    assert "The roles that hold `Moderator` (5) were saved" in await owner.choose("ranks:roles:5", "Moderators")
    await owner.fill_in("rules:find", "name", "ban")
    assert "**`ban`** · `Moderator` (5) and above" in await owner.choose("rule:ban", "5")
    assert owner.interactions <= MOST_INTERACTIONS

    said = await moderator.send("Fresh/general", f"!ban {vandal} raiding")
    answer = await client.wait_for_message("Fresh/general", author="bot", after=said)
    entry = await client.wait_for_message("Fresh/case-log", author="bot", after=said)
    assert "banned" in answer.text
    assert "raiding" in entry.text
    assert [ban.name for ban in await client.bans("Fresh")] == ["vandal"]
