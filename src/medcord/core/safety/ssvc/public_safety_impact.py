"""Public Safety Impact v1.0.0 of CERT/CC: safety impact on two levels (4 rows)."""

from __future__ import annotations

from typing import Final

from medcord.core.safety.ssvc.compound import compound
from medcord.core.safety.ssvc.points import PUBLIC_SAFETY_IMPACT_2_0_1, SAFETY_IMPACT_2_0_1
from medcord.core.safety.ssvc.value import DecisionTable

PUBLIC_SAFETY_TABLE_1_0_0: Final[DecisionTable] = compound(
    PUBLIC_SAFETY_IMPACT_2_0_1,
    key="public-safety-impact",
    version="1.0.0",
    source="CERT/CC SSVC, Public Safety Impact decision table 1.0.0",
    points=(SAFETY_IMPACT_2_0_1,),
    lines={(): ("minimal", "significant", "significant", "significant")},
)
