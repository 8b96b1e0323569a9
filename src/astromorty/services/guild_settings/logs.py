"""Settings of the area Logs: a channel for each kind of event."""

from astromorty.services.guild_settings.kinds import TextChannel
from astromorty.services.guild_settings.setting import GuildSetting


def _log(name: str, title: str, description: str) -> GuildSetting:
    return GuildSetting(
        name=name, area="logs", title=title, description=description, kind=TextChannel(), none_means="none"
    )


LOGS = (
    _log("log_moderation", "Moderation", "Where each case of a moderator is noted."),
    _log("log_reports", "Reports", "Where members' reports go. Without one, nobody can report."),
    _log("log_automod", "Automod", "Where it is noted what the automatic moderation did."),
    _log("log_messages", "Messages", "Where edited and deleted messages are noted."),
    _log("log_members", "Members", "Where it is noted who joins and who leaves."),
)
