"""Members inside a party (policy.md, clauses 35, 36 and 36a), walked exhaustively over the cast of ``test_access``."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.core.access import (
    AdvisoryItem,
    CaseItem,
    CommentItem,
    CommunicationItem,
    ConsultItem,
    DraftItem,
    InventoryItem,
    Item,
    MeasureItem,
    MemberItem,
    MessageItem,
    OpinionItem,
    Participation,
    PartyItem,
    Permission,
    ProductItem,
    ReportItem,
    Scope,
    SiblingItem,
    Viewer,
    ViewerKind,
    may,
    require,
)
from medcord.core.access.scopes import FAMILIES
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import EmbargoState
from medcord.core.refusals import NotAllowed, NotFound
from medcord.core.vocabulary import ConfidentialityClass, MemberRole, Role, Tlp
from tests.core.test_access import CAST, EVE, MEMBER, NEW, OWNER, PARTY, REPORT, SYSTEM, member

CASE, OTHER_CASE = UUID(int=71), UUID(int=72)
ALL, GRANTED, ELSEWHERE, NONE = None, frozenset({CASE}), frozenset({OTHER_CASE}), frozenset[UUID]()
WORDS_OF_A_CASE = ("case", "communication", "consult", "draft", "lab", "opinion", "report")


def things(case: CaseItem) -> list[Item]:
    """One thing of each kind that hangs on a case, none of them written by the viewer's own party."""
    return [
        case,
        MessageItem(case, Tlp.AMBER, ConfidentialityClass.NONE, EVE, created_at=NEW),
        MessageItem(case, Tlp.RED, ConfidentialityClass.NONE, EVE, audience=frozenset({PARTY}), created_at=NEW),
        OpinionItem(case, created_at=NEW),
        OpinionItem(case, released=True, created_at=NEW),
        DraftItem(case, frozenset({PARTY}), NEW),
        CommunicationItem(case, EVE, frozenset({PARTY}), created_at=NEW),
        CommentItem(DraftItem(case, frozenset({PARTY}), NEW), PARTY, NEW),
        ConsultItem(case, PARTY),
        ReportItem(REPORT, OWNER, case, True, NEW),
        ReportItem(REPORT, PARTY, None, True, NEW, held_by=frozenset({CASE})),
    ]


def outside() -> list[Item | None]:
    """What hangs on no case."""
    return [
        None,
        ProductItem(PARTY),
        SiblingItem(PARTY, EVE),
        InventoryItem(PARTY),
        AdvisoryItem(True, Tlp.AMBER, PARTY),
        MeasureItem(Role.HOSPITAL, PARTY),
        MemberItem(MEMBER, PARTY),
    ]


@pytest.mark.parametrize("state", EmbargoState)
def test_a_member_who_is_limited_to_a_case_is_in_it_what_every_member_of_the_party_is(state: EmbargoState) -> None:
    for _, viewer, parts in CAST:
        limited = replace(viewer, cases=GRANTED)
        case = CaseItem(OWNER, parts, state, report_ids=frozenset({REPORT}), case_id=CASE)
        for permission, thing in product(Permission, things(case)):
            assert may(limited, permission, thing) == may(viewer, permission, thing), (permission, viewer, thing)


@pytest.mark.parametrize("state", EmbargoState)
@pytest.mark.parametrize("cases", [ELSEWHERE, NONE])
def test_a_member_who_is_limited_to_other_cases_is_a_stranger(state: EmbargoState, cases: frozenset[UUID]) -> None:
    of_case = [one for one in Permission if one.value.partition(":")[0] in WORDS_OF_A_CASE]
    for _, viewer, parts in CAST:
        if viewer.kind is not ViewerKind.MEMBER:
            continue
        limited, case = replace(viewer, cases=cases), CaseItem(OWNER, parts, state, case_id=CASE)
        for permission, thing in product(of_case, things(case)):
            allowed = may(limited, permission, thing).allowed
            assert not allowed or permission is Permission.REPORT_SUBMIT, (permission, viewer, thing)


@pytest.mark.parametrize("role", Role)
def test_what_hangs_on_no_case_stays_open_to_a_limited_member(role: Role) -> None:
    whole, limited = member(role), replace(member(role), cases=NONE)
    for permission, thing in product(Permission, outside()):
        same = may(limited, permission, thing).allowed == may(whole, permission, thing).allowed
        assert same or permission is Permission.CASE_OPEN, permission


def test_a_limited_coordinator_opens_no_case_and_reads_no_report_that_no_case_of_it_holds() -> None:
    limited = replace(member(Role.COORDINATOR, OWNER), cases=GRANTED)
    assert not may(limited, Permission.CASE_OPEN, None).allowed
    fresh = ReportItem(REPORT, OWNER)
    for permission in (Permission.REPORT_READ, Permission.REPORT_REPLY, Permission.REPORT_TRIAGE, Permission.CASE_OPEN):
        assert not may(limited, permission, fresh).allowed
        assert not may(limited, permission, replace(fresh, held_by=ELSEWHERE)).allowed
        assert may(limited, permission, replace(fresh, held_by=GRANTED)).allowed
        assert may(replace(limited, cases=None), permission, fresh).allowed
    with pytest.raises(NotFound):
        require(limited, Permission.REPORT_TRIAGE, fresh, "report")


@pytest.mark.parametrize("state", [EmbargoState.ACTIVE, EmbargoState.PROPOSED])
def test_a_reader_reads_what_its_party_reads_and_does_nothing_else(state: EmbargoState) -> None:
    for _, viewer, parts in CAST:
        reader = replace(viewer, level=MemberRole.READER)
        case = CaseItem(OWNER, parts, state, report_ids=frozenset({REPORT}), case_id=CASE)
        for permission, thing in product(Permission, (*things(case), *outside())):
            reading = permission.value.endswith(":read") or permission is Permission.MEMBER_SELF_WRITE
            allowed = reading and may(viewer, permission, thing).allowed
            assert may(reader, permission, thing).allowed == allowed, (permission, viewer)


ADMINISTRATOR = {role: replace(member(role), level=MemberRole.ADMINISTRATOR) for role in Role}
RUNNING = (Permission.PARTY_ADMINISTER, Permission.PARTY_MEMBERS_READ)


@pytest.mark.parametrize("permission", RUNNING)
@pytest.mark.parametrize("role", Role)
def test_a_party_is_run_by_its_own_administrators_and_by_whoever_runs_the_node(
    permission: Permission, role: Role
) -> None:
    administrator = ADMINISTRATOR[role]
    assert may(administrator, permission, PartyItem(PARTY)).allowed
    assert may(SYSTEM, permission, PartyItem(PARTY)).allowed
    for other in (
        replace(administrator, active=False),
        replace(administrator, party_id=EVE),
        replace(administrator, level=MemberRole.MEMBER),
        replace(administrator, level=MemberRole.READER),
        Viewer(ViewerKind.ANONYMOUS),
        Viewer(ViewerKind.FINDER, report_id=REPORT),
    ):
        assert not may(other, permission, PartyItem(PARTY)).allowed
    with pytest.raises(NotFound):
        require(replace(administrator, party_id=EVE), permission, PartyItem(PARTY))
    with pytest.raises(NotAllowed, match="Ask one of them"):
        require(replace(administrator, level=MemberRole.MEMBER), permission, PartyItem(PARTY))


def test_being_an_administrator_opens_nothing_in_cases() -> None:
    for (_, viewer, parts), permission in product(CAST, Permission):
        case = CaseItem(OWNER, parts, EmbargoState.ACTIVE, report_ids=frozenset({REPORT}), case_id=CASE)
        for thing in (*things(case), *outside()):
            above = may(replace(viewer, level=MemberRole.ADMINISTRATOR), permission, thing)
            assert above == may(viewer, permission, thing)


def test_members_know_that_their_party_is_there() -> None:
    assert may(member(Role.HOSPITAL), Permission.PARTY_OWN_READ, PartyItem(PARTY)).allowed
    assert not may(member(Role.HOSPITAL), Permission.PARTY_OWN_READ, PartyItem(EVE)).allowed
    assert not may(SYSTEM, Permission.PARTY_OWN_READ, PartyItem(PARTY)).allowed


SIGNED = CaseItem(OWNER, {PARTY: Participation(Role.MANUFACTURER, Consent.SIGNATORY)}, case_id=CASE)


@given(st.sets(st.sampled_from(Scope)), st.sampled_from(sorted(Permission)), st.sampled_from(Role))
def test_a_token_never_does_more_than_its_member_nor_than_it_was_made_for(
    scopes: set[Scope], permission: Permission, role: Role
) -> None:
    whole = ADMINISTRATOR[role]
    token = replace(whole, scopes=frozenset(scopes))
    family, reading = FAMILIES[permission.value.partition(":")[0]], permission.value.endswith(":read")
    made_for = family in scopes or (reading and Scope.READ in scopes)
    for thing in (*things(SIGNED), *outside(), PartyItem(PARTY)):
        assert may(token, permission, thing).allowed == (made_for and may(whole, permission, thing).allowed)


def test_a_token_says_what_it_was_made_for() -> None:
    token = replace(member(Role.MANUFACTURER), scopes=frozenset({Scope.PRODUCTS, Scope.READ}))
    assert may(token, Permission.CASE_READ, SIGNED).allowed
    assert may(token, Permission.CASE_MESSAGE_SEND, SIGNED).because == (
        "This token is made for “products”, “read”; this needs “cases”. Make a token with that scope, on the page "
        "“Tokens”."
    )
    with pytest.raises(NotAllowed, match="made for"):
        require(token, Permission.CASE_MESSAGE_SEND, SIGNED)
