"""What of a worklist is destroyed after a spill: the words of a record."""

from __future__ import annotations

from medcord.ledger.roads import GONE, Road, lay
from medcord.remediation.models import RemediationAct

WORK = lay(
    Road(
        what="work",
        model=RemediationAct,
        words="the note and proof of a record",
        texts={"note": GONE, "proof": ""},
        shows=("note", "proof"),
    )
)
