"""What of a draft is destroyed after a spill. What was published stays published."""

from __future__ import annotations

from medcord.drafting.models import Draft, Passage
from medcord.ledger.roads import GONE, Road, lay

_PUBLIC = "a public number or its standard name"

DRAFT = lay(
    Road(
        what="draft",
        model=Draft,
        words="the draft of the advisory",
        texts={
            "title": GONE,
            "summary": "",
            "device": "",
            "what_could_happen": "",
            "what_to_do": "",
            "not_known": "",
            "flaw": "",
            "early_reason": "",
        },
        shows=("title", "summary"),
        within="case",
        keeps={
            **dict.fromkeys(("cve", "cwe", "cwe_name", "vector", "tracking_id"), _PUBLIC),
            "shared_with": "ids of parties",
        },
    )
)
PASSAGE = lay(
    Road(
        what="passage",
        model=Passage,
        words="a message that the draft quotes",
        texts={"text": ""},
        shows=("text",),
        within="draft__case",
        under=("message", "source"),
    )
)
