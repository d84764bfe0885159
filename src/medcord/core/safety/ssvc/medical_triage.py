"""What medcord adds for devices to Coordinator Triage v1.0.0, as a table of its own beside it, never in its place.

The original is hard on devices with one manufacturer: with that manufacturer at work, a flaw that can kill is declined
or at best tracked, and a finder who went to the coordinator first is declined (ssvc.md 4.9, 3). So, version 1.0.0:

1. No contact first. When patients can be hurt, "supplier contacted: no" is read as yes.
2. Never out of sight. When patients can be hurt and the device keeps them alive or treats them, at least Track.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from types import MappingProxyType
from typing import Final

from medcord.core.safety.ssvc.coordinator_triage import COORDINATOR_TRIAGE_1_0_0
from medcord.core.safety.ssvc.value import Answers, Choice, DecisionTable, Point

LIFE_SUPPORTING: Final = Point(
    "life_supporting",
    "Life-supporting",
    "1.0.0",
    "Does the device keep a patient alive or deliver treatment?",
    (
        Choice("no", "No", "It measures, shows, stores or transports."),
        Choice("yes", "Yes", "Ventilator, pump, pacemaker, dialysis, therapy of any kind."),
    ),
)

_BASE: Final = COORDINATOR_TRIAGE_1_0_0


def _medical(answers: Mapping[str, str]) -> str:
    harm = answers["public_safety_impact"] == "significant"
    asked = {**answers, "supplier_contacted": "yes"} if harm else answers
    outcome = _BASE.rows[tuple(asked[point.key] for point in _BASE.points)]
    return "track" if harm and answers["life_supporting"] == "yes" and outcome == "decline" else outcome


def _rows() -> Mapping[tuple[str, ...], str]:
    points = (*_BASE.points, LIFE_SUPPORTING)
    every = product(*([choice.value for choice in point.choices] for point in points))
    keys = [point.key for point in points]
    return MappingProxyType({row: _medical(dict(zip(keys, row, strict=True))) for row in every})


MEDICAL_TRIAGE_1_0_0: Final[DecisionTable] = replace(
    _BASE,
    key="medical",
    version="1.0.0",
    name="medcord for devices",
    source="medcord, from CERT/CC SSVC Coordinator Triage 1.0.0",
    points=(*_BASE.points, LIFE_SUPPORTING),
    rows=_rows(),
)


def why_medical(answers: Answers) -> tuple[str, ...]:
    """Which of the two rules bear on these answers, in words; empty when the original speaks alone."""
    if answers.get("public_safety_impact") != "significant":
        return ()
    rules = []
    if answers.get("supplier_contacted") == "no":
        rules.append("Patients can be hurt, so it does not count against the report that nobody asked the maker first.")
    if answers.get("life_supporting") == "yes":
        rules.append("The device keeps patients alive or treats them, so the report is at least tracked.")
    return tuple(rules)
