"""What of a declaration is destroyed after a spill."""

from __future__ import annotations

from medcord.declarations.models import (
    ConsigneeList,
    Declaration,
    DisclosureDecision,
    FacilityEvent,
    FacilityReport,
    FacilityYear,
    IsaoText,
    LearnedDecision,
    RecallClassification,
    RecallListing,
    RiskMatrix,
    ScopeAnswer,
)
from medcord.ledger.forgetting import Label, label
from medcord.ledger.roads import GONE, Road, lay

_SIGNER = "who signed; erased with the member"
_CHOICE = "a choice from a list"

DECLARATION = lay(
    Road(
        what="declaration",
        model=Declaration,
        words="a declaration of a manufacturer",
        texts={**dict.fromkeys(("text", "reason", "controls", "scope"), ""), "whys": dict},
        shows=("text", "scope"),
        within="case",
        keeps={"answers": "yes or no to questions of a closed list", "signed_name": _SIGNER},
    )
)
lay(
    Road(
        what="consignee-list",
        model=ConsigneeList,
        words="a list of consignees",
        texts={"name": "destroyed file", "hints": list},
        within="declaration__case",
        under=("declaration", "declaration"),
        blobs=("blob",),
        keeps={"kind": "a media type", "signed_name": _SIGNER},
    )
)
DECISION = lay(
    Road(
        what="learned-decision",
        model=LearnedDecision,
        words="a decision between declared times",
        texts={"reason": ""},
        shows=("reason",),
        within="case",
        keeps={"signed_name": _SIGNER},
    )
)
lay(
    Road(
        what="risk-matrix",
        model=RiskMatrix,
        words="a manufacturer's risk matrix",
        texts={"name": GONE, "process": ""},
        shows=("name", "process"),
        keeps={"cells": "words of a closed list", "signed_name": _SIGNER},
    )
)
SCOPE = lay(
    Road(
        what="scope-answer",
        model=ScopeAnswer,
        words="the reason of an answer whether a law applies",
        texts={"reason": ""},
        shows=("reason",),
        within="case",
        keeps={"signed_name": _SIGNER, **dict.fromkeys(("office", "question", "said"), _CHOICE)},
    )
)
RECALL = lay(
    Road(
        what="recall-classification",
        model=RecallClassification,
        words="where the classification of a recall is kept",
        texts={"reason": ""},
        shows=("reason",),
        within="case",
        keeps={"signed_name": _SIGNER, "number": "public: the Enforcement Report has it", "recall_class": _CHOICE},
    )
)
lay(
    Road(
        what="recall-listing",
        model=RecallListing,
        words="the address of a record of the Enforcement Report",
        texts={"address": GONE},
        shows=("address",),
        within="recall__case",
        under=("recall-classification", "recall"),
        keeps={"signed_name": _SIGNER},
    )
)
DISCLOSURE = lay(
    Road(
        what="disclosure-decision",
        model=DisclosureDecision,
        words="the reason of a decision about publication",
        texts={"reason": ""},
        shows=("reason",),
        within="case",
        keeps={"signed_name": _SIGNER, **dict.fromkeys(("outcome", "factors"), _CHOICE)},
    )
)

lay(
    Road(
        what="facility-event",
        model=FacilityEvent,
        words="an event of harm of a hospital",
        texts={"text": GONE, "device": "", "maker": ""},
        shows=("device", "text"),
        keeps={"signed_name": _SIGNER},
    )
)
lay(
    Road(
        what="facility-report",
        model=FacilityReport,
        words="what a hospital filed of an event of harm",
        texts={"text": GONE},
        shows=("text",),
        keeps={"signed_name": _SIGNER, "to": _CHOICE},
    )
)

lay(
    Road(
        what="facility-year",
        model=FacilityYear,
        words="what a hospital filed as its annual report",
        texts={"text": GONE},
        shows=("text",),
        keeps={"signed_name": _SIGNER},
    )
)

label(Label(RecallListing, "signed_name", "signed_by"))
label(Label(ConsigneeList, "signed_name", "signed_by"))
label(Label(FacilityYear, "signed_name", "signed_by"))
label(Label(FacilityEvent, "signed_name", "signed_by"))
label(Label(FacilityReport, "signed_name", "signed_by"))
label(Label(RecallClassification, "signed_name", "signed_by"))
label(Label(ScopeAnswer, "signed_name", "signed_by"))
label(Label(DisclosureDecision, "signed_name", "signed_by"))
label(Label(Declaration, "signed_name", "signed_by"))
label(Label(LearnedDecision, "signed_name", "signed_by"))
label(Label(RiskMatrix, "signed_name", "signed_by"))
label(Label(IsaoText, "acknowledged_name", "acknowledged_by"))
