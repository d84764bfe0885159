"""Verbs of a case."""

from medcord.cases.actions.embargo import answer_terms, end_embargo, propose_terms, run_out
from medcord.cases.actions.marking import close, confirm, mark
from medcord.cases.actions.messages import purge_message, send_message
from medcord.cases.actions.opening import invite, open_case, set_tracking
from medcord.cases.actions.statements import StatementWords, make_statement

__all__ = [
    "StatementWords",
    "answer_terms",
    "close",
    "confirm",
    "end_embargo",
    "invite",
    "make_statement",
    "mark",
    "open_case",
    "propose_terms",
    "purge_message",
    "run_out",
    "send_message",
    "set_tracking",
]
