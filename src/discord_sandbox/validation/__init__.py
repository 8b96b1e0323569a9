"""Discord's limits on request bodies, as tables, and the comparison of a body with them."""

from discord_sandbox.validation.commands import bulk_command_errors, command_errors, exceeded_type
from discord_sandbox.validation.form import FormErrors
from discord_sandbox.validation.messages import has_layout_flag, message_errors
from discord_sandbox.validation.modals import modal_errors

__all__ = [
    "FormErrors",
    "bulk_command_errors",
    "command_errors",
    "exceeded_type",
    "has_layout_flag",
    "message_errors",
    "modal_errors",
]
