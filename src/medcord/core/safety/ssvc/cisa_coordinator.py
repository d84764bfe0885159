"""CISA Coordinator v2.0.3: how soon to act on a known vulnerability (36 rows).

"Act" needs attacks in every row, however bad the harm (ssvc.md 4.9, 5).
"""

from __future__ import annotations

from typing import Final

from medcord.core.safety.ssvc.exploitation import EXPLOITATION_1_1_0
from medcord.core.safety.ssvc.value import Choice, DecisionTable, Point, Result, grid

POINTS: Final = (
    EXPLOITATION_1_1_0,
    Point(
        "automatable",
        "Automatable",
        "2.0.0",
        "Can an attack run by itself from device to device?",
        (
            Choice("no", "No", "Some step needs a person, luck or a place."),
            Choice("yes", "Yes", "Every step up to control can be scripted."),
        ),
    ),
    Point(
        "technical_impact",
        "Technical impact",
        "1.0.0",
        "How much of the device does the attacker get?",
        (
            Choice("partial", "Partial", "Some of what it does or knows."),
            Choice("total", "Total", "All of it, or everything it knows."),
        ),
    ),
    Point(
        "mission_wellbeing",
        "Mission and well-being impact",
        "1.0.0",
        "What does it do to care and to people?",
        (
            Choice("low", "Low", "Care goes on and people are not harmed in earnest."),
            Choice("medium", "Medium", "Care is made harder, or people are materially harmed."),
            Choice("high", "High", "Care that must not stop would stop, or harm is irreversible."),
        ),
    ),
)

_T, _S, _A, _X = "track", "track*", "attend", "act"

CISA_COORDINATOR_2_0_3: Final = DecisionTable(
    key="cisa-coordinator",
    version="2.0.3",
    name="CISA Coordinator",
    source="CISA SSVC, decision table DT_CISA 2.0.3",
    points=POINTS,
    outcomes=(
        Result(_T, "Track", "Nothing now; mend it within the usual updates."),
        Result(_S, "Track closely", "As Track, and watch for changes."),
        Result(_A, "Attend", "Leaders look at it; mend it sooner than usual."),
        Result(_X, "Act", "Leaders decide; mend it as soon as possible."),
    ),
    rows=grid(
        POINTS,
        {
            ("none", "no", "partial"): (_T, _T, _T),
            ("none", "no", "total"): (_T, _T, _S),
            ("none", "yes", "partial"): (_T, _T, _A),
            ("none", "yes", "total"): (_T, _T, _A),
            ("public poc", "no", "partial"): (_T, _T, _S),
            ("public poc", "no", "total"): (_T, _S, _A),
            ("public poc", "yes", "partial"): (_T, _T, _A),
            ("public poc", "yes", "total"): (_T, _S, _A),
            ("active", "no", "partial"): (_T, _T, _A),
            ("active", "no", "total"): (_T, _A, _X),
            ("active", "yes", "partial"): (_A, _A, _X),
            ("active", "yes", "total"): (_A, _X, _X),
        },
    ),
)
