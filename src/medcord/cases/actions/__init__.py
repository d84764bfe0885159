"""Verbs of a case."""

from medcord.cases.actions.asking import CHANNELS, ContactWords, ask, log_contact
from medcord.cases.actions.attaching import attach, drop_upload, sweep_uploads
from medcord.cases.actions.bases import change_basis, destroy_basis
from medcord.cases.actions.claims import claim, decide_claim
from medcord.cases.actions.consent import answer_report, leave, remove
from medcord.cases.actions.consulting import (
    SupplierQuestion,
    answer_supplier,
    ask_supplier,
    confer,
    let_pass,
    set_basis,
)
from medcord.cases.actions.embargo import (
    acknowledge_terms,
    answer_terms,
    end_embargo,
    keep_embargo,
    propose_terms,
    run_out,
    withdraw_terms,
)
from medcord.cases.actions.exporting import export_ledger, take_along
from medcord.cases.actions.finder import write_as_finder
from medcord.cases.actions.handing_over import decline_case, offer_case, take_over
from medcord.cases.actions.inviting import invite
from medcord.cases.actions.links import LinkWords, accept_link, invite_by_link, withdraw_link
from medcord.cases.actions.marking import close, confirm, mark
from medcord.cases.actions.merging import join_report, merge, split
from medcord.cases.actions.messages import edit_message, pin_message, send_message
from medcord.cases.actions.near import NearVerdict, decide_near
from medcord.cases.actions.opening import open_case, set_tracking
from medcord.cases.actions.people import hide_case, limit_member, show_case
from medcord.cases.actions.protecting import (
    Document,
    claim_protection,
    confirm_programme,
    consent_to_use,
    name_readers,
    quote_programme,
    withdraw_consent,
    withdraw_protection,
)
from medcord.cases.actions.purging import Chosen, lift_hold, place_hold, purge, purge_message
from medcord.cases.actions.reading import mark_read
from medcord.cases.actions.rooms import SideRoom, close_room, leave_room, open_side_room, open_thread
from medcord.cases.actions.signals import (
    confirm_sighting,
    link_signal,
    open_from_sighting,
    open_from_signal,
    take_up,
    take_up_named,
)
from medcord.cases.actions.statements import StatementWords, make_statement

__all__ = [
    "CHANNELS",
    "Chosen",
    "ContactWords",
    "Document",
    "LinkWords",
    "NearVerdict",
    "SideRoom",
    "StatementWords",
    "SupplierQuestion",
    "accept_link",
    "acknowledge_terms",
    "answer_report",
    "answer_supplier",
    "answer_terms",
    "ask",
    "ask_supplier",
    "attach",
    "change_basis",
    "claim",
    "claim_protection",
    "close",
    "close_room",
    "confer",
    "confirm",
    "confirm_programme",
    "confirm_sighting",
    "consent_to_use",
    "decide_claim",
    "decide_near",
    "decline_case",
    "destroy_basis",
    "drop_upload",
    "edit_message",
    "end_embargo",
    "export_ledger",
    "hide_case",
    "invite",
    "invite_by_link",
    "join_report",
    "keep_embargo",
    "leave",
    "leave_room",
    "let_pass",
    "lift_hold",
    "limit_member",
    "link_signal",
    "log_contact",
    "make_statement",
    "mark",
    "mark_read",
    "merge",
    "name_readers",
    "offer_case",
    "open_case",
    "open_from_sighting",
    "open_from_signal",
    "open_side_room",
    "open_thread",
    "pin_message",
    "place_hold",
    "propose_terms",
    "purge",
    "purge_message",
    "quote_programme",
    "remove",
    "run_out",
    "send_message",
    "set_basis",
    "set_tracking",
    "show_case",
    "split",
    "sweep_uploads",
    "take_along",
    "take_over",
    "take_up",
    "take_up_named",
    "withdraw_consent",
    "withdraw_link",
    "withdraw_protection",
    "withdraw_terms",
    "write_as_finder",
]
