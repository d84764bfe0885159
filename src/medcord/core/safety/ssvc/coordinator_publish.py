"""Coordinator Publish v1.0.0 of CERT/CC: whether a coordinator publishes by itself (27 rows). It asks nothing about
patients, so it is shown for what it is and decides nothing (ssvc.md 4.9, 4)."""

from __future__ import annotations

from typing import Final

from medcord.core.safety.ssvc.points import EXPLOITATION_1_1_0, PUBLIC_VALUE_ADDED_1_0_0, SUPPLIER_INVOLVEMENT_1_0_0
from medcord.core.safety.ssvc.value import DecisionTable, Result, grid

POINTS: Final = (SUPPLIER_INVOLVEMENT_1_0_0, EXPLOITATION_1_1_0, PUBLIC_VALUE_ADDED_1_0_0)

_D, _P = "do not publish", "publish"

COORDINATOR_PUBLISH_1_0_0: Final = DecisionTable(
    key="coordinator-publish",
    version="1.0.0",
    name="CERT/CC Coordinator Publish",
    source="CERT/CC SSVC, Coordinator Publish decision table 1.0.0",
    points=POINTS,
    decides="ssvc:PUBLISH:1.0.0",
    outcomes=(
        Result(_D, "Do not publish", "The coordinator does not write an advisory of its own.", "N"),
        Result(_P, "Publish", "The coordinator writes an advisory.", "P"),
    ),
    rows=grid(
        POINTS,
        {
            ("fix ready", "none"): (_D, _D, _P),
            ("fix ready", "public poc"): (_D, _D, _P),
            ("fix ready", "active"): (_D, _P, _P),
            ("cooperative", "none"): (_D, _D, _P),
            ("cooperative", "public poc"): (_D, _D, _P),
            ("cooperative", "active"): (_D, _P, _P),
            ("uncooperative/unresponsive", "none"): (_D, _D, _P),
            ("uncooperative/unresponsive", "public poc"): (_D, _P, _P),
            ("uncooperative/unresponsive", "active"): (_P, _P, _P),
        },
    ),
)
