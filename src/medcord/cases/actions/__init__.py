"""Verbs of a case."""

from medcord.cases.actions.asking import CHANNELS, ContactWords, ask, log_contact
from medcord.cases.actions.attaching import attach, drop_upload, sweep_uploads
from medcord.cases.actions.embargo import answer_terms, end_embargo, propose_terms, run_out
from medcord.cases.actions.exporting import export_ledger
from medcord.cases.actions.handing_over import decline_case, offer_case, take_over
from medcord.cases.actions.links import LinkWords, accept_link, invite_by_link, withdraw_link
from medcord.cases.actions.marking import close, confirm, mark
from medcord.cases.actions.messages import send_message
from medcord.cases.actions.opening import invite, open_case, set_tracking
from medcord.cases.actions.people import hide_case, limit_member, show_case
from medcord.cases.actions.purging import Chosen, lift_hold, place_hold, purge, purge_message
from medcord.cases.actions.statements import StatementWords, make_statement

__all__ = [
    "CHANNELS",
    "Chosen",
    "ContactWords",
    "LinkWords",
    "StatementWords",
    "accept_link",
    "answer_terms",
    "ask",
    "attach",
    "close",
    "confirm",
    "decline_case",
    "drop_upload",
    "end_embargo",
    "export_ledger",
    "hide_case",
    "invite",
    "invite_by_link",
    "lift_hold",
    "limit_member",
    "log_contact",
    "make_statement",
    "mark",
    "offer_case",
    "open_case",
    "place_hold",
    "propose_terms",
    "purge",
    "purge_message",
    "run_out",
    "send_message",
    "set_tracking",
    "show_case",
    "sweep_uploads",
    "take_over",
    "withdraw_link",
]
