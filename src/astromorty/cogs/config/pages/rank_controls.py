"""The upper half of the page on permissions: ranks, and the roles that hold them."""

from typing import TYPE_CHECKING

import discord
from discord import ui

from astromorty.context import Interaction
from astromorty.database.models.permission import LONGEST_RANK_NAME
from astromorty.services.permissions import Editor
from astromorty.services.permissions.words import rank_words
from astromorty.ui.cards import first_of
from astromorty.ui.menu import MenuModal

if TYPE_CHECKING:
    from astromorty.cogs.config.pages.permissions import PermissionsPage

# Eleven ranks have to fit into a layout.
SHOWN_ROLES = 3
# As many as a list can show as chosen.
LISTED_ROLES = 25


def add_ranks(box: ui.Container[ui.LayoutView], page: "PermissionsPage") -> None:
    """Add the ranks, and what changes the one that is chosen."""
    if not page.decided.ranks:
        text = "**Ranks** none yet\n-# Roles hold ranks, and rules let a rank and all above it use a command."
        box.add_item(ui.Section(text, accessory=_CreateRanks(page)))
        return
    lines = [f"{rank_words(*each)} · {_holders(page, each.rank)}" for each in reversed(page.decided.ranks)]
    box.add_item(ui.TextDisplay("**Ranks**\n" + "\n".join(lines)))
    box.add_item(ui.ActionRow(_RankSelect(page)))
    if page.rank is None:
        return
    name = rank_words(page.rank, page.decided.name_of(page.rank))
    more = len(_roles(page, page.rank)) - LISTED_ROLES
    hint = f"\n-# {more} more roles hold it; `ranks unassign` takes it from any." if more > 0 else ""
    box.add_item(ui.Section(f"Roles that hold {name}{hint}", accessory=_RenameButton(page, page.rank)))
    box.add_item(ui.ActionRow(_RolesSelect(page, page.rank)))


def _roles(page: "PermissionsPage", rank: int) -> list[discord.Role]:
    found = map(page.dashboard.server.get_role, page.decided.holding(rank))
    return [role for role in found if role is not None]


def _holders(page: "PermissionsPage", rank: int) -> str:
    return first_of([role.mention for role in _roles(page, rank)], SHOWN_ROLES) or "no role"


class _CreateRanks(ui.Button[ui.LayoutView]):
    def __init__(self, page: "PermissionsPage") -> None:
        super().__init__(
            label="Create the usual ones",
            style=discord.ButtonStyle.success,
            custom_id=page.dashboard.custom_id("ranks:create"),
        )
        self._page = page

    async def callback(self, interaction: Interaction) -> None:
        edits = self._page.dashboard.bot.permission_edits

        async def create(editor: Editor) -> str:
            created = await edits.init_ranks(editor.guild_id)
            return f"✅ {len(created)} ranks were created. Choose one to say which roles hold it."

        await self._page.edit(interaction, "ranks init", create)


class _RankSelect(ui.Select[ui.LayoutView]):
    def __init__(self, page: "PermissionsPage") -> None:
        options = [
            discord.SelectOption(label=f"{rank} · {name}", value=str(rank), default=rank == page.rank)
            for rank, name in reversed(page.decided.ranks)
        ]
        custom_id = page.dashboard.custom_id("ranks:choose")
        super().__init__(custom_id=custom_id, placeholder="Change a rank", options=options)
        self._page = page

    async def callback(self, interaction: Interaction) -> None:
        self._page.rank = int(self.values[0])
        await self._page.dashboard.redraw(interaction)


class _RolesSelect(ui.RoleSelect[ui.LayoutView]):
    def __init__(self, page: "PermissionsPage", rank: int) -> None:
        self._listed = {role.id for role in _roles(page, rank)[:LISTED_ROLES]}
        super().__init__(
            custom_id=page.dashboard.custom_id(f"ranks:roles:{rank}"),
            placeholder="no role",
            min_values=0,
            max_values=LISTED_ROLES,
            default_values=[
                discord.SelectDefaultValue(id=role_id, type=discord.SelectDefaultValueType.role)
                for role_id in sorted(self._listed)
            ],
        )
        self._page = page
        self._rank = rank
        self._seen = page.decided

    async def callback(self, interaction: Interaction) -> None:
        chosen = {role.id for role in self.values}
        # Only what was changed by hand: what somebody else changed meanwhile is not undone by it.
        given: dict[int, int | None] = dict.fromkeys(chosen - self._listed, self._rank)
        moves = given | dict.fromkeys(self._listed - chosen, None)
        edits = self._page.dashboard.bot.permission_edits

        async def move(editor: Editor) -> str:
            before = await edits.move_roles(editor, moves, seen=self._seen)
            moved = [f"<@&{role}> ({held})" for role, held in before.items() if role in given and held is not None]
            words = rank_words(self._rank, self._seen.name_of(self._rank))
            other = f" Another rank was held by {first_of(moved, 5)}." if moved else ""
            return f"✅ The roles that hold {words} were saved.{other}"

        await self._page.edit(interaction, "ranks assign", move)


class _RenameButton(ui.Button[ui.LayoutView]):
    def __init__(self, page: "PermissionsPage", rank: int) -> None:
        super().__init__(label="Rename", custom_id=page.dashboard.custom_id(f"ranks:rename:{rank}"))
        self._page = page
        self._rank = rank

    async def callback(self, interaction: Interaction) -> None:
        await interaction.response.send_modal(_RenameModal(self._page, self._rank))


class _RenameModal(MenuModal):
    def __init__(self, page: "PermissionsPage", rank: int) -> None:
        super().__init__(page.dashboard, title=f"Rank {rank}", name=f"rank-name:{rank}")
        self._page = page
        self._rank = rank
        self._seen = page.decided
        self._name: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="name", default=self._seen.name_of(rank), max_length=LONGEST_RANK_NAME
        )
        self.add_item(ui.Label(text="What it is called", component=self._name))

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        edits = self._page.dashboard.bot.permission_edits

        async def rename(editor: Editor) -> str:
            saved = await edits.rename_rank(editor.guild_id, self._rank, self._name.value, seen=self._seen)
            return f"✅ Rank {self._rank} is called {rank_words(self._rank, saved)} now."

        await self._page.edit(interaction, "ranks edit", rename)
