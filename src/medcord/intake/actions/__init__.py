"""Verbs of intake."""

from medcord.intake.actions.finder import LONGEST_LINE, LONGEST_TEXT, FinderIdentity, ReportWords, submit, write_to
from medcord.intake.actions.handing_over import give_to
from medcord.intake.actions.purging import forget_finder, hold_report, lift_report_hold, purge_part, purge_report
from medcord.intake.actions.returning import claim_credit, claim_credit_by_key, escalate, leave_key, set_passphrase
from medcord.intake.actions.triage import MedicalDevice, Outcome, mark_read, triage

__all__ = [
    "LONGEST_LINE",
    "LONGEST_TEXT",
    "FinderIdentity",
    "MedicalDevice",
    "Outcome",
    "ReportWords",
    "claim_credit",
    "claim_credit_by_key",
    "escalate",
    "forget_finder",
    "give_to",
    "hold_report",
    "leave_key",
    "lift_report_hold",
    "mark_read",
    "purge_part",
    "purge_report",
    "set_passphrase",
    "submit",
    "triage",
    "write_to",
]
