"""Who may read what is said of a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from medcord.calls import queries
from medcord.calls.models import AgreedAction, Asked, Call, Decision
from medcord.ledger.crossing import Crossing, Reach, crosses

if TYPE_CHECKING:
    from medcord.cases.models import Case


def _cases(row: Any) -> list[Case]:
    return queries.tabled(row.call)


def _readers(row: Any) -> frozenset[UUID]:
    return queries.readers_of(row.call)


crosses(
    Crossing(
        model=Call,
        case=queries.tabled,
        parties=queries.readers_of,
        beyond=True,
        texts=dict.fromkeys(("purpose", "minutes", "cancelled_because"), Reach.CASE),
        apart={"dial": "a way to dial in"},
    )
)
crosses(Crossing(model=Decision, case=_cases, parties=_readers, beyond=True, texts={"words": Reach.CASE}))
crosses(
    Crossing(
        model=AgreedAction,
        case=_cases,
        parties=_readers,
        beyond=True,
        texts=dict.fromkeys(("words", "proof"), Reach.CASE),
        apart={"person": "the name of a person"},
    )
)
crosses(Crossing(model=Asked, case=_cases, parties=_readers, apart={"wanted": "a role or contact point, no sentences"}))
