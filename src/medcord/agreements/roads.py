"""What of the agreement is destroyed after a spill (79), and whose name stands in its rows."""

from __future__ import annotations

from medcord.agreements.models import ClauseChange, Exercise
from medcord.ledger.forgetting import Label, label
from medcord.ledger.roads import GONE, Road, lay

_CODE = "a short name that tells nothing"
_SIGNER = "who signed; erased with the member"

CLAUSE = lay(
    Road(
        what="clause-change",
        model=ClauseChange,
        words="an earlier version of a clause, and why it was changed",
        texts={"words": dict, "because": GONE},
        shows=("because",),
        keeps={"agreement": _CODE, "code": _CODE, "by_name": _SIGNER},
    )
)
LESSONS = lay(
    Road(
        what="exercise-lessons",
        model=Exercise,
        words="what the agencies took from an exercise",
        texts={"learned": ""},
        shows=("learned",),
        keeps={
            "scenario": _CODE,
            "title": "a name that the scenario's file gives",
            "report": "figures and gaps of invented cases; it goes with the exercise",
            "digest": "of the report, so that the same one is filed once",
            "by_name": _SIGNER,
        },
    )
)
EXERCISE = lay(
    Road(
        what="exercise",
        model=Exercise,
        words="the report of an exercise and what the agencies took from it",
        texts={"title": GONE, "report": dict, "learned": ""},
        shows=("title", "learned"),
        keeps={
            "scenario": _CODE,
            "digest": "of the report, so that the same one is filed once",
            "by_name": _SIGNER,
        },
    )
)

label(Label(ClauseChange, "by_name", "by"))
label(Label(Exercise, "by_name", "by"))
