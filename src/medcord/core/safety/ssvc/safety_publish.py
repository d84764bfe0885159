"""What medcord adds for devices to Coordinator Publish v1.0.0.

The original asks nothing about patients: a manufacturer at work, a public way and something to add is "do not publish",
whatever could happen to a patient (ssvc.md 4.9, 4).
"""

from __future__ import annotations

from typing import Final

from medcord.core.safety.ssvc.coordinator_publish import COORDINATOR_PUBLISH_1_0_0
from medcord.core.safety.ssvc.extension import Caution, Rule, extend
from medcord.core.safety.ssvc.points import COMPENSATING_CONTROL_1_0_0, PATIENT_HARM_1_0_0
from medcord.core.safety.ssvc.value import DecisionTable

_ADDS: Final = ("ampliative", "precedence")
_HARM: Final = ("serious", "life-threatening")

RULES: Final = (
    Rule(
        "P1",
        "Patients can be hurt, attackers know the way, and we have something to add: hospitals are told.",
        "What attackers know already is not kept from those who look after patients.",
        {"patient_harm": _HARM, "exploitation": ("public poc", "active"), "public_value_added": _ADDS},
        least="publish",
    ),
    Rule(
        "P2",
        "A patient could die of it, and hospitals could protect patients today if they knew how: they are told.",
        "A protection that works today is worth more than a fix that comes later.",
        {
            "patient_harm": ("life-threatening",),
            "compensating_control": ("available",),
            "public_value_added": _ADDS,
        },
        least="publish",
    ),
)

CAUTIONS: Final = (
    Caution(
        "PW1",
        "No attack and no public way is known, and nothing but the fix protects patients, which is not ready: published"
        " now, attackers learn it before anybody can be protected. Agree on the day with the maker and the regulator.",
        {
            "patient_harm": _HARM,
            "exploitation": ("none",),
            "compensating_control": ("not available",),
            "supplier_involvement": ("cooperative", "uncooperative/unresponsive"),
        },
        ("publish",),
    ),
)

SAFETY_PUBLISH_1_0_0: Final[DecisionTable] = extend(
    COORDINATOR_PUBLISH_1_0_0,
    key="safety-publish",
    version="1.0.0",
    name="medcord for devices",
    more=(PATIENT_HARM_1_0_0, COMPENSATING_CONTROL_1_0_0),
    rules=RULES,
)
