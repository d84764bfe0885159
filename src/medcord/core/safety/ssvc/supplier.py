"""Supplier Patch Development Priority v1.0.0 of CERT/CC: how soon a manufacturer makes a fix (36 rows)."""

from __future__ import annotations

from typing import Final

from medcord.core.safety.ssvc.points import (
    EXPLOITATION_1_1_0,
    PUBLIC_SAFETY_IMPACT_2_0_1,
    TECHNICAL_IMPACT_1_0_0,
    UTILITY_1_0_1,
)
from medcord.core.safety.ssvc.priority import DECIDES, LETTERS, OUTCOMES
from medcord.core.safety.ssvc.value import DecisionTable, grid

POINTS: Final = (EXPLOITATION_1_1_0, UTILITY_1_0_1, TECHNICAL_IMPACT_1_0_0, PUBLIC_SAFETY_IMPACT_2_0_1)

# Technical impact partial, total; under each, public safety impact minimal and significant.
_LINES: Final = {
    ("none", "laborious"): "DSSO",
    ("none", "efficient"): "SOSO",
    ("none", "super effective"): "SOOO",
    ("public poc", "laborious"): "SOSI",
    ("public poc", "efficient"): "SIOI",
    ("public poc", "super effective"): "OIOI",
    ("active", "laborious"): "OIOI",
    ("active", "efficient"): "OIOI",
    ("active", "super effective"): "IIII",
}

SUPPLIER_1_0_0: Final = DecisionTable(
    key="supplier",
    version="1.0.0",
    name="CERT/CC Supplier Patch Development",
    source="CERT/CC SSVC, Supplier Patch Development Priority decision table 1.0.0",
    points=POINTS,
    decides=DECIDES,
    outcomes=OUTCOMES,
    rows=grid(POINTS, {left: tuple(LETTERS[letter] for letter in line) for left, line in _LINES.items()}),
)
