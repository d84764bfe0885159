"""What of an opinion is destroyed after a spill."""

from __future__ import annotations

from medcord.ledger.forgetting import Label, label
from medcord.ledger.roads import Road, lay
from medcord.opinions.models import HarmOpinion

_CODE = "a state of a machine or a choice from a list"
_SIGNER = "who signed; erased with the member"

OPINION = lay(
    Road(
        what="opinion",
        model=HarmOpinion,
        words="a harm opinion",
        texts=dict.fromkeys(
            (
                "scenario",
                "hazard",
                "populations",
                "exposure",
                "controls",
                "evidence",
                "would_change",
                "public_sentence",
            ),
            "",
        ),
        shows=("scenario",),
        within="case",
        keeps={
            "severity": _CODE,
            "certainty": _CODE,
            "scale_version": _CODE,
            "signed_name": _SIGNER,
            "released_name": _SIGNER,
        },
    )
)

label(Label(HarmOpinion, "signed_name", "signed_by"))
label(Label(HarmOpinion, "released_name"))
