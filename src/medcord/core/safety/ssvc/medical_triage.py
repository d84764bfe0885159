"""What medcord adds for devices to Coordinator Triage v1.0.0.

The original is hard on devices with one manufacturer: with that manufacturer at work, a flaw that can kill is declined
or at best tracked, and a finder who went to the coordinator first is declined (ssvc.md 4.9, 3).
"""

from __future__ import annotations

from typing import Final

from medcord.core.safety.ssvc.coordinator_triage import COORDINATOR_TRIAGE_1_0_0
from medcord.core.safety.ssvc.extension import Rule, extend, holds
from medcord.core.safety.ssvc.points import LIFE_SUPPORTING_1_0_0
from medcord.core.safety.ssvc.value import Answers, DecisionTable

_HARM: Final = {"public_safety_impact": ("significant",)}

RULES: Final = (
    Rule(
        "T1",
        "Patients can be hurt, so it does not count against the report that nobody asked the maker first.",
        "A report of harm is not turned away for the order in which its finder knocked at doors.",
        {**_HARM, "supplier_contacted": ("no",)},
        reads={"supplier_contacted": "yes"},
    ),
    Rule(
        "T2",
        "The device keeps patients alive or treats them, so the report is at least tracked.",
        "With one manufacturer at work the original declines even a flaw that can kill.",
        {**_HARM, "life_supporting": ("yes",)},
        least="track",
    ),
)

MEDICAL_TRIAGE_1_0_0: Final[DecisionTable] = extend(
    COORDINATOR_TRIAGE_1_0_0,
    key="medical",
    version="1.0.0",
    name="medcord for devices",
    more=(LIFE_SUPPORTING_1_0_0,),
    rules=RULES,
)


def why_medical(answers: Answers) -> tuple[str, ...]:
    """Which of the two rules bear on these answers, in words; empty when the original speaks alone."""
    return tuple(rule.says for rule in RULES if holds(rule.when, answers))
