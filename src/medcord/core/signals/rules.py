"""Which signal opens a potential case by itself, and which waits for a person: a table, read from the top.

A potential case says only that somebody looks; whether it is confirmed, and how bad it is for patients, is decided by
named people (X4, X8). A recall never opens one by itself: most recalls are no matter of cybersecurity.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from medcord.core.signals.value import Entry, Source, Touch

EPSS_LOOK: Final = 0.1
"""From this probability on an EPSS score is kept as a signal: some twentieth of all CVEs."""


@dataclass(frozen=True, slots=True)
class Rule:
    """``source`` and ``exploited`` None mean any. ``opens``: a potential case is opened by itself."""

    source: Source | None
    exploited: bool | None
    touches: frozenset[Touch]
    opens: bool
    because: str


_SURE: Final = frozenset({Touch.IN_RANGE, Touch.NAMED})
_ANY: Final = frozenset(Touch)

RULES: Final = (
    Rule(Source.KEV, None, _SURE, opens=True, because="attacks are known, and the list names a registered product"),
    Rule(Source.CVE, True, _SURE, opens=True, because="its record says it is attacked, and names a registered product"),
    Rule(Source.ICSMA, True, _SURE, opens=True, because="it says that it is attacked, and names a registered product"),
    Rule(Source.KEV, None, _ANY, opens=False, because="attacks are known; whether it is this product, a person says"),
    Rule(Source.CVE, None, _ANY, opens=False, because="no attacks are stated; a person looks whether it is news"),
    Rule(Source.ICSMA, None, _ANY, opens=False, because="another publisher told it; a person looks whether it is news"),
    Rule(Source.EPSS, None, _ANY, opens=False, because="a forecast is no observation"),
    Rule(Source.OSV, None, _ANY, opens=False, because="it is about a package; which products hold it, a person says"),
    Rule(Source.RECALL, None, _ANY, opens=False, because="most recalls are no matter of cybersecurity"),
    Rule(Source.ENFORCEMENT, None, _ANY, opens=False, because="most recalls are no matter of cybersecurity"),
)

NOTHING_TOUCHED: Final = Rule(None, None, _ANY, opens=False, because="it touches no registered product")


def rule_for(entry: Entry, touches: Iterable[Touch]) -> Rule:
    """The first rule that fits an entry and the ways in which it touches products."""
    found = frozenset(touches)
    for rule in RULES:
        fits = rule.source in (None, entry.source) and rule.exploited in (None, entry.exploited)
        if fits and found & rule.touches:
            return rule
    return NOTHING_TOUCHED
