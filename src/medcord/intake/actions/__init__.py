"""Verbs of intake."""

from medcord.intake.actions.arriving import (
    MailWords,
    RequestWords,
    SignalWords,
    note_signal,
    request,
    take_in_mail,
)
from medcord.intake.actions.as_csaf import hand_in_csaf
from medcord.intake.actions.crediting import choose_credit, claim_credit, claim_credit_by_key
from medcord.intake.actions.finder import LONGEST_LINE, LONGEST_TEXT, ReportWords, submit
from medcord.intake.actions.handing_over import give_to
from medcord.intake.actions.purging import forget_finder, hold_report, lift_report_hold, purge_part, purge_report
from medcord.intake.actions.returning import escalate, leave_key, set_passphrase
from medcord.intake.actions.triage import Judgement, MedicalDevice, Outcome, mark_read, triage
from medcord.intake.actions.writing import write_to
from medcord.intake.values import FinderIdentity, Origin

__all__ = [
    "LONGEST_LINE",
    "LONGEST_TEXT",
    "FinderIdentity",
    "Judgement",
    "MailWords",
    "MedicalDevice",
    "Origin",
    "Outcome",
    "ReportWords",
    "RequestWords",
    "SignalWords",
    "choose_credit",
    "claim_credit",
    "claim_credit_by_key",
    "escalate",
    "forget_finder",
    "give_to",
    "hand_in_csaf",
    "hold_report",
    "leave_key",
    "lift_report_hold",
    "mark_read",
    "note_signal",
    "purge_part",
    "purge_report",
    "request",
    "set_passphrase",
    "submit",
    "take_in_mail",
    "triage",
    "write_to",
]
