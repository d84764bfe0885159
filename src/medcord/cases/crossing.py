"""Who may read the texts of cases."""

from __future__ import annotations

from medcord.cases.models import (
    BasisChange,
    Case,
    CaseFile,
    CaseReport,
    CaseSignal,
    Claim,
    Contact,
    Evidence,
    InvitationLink,
    Message,
    MessageVersion,
    Nearness,
    Participant,
    Protection,
    Question,
    Quotation,
    Room,
    Statement,
    SupplierConsultation,
    UseConsent,
)
from medcord.cases.queries import guard_texts
from medcord.ledger.crossing import Crossing, Reach, crosses, guard

_OWNER = "read by the owner alone"
_NAMES = "names, numbers and kinds; no sentences"
_KEPT = "a copy of words that were compared when they were written"
_PAPER = "a number of a paper"

crosses(
    Crossing(
        model=Case,
        case="",
        texts={
            "title": Reach.EVERYBODY,  # it is the first title of the draft
            **dict.fromkeys(
                ("summary", "closed_because", "offered_because", "embargo_ended_because", "ending_because"), Reach.CASE
            ),
        },
        apart={
            **dict.fromkeys(("merged_because", "split_because", "regulator_left_out"), _OWNER),
            "salt": "no words",
        },
    )
)
crosses(
    Crossing(
        model=Message,
        apart={"body": "compared as a message that may quote (49)", "mentions": "ids of members and parties"},
    )
)
crosses(Crossing(model=MessageVersion, apart={"body": _KEPT}))
crosses(Crossing(model=CaseFile, apart=dict.fromkeys(("name", "stripped", "hints"), _NAMES)))
crosses(
    Crossing(
        model=Statement,
        texts=dict.fromkeys(("versions", "remediation", "remedies"), Reach.EVERYBODY),
        apart={"justification": "a choice from a list"},
    )
)
crosses(Crossing(model=CaseReport, apart={"because": _OWNER}))
crosses(Crossing(model=Room, texts={"title": Reach.CASE}))
crosses(Crossing(model=Contact, texts={"note": Reach.CASE}))
crosses(Crossing(model=Claim, texts=dict.fromkeys(("evidence", "because"), Reach.CASE)))
crosses(Crossing(model=InvitationLink, apart=dict.fromkeys(("organisation", "email"), _NAMES)))
crosses(Crossing(model=Question, texts={"versions": Reach.CASE}))
crosses(Crossing(model=Participant, texts={"out_because": Reach.CASE}, apart={"tracking": _NAMES}))
crosses(Crossing(model=Quotation, apart={"text": "it is a quotation, and bound as one (49)"}))
crosses(
    Crossing(
        model=SupplierConsultation,
        parties="party_id",
        texts=dict.fromkeys(("question", "answer", "conferred"), Reach.AGENCIES),
    )
)
crosses(Crossing(model=Protection, apart=dict.fromkeys(("tracking", "document"), _PAPER)))
crosses(Crossing(model=UseConsent, case="message.case", texts={"use": Reach.AGENCIES}, apart={"document": _PAPER}))
crosses(Crossing(model=CaseSignal, texts={"because": Reach.CASE}))
crosses(Crossing(model=Evidence, texts={"words": Reach.CASE}))
crosses(
    Crossing(
        model=Nearness,
        apart={
            "passage": "words of a text that was compared, and counts as a quotation",
            "reason": "read by who reads the item",
        },
    )
)
crosses(
    Crossing(
        model=BasisChange,
        case="",
        apart=dict.fromkeys(
            ("words", "gives", "periods", "because"),
            "read by the members of both agencies, about no case: nothing of a case is in reach to compare with",
        ),
    )
)

guard(guard_texts)
