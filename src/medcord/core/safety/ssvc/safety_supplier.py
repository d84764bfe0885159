"""What medcord adds for devices to Supplier Patch Development v1.0.0.

The original knows two levels of safety, so that a broken bone and several deaths are the same, and a flaw that kills
may wait for the next regular update as long as nobody has shown the way.
"""

from __future__ import annotations

from typing import Final

from medcord.core.safety.ssvc.extension import Rule, extend
from medcord.core.safety.ssvc.points import LIFE_SUPPORTING_1_0_0, PATIENT_HARM_1_0_0
from medcord.core.safety.ssvc.supplier import SUPPLIER_1_0_0
from medcord.core.safety.ssvc.value import DecisionTable

_DEATH: Final = {"patient_harm": ("life-threatening",)}

RULES: Final = (
    Rule(
        "S1",
        "A patient can be hurt so that it needs treatment, so public safety impact is read as significant.",
        "Both questions are about the same harm; the graver answer counts.",
        {"patient_harm": ("serious", "life-threatening")},
        reads={"public_safety_impact": "significant"},
    ),
    Rule(
        "S2",
        "A patient could die of it, so the fix does not wait for the next regular update.",
        "The original schedules it while no way is public and the attacker gets a part of the device only.",
        _DEATH,
        least="out-of-cycle",
    ),
    Rule(
        "S3",
        "A patient on the device could die of it and the way is public: the fix comes first.",
        "The original leaves a laborious way to a part of the device out of cycle, and a part can be the pump's rate.",
        {**_DEATH, "life_supporting": ("yes",), "exploitation": ("public poc", "active")},
        least="immediate",
    ),
)

SAFETY_SUPPLIER_1_0_0: Final[DecisionTable] = extend(
    SUPPLIER_1_0_0,
    key="safety-supplier",
    version="1.0.0",
    name="medcord for devices",
    more=(PATIENT_HARM_1_0_0, LIFE_SUPPORTING_1_0_0),
    rules=RULES,
)
