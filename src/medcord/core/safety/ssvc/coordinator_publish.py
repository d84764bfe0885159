"""Coordinator Publish v1.0.0 of CERT/CC: whether a coordinator publishes by itself (27 rows). It asks nothing about
patients, so it is shown for what it is and decides nothing (ssvc.md 4.9, 4)."""

from __future__ import annotations

from typing import Final

from medcord.core.safety.ssvc.exploitation import EXPLOITATION_1_1_0
from medcord.core.safety.ssvc.value import Choice, DecisionTable, Point, Result, grid

POINTS: Final = (
    Point(
        "supplier_involvement",
        "Supplier involvement",
        "1.0.0",
        "Where does the manufacturer stand?",
        (
            Choice("fix ready", "Fix ready", "A fix is there or about to be."),
            Choice("cooperative", "Cooperative", "It works on a fix and answers."),
            Choice("uncooperative/unresponsive", "Not cooperative", "It does not answer, or will not act."),
        ),
    ),
    EXPLOITATION_1_1_0,
    Point(
        "public_value_added",
        "Public value added",
        "1.0.0",
        "What would our word add to what the public knows?",
        (
            Choice("limited", "Little", "Good public words are there already."),
            Choice("ampliative", "Some", "It would add to them or correct them."),
            Choice("precedence", "First word", "Nothing is public, or ours would be the first to help."),
        ),
    ),
)

_D, _P = "do not publish", "publish"

COORDINATOR_PUBLISH_1_0_0: Final = DecisionTable(
    key="coordinator-publish",
    version="1.0.0",
    name="CERT/CC Coordinator Publish",
    source="CERT/CC SSVC, Coordinator Publish decision table 1.0.0",
    points=POINTS,
    outcomes=(
        Result(_D, "Do not publish", "The coordinator does not write an advisory of its own."),
        Result(_P, "Publish", "The coordinator writes an advisory."),
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
