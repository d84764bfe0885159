"""Verbs of a case."""

from medcord.cases.actions.asking import CHANNELS, ContactWords, ask, log_contact
from medcord.cases.actions.claims import claim, decide_claim
from medcord.cases.actions.consent import answer_report, leave, remove
from medcord.cases.actions.embargo import (
    acknowledge_terms,
    answer_terms,
    end_embargo,
    keep_embargo,
    propose_terms,
    run_out,
    withdraw_terms,
)
from medcord.cases.actions.exporting import export_ledger
from medcord.cases.actions.handing_over import decline_case, offer_case, take_over
from medcord.cases.actions.inviting import invite
from medcord.cases.actions.links import LinkWords, accept_link, invite_by_link, withdraw_link
from medcord.cases.actions.marking import close, confirm, mark
from medcord.cases.actions.messages import purge_message, send_message
from medcord.cases.actions.opening import open_case, set_tracking
from medcord.cases.actions.statements import StatementWords, make_statement

__all__ = [
    "CHANNELS",
    "ContactWords",
    "LinkWords",
    "StatementWords",
    "accept_link",
    "acknowledge_terms",
    "answer_report",
    "answer_terms",
    "ask",
    "claim",
    "close",
    "confirm",
    "decide_claim",
    "decline_case",
    "end_embargo",
    "export_ledger",
    "invite",
    "invite_by_link",
    "keep_embargo",
    "leave",
    "log_contact",
    "make_statement",
    "mark",
    "offer_case",
    "open_case",
    "propose_terms",
    "purge_message",
    "remove",
    "run_out",
    "send_message",
    "set_tracking",
    "take_over",
    "withdraw_link",
    "withdraw_terms",
]
