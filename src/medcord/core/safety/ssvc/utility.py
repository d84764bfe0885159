"""Utility v1.0.0 of CERT/CC: whether an attack runs by itself, and how much one device yields (4 rows)."""

from __future__ import annotations

from typing import Final

from medcord.core.safety.ssvc.compound import compound
from medcord.core.safety.ssvc.points import AUTOMATABLE_2_0_0, UTILITY_1_0_1, VALUE_DENSITY_1_0_0
from medcord.core.safety.ssvc.value import DecisionTable

UTILITY_TABLE_1_0_0: Final[DecisionTable] = compound(
    UTILITY_1_0_1,
    key="utility",
    version="1.0.0",
    source="CERT/CC SSVC, Utility decision table 1.0.0",
    points=(AUTOMATABLE_2_0_0, VALUE_DENSITY_1_0_0),
    lines={("no",): ("laborious", "efficient"), ("yes",): ("efficient", "super effective")},
)
