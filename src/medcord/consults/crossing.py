"""Who may read what is asked of the regulator and what it answers."""

from __future__ import annotations

from medcord.consults.models import Consultation
from medcord.ledger.crossing import Crossing, Reach, crosses

crosses(Crossing(model=Consultation, texts=dict.fromkeys(("question", "answer"), Reach.AGENCIES)))
