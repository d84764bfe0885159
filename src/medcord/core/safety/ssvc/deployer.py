"""Deployer Patch Application Priority v1.0.0 of CERT/CC: how soon a hospital installs a fix (72 rows)."""

from __future__ import annotations

from typing import Final

from medcord.core.safety.ssvc.points import (
    AUTOMATABLE_2_0_0,
    EXPLOITATION_1_1_0,
    HUMAN_IMPACT_2_0_2,
    SYSTEM_EXPOSURE_1_0_1,
)
from medcord.core.safety.ssvc.priority import DECIDES, LETTERS, OUTCOMES
from medcord.core.safety.ssvc.value import DecisionTable, grid

POINTS: Final = (EXPLOITATION_1_1_0, SYSTEM_EXPOSURE_1_0_1, AUTOMATABLE_2_0_0, HUMAN_IMPACT_2_0_2)

# Human impact low, medium, high, very high.
_LINES: Final = {
    ("none", "small", "no"): "DDSS",
    ("none", "small", "yes"): "DSSS",
    ("none", "controlled", "no"): "DSSS",
    ("none", "controlled", "yes"): "SSSS",
    ("none", "open", "no"): "DSSS",
    ("none", "open", "yes"): "SSSO",
    ("public poc", "small", "no"): "DSSS",
    ("public poc", "small", "yes"): "SSSS",
    ("public poc", "controlled", "no"): "DSSS",
    ("public poc", "controlled", "yes"): "SSSO",
    ("public poc", "open", "no"): "SSSO",
    ("public poc", "open", "yes"): "SSOO",
    ("active", "small", "no"): "SSOO",
    ("active", "small", "yes"): "SOOO",
    ("active", "controlled", "no"): "SSOO",
    ("active", "controlled", "yes"): "OOOO",
    ("active", "open", "no"): "SOOI",
    ("active", "open", "yes"): "OOII",
}

DEPLOYER_1_0_0: Final = DecisionTable(
    key="deployer",
    version="1.0.0",
    name="CERT/CC Deployer Patch Application",
    source="CERT/CC SSVC, Deployer Patch Application Priority decision table 1.0.0",
    points=POINTS,
    decides=DECIDES,
    outcomes=OUTCOMES,
    rows=grid(POINTS, {left: tuple(LETTERS[letter] for letter in line) for left, line in _LINES.items()}),
)
