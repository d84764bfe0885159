"""Who may read emerging signals and what is said to a firm."""

from __future__ import annotations

from medcord.emerging.models import EmergingSignal, PublicWarning, Recall
from medcord.ledger.crossing import Crossing, Reach, crosses

crosses(Crossing(model=EmergingSignal, texts=dict.fromkeys(("information", "factors", "reason"), Reach.AGENCIES)))
crosses(
    Crossing(
        model=PublicWarning,
        texts=dict.fromkeys(("text", "answer"), Reach.EVERYBODY),
        apart={"link": "a public address"},
    )
)
crosses(Crossing(model=Recall, apart=dict.fromkeys(("product", "reason"), "public: openFDA has it")))
