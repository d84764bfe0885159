"""CISA Coordinator v2.0.3: how soon to act on a known vulnerability (36 rows).

"Act" needs attacks in every row, however bad the harm (ssvc.md 4.9, 5).
"""

from __future__ import annotations

from typing import Final

from medcord.core.safety.ssvc.points import (
    AUTOMATABLE_2_0_0,
    EXPLOITATION_1_1_0,
    MISSION_WELLBEING_1_0_0,
    TECHNICAL_IMPACT_1_0_0,
)
from medcord.core.safety.ssvc.value import DecisionTable, Result, grid

POINTS: Final = (EXPLOITATION_1_1_0, AUTOMATABLE_2_0_0, TECHNICAL_IMPACT_1_0_0, MISSION_WELLBEING_1_0_0)

_T, _S, _A, _X = "track", "track*", "attend", "act"

CISA_COORDINATOR_2_0_3: Final = DecisionTable(
    key="cisa-coordinator",
    version="2.0.3",
    name="CISA Coordinator",
    source="CISA SSVC, decision table DT_CISA 2.0.3",
    points=POINTS,
    decides="cisa:CISA:1.1.0",
    outcomes=(
        Result(_T, "Track", "Nothing now; mend it within the usual updates.", "T"),
        Result(_S, "Track closely", "As Track, and watch for changes.", "T*"),
        Result(_A, "Attend", "Leaders look at it; mend it sooner than usual.", "AT"),
        Result(_X, "Act", "Leaders decide; mend it as soon as possible.", "AC"),
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
