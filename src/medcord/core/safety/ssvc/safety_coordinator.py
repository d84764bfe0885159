"""What medcord adds for devices to CISA Coordinator v2.0.3.

In the original "Act" needs attacks in every row, at low well-being impact nothing exceeds "Attend", and one death is
only "material", so that a flaw that kills one patient at a time is never acted on before the first attack
(ssvc.md 4.9, 5).
"""

from __future__ import annotations

from typing import Final

from medcord.core.safety.ssvc.cisa_coordinator import CISA_COORDINATOR_2_0_3
from medcord.core.safety.ssvc.extension import Rule, extend
from medcord.core.safety.ssvc.points import LIFE_SUPPORTING_1_0_0, PATIENT_HARM_1_0_0
from medcord.core.safety.ssvc.value import DecisionTable

_DEATH: Final = {"patient_harm": ("life-threatening",)}
_DEPENDS: Final = {**_DEATH, "life_supporting": ("yes",)}
_WAY: Final = ("public poc", "active")

RULES: Final = (
    Rule(
        "C1",
        "A patient could die of it, so it is watched closely at least.",
        "The well-being of the original counts populations; one patient is enough to watch.",
        _DEATH,
        least="track*",
    ),
    Rule(
        "C2",
        "A patient could die of it, and the device keeps patients alive or treats them: leaders look at it.",
        "Nobody should learn of it from the first attack.",
        _DEPENDS,
        least="attend",
    ),
    Rule(
        "C3",
        "A patient could die of it and the way is public: leaders look at it.",
        "From a public way to an attack is a short step, and a patient does not get a second one.",
        {**_DEATH, "exploitation": _WAY},
        least="attend",
    ),
    Rule(
        "C4",
        "A patient on the device could die of it, the way is public and runs by itself: act before the first attack.",
        "In the original only an attack leads to Act.",
        {**_DEPENDS, "exploitation": _WAY, "automatable": ("yes",)},
        least="act",
    ),
    Rule(
        "C5",
        "A patient on the device could die of it, the way is public and gives all of the device: act before the first"
        " attack.",
        "In the original only an attack leads to Act.",
        {**_DEPENDS, "exploitation": _WAY, "technical_impact": ("total",)},
        least="act",
    ),
    Rule(
        "C6",
        "A patient could die of it and somebody is using it: act.",
        "In the original a device that is rare or not essential may be left at Track under attack.",
        {**_DEATH, "exploitation": ("active",)},
        least="act",
    ),
    Rule(
        "C7",
        "Patients can be hurt so that they need treatment, and the way is public: watch it closely.",
        "Harm that needs a doctor is more than the usual updates are for.",
        {"patient_harm": ("serious", "life-threatening"), "exploitation": _WAY},
        least="track*",
    ),
    Rule(
        "C8",
        "Patients can be hurt so that they need treatment, and somebody is using it: leaders look at it.",
        "In the original such an attack may be left at Track.",
        {"patient_harm": ("serious", "life-threatening"), "exploitation": ("active",)},
        least="attend",
    ),
)

SAFETY_COORDINATOR_1_0_0: Final[DecisionTable] = extend(
    CISA_COORDINATOR_2_0_3,
    key="safety-coordinator",
    version="1.0.0",
    name="medcord for devices",
    more=(PATIENT_HARM_1_0_0, LIFE_SUPPORTING_1_0_0),
    rules=RULES,
)
