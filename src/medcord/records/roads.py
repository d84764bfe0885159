"""What of a request for records is destroyed after a spill: what left, and the words about it."""

from __future__ import annotations

from medcord.ledger.forgetting import Label, label
from medcord.ledger.roads import GONE, Road, lay
from medcord.records.models import ItemDecision, RecordsRequest, Redaction, Retention

_CODE = "a state of a machine or a choice from a list"
_SIGNER = "who signed; erased with the member"
_DIGEST = "a digest of words that stand elsewhere, salted by their request"

REQUEST = lay(
    Road(
        what="records-request",
        model=RecordsRequest,
        words="a request for records",
        texts={"requester": GONE},
        shows=("requester",),
        within="case",
        blobs=("blob",),
        keeps={
            "law": _CODE,
            "noted_name": _SIGNER,
            "ready_name": _SIGNER,
            "released_name": _SIGNER,
            "sha256": "a digest of what left",
        },
    )
)
DECISION = lay(
    Road(
        what="records-decision",
        model=ItemDecision,
        words="why an item was released or withheld",
        texts={"because": ""},
        shows=("because",),
        within="request__case",
        under=("records-request", "request"),
        keeps={"kind": _CODE, "exemption": _CODE, "seen": _DIGEST, "decided_name": _SIGNER},
    )
)
RETENTION = lay(
    Road(
        what="retention",
        model=Retention,
        words="how long a case is kept",
        texts={"because": ""},
        shows=("because",),
        within="case",
        keeps={"rule": _CODE, "set_name": _SIGNER},
    )
)

label(Label(RecordsRequest, "noted_name", "noted_by"))
label(Label(RecordsRequest, "ready_name", "ready_by"))
label(Label(RecordsRequest, "released_name", "released_by"))
label(Label(ItemDecision, "decided_name", "decided_by"))
label(Label(Redaction, "made_name", "made_by"))
label(Label(Retention, "set_name", "set_by"))
