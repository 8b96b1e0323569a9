"""Before all of a server's experience is forgotten, its name has to be typed."""

from discord import ui
from loguru import logger

from astromorty.cogs.levels.reward_roles import RewardRoles
from astromorty.context import Context, Interaction
from astromorty.database.controllers.level import LevelController
from astromorty.errors import InvalidInput
from astromorty.services.levels.curve import level_at
from astromorty.ui.cards import done
from astromorty.ui.confirm import Question
from astromorty.ui.menu import MenuModal


class ResetServer(Question):
    """Ask whether everyone's experience is to be forgotten."""

    def __init__(self, ctx: Context, levels: LevelController, roles: RewardRoles) -> None:
        warning = "Everyone begins anew, and loses the reward roles. It cannot be brought back: export it first."
        super().__init__(ctx, "Forget the XP of the whole server?", warning, yes="Forget all XP …")
        self.server = ctx.server
        self._levels = levels
        self._roles = roles

    async def reset(self, interaction: Interaction) -> None:
        """Forget the experience, and take away the roles that it had earned."""
        await interaction.response.defer()
        forgotten = await self._levels.reset_guild(self.server.id)
        logger.info("The XP of {} members of server {} was reset", len(forgotten), self.server.id)
        self._roles.sync_many(self.server, {member_id: level_at(xp) for member_id, xp in forgotten.items()})
        await self.close(
            interaction, done(f"Everyone begins anew: the XP of {len(forgotten):,} members was forgotten.")
        )

    async def _confirmed(self, interaction: Interaction) -> None:
        await interaction.response.send_modal(_NameModal(self))


class _NameModal(MenuModal):
    def __init__(self, menu: ResetServer) -> None:
        super().__init__(menu, title="Forget all XP", name="name")
        self._menu = menu
        self._name: ui.TextInput[ui.Modal] = ui.TextInput(custom_id="name", max_length=100)
        self.add_item(ui.Label(text="Type the name of this server", description=menu.server.name, component=self._name))

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        if self._name.value.strip().casefold() != self._menu.server.name.strip().casefold():
            raise InvalidInput(f"That is not the name of this server, {self._menu.server.name}. Nothing was changed.")
        await self._menu.reset(interaction)
