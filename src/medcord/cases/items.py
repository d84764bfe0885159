"""From rows to the plain items the policy decides on."""

from __future__ import annotations

from collections.abc import Iterable

from medcord.cases.models import Case, Message, Participant
from medcord.core.access import CaseItem, MessageItem, Participation
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import EmbargoState
from medcord.core.vocabulary import ConfidentialityClass, Role, Tlp


def participation_of(row: Participant) -> Participation:
    """What the policy needs to know of one party in a case."""
    return Participation(
        role=Role(row.role),
        consent=Consent(row.consent),
        statutory=row.statutory,
        removed=row.removed_at is not None,
        lapsed_at=row.lapsed_at,
    )


def item_of(case: Case, participants: Iterable[Participant]) -> CaseItem:
    """What the policy needs to know of a case."""
    return CaseItem(
        owner_party=case.owner_id,
        participants={row.party_id: participation_of(row) for row in participants},
        embargo_state=EmbargoState(case.embargo),
        closed=case.closed_at is not None,
        report_ids=frozenset({case.report_id} if case.report_id else ()),
    )


def message_item(row: Message, case: CaseItem) -> MessageItem:
    """What the policy needs to know of a message."""
    return MessageItem(
        case=case,
        tlp=Tlp(row.tlp),
        klass=ConfidentialityClass(row.confidentiality),
        author_party=row.party_id,
        consulted=row.consulted,
        created_at=row.at,
    )
