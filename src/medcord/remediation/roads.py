"""What of a worklist is destroyed after a spill: the words of a record, and the reason of a decision."""

from __future__ import annotations

from medcord.ledger.forgetting import Label, label
from medcord.ledger.roads import GONE, Road, lay
from medcord.remediation.models import DeployerDecision, RemediationAct

WORK = lay(
    Road(
        what="work",
        model=RemediationAct,
        words="the note and proof of a record",
        texts={"note": GONE, "proof": ""},
        shows=("note", "proof"),
    )
)

_CODE = "a choice from a list"

DECISION = lay(
    Road(
        what="deployer-decision",
        model=DeployerDecision,
        words="the reason of a decision how soon to act",
        texts={"because": ""},
        shows=("because",),
        keeps={
            **dict.fromkeys(("answers", "sources", "outcome", "extended_outcome", "decided"), _CODE),
            **dict.fromkeys(("original", "extended"), "the name of a table"),
            "taken_name": "who signed; erased with the member",
        },
    )
)

label(Label(DeployerDecision, "taken_name", "taken_by"))
