"""Who may read what a manufacturer declares."""

from __future__ import annotations

from medcord.declarations.models import Declaration, LearnedDecision, RiskMatrix
from medcord.ledger.crossing import Crossing, Reach, crosses

crosses(Crossing(model=Declaration, texts=dict.fromkeys(("text", "reason", "controls", "scope"), Reach.CASE)))
crosses(Crossing(model=LearnedDecision, texts={"reason": Reach.CASE}))
crosses(
    Crossing(model=RiskMatrix, apart=dict.fromkeys(("name", "process"), "names of the firm's own papers, in no case"))
)
