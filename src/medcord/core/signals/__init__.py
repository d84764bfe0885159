"""Signals: what public lists say, which registered products that touches, and what follows from it by rule. Pure."""

from medcord.core.signals.joining import join_ids
from medcord.core.signals.kept import as_kept, digest_of, from_kept
from medcord.core.signals.matching import Hit, Registered, touched
from medcord.core.signals.recalls import RecallTimes, together
from medcord.core.signals.rules import EPSS_LOOK, RULES, Rule, rule_for
from medcord.core.signals.value import Entry, Named, Seen, Source, Touch, about_of, id_of, ids_of

__all__ = [
    "EPSS_LOOK",
    "RULES",
    "Entry",
    "Hit",
    "Named",
    "RecallTimes",
    "Registered",
    "Rule",
    "Seen",
    "Source",
    "Touch",
    "about_of",
    "as_kept",
    "digest_of",
    "from_kept",
    "id_of",
    "ids_of",
    "join_ids",
    "rule_for",
    "together",
    "touched",
]
