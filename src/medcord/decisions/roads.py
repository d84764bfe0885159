"""What of a decision is destroyed after a spill: the reason. What was answered and decided are choices from lists."""

from __future__ import annotations

from medcord.decisions.models import Decision
from medcord.ledger.forgetting import Label, label
from medcord.ledger.roads import Road, lay

_CODE = "a choice from a list"

DECISION = lay(
    Road(
        what="decision",
        model=Decision,
        words="the reason of a decision",
        texts={"because": ""},
        shows=("because",),
        within="case",
        keeps={
            **dict.fromkeys(("sheet", "answers", "sources", "outcome", "extended_outcome", "decided"), _CODE),
            **dict.fromkeys(("original", "extended"), "the name of a table"),
            "taken_name": "who signed; erased with the member",
        },
    )
)

label(Label(Decision, "taken_name", "taken_by"))
