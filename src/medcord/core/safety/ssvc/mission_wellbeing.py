"""Mission and Well-Being Impact v1.0.0: shipped as prose only, three sentences over nine pairs (ssvc.md 4.1).

Low: prevalence minimal and well-being minimal. Medium: support, and minimal or material. High: essential, or
irreversible. The pair minimal and material is in none of them. It answers "undefined" here: a person says what it is.
"""

from __future__ import annotations

from typing import Final

from medcord.core.safety.ssvc.compound import UNDEFINED, compound
from medcord.core.safety.ssvc.points import MISSION_PREVALENCE_1_0_0, MISSION_WELLBEING_1_0_0, PUBLIC_WELLBEING_1_1_0
from medcord.core.safety.ssvc.value import DecisionTable, Result

MISSION_WELLBEING_TABLE_1_0_0: Final[DecisionTable] = compound(
    MISSION_WELLBEING_1_0_0,
    key="mission-wellbeing",
    version="1.0.0",
    source="SSVC, definition of Mission and Well-Being Impact 1.0.0 (prose)",
    points=(MISSION_PREVALENCE_1_0_0, PUBLIC_WELLBEING_1_1_0),
    lines={
        ("minimal",): ("low", UNDEFINED, "high"),
        ("support",): ("medium", "medium", "high"),
        ("essential",): ("high", "high", "high"),
    },
    besides=(
        Result(
            UNDEFINED,
            "Undefined",
            "SSVC does not say what minimal prevalence with material harm is. Choose low, medium or high yourself.",
            "",
        ),
    ),
)
