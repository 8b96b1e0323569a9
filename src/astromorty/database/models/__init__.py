"""Tables and the frozen read models beside them; importing this package registers every table."""

from astromorty.database.models.afk import Afk, AfkMention, AfkMentionRow, AfkNickname, AfkNicknameRow, AfkRow
from astromorty.database.models.announcement import Announcement, AnnouncementRow
from astromorty.database.models.automod import AutomodExemptRow, AutomodRule, AutomodRuleRow, AutomodRules
from astromorty.database.models.base import Model, table_name
from astromorty.database.models.cache import CacheOutboxRow, CacheStateRow
from astromorty.database.models.cooldown import CommandCooldown, CommandCooldownRow
from astromorty.database.models.fleet import FleetProcessRow, FleetRow, GatewayAdviceRow, IdentifyGateRow, ShardLeaseRow
from astromorty.database.models.given_role import AutoroleRow, GivenRoles, StatusRoleRow
from astromorty.database.models.guild import Guild, GuildRow
from astromorty.database.models.guild_config import SETTING_NAMES, GuildConfig, GuildConfigRow
from astromorty.database.models.jail import Jailed, JailRow
from astromorty.database.models.level import Level, LevelRow
from astromorty.database.models.level_rules import (
    LevelBlacklistRow,
    LevelIgnoredRow,
    LevelMultiplierRow,
    LevelRewardRow,
    LevelRules,
    LevelSweepRow,
    Reward,
    Target,
)
from astromorty.database.models.member_settings import MemberSettings, MemberSettingsRow
from astromorty.database.models.moderation_case import (
    Case,
    CaseCounterRow,
    CaseIntentRow,
    Intent,
    ModerationCaseRow,
)
from astromorty.database.models.operator_state import OperatorState, OperatorStateRow
from astromorty.database.models.permission import (
    PermissionRankRoleRow,
    PermissionRankRow,
    PermissionRule,
    PermissionRuleRow,
    PermissionSet,
    Rank,
    RankRole,
    Rule,
)
from astromorty.database.models.reminder import Reminder, ReminderRow
from astromorty.database.models.report import ReportDecision, ReportDecisionRow
from astromorty.database.models.section_lock import SectionLockRow
from astromorty.database.models.server_roles import (
    PanelKind,
    PanelMode,
    RoleChoice,
    RoleChoiceRow,
    RolePanel,
    RolePanelRow,
    ServerRoles,
)
from astromorty.database.models.snippet import Snippet, SnippetBan, SnippetBanRow, SnippetRow, SnippetUseRow
from astromorty.database.models.starboard import StarboardEntry, StarboardEntryRow
from astromorty.database.models.sticky import StickyMessage, StickyMessageRow
from astromorty.database.models.temp_room import TempRoom, TempRoomRow
from astromorty.database.models.ticket import Ticket, TicketCounterRow, TicketRow
from astromorty.database.models.timer import DueTimer, Timer, TimerRow
from astromorty.database.triggers import attach_triggers

__all__ = [
    "CACHED_AS",
    "SETTING_NAMES",
    "Afk",
    "AfkMention",
    "AfkMentionRow",
    "AfkNickname",
    "AfkNicknameRow",
    "AfkRow",
    "Announcement",
    "AnnouncementRow",
    "AutomodExemptRow",
    "AutomodRule",
    "AutomodRuleRow",
    "AutomodRules",
    "AutoroleRow",
    "CacheOutboxRow",
    "CacheStateRow",
    "Case",
    "CaseCounterRow",
    "CaseIntentRow",
    "CommandCooldown",
    "CommandCooldownRow",
    "DueTimer",
    "FleetProcessRow",
    "FleetRow",
    "GatewayAdviceRow",
    "GivenRoles",
    "Guild",
    "GuildConfig",
    "GuildConfigRow",
    "GuildRow",
    "IdentifyGateRow",
    "Intent",
    "JailRow",
    "Jailed",
    "Level",
    "LevelBlacklistRow",
    "LevelIgnoredRow",
    "LevelMultiplierRow",
    "LevelRewardRow",
    "LevelRow",
    "LevelRules",
    "LevelSweepRow",
    "MemberSettings",
    "MemberSettingsRow",
    "Model",
    "ModerationCaseRow",
    "OperatorState",
    "OperatorStateRow",
    "PanelKind",
    "PanelMode",
    "PermissionRankRoleRow",
    "PermissionRankRow",
    "PermissionRule",
    "PermissionRuleRow",
    "PermissionSet",
    "Rank",
    "RankRole",
    "Reminder",
    "ReminderRow",
    "ReportDecision",
    "ReportDecisionRow",
    "Reward",
    "RoleChoice",
    "RoleChoiceRow",
    "RolePanel",
    "RolePanelRow",
    "Rule",
    "SectionLockRow",
    "ServerRoles",
    "ShardLeaseRow",
    "Snippet",
    "SnippetBan",
    "SnippetBanRow",
    "SnippetRow",
    "SnippetUseRow",
    "StarboardEntry",
    "StarboardEntryRow",
    "StatusRoleRow",
    "StickyMessage",
    "StickyMessageRow",
    "Target",
    "TempRoom",
    "TempRoomRow",
    "Ticket",
    "TicketCounterRow",
    "TicketRow",
    "Timer",
    "TimerRow",
]

# What each table's rows are cached as; its triggers owe the same.
_CACHED = (
    GuildConfigRow,
    LevelRow,
    LevelIgnoredRow,
    LevelMultiplierRow,
    LevelBlacklistRow,
    LevelRewardRow,
    AfkRow,
    ReminderRow,
    SnippetRow,
    ModerationCaseRow,
    PermissionRankRow,
    PermissionRankRoleRow,
    PermissionRuleRow,
    AutomodRuleRow,
    AutomodExemptRow,
    CommandCooldownRow,
    StickyMessageRow,
    AutoroleRow,
    StatusRoleRow,
    RolePanelRow,
    RoleChoiceRow,
)
CACHED_AS = {table_name(row.__name__): row.cached_as for row in _CACHED}
attach_triggers(Model.metadata, CACHED_AS)
