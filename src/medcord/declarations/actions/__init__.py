"""Verbs of declarations. Each is signed by a named member; nothing is decided for anybody (X8)."""

from medcord.declarations.actions.answering import answer_scope
from medcord.declarations.actions.classifying import Classified, classify_recall, state_listing
from medcord.declarations.actions.consignees import keep_consignees
from medcord.declarations.actions.disclosing import Disclosure, decide_disclosure
from medcord.declarations.actions.facility import sign_event, sign_event_report, sign_year
from medcord.declarations.actions.signing import (
    acknowledge_text,
    decide_learned,
    give_to_isao,
    sign,
    sign_matrix,
)

__all__ = [
    "Classified",
    "Disclosure",
    "acknowledge_text",
    "answer_scope",
    "classify_recall",
    "decide_disclosure",
    "decide_learned",
    "give_to_isao",
    "keep_consignees",
    "sign",
    "sign_event",
    "sign_event_report",
    "sign_matrix",
    "sign_year",
    "state_listing",
]
