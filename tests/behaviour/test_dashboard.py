from simcord.env import Env
from simcord.results import InteractionResult, ResponseMessage

from astromorty.database.engine import Database
from astromorty.settings import Settings
from behaviour.dashboard import control, open_dashboard, open_page
from behaviour.world import Server, new_bot, parts, shown

TEN_MINUTES = 600


async def _enter(server: Server, dashboard: ResponseMessage, text: str) -> InteractionResult:
    form = await server.manager.click(dashboard, custom_id=control(dashboard, "edit:prefix"))
    assert form.modal is not None
    return await server.manager.submit_modal(form, {"value": text})


async def test_it_opens_with_everything_at_a_glance(server: Server) -> None:
    overview = shown(await open_dashboard(server))
    assert "Configuration · Overview" in overview
    assert "Prefix `$`" in overview
    assert "Time zone `UTC`" in overview


async def test_the_prefix_is_changed_by_a_form_and_shown_at_once(server: Server) -> None:
    dashboard = await open_page(server, "general")
    await _enter(server, dashboard, "?")
    assert "Prefix was saved" in shown(dashboard)
    assert "**Prefix** `?`" in shown(dashboard)
    assert "Pong!" in await server.says(server.member, "?ping")


async def test_an_empty_form_means_the_default(server: Server) -> None:
    await server.manager.slash(server.channel, "prefix set", prefix="?")
    dashboard = await open_page(server, "general")
    await _enter(server, dashboard, "")
    assert "**Prefix** `$`" in shown(dashboard)


async def test_the_time_zone_is_chosen_from_a_list_or_entered(server: Server) -> None:
    dashboard = await open_page(server, "general")
    await server.manager.select(dashboard, ["Asia/Tokyo"], custom_id=control(dashboard, "edit:timezone"))
    assert "**Time zone** `Asia/Tokyo`" in shown(dashboard)
    form = await server.manager.select(dashboard, ["other"], custom_id=control(dashboard, "edit:timezone"))
    await server.manager.submit_modal(form, {"value": "pacific/auckland"})
    assert "**Time zone** `Pacific/Auckland`" in shown(dashboard)


async def test_an_unusable_value_is_refused_and_nothing_changes(server: Server) -> None:
    dashboard = await open_page(server, "general")
    refused = await _enter(server, dashboard, "a b")
    assert "white space" in shown(refused)
    assert refused.ephemeral
    assert "Pong!" in await server.says(server.member, "$ping")


async def test_the_second_of_two_admins_sees_the_others_value_and_overwrites_nothing(server: Server) -> None:
    dashboard = await open_page(server, "general")
    form = await server.manager.click(dashboard, custom_id=control(dashboard, "edit:prefix"))
    await server.owner.slash(server.channel, "prefix set", prefix="!")
    await server.manager.submit_modal(form, {"value": "?"})
    assert "Somebody else set Prefix to `!`" in shown(dashboard)
    assert "**Prefix** `!`" in shown(dashboard)
    assert "Pong!" in await server.says(server.member, "!ping")


async def test_only_the_opener_may_press(server: Server) -> None:
    dashboard = await open_dashboard(server)
    pressed = await server.owner.select(dashboard, ["general"], custom_id=control(dashboard, "page"))
    assert "Only <@" in shown(pressed)
    assert pressed.ephemeral
    assert "Overview" in shown(dashboard)


async def test_a_manager_who_lost_the_permission_cannot_go_on(server: Server, env: Env) -> None:
    dashboard = await open_page(server, "general")
    form = await server.manager.click(dashboard, custom_id=control(dashboard, "edit:prefix"))
    env.backend.edit_member(server.guild.id, server.manager.id, {"role_ids": []})
    refused = await server.manager.submit_modal(form, {"value": "?"})
    assert "You need the Manage Server permission" in shown(refused)
    assert "Pong!" in await server.says(server.member, "$ping")


async def test_it_disables_itself_after_ten_minutes(server: Server, env: Env) -> None:
    dashboard = await open_page(server, "general")
    await env.advance_time(TEN_MINUTES + 1)
    controls = [part for part in parts(dashboard) if "custom_id" in part]
    assert controls
    assert all(part["disabled"] for part in controls)


async def test_it_disables_itself_while_it_can_though_a_form_was_opened_late(server: Server, env: Env) -> None:
    dashboard = await open_page(server, "general")
    await env.advance_time(TEN_MINUTES * 0.6)
    await server.manager.click(dashboard, custom_id=control(dashboard, "edit:prefix"))
    await env.advance_time(TEN_MINUTES * 0.8 + 1)
    assert all(part["disabled"] for part in parts(dashboard) if "custom_id" in part), (
        "the token lives for a minute more"
    )


async def test_a_menu_from_before_a_restart_says_that_it_expired(
    server: Server, env: Env, settings: Settings, database: Database
) -> None:
    dashboard = await open_dashboard(server)
    await env.restart_bot(new_bot(settings, database))
    pressed = await server.manager.select(dashboard, ["general"], custom_id=control(dashboard, "page"))
    assert "This menu has expired" in shown(pressed)
    assert pressed.ephemeral


async def test_a_switch_is_one_press(server: Server) -> None:
    dashboard = await open_page(server, "afk")
    assert "**Nickname** `on`" in shown(dashboard)
    await server.manager.click(dashboard, custom_id=control(dashboard, "edit:afk_nickname"))
    assert "**Nickname** `off`" in shown(dashboard)
    await server.manager.click(dashboard, custom_id=control(dashboard, "edit:afk_nickname"))
    assert "**Nickname** `on`" in shown(dashboard)


async def test_a_choice_says_what_each_value_means(server: Server) -> None:
    dashboard = await open_page(server, "levels")
    custom_id = control(dashboard, "edit:levels_announce")
    choice = next(part for part in parts(dashboard) if part.get("custom_id") == custom_id)
    assert {"label": "To the member, in a direct message", "value": "dm"}.items() <= choice["options"][-1].items()
    await server.manager.select(dashboard, ["dm"], custom_id=custom_id)
    assert "**Announcements** `dm`" in shown(dashboard)


async def test_a_channel_is_chosen_and_cleared_without_typing(server: Server) -> None:
    dashboard = await open_page(server, "levels")
    custom_id = control(dashboard, "edit:levels_announce_channel")
    await server.manager.select(dashboard, [server.channel], custom_id=custom_id)
    assert f"**Announcement channel** <#{server.channel.id}>" in shown(dashboard)
    await server.manager.select(dashboard, [], custom_id=custom_id)
    assert "**Announcement channel** `none`" in shown(dashboard)


async def test_a_number_outside_its_limits_is_refused_with_what_is_allowed(server: Server) -> None:
    dashboard = await open_page(server, "levels")

    async def enter(text: str) -> InteractionResult:
        form = await server.manager.click(dashboard, custom_id=control(dashboard, "edit:levels_multiplier"))
        return await server.manager.submit_modal(form, {"value": text})

    for text in ("11", "-1", "1.234", "NaN", "1e3", "two"):
        refused = await enter(text)
        assert "number with at most 2 decimals from 0 to 10; try for example `1.5`" in shown(refused), text
    await enter("2,25")
    assert "**Multiplier** `2.25`" in shown(dashboard)


async def test_values_that_do_not_go_together_are_refused(server: Server) -> None:
    dashboard = await open_page(server, "levels")
    form = await server.manager.click(dashboard, custom_id=control(dashboard, "edit:levels_xp_min"))
    refused = await server.manager.submit_modal(form, {"value": "26"})
    assert "may not be more than the most" in shown(refused)
    assert refused.ephemeral


async def test_a_save_in_one_dashboard_is_seen_in_the_other_at_its_next_press(server: Server) -> None:
    one, other = await open_page(server, "general"), await open_page(server, "general", server.owner)
    await _enter(server, one, "?")
    form = await server.owner.click(other, custom_id=control(other, "edit:prefix"))
    assert form.modal is not None
    assert form.modal["components"][0]["component"]["value"] == "?"
    await server.owner.select(other, ["Asia/Tokyo"], custom_id=control(other, "edit:timezone"))
    assert "**Prefix** `?`" in shown(other)
    await server.manager.select(one, ["overview"], custom_id=control(one, "page"))
    assert "Time zone `Asia/Tokyo`" in shown(one)


async def test_what_was_shown_when_a_list_was_pressed_counts_not_what_a_form_has_read_since(server: Server) -> None:
    dashboard = await open_page(server, "general")
    await server.owner.slash(server.channel, "config set", setting="timezone", value="Asia/Tokyo")
    await server.manager.click(dashboard, custom_id=control(dashboard, "edit:prefix"))
    await server.manager.select(dashboard, ["Europe/Berlin"], custom_id=control(dashboard, "edit:timezone"))
    assert "Somebody else set Time zone to `Asia/Tokyo`" in shown(dashboard)
    assert "**Time zone** `Asia/Tokyo`" in shown(dashboard)


async def test_a_form_overwrites_nothing_that_the_dashboard_learned_meanwhile(server: Server) -> None:
    dashboard = await open_page(server, "general")
    form = await server.manager.click(dashboard, custom_id=control(dashboard, "edit:prefix"))
    await server.says(server.owner, "$prefix set !")
    await server.manager.select(dashboard, ["general"], custom_id=control(dashboard, "page"))
    assert "**Prefix** `!`" in shown(dashboard)
    await server.manager.submit_modal(form, {"value": "?"})
    assert "Somebody else set Prefix to `!`" in shown(dashboard)
