"""Verbs of intake."""

from medcord.intake.actions.finder import LONGEST_LINE, LONGEST_TEXT, FinderIdentity, ReportWords, submit, write_to
from medcord.intake.actions.handing_over import give_to
from medcord.intake.actions.purging import purge_report
from medcord.intake.actions.triage import Judgement, MedicalDevice, Outcome, mark_read, triage

__all__ = [
    "LONGEST_LINE",
    "LONGEST_TEXT",
    "FinderIdentity",
    "Judgement",
    "MedicalDevice",
    "Outcome",
    "ReportWords",
    "give_to",
    "mark_read",
    "purge_report",
    "submit",
    "triage",
    "write_to",
]
