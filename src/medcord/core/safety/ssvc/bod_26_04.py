"""Remediation timelines of CISA's directive BOD 26-04, v1.0.0 (16 rows). Binding for federal civilian agencies only.

It asks neither about patients nor about what taking a device away would do (ssvc.md 4.9, 6).
"""

from __future__ import annotations

from typing import Final

from medcord.core.safety.ssvc.points import (
    AUTOMATABLE_2_0_0,
    IN_KEV_1_0_0,
    PUBLICLY_EXPOSED_1_0_0,
    TECHNICAL_IMPACT_1_0_0,
)
from medcord.core.safety.ssvc.value import DecisionTable, Result, grid

POINTS: Final = (IN_KEV_1_0_0, PUBLICLY_EXPOSED_1_0_0, AUTOMATABLE_2_0_0, TECHNICAL_IMPACT_1_0_0)

UPGRADE, SIXTY, FOURTEEN, THREE = "fix on system upgrade", "60 days", "14 days", "3 days"
THREE_AND_LOOK: Final = "3 days & forensic investigation"

# Automatable no, yes; under each, technical impact partial and total.
BOD_26_04_1_0_0: Final = DecisionTable(
    key="bod-26-04",
    version="1.0.0",
    name="CISA BOD 26-04",
    source="CISA SSVC, decision table DT_BOD2604 1.0.0",
    points=POINTS,
    decides="cisa:BOD2604:1.0.0",
    outcomes=(
        Result(UPGRADE, "On upgrade", "With the next major upgrade or rebuild.", "FSU"),
        Result(SIXTY, "60 days", "Mended within 60 days.", "60D"),
        Result(FOURTEEN, "14 days", "Mended within 14 days.", "14D"),
        Result(THREE, "3 days", "Mended within 3 days.", "3D"),
        Result(
            THREE_AND_LOOK, "3 days and forensics", "Mended within 3 days, and searched for signs of a break-in.", "3DF"
        ),
    ),
    rows=grid(
        POINTS,
        {
            ("no", "no"): (UPGRADE, UPGRADE, SIXTY, SIXTY),
            ("no", "yes"): (SIXTY, FOURTEEN, FOURTEEN, THREE),
            ("yes", "no"): (FOURTEEN, FOURTEEN, FOURTEEN, THREE_AND_LOOK),
            ("yes", "yes"): (FOURTEEN, THREE_AND_LOOK, THREE, THREE_AND_LOOK),
        },
    ),
)
