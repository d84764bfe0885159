"""Who may read clauses and what is taken from exercises."""

from __future__ import annotations

from medcord.agreements.models import ClauseChange, Exercise
from medcord.ledger.crossing import Crossing, crosses

_APART = "read by the members of both agencies, about no case: nothing of a case is in reach to compare with"

crosses(Crossing(model=ClauseChange, apart=dict.fromkeys(("words", "because"), _APART)))
crosses(
    Crossing(
        model=Exercise,
        apart={
            "learned": _APART,
            **dict.fromkeys(("title", "report"), "made by the node from invented cases"),
        },
    )
)
