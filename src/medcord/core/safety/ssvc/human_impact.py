"""Human Impact v1.0.0 of CERT/CC: safety and mission impact taken together (16 rows).

The words that define the values contradicted the table in four cells; its authors declared the table right, and so do
we (ssvc.md 4.9, 1). That one death with a mission that is only degraded is no more than medium is the table's own word.
"""

from __future__ import annotations

from typing import Final

from medcord.core.safety.ssvc.compound import compound
from medcord.core.safety.ssvc.points import HUMAN_IMPACT_2_0_2, MISSION_IMPACT_2_0_0, SAFETY_IMPACT_2_0_1
from medcord.core.safety.ssvc.value import DecisionTable

_L, _M, _H, _V = "low", "medium", "high", "very high"

HUMAN_IMPACT_TABLE_1_0_0: Final[DecisionTable] = compound(
    HUMAN_IMPACT_2_0_2,
    key="human-impact",
    version="1.0.0",
    source="CERT/CC SSVC, Human Impact decision table 1.0.0",
    points=(SAFETY_IMPACT_2_0_1, MISSION_IMPACT_2_0_0),
    lines={
        ("negligible",): (_L, _L, _M, _V),
        ("marginal",): (_L, _L, _M, _V),
        ("critical",): (_M, _H, _H, _V),
        ("catastrophic",): (_V, _V, _V, _V),
    },
)
