"""What medcord adds for devices to Deployer Patch Application v1.0.0.

In Human Impact v1.0.0 one patient's death with a mission that is only degraded is medium, because a hospital goes on
when one patient dies (ssvc.md 4.9, 1). And no table asks what taking the devices away would do (4.9, 6).
"""

from __future__ import annotations

from typing import Final

from medcord.core.safety.ssvc.deployer import DEPLOYER_1_0_0
from medcord.core.safety.ssvc.extension import Caution, Rule, extend
from medcord.core.safety.ssvc.points import LIFE_SUPPORTING_1_0_0, PATIENT_HARM_1_0_0
from medcord.core.safety.ssvc.value import DecisionTable

RULES: Final = (
    Rule(
        "D1",
        "A patient can be hurt so that it needs treatment, so human impact is read as medium at least.",
        "Major injuries with a mission that is only degraded are low in Human Impact 1.0.0.",
        {"patient_harm": ("serious", "life-threatening")},
        reads={"human_impact": "medium"},
    ),
    Rule(
        "D2",
        "A patient could die of it, so human impact is read as high at least.",
        "One death with a mission that is only degraded is medium in Human Impact 1.0.0.",
        {"patient_harm": ("life-threatening",)},
        reads={"human_impact": "high"},
    ),
    Rule(
        "D3",
        "A patient on the device could die of it, so human impact is read as very high.",
        "Every patient on such a device is the one; the same flaw is in all of them at once.",
        {"patient_harm": ("life-threatening",), "life_supporting": ("yes",)},
        reads={"human_impact": "very high"},
    ),
)

DOWNTIME: Final = (
    "Patients depend on these devices and there is no spare: mending them all at once can itself hurt somebody. Put a"
    " compensating control in place first, mend them by turns, and let clinical staff say in which order. The time the"
    " table gives stays as it is."
)

CAUTIONS: Final = (Caution("DW1", DOWNTIME, {"downtime_hazard": ("yes",)}, ("out-of-cycle", "immediate")),)

SAFETY_DEPLOYER_1_0_0: Final[DecisionTable] = extend(
    DEPLOYER_1_0_0,
    key="safety-deployer",
    version="1.0.0",
    name="medcord for devices",
    more=(PATIENT_HARM_1_0_0, LIFE_SUPPORTING_1_0_0),
    rules=RULES,
)
