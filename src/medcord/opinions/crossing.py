"""Who may read opinions and what is said in disputes."""

from __future__ import annotations

from medcord.ledger.crossing import Crossing, Reach, crosses
from medcord.opinions.models import Assessment, Dissent, HarmOpinion, PanelSeat, PanelVote, Position

_AGENCIES = ("scenario", "hazard", "populations", "exposure", "controls", "evidence", "would_change")

crosses(
    Crossing(
        model=HarmOpinion,
        texts={**dict.fromkeys(_AGENCIES, Reach.AGENCIES), "public_sentence": Reach.EVERYBODY},
    )
)
crosses(Crossing(model=Position, case="dispute.case", texts={"words": Reach.CASE}))
crosses(Crossing(model=Assessment, case="dispute.case", texts={"reasons": Reach.CASE}))
crosses(Crossing(model=Dissent, case="assessment.dispute.case", texts={"words": Reach.CASE}))
crosses(
    Crossing(
        model=PanelSeat,
        case="dispute.case",
        texts={"interests": Reach.CASE, "expertise": Reach.CASE},
        apart={"name": "the name of a person"},
    )
)
crosses(
    Crossing(model=PanelVote, case="assessment.dispute.case", texts=dict.fromkeys(("reason", "dissent"), Reach.CASE))
)
