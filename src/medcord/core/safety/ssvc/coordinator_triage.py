"""Coordinator Triage v1.0.0 of CERT/CC: decline, track or coordinate a report (192 rows)."""

from __future__ import annotations

from typing import Final

from medcord.core.safety.ssvc.points import (
    PUBLIC_SAFETY_IMPACT_2_0_1,
    REPORT_CREDIBILITY_1_0_0,
    REPORT_PUBLIC_1_0_0,
    SUPPLIER_CARDINALITY_1_0_0,
    SUPPLIER_CONTACTED_1_0_0,
    SUPPLIER_ENGAGEMENT_1_0_0,
    UTILITY_1_0_1,
)
from medcord.core.safety.ssvc.value import DecisionTable, Result, grid

POINTS: Final = (
    REPORT_PUBLIC_1_0_0,
    SUPPLIER_CONTACTED_1_0_0,
    REPORT_CREDIBILITY_1_0_0,
    SUPPLIER_CARDINALITY_1_0_0,
    SUPPLIER_ENGAGEMENT_1_0_0,
    UTILITY_1_0_1,
    PUBLIC_SAFETY_IMPACT_2_0_1,
)

OUTCOMES: Final = (
    Result("decline", "Decline", "Do not act on it. The finder is told, and where else to turn.", "D"),
    Result("track", "Track", "Watch it, and decide again when something changes. Nothing is started yet.", "T"),
    Result("coordinate", "Coordinate", "Act on it: accept the report and open a case.", "C"),
)

_WORD: Final = {"D": "decline", "T": "track", "C": "coordinate"}

# Utility laborious, efficient, super effective; under each, safety impact minimal and significant.
_LINES: Final = {
    ("no", "yes", "credible", "one", "active"): "DDDTDT",
    ("no", "yes", "credible", "one", "unresponsive"): "TCCCCC",
    ("no", "yes", "credible", "multiple", "active"): "DTDTCC",
    ("no", "yes", "credible", "multiple", "unresponsive"): "CCCCCC",
    ("no", "yes", "not credible", "one", "active"): "DDDTDT",
    ("no", "yes", "not credible", "one", "unresponsive"): "DDDTDT",
    ("no", "yes", "not credible", "multiple", "active"): "DTDTTC",
    ("no", "yes", "not credible", "multiple", "unresponsive"): "DTDTTC",
    ("no", "no", "credible", "one", "active"): "DDDDDD",
    ("no", "no", "credible", "one", "unresponsive"): "DDDDDD",
    ("no", "no", "credible", "multiple", "active"): "DDDDDC",
    ("no", "no", "credible", "multiple", "unresponsive"): "DDDDDC",
    ("no", "no", "not credible", "one", "active"): "DDDDDD",
    ("no", "no", "not credible", "one", "unresponsive"): "DDDDDD",
    ("no", "no", "not credible", "multiple", "active"): "DDDDDC",
    ("no", "no", "not credible", "multiple", "unresponsive"): "DDDDDC",
    ("yes", "yes", "credible", "one", "active"): "DDDDDD",
    ("yes", "yes", "credible", "one", "unresponsive"): "DDDDDD",
    ("yes", "yes", "credible", "multiple", "active"): "DDDDDC",
    ("yes", "yes", "credible", "multiple", "unresponsive"): "DDDDDC",
    ("yes", "yes", "not credible", "one", "active"): "DDDDDD",
    ("yes", "yes", "not credible", "one", "unresponsive"): "DDDDDD",
    ("yes", "yes", "not credible", "multiple", "active"): "DDDDDC",
    ("yes", "yes", "not credible", "multiple", "unresponsive"): "DDDDDC",
    ("yes", "no", "credible", "one", "active"): "DDDDDD",
    ("yes", "no", "credible", "one", "unresponsive"): "DDDDDD",
    ("yes", "no", "credible", "multiple", "active"): "DDDDDC",
    ("yes", "no", "credible", "multiple", "unresponsive"): "DDDDDC",
    ("yes", "no", "not credible", "one", "active"): "DDDDDD",
    ("yes", "no", "not credible", "one", "unresponsive"): "DDDDDD",
    ("yes", "no", "not credible", "multiple", "active"): "DDDDDC",
    ("yes", "no", "not credible", "multiple", "unresponsive"): "DDDDDC",
}

COORDINATOR_TRIAGE_1_0_0: Final = DecisionTable(
    key="coordinator-triage",
    version="1.0.0",
    name="CERT/CC Coordinator Triage",
    source="CERT/CC SSVC, Coordinator Triage decision table 1.0.0",
    points=POINTS,
    decides="ssvc:COORDINATE:1.0.1",
    outcomes=OUTCOMES,
    rows=grid(POINTS, {left: tuple(_WORD[letter] for letter in line) for left, line in _LINES.items()}),
)
