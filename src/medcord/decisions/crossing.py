"""Who may read why something was decided."""

from __future__ import annotations

from medcord.decisions.models import Decision
from medcord.ledger.crossing import Crossing, Reach, crosses

crosses(Crossing(model=Decision, texts={"because": Reach.AGENCIES}))
