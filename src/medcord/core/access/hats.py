"""What a viewer is in a case, and what that opens (docs/reference/policy.md, clauses 8 to 18)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from medcord.core.access.asking import Answer, Permission, Viewer, ViewerKind, no, yes
from medcord.core.access.items import CaseItem, Participation
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import IN_FORCE, EmbargoState
from medcord.core.vocabulary import Role


class Hat(StrEnum):
    """What a viewer is in one case."""

    OWNER = "owner"
    COORDINATOR = "signed coordinator"
    REGULATOR = "regulator"
    MANUFACTURER = "signed manufacturer"
    OBSERVER = "signed observer"
    LAPSED = "lapsed participant"
    INVITED = "invited party"
    FINDER = "finder"
    SYSTEM = "system"
    STRANGER = "stranger"


CONTENT: Final = frozenset({Hat.OWNER, Hat.COORDINATOR, Hat.REGULATOR, Hat.MANUFACTURER, Hat.OBSERVER})
SPEAKERS: Final = CONTENT - {Hat.OBSERVER}
AGENCIES: Final = frozenset({Hat.OWNER, Hat.COORDINATOR, Hat.REGULATOR})

_SIGNED: Final = {Role.COORDINATOR: Hat.COORDINATOR, Role.REGULATOR: Hat.REGULATOR, Role.MANUFACTURER: Hat.MANUFACTURER}

WHY: Final[Mapping[Hat, str]] = MappingProxyType(
    {
        Hat.OWNER: "Your party coordinates this case.",
        Hat.COORDINATOR: "Your party takes part in this case as a coordinator and has signed.",
        Hat.REGULATOR: "Your party takes part in this case as regulator.",
        Hat.MANUFACTURER: "Your party takes part in this case and has signed its terms.",
        Hat.OBSERVER: "Your party watches this case: it has signed its terms, reads, and does not act in it.",
        Hat.LAPSED: "The terms changed and your party has not signed the new ones; what was there before stays open.",
        Hat.INVITED: "Your party is invited: it sees the terms, and the content opens when it has signed.",
        Hat.FINDER: "You found this; you see how the case stands and what is addressed to you.",
        Hat.SYSTEM: "The node does its own work on this case.",
        Hat.STRANGER: "Your party does not take part in this case.",
    }
)

WHY_NOT: Final[Mapping[Hat, str]] = MappingProxyType({**WHY, Hat.SYSTEM: "The node's own work does not need this."})


def hat_of(viewer: Viewer, case: CaseItem) -> Hat:
    """What the viewer is in the case (clauses 8 to 17)."""
    if viewer.kind is ViewerKind.SYSTEM:
        return Hat.SYSTEM
    if viewer.kind is ViewerKind.FINDER:
        return Hat.FINDER if viewer.report_id in case.report_ids else Hat.STRANGER
    if viewer.kind is not ViewerKind.MEMBER or viewer.party_id is None or viewer.role not in _SIGNED:
        return Hat.STRANGER
    if viewer.cases is not None and case.case_id not in viewer.cases:
        return Hat.STRANGER  # 35
    if viewer.role is Role.COORDINATOR and viewer.party_id == case.owner_party:
        return Hat.OWNER
    part = case.participants.get(viewer.party_id)
    if part is None or part.removed or part.role is not viewer.role:
        return Hat.STRANGER
    return _hat_of_part(part)


def _hat_of_part(part: Participation) -> Hat:
    if part.role is Role.REGULATOR and part.statutory:
        return Hat.REGULATOR
    if part.consent is Consent.DECLINED:
        return Hat.STRANGER
    if part.consent is Consent.SIGNATORY or (part.consent is Consent.LAPSED and part.role is Role.COORDINATOR):
        return Hat.OBSERVER if part.observer else _SIGNED[part.role]
    return Hat.LAPSED if part.consent is Consent.LAPSED else Hat.INVITED


_ANY: Final = frozenset(EmbargoState)
_OPEN_TERMS: Final = frozenset({EmbargoState.PROPOSED, EmbargoState.REVISE})
_BEFORE: Final = frozenset({EmbargoState.NONE, EmbargoState.PROPOSED})
_NOT_OVER: Final = _ANY - {EmbargoState.EXITED}
Grants = Mapping[Hat, frozenset[EmbargoState]]


def everywhere(*hats: Hat) -> Grants:
    """A grant to these hats in every embargo state."""
    return dict.fromkeys(hats, _ANY)


READS: Final[Mapping[Permission, Grants]] = {
    Permission.CASE_READ: everywhere(*CONTENT, Hat.LAPSED, Hat.SYSTEM),
    Permission.CASE_INVITATION_READ: everywhere(*CONTENT, Hat.LAPSED, Hat.INVITED, Hat.SYSTEM),
    Permission.CASE_STANDING_READ: everywhere(Hat.OWNER),
    Permission.CASE_LEDGER_EXPORT: everywhere(Hat.OWNER),
    Permission.DECLARATION_DISCLOSURE_READ: everywhere(*AGENCIES),  # 76
    Permission.CASE_STATUS_READ: everywhere(*CONTENT, Hat.FINDER),
    Permission.DRAFT_TELLING_READ: everywhere(Hat.OWNER),  # 89
    # A party's own number for the case is its own business, also when the case is closed.
    Permission.CASE_NUMBER_SET: everywhere(*CONTENT, Hat.LAPSED),
}
# Open in a closed case too: a spill is found when it is found (18a).
AFTERCARE: Final[Mapping[Permission, Grants]] = {
    Permission.CASE_HOLD: everywhere(Hat.OWNER),
    Permission.CASE_PURGE: everywhere(Hat.OWNER),
    # Classifications come months later (77).
    Permission.DECLARATION_CLASSIFY: everywhere(Hat.REGULATOR),
    Permission.CASE_PURGE_READ: everywhere(Hat.OWNER),
    # Less is told by it (89).
    Permission.DRAFT_TELLING_END: everywhere(Hat.OWNER),
    # Whoever asks for records asks when it likes (55).
    Permission.RECORDS_KEEP: everywhere(Hat.OWNER),
    Permission.RECORDS_READ: everywhere(Hat.OWNER),
}
# In a closed case only where what it is about is public: its advisory is out, and an error of it is mended (90).
MENDING: Final[Mapping[Permission, Grants]] = {Permission.CASE_STATEMENT_MAKE: everywhere(Hat.MANUFACTURER)}
ACTS: Final[Mapping[Permission, Grants]] = {
    Permission.CASE_ASK: everywhere(Hat.OWNER),
    Permission.CASE_CONTACT_LOG: everywhere(Hat.OWNER),
    Permission.CASE_HANDOVER_OFFER: everywhere(Hat.OWNER),
    Permission.CASE_HANDOVER_TAKE: everywhere(Hat.COORDINATOR),
    Permission.CASE_CLAIM_DECIDE: everywhere(Hat.OWNER),
    Permission.CASE_CLAIM_MAKE: everywhere(*CONTENT, Hat.FINDER),
    Permission.CASE_CLOSE: everywhere(Hat.OWNER),
    Permission.CASE_LEAVE: everywhere(*CONTENT - {Hat.OWNER}, Hat.LAPSED),
    Permission.CASE_REPORT_ANSWER: everywhere(Hat.MANUFACTURER),
    Permission.CASE_TERMS_ACKNOWLEDGE: everywhere(Hat.REGULATOR),
    Permission.CASE_INVITE: everywhere(Hat.OWNER),
    Permission.CASE_MERGE: everywhere(Hat.OWNER),
    Permission.CASE_PARTICIPANT_REMOVE: everywhere(Hat.OWNER),
    Permission.CONSULT_ASK: everywhere(Hat.OWNER),
    Permission.DISPUTE_STATE: everywhere(*SPEAKERS - {Hat.REGULATOR}),
    Permission.CASE_MARK: everywhere(Hat.OWNER, Hat.MANUFACTURER),
    Permission.CASE_MESSAGE_SEND: everywhere(*SPEAKERS),
    Permission.DECLARATION_DECIDE: everywhere(Hat.REGULATOR),  # 45
    Permission.DECLARATION_DISCLOSE: everywhere(Hat.OWNER),  # 76
    Permission.DECLARATION_SCOPE: everywhere(Hat.OWNER, Hat.MANUFACTURER),  # 75
    Permission.DECLARATION_SIGN: everywhere(Hat.MANUFACTURER),  # 44
    Permission.LAB_REQUEST: everywhere(*SPEAKERS),  # 66
    Permission.CASE_EMBARGO_PROPOSE: {
        **dict.fromkeys((Hat.OWNER, Hat.MANUFACTURER, Hat.COORDINATOR, Hat.FINDER), _NOT_OVER),
        Hat.INVITED: _BEFORE,
    },
    Permission.CASE_EMBARGO_SIGN: {
        **dict.fromkeys((Hat.OWNER, Hat.MANUFACTURER, Hat.COORDINATOR), _OPEN_TERMS),
        **everywhere(Hat.INVITED, Hat.LAPSED),
    },
    Permission.CASE_EMBARGO_TERMINATE: dict.fromkeys((Hat.OWNER, Hat.SYSTEM), IN_FORCE),
}


def in_case(viewer: Viewer, case: CaseItem, grants: Grants, *, writes: bool) -> Answer:
    """Whether the hat of the viewer and the state of the embargo grant this."""
    hat = hat_of(viewer, case)
    states = grants.get(hat)
    if states is None:
        belongs = ", ".join(each.value for each in Hat if each in grants)
        return no(f"{WHY[hat]} This is for: {belongs}." if hat in CONTENT else WHY_NOT[hat])
    if writes and case.closed:
        return no("The case is closed: it can be read, and nothing in it is changed any more.")  # 18
    if case.embargo_state not in states:
        open_in = ", ".join(f"“{each.value}”" for each in EmbargoState if each in states)
        return no(f"The embargo is “{case.embargo_state.value}”; this is open while it is {open_in}.")
    return yes(WHY[hat])


def mends(viewer: Viewer, case: CaseItem, grants: Grants) -> Answer:
    """The same for what is still done in a closed case once what it is about is public (90)."""
    return in_case(viewer, case, grants, writes=not case.public)


def read_case(viewer: Viewer, case: CaseItem) -> Answer:
    """The content of the case, bounded by the moment a participant lapsed (13) and where a late one joined (12a)."""
    answer = in_case(viewer, case, READS[Permission.CASE_READ], writes=False)
    part = _part_of(viewer, case)
    if not answer.allowed or part is None or bound_by_office(viewer, case):
        return answer
    if hat_of(viewer, case) is not Hat.LAPSED:
        return yes(answer.because, None, part.sees_from)
    # Without the moment of the lapse nothing can be shown to lie before it.
    return yes(answer.because, part.lapsed_at, part.sees_from) if part.lapsed_at else no(answer.because)


def _part_of(viewer: Viewer, case: CaseItem) -> Participation | None:
    return case.participants.get(viewer.party_id) if viewer.party_id else None


def bound_by_office(viewer: Viewer, case: CaseItem) -> bool:
    """The owner and a statutory regulator read from the beginning, whatever their row says."""
    part = _part_of(viewer, case)
    return hat_of(viewer, case) is Hat.OWNER or (part is not None and part.statutory)


def content(viewer: Viewer, case: CaseItem, created_at: datetime | None) -> Answer:
    """Whether something of this age in the case's content is open to the viewer (12, 12a, 13)."""
    hat = hat_of(viewer, case)
    part = _part_of(viewer, case)
    if part is not None and part.sees_from is not None and not bound_by_office(viewer, case) and hat in CONTENT:
        late = created_at is None or created_at < part.sees_from
        return no("It is older than the point from which your party sees this case.") if late else yes(WHY[hat])
    if hat in CONTENT:
        return yes(WHY[hat])
    if hat is not Hat.LAPSED or part is None or created_at is None or part.lapsed_at is None:
        return no(WHY_NOT[hat])
    old = created_at <= part.lapsed_at and (part.sees_from is None or created_at >= part.sees_from)
    return yes(WHY[hat]) if old else no(WHY_NOT[hat])
