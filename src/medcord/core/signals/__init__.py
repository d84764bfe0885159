"""Signals: what public lists say, which registered products that touches, and what follows from it by rule. Pure."""

from medcord.core.signals.kept import as_kept, digest_of, from_kept
from medcord.core.signals.matching import Hit, Registered, touched
from medcord.core.signals.recalls import RecallTimes, together
from medcord.core.signals.rules import EPSS_LOOK, RULES, Rule, rule_for
from medcord.core.signals.value import Entry, Named, Seen, Source, Touch, id_of

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
    "as_kept",
    "digest_of",
    "from_kept",
    "id_of",
    "rule_for",
    "together",
    "touched",
]
