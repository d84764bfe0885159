"""What of an opinion, and of a dispute, is destroyed after a spill."""

from __future__ import annotations

from medcord.ledger.forgetting import Label, label
from medcord.ledger.roads import GONE, Road, lay
from medcord.opinions.models import Assessment, Dispute, Dissent, HarmOpinion, PanelSeat, PanelVote, Position

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
            "kind": _CODE,
            "sources": "kinds and ids of things of the case",
            "certainty": _CODE,
            "scale_version": _CODE,
            "signed_name": _SIGNER,
            "released_name": _SIGNER,
        },
    )
)

_SAID = {"severity": _CODE, "confidentiality": _CODE, "stated_name": _SIGNER}

POSITION = lay(
    Road(
        what="position",
        model=Position,
        words="a position in a dispute",
        texts={"words": GONE},
        shows=("words",),
        within="dispute__case",
        keeps=_SAID,
    )
)
ASSESSMENT = lay(
    Road(
        what="assessment",
        model=Assessment,
        words="the assessment of a dispute",
        texts={"reasons": GONE},
        shows=("reasons",),
        within="dispute__case",
        keeps={"signed_name": _SIGNER},
    )
)
DISSENT = lay(
    Road(
        what="dissent",
        model=Dissent,
        words="a dissent",
        texts={"words": GONE},
        shows=("words",),
        within="assessment__dispute__case",
        keeps={"confidentiality": _CODE, "stated_name": _SIGNER},
    )
)
SEAT = lay(
    Road(
        what="panel-seat",
        model=PanelSeat,
        words="who an expert of a panel is",
        texts={"name": GONE, "expertise": "", "interests": ""},
        shows=("name", "expertise"),
        within="dispute__case",
        keeps={"asked_name": _SIGNER},
    )
)
VOTE = lay(
    Road(
        what="panel-vote",
        model=PanelVote,
        words="a vote of a panel",
        texts={"reason": GONE, "dissent": ""},
        shows=("reason", "dissent"),
        within="assessment__dispute__case",
        keeps={"vote": _CODE, "noted_name": _SIGNER},
    )
)

label(Label(Dispute, "positions_opened_name", "positions_opened_by"))
label(Label(Position, "stated_name", "stated_by"))
label(Label(Assessment, "signed_name", "signed_by"))
label(Label(Dissent, "stated_name", "stated_by"))
label(Label(PanelSeat, "asked_name", "asked_by"))
label(Label(PanelVote, "noted_name", "noted_by"))
label(Label(HarmOpinion, "signed_name", "signed_by"))
label(Label(HarmOpinion, "released_name"))
