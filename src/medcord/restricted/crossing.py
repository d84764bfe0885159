"""Who may read the texts of restricted advisories: they reach no case, and were compared where they were written."""

from __future__ import annotations

from medcord.ledger.crossing import Crossing, crosses
from medcord.restricted.models import RestrictedAdvisory

crosses(
    Crossing(
        model=RestrictedAdvisory,
        apart={
            "title": "of the draft, which was compared and cleared for everybody before it was handed over (50, 89)",
            **dict.fromkeys(("document", "document_2_1"), "made of the draft, as its title is"),
            **dict.fromkeys(("signature", "signature_2_1"), "no words"),
            "reason": "a copy of words that were compared where the case keeps them",
        },
    )
)
