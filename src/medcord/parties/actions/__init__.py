"""Verbs of parties."""

from medcord.parties.actions.erasing import erase_member
from medcord.parties.actions.members import add_member, deactivate_member
from medcord.parties.actions.organisations import register_organisation
from medcord.parties.actions.signin import record_sign_in, record_sign_out
from medcord.parties.actions.tokens import LONGEST_TOKEN_DAYS, issue_token, revoke_token

__all__ = [
    "LONGEST_TOKEN_DAYS",
    "add_member",
    "deactivate_member",
    "erase_member",
    "issue_token",
    "record_sign_in",
    "record_sign_out",
    "register_organisation",
    "revoke_token",
]
