"""Who may read the texts for the public, and the comments on them."""

from __future__ import annotations

from uuid import UUID

from medcord.drafting.models import (
    QUOTING,
    Communication,
    CommunicationComment,
    CommunicationVersion,
    Draft,
    DraftComment,
    DraftRevision,
    DraftVersion,
    Passage,
    ReleaseOverride,
    ReleaseStand,
    ReleaseWaiver,
    ShortForm,
    Telling,
)
from medcord.ledger.crossing import Crossing, Reach, crosses

_DRAFT = "compared at every save against those who read the draft, and before it goes out (49, 50)"
_KEPT = "a copy of words that were compared when they were written"

crosses(
    Crossing(
        model=Draft,
        texts={"early_reason": Reach.CASE},
        apart=dict.fromkeys(("title", *QUOTING, "flaw_title", "further", "thanks", "news"), _DRAFT),
    )
)
crosses(
    Crossing(
        model=ShortForm,
        texts={
            **dict.fromkeys(
                ("title", "device", "what_could_happen", "what_to_do", "unmatched", "news"), Reach.EVERYBODY
            ),
            **dict.fromkeys(("reason", "review"), Reach.AGENCIES),
        },
    )
)
crosses(Crossing(model=DraftRevision, case="draft.case", apart={"news": _KEPT}))
crosses(Crossing(model=DraftVersion, case="text.case", apart={"words": _KEPT}))
crosses(Crossing(model=Passage, case="draft.case", apart={"text": "it is a quotation, and bound as one (49)"}))
crosses(
    Crossing(
        model=Communication,
        texts=dict.fromkeys(
            ("title", "devices", "what_to_do", "for_patients", "for_clinicians", "not_known", "products"),
            Reach.EVERYBODY,
        ),
    )
)
crosses(Crossing(model=CommunicationVersion, case="text.case", apart={"words": _KEPT}))
for _comment in (DraftComment, CommunicationComment):
    crosses(
        Crossing(
            model=_comment,
            case="text.case",
            parties="party_id",
            texts=dict.fromkeys(("body", "proposal", "reason"), Reach.AGENCIES),
            apart={"quote": "words of the text that is commented on"},
        )
    )
crosses(Crossing(model=ReleaseStand, case="draft.case", parties="party_id", texts={"reason": Reach.AGENCIES}))
crosses(Crossing(model=ReleaseOverride, case="draft.case", texts={"reason": Reach.CASE}))
crosses(Crossing(model=ReleaseWaiver, case="draft.case", texts={"reason": Reach.EVERYBODY}))
crosses(
    Crossing(
        model=Telling,
        case="draft.case",
        parties=lambda row: [UUID(one) for one in row.parties],
        texts={"early_reason": Reach.CASE, "ended_reason": Reach.NAMED},
        apart={"title": _KEPT},
    )
)
