"""What of a consultation is destroyed after a spill."""

from __future__ import annotations

from medcord.consults.models import Consultation
from medcord.ledger.roads import Road, lay

CONSULTATION = lay(
    Road(
        what="consultation",
        model=Consultation,
        words="a consultation and its answer",
        texts=dict.fromkeys(("question", "answer"), ""),
        shows=("question",),
        within="case",
    )
)
