"""Verbs of parties."""

from medcord.parties.actions.access import change_role, set_default_access
from medcord.parties.actions.erasing import erase_member
from medcord.parties.actions.factors import add_passkey, add_totp, make_recovery_codes, remove_factor, set_password
from medcord.parties.actions.identities import link_identity, register_identity, unlink_identity
from medcord.parties.actions.invitations import accept_invitation, invite_member, withdraw_invitation
from medcord.parties.actions.members import NewPasskey, add_member, deactivate_member, reactivate_member
from medcord.parties.actions.organisations import ProfileWords, change_profile, register_organisation
from medcord.parties.actions.recovery import confirm_recovery, issue_recovery, use_recovery, withdraw_recovery
from medcord.parties.actions.rules import set_second_factor_rule
from medcord.parties.actions.sessions import end_other_sessions, end_session
from medcord.parties.actions.signin import (
    record_confirmed,
    record_sign_in,
    record_sign_out,
    refuse_sign_in,
    show_code,
    show_passkey,
)
from medcord.parties.actions.tokens import LONGEST_TOKEN_DAYS, issue_token, note_use, revoke_token

__all__ = [
    "LONGEST_TOKEN_DAYS",
    "NewPasskey",
    "ProfileWords",
    "accept_invitation",
    "add_member",
    "add_passkey",
    "add_totp",
    "change_profile",
    "change_role",
    "confirm_recovery",
    "deactivate_member",
    "end_other_sessions",
    "end_session",
    "erase_member",
    "invite_member",
    "issue_recovery",
    "issue_token",
    "link_identity",
    "make_recovery_codes",
    "note_use",
    "reactivate_member",
    "record_confirmed",
    "record_sign_in",
    "record_sign_out",
    "refuse_sign_in",
    "register_identity",
    "register_organisation",
    "remove_factor",
    "revoke_token",
    "set_default_access",
    "set_password",
    "set_second_factor_rule",
    "show_code",
    "show_passkey",
    "unlink_identity",
    "use_recovery",
    "withdraw_invitation",
    "withdraw_recovery",
]
