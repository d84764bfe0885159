"""Coordinator Triage v1.0.0 of CERT/CC: decline, track or coordinate a report (192 rows)."""

from __future__ import annotations

from typing import Final

from medcord.core.safety.ssvc.value import Choice, DecisionTable, Point, Result, grid

POINTS: Final = (
    Point(
        "report_public",
        "Report public",
        "1.0.0",
        "Can everybody read about it already?",
        (
            Choice("no", "No", "It is known to the finder and those whom the finder told."),
            Choice("yes", "Yes", "A page, a talk, a mailing list or a public code store tells of it."),
        ),
    ),
    Point(
        "supplier_contacted",
        "Supplier contacted",
        "1.0.0",
        "Has the finder tried to reach the manufacturer?",
        (
            Choice("yes", "Yes", "With a good effort, by a channel the manufacturer reads."),
            Choice("no", "No", "Not at all, or by a channel nobody may be reading."),
        ),
    ),
    Point(
        "report_credibility",
        "Report credibility",
        "1.0.0",
        "Is it likely to be true?",
        (
            Choice("credible", "Credible", "It can be followed: what was done, to what, and what happened."),
            Choice("not credible", "Not credible", "It contradicts itself or what is known, or says too little."),
        ),
    ),
    Point(
        "supplier_cardinality",
        "Supplier cardinality",
        "1.0.0",
        "How many manufacturers must act?",
        (
            Choice("one", "One", "One manufacturer can mend it alone."),
            Choice("multiple", "Several", "It sits in a shared part or protocol, or is sold under several names."),
        ),
    ),
    Point(
        "supplier_engagement",
        "Supplier engagement",
        "1.0.0",
        "Does the manufacturer answer and work on it?",
        (
            Choice("active", "Active", "It answers and takes part."),
            Choice("unresponsive", "Unresponsive", "It does not answer, or has stopped working on it."),
        ),
    ),
    Point(
        "utility",
        "Utility to an attacker",
        "1.0.1",
        "How much does an attacker gain for the effort?",
        (
            Choice("laborious", "Laborious", "By hand, device by device, and each one yields little."),
            Choice("efficient", "Efficient", "It can be automated, or one device yields much; not both."),
            Choice("super effective", "Super effective", "It can be automated and each device yields much."),
        ),
    ),
    Point(
        "public_safety_impact",
        "Public safety impact",
        "2.0.1",
        "What is the worst that happens to a patient?",
        (
            Choice("minimal", "Minimal", "At most a passing discomfort or a minor injury."),
            Choice("significant", "Significant", "Somebody needs treatment, is harmed for good, or could die."),
        ),
    ),
)

OUTCOMES: Final = (
    Result("decline", "Decline", "Do not act on it. The finder is told, and where else to turn."),
    Result("track", "Track", "Watch it, and decide again when something changes. Nothing is started yet."),
    Result("coordinate", "Coordinate", "Act on it: accept the report and open a case."),
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
    outcomes=OUTCOMES,
    rows=grid(POINTS, {left: tuple(_WORD[letter] for letter in line) for left, line in _LINES.items()}),
)
