"""What of emerging signals, warnings and recalls is destroyed after a spill."""

from __future__ import annotations

from medcord.emerging.models import EmergingSignal, PublicWarning, Recall
from medcord.ledger.forgetting import Label, label
from medcord.ledger.roads import GONE, Road, lay

_SIGNER = "who signed; erased with the member"
_PUBLIC = "public: openFDA has it"

EMERGING = lay(
    Road(
        what="emerging-signal",
        model=EmergingSignal,
        words="an emerging signal, its factors and the decision",
        texts={"information": GONE, "factors": dict, "reason": ""},
        shows=("information",),
        within="case",
        keeps={"raised_name": _SIGNER, "decided_name": _SIGNER},
    )
)
WARNING = lay(
    Road(
        what="public-warning",
        model=PublicWarning,
        words="a request for a public warning and its answer",
        texts={"text": GONE, "answer": "", "link": ""},
        shows=("text",),
        within="case",
        keeps={"asked_name": _SIGNER, "answered_name": _SIGNER},
    )
)
RECALL = lay(
    Road(
        what="recall",
        model=Recall,
        words="a recall that was attached",
        texts={"product": GONE, "reason": ""},
        shows=("product",),
        within="case",
        keeps={
            **dict.fromkeys(("kind", "number", "event", "firm", "recall_class", "status"), _PUBLIC),
            "linked_name": "who attached it; erased with the member",
        },
    )
)

label(Label(EmergingSignal, "raised_name", "raised_by"))
label(Label(EmergingSignal, "decided_name", "decided_by"))
label(Label(PublicWarning, "asked_name", "asked_by"))
label(Label(PublicWarning, "answered_name", "answered_by"))
label(Label(Recall, "linked_name", "linked_by"))
