"""Who may read what a manufacturer declares."""

from __future__ import annotations

from medcord.declarations.models import (
    ConsigneeList,
    Declaration,
    DisclosureDecision,
    FacilityEvent,
    FacilityReport,
    FacilityYear,
    LearnedDecision,
    RecallClassification,
    RecallListing,
    RiskMatrix,
    ScopeAnswer,
)
from medcord.ledger.crossing import Crossing, Reach, crosses

crosses(Crossing(model=Declaration, texts=dict.fromkeys(("text", "reason", "controls", "scope", "whys"), Reach.CASE)))
crosses(
    Crossing(
        model=ConsigneeList,
        case="declaration.case",
        apart={
            "name": "the name of a file; no sentence",
            "hints": "signs of patient data that the product found, no words of a person",
        },
    )
)
crosses(Crossing(model=LearnedDecision, texts={"reason": Reach.CASE}))
crosses(
    Crossing(model=RiskMatrix, apart=dict.fromkeys(("name", "process"), "names of the firm's own papers, in no case"))
)
crosses(Crossing(model=ScopeAnswer, texts={"reason": Reach.CASE}))
crosses(Crossing(model=RecallClassification, texts={"reason": Reach.CASE}))
crosses(Crossing(model=RecallListing, case="recall.case", apart={"address": "an address of the public"}))
crosses(Crossing(model=DisclosureDecision, texts={"reason": Reach.AGENCIES}))

_ITS_OWN = "read by the hospital's own members alone (78), in no case"
crosses(Crossing(model=FacilityEvent, apart=dict.fromkeys(("device", "maker", "text"), _ITS_OWN)))
crosses(Crossing(model=FacilityYear, apart={"text": _ITS_OWN}))
crosses(Crossing(model=FacilityReport, apart={"text": _ITS_OWN}))
