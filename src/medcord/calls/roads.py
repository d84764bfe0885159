"""What of a call is destroyed after a spill."""

from __future__ import annotations

from medcord.calls.models import AgreedAction, Asked, Call, Decision
from medcord.ledger.forgetting import Label, label
from medcord.ledger.roads import GONE, Road, lay

_CODE = "a state of a machine or a choice from a list"
_NAME = "who acted; erased with the member"

CALL = lay(
    Road(
        what="call",
        model=Call,
        words="purpose, way to dial in and minutes of a call",
        texts={"purpose": GONE, "dial": "", "minutes": "", "cancelled_because": ""},
        shows=("purpose",),
        keeps={
            "reference": "random, tells nothing",
            "way": _CODE,
            "zone": _CODE,
            "state": _CODE,
            "convened_name": _NAME,
        },
    )
)
WANTED = lay(
    Road(
        what="call-role",
        model=Asked,
        words="which role of a party was wanted in a call",
        texts={"wanted": ""},
        shows=("wanted",),
        under=("call", "call"),
    )
)
DECISION = lay(
    Road(
        what="call-decision",
        model=Decision,
        words="a decision of a call",
        texts={"words": GONE},
        shows=("words",),
        within="item__case",
        under=("call", "call"),
        keeps={"by_name": _NAME},
    )
)
ACTION = lay(
    Road(
        what="call-action",
        model=AgreedAction,
        words="what was agreed in a call, and its proof",
        texts={"words": GONE, "proof": "", "person": ""},
        shows=("words",),
        within="item__case",
        under=("call", "call"),
        keeps={"done_name": _NAME},
    )
)

label(Label(Call, "convened_name", "convened_by"))
label(Label(Decision, "by_name", "by"))
label(Label(AgreedAction, "done_name", "done_by"))
