"""The policy of docs/reference/policy.md, walked exhaustively.

The tables below are written from the page, clause by clause, not from the code. A letter stands for what a viewer is in
a case: O owner, C signed coordinator, R regulator, M signed manufacturer, W signed observer, J manufacturer that
joined late, Q reader of the signed manufacturer, L lapsed, I invited, F finder, S system, and . for everybody who is
nobody there: among them G, a member of the signed manufacturer who is limited to other cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from uuid import UUID

import pytest

from medcord.core.access import (
    RULES,
    AdvisoryItem,
    CaseItem,
    ClaimItem,
    ConsultItem,
    DraftItem,
    InventoryItem,
    Item,
    MeasureItem,
    MemberItem,
    MessageItem,
    NodeItem,
    NoticeItem,
    OpinionItem,
    Participation,
    PartyItem,
    Permission,
    ProductItem,
    ReportItem,
    RestrictedItem,
    RoomItem,
    SiblingItem,
    StatementItem,
    Viewer,
    ViewerKind,
    WebhookItem,
    may,
    require,
)
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import EmbargoState
from medcord.core.refusals import NotAllowed, NotFound
from medcord.core.vocabulary import ConfidentialityClass, MemberRole, Role, Tlp

LAPSE = datetime(2026, 3, 1, tzinfo=UTC)
OLD, NEW = LAPSE - timedelta(days=1), LAPSE + timedelta(days=1)
OWNER, PARTY, EVE, REPORT, OTHER_REPORT, MEMBER = (UUID(int=n) for n in range(1, 7))

STRANGER = Viewer(ViewerKind.ANONYMOUS)
FINDER = Viewer(ViewerKind.FINDER, report_id=REPORT)
OTHER_FINDER = Viewer(ViewerKind.FINDER, report_id=OTHER_REPORT)
SYSTEM = Viewer(ViewerKind.SYSTEM)


def member(role: Role, party: UUID = PARTY) -> Viewer:
    return Viewer(ViewerKind.MEMBER, MEMBER, party, role)


# Clauses 8 to 15: role, statutory or not, consent -> what the viewer is. Anything not here is nobody.
PARTS = {
    # 9: signs as others do; once signed does not lapse
    ("coordinator", "", "no_embargo"): "I",
    ("coordinator", "", "invited"): "I",
    ("coordinator", "", "signatory"): "C",
    ("coordinator", "", "lapsed"): "C",
    # 10: by statute, whatever the consent says
    ("regulator", "statutory", "no_embargo"): "R",
    ("regulator", "statutory", "invited"): "R",
    ("regulator", "statutory", "signatory"): "R",
    ("regulator", "statutory", "declined"): "R",
    ("regulator", "statutory", "lapsed"): "R",
    ("regulator", "", "no_embargo"): "I",
    ("regulator", "", "invited"): "I",
    ("regulator", "", "signatory"): "R",
    ("regulator", "", "lapsed"): "L",
    # 11 to 14; statute binds regulators only, so the mark changes nothing here
    ("manufacturer", "", "no_embargo"): "I",
    ("manufacturer", "", "invited"): "I",
    ("manufacturer", "", "signatory"): "M",
    ("manufacturer", "", "lapsed"): "L",
}
# 12: who watches signs, declines and lapses as others do, and watches once it has signed; statute comes first (10)
WATCHING = {"C": "W", "M": "W", "R": "W", "I": "I", "L": "L"}
PARTS |= {(role, "statutory", c): hat for (role, st, c), hat in list(PARTS.items()) if role != "regulator"}


_IN_CASES = (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)


def cast() -> Iterator[tuple[str, Viewer, dict[UUID, Participation]]]:
    """Every kind of viewer with every kind of record in the case: letter, viewer, participants."""
    yield "O", member(Role.COORDINATOR, OWNER), {}
    yield "O", member(Role.COORDINATOR, OWNER), {OWNER: Participation(Role.COORDINATOR, Consent.LAPSED, removed=True)}
    yield "F", FINDER, {}
    yield "S", SYSTEM, {}
    for viewer in (STRANGER, OTHER_FINDER, replace(FINDER, active=False), replace(SYSTEM, active=False)):
        yield ".", viewer, {}
    yield ".", Viewer(ViewerKind.MEMBER), {}
    yield ".", replace(member(Role.COORDINATOR, OWNER), active=False), {}
    yield ".", member(Role.HOSPITAL, OWNER), {}  # owning needs the role
    for role, consent, statutory, removed in product(Role, Consent, (True, False), (True, False)):
        part = Participation(role, consent, statutory, removed, lapsed_at=LAPSE)
        hat = "." if removed else PARTS.get((role.value, "statutory" if statutory else "", consent.value), ".")
        yield hat, member(role), {PARTY: part}
        yield ".", member(role), {EVE: part}
        yield ".", replace(member(role), active=False), {PARTY: part}
        for other in Role:
            if other is not role:
                yield ".", member(other), {PARTY: part}
    for role, consent, statutory, observer in product(_IN_CASES, Consent, (True, False), (True, False)):
        hat = PARTS.get((role.value, "statutory" if statutory else "", consent.value), ".")
        if observer and not (statutory and role is Role.REGULATOR):
            hat = WATCHING.get(hat, ".")
        for sees_from in (LAPSE, None) if observer else (LAPSE,):  # who joined late acts as others do
            part = Participation(role, consent, statutory, False, LAPSE, sees_from, observer)
            yield hat, member(role), {PARTY: part}


CAST = list(cast())
PARTLY = [
    (hat, one, parts)
    for whole, viewer, parts in CAST
    if whole == "M"
    for hat, one in (
        ("Q", replace(viewer, level=MemberRole.READER)),  # 36
        (".", replace(viewer, cases=frozenset({OTHER_REPORT}))),  # 35
    )
]
"""Members who are less than their party: see also ``test_access_in_a_party``."""

# Clauses 8 to 18 and the table of acts: permission, who, embargo states by letter, open when the case is closed.
CASE_TABLE = {
    "case:read": ("OCRMWLSQ", "NPARX", True),
    "case:invitation:read": ("OCRMWLISQ", "NPARX", True),
    "case:status:read": ("OCRMWFQ", "NPARX", True),
    "case:ledger:export": ("O", "NPARX", True),
    "case:invite": ("O", "NPARX", False),
    "case:merge": ("O", "NPARX", False),
    "case:ask": ("O", "NPARX", False),
    "case:contact:log": ("O", "NPARX", False),
    "case:standing:read": ("O", "NPARX", True),
    "case:handover:offer": ("O", "NPARX", False),
    "case:handover:take": ("C", "NPARX", False),
    "case:participant:remove": ("O", "NPARX", False),
    "case:close": ("O", "NPARX", False),
    "consult:ask": ("O", "NPARX", False),
    "dispute:state": ("OCM", "NPARX", False),
    "lab:request": ("OCRM", "NPARX", False),  # 66
    "case:hold": ("O", "NPARX", True),
    "records:keep": ("O", "NPARX", True),
    "records:read": ("O", "NPARX", True),
    "case:purge": ("O", "NPARX", True),
    "case:purge:read": ("O", "NPARX", True),
    "case:mark": ("OM", "NPARX", False),
    "case:message:send": ("OCRM", "NPARX", False),
    "case:number:set": ("OCRMWL", "NPARX", True),
    "case:statement:make": ("M", "NPARX", False),
    "case:claim:make": ("OCRMWF", "NPARX", False),
    "case:claim:decide": ("O", "NPARX", False),
    "case:leave": ("CRMWL", "NPARX", False),
    "case:report:answer": ("M", "NPARX", False),
    "declaration:sign": ("M", "NPARX", False),  # 44
    "declaration:decide": ("R", "NPARX", False),  # 45
    "declaration:classify": ("R", "NPARX", True),  # 77
    "declaration:scope": ("OM", "NPARX", False),  # 75
    "declaration:disclose": ("O", "NPARX", False),  # 76
    "declaration:disclosure:read": ("OCR", "NPARX", True),  # 76
    "draft:telling:read": ("O", "NPARX", True),  # 89
    "draft:telling:end": ("O", "NPARX", True),
    "case:terms:acknowledge": ("R", "NPARX", False),
    "case:embargo:propose": ("OCMF I", "NPAR NP", False),
    "case:embargo:sign": ("OCM LI", "PR NPARX", False),
    "case:embargo:terminate": ("OS", "AR", False),
}
LETTER = {"none": "N", "proposed": "P", "active": "A", "revise": "R", "exited": "X"}


def expected_in_case(permission: str, hat: str, embargo: str, closed: bool) -> bool:
    who, states, even_closed = CASE_TABLE[permission]
    granted = any(hat in w and LETTER[embargo] in s for w, s in zip(who.split(), states.split(), strict=True))
    return granted and (even_closed or not closed)


@pytest.mark.parametrize("permission", sorted(CASE_TABLE))
def test_every_viewer_record_and_state_of_a_case(permission: str) -> None:
    wrong = []
    for (hat, viewer, parts), state, closed in product([*CAST, *PARTLY], EmbargoState, (True, False)):
        case = CaseItem(OWNER, parts, state, closed, frozenset({REPORT}))
        answer = may(viewer, Permission(permission), case)
        if answer.allowed != expected_in_case(permission, hat, state.value, closed):
            wrong.append((hat, viewer, parts, state, closed, answer))
        assert answer.because.endswith(".")
    assert wrong == []


def one_of(hat: str) -> tuple[Viewer, CaseItem]:
    """A viewer who is this in an open case, with the case."""
    part = {
        "C": Participation(Role.COORDINATOR, Consent.SIGNATORY),
        "R": Participation(Role.REGULATOR, statutory=True),
        **dict.fromkeys("MGQ", Participation(Role.MANUFACTURER, Consent.SIGNATORY)),
        "W": Participation(Role.MANUFACTURER, Consent.SIGNATORY, observer=True),
        "J": Participation(Role.MANUFACTURER, Consent.SIGNATORY, sees_from=LAPSE),
        "L": Participation(Role.MANUFACTURER, Consent.LAPSED, lapsed_at=LAPSE),
        "I": Participation(Role.MANUFACTURER, Consent.INVITED),
        ".": Participation(Role.MANUFACTURER, Consent.DECLINED),
    }.get(hat)
    limited = replace(member(Role.MANUFACTURER), cases=frozenset({OTHER_REPORT}))
    reader = replace(member(Role.MANUFACTURER), level=MemberRole.READER)
    others = {"O": member(Role.COORDINATOR, OWNER), "F": FINDER, "S": SYSTEM, "G": limited, "Q": reader}
    viewer = others.get(hat) or member(part.role)  # type: ignore[union-attr]
    return viewer, CaseItem(OWNER, {PARTY: part} if part else {}, EmbargoState.ACTIVE, False, frozenset({REPORT}))


HATS = "OCRMWJQLIFSG."


def who_may(permission: Permission, make: object) -> str:
    """The letters of those who may, for an item made from the case and the viewer."""
    found = ""
    for hat in HATS:
        viewer, case = one_of(hat)
        found += hat if may(viewer, permission, make(case, viewer)).allowed else ""  # type: ignore[operator]
    return found


# --- a lapsed participant -----------------------------------------------------------------------------------------


def test_a_lapsed_participant_reads_up_to_the_moment_it_lapsed_and_the_new_terms_without_bound() -> None:
    viewer, case = one_of("L")
    assert may(viewer, Permission.CASE_READ, case).until == LAPSE
    assert may(viewer, Permission.CASE_INVITATION_READ, case).until is None
    owner, case = one_of("O")
    assert may(owner, Permission.CASE_READ, case).until is None


def test_a_late_participant_reads_from_its_point_on_and_owner_and_statute_from_the_beginning() -> None:
    viewer, case = one_of("J")
    assert (may(viewer, Permission.CASE_READ, case).since, may(viewer, Permission.CASE_READ, case).until) == (
        LAPSE,
        None,
    )
    lapsed = Participation(Role.MANUFACTURER, Consent.LAPSED, lapsed_at=NEW, sees_from=OLD)
    bounds = may(viewer, Permission.CASE_READ, replace(case, participants={PARTY: lapsed}))
    assert (bounds.since, bounds.until) == (OLD, NEW)
    by_statute = Participation(Role.REGULATOR, statutory=True, sees_from=LAPSE)
    for who, party, part in (
        (member(Role.COORDINATOR, OWNER), OWNER, Participation(Role.COORDINATOR, sees_from=LAPSE)),
        (member(Role.REGULATOR), PARTY, by_statute),
    ):
        assert may(who, Permission.CASE_READ, replace(case, participants={party: part})).since is None


def test_a_lapse_without_its_moment_opens_nothing() -> None:
    viewer, _ = one_of("L")
    case = CaseItem(OWNER, {PARTY: Participation(Role.MANUFACTURER, Consent.LAPSED)})
    assert not may(viewer, Permission.CASE_READ, case).allowed
    message = MessageItem(case, Tlp.GREEN, ConfidentialityClass.NONE, OWNER, created_at=OLD)
    assert not may(viewer, Permission.CASE_MESSAGE_READ, message).allowed


# --- statements ---------------------------------------------------------------------------------------------------


def test_who_reads_a_statement_and_who_one_that_a_merged_case_brought() -> None:
    def made_here(case: CaseItem, _viewer: Viewer) -> StatementItem:
        return StatementItem(case, EVE, OLD)

    def brought(case: CaseItem, _viewer: Viewer) -> StatementItem:
        return StatementItem(case, EVE, OLD, CaseItem(EVE, {}))

    def brought_and_read_there(case: CaseItem, _viewer: Viewer) -> StatementItem:
        return StatementItem(case, EVE, OLD, replace(case, owner_party=EVE))

    def own(case: CaseItem, _viewer: Viewer) -> StatementItem:
        return StatementItem(case, PARTY, OLD, CaseItem(EVE, {}))

    assert who_may(Permission.CASE_STATEMENT_READ, made_here) == "OCRMWQLS"
    assert who_may(Permission.CASE_STATEMENT_READ, brought) == "OS"  # the node itself reads every case
    assert who_may(Permission.CASE_STATEMENT_READ, brought_and_read_there) == "OCRMWQLS"
    assert who_may(Permission.CASE_STATEMENT_READ, own) == "OCRMWJQLS"  # also the late one, whose words they are
    lapsed, case = one_of("L")
    late = StatementItem(case, EVE, LAPSE + timedelta(days=1))
    assert not may(lapsed, Permission.CASE_STATEMENT_READ, late).allowed


# --- messages -----------------------------------------------------------------------------------------------------

# Clauses 16 and 19 to 24. Classes: n none, c CCI/trade secret/PCII, d deliberative, p privacy. Readers by audience:
# nobody named | the viewer named | another named; `+` before R: only when the supplier was consulted. L reads it if it
# is older than the lapse (13), J if it is newer than the point from which it sees the case (12).
MESSAGE_TABLE = {
    # (class, RED or not): readers with no audience, readers when named, readers when another is named
    ("n", False): ("OCRMWQLJ", "OCRMWQLJF", ""),
    ("n", True): ("O", "OCRMWQLJF", ""),
    ("c", False): ("O+R", "OC+RMWQLJF", "+R"),
    ("c", True): ("O+R", "OC+RMWQLJF", "+R"),
    ("d", False): ("OCR", "OCR", ""),
    ("d", True): ("O", "OCR", ""),
    ("p", False): ("O", "OCRMWQLJF", ""),
    ("p", True): ("O", "OCRMWQLJF", ""),
}
KLASS = {
    ConfidentialityClass.NONE: "n",
    ConfidentialityClass.CCI: "c",
    ConfidentialityClass.TRADE_SECRET: "c",
    ConfidentialityClass.PCII: "c",
    ConfidentialityClass.DELIBERATIVE: "d",
    ConfidentialityClass.PRIVACY: "p",
}


def at_that_time(hats: str, at: datetime | None) -> set[str]:
    """Without those from whom time keeps it: the late one what is older (12), the lapsed one what is newer (13)."""
    return set(hats) - {OLD: {"J"}, NEW: {"L"}, None: {"J", "L"}}[at]


def expected_readers(klass: ConfidentialityClass, tlp: Tlp, audience: int, consulted: bool, at: datetime) -> set[str]:
    cell = MESSAGE_TABLE[KLASS[klass], tlp is Tlp.RED][audience]
    return at_that_time(cell.replace("+R", "R" if consulted else ""), at)


MESSAGE_CASES = list(product(ConfidentialityClass, Tlp, (0, 1, 2), (True, False), (OLD, NEW)))


def anothers(klass: ConfidentialityClass, tlp: Tlp, audience: int, consulted: bool, at: datetime) -> object:
    """A message of EVE's: to nobody by name (0), to the viewer (1), to another (2)."""

    def make(case: CaseItem, viewer: Viewer) -> MessageItem:
        named = {viewer.party_id or viewer.report_id or EVE}
        sent_to = (None, frozenset(named), frozenset({EVE}))[audience]
        return MessageItem(case, tlp, klass, EVE, consulted, sent_to, at)

    return make


@pytest.mark.parametrize(("klass", "tlp", "audience", "consulted", "at"), MESSAGE_CASES)
def test_who_reads_anothers_message(
    klass: ConfidentialityClass, tlp: Tlp, audience: int, consulted: bool, at: datetime
) -> None:
    message = anothers(klass, tlp, audience, consulted, at)
    assert set(who_may(Permission.CASE_MESSAGE_READ, message)) == expected_readers(klass, tlp, audience, consulted, at)


@pytest.mark.parametrize(("klass", "tlp", "audience", "consulted", "at"), MESSAGE_CASES)
def test_an_author_reads_its_own_message_as_long_as_it_reads_the_case(
    klass: ConfidentialityClass, tlp: Tlp, audience: int, consulted: bool, at: datetime
) -> None:
    def make(case: CaseItem, viewer: Viewer) -> MessageItem:
        sent_to = (None, frozenset({viewer.party_id or EVE}), frozenset({EVE}))[audience]
        return MessageItem(case, tlp, klass, viewer.party_id, consulted, sent_to, at)

    # The finder and the system write no messages of a party; declined and invited parties do not read the case.
    assert set(who_may(Permission.CASE_MESSAGE_READ, make)) == at_that_time("OCRMWQLJ", at)


def test_what_has_no_time_is_read_by_nobody_whom_time_bounds() -> None:
    def make(case: CaseItem, viewer: Viewer) -> MessageItem:
        return MessageItem(case, Tlp.CLEAR, ConfidentialityClass.NONE, viewer.party_id, created_at=None)

    assert set(who_may(Permission.CASE_MESSAGE_READ, make)) == set("OCRMWQ")


def test_messages_do_not_exist_for_anybody_outside_the_case() -> None:
    for hat, viewer, parts in CAST:
        if hat not in ".IS":
            continue
        case = CaseItem(OWNER, parts, report_ids=frozenset({REPORT}))
        for klass, tlp, consulted in product(ConfidentialityClass, Tlp, (True, False)):
            everybody = frozenset({PARTY, EVE, OWNER, REPORT, OTHER_REPORT})
            message = MessageItem(case, tlp, klass, PARTY, consulted, everybody, OLD)
            assert not may(viewer, Permission.CASE_MESSAGE_READ, message).allowed, (hat, viewer, parts)


# --- opinions, drafts, consultations, reports in a case -------------------------------------------------------------


# --- rooms (19, 20) ------------------------------------------------------------------------------------------------


def room(audience: int, **more: object) -> object:
    """Of a product (0), or a side room: with the viewer (1), without (2)."""

    def make(case: CaseItem, viewer: Viewer) -> RoomItem:
        inside = (None, frozenset({OWNER, viewer.party_id or EVE}), frozenset({OWNER, EVE}))[audience]
        return RoomItem(case, **{"opener": EVE, "audience": inside, "opened_at": OLD, **more})  # type: ignore[arg-type]

    return make


def test_a_room_is_seen_by_content_readers_and_a_side_room_by_those_in_it() -> None:
    read = Permission.CASE_ROOM_READ
    assert set(who_may(read, room(0))) == set(who_may(read, room(1))) == set("OCRMWJQL")
    assert who_may(read, room(2)) == "O"
    assert set(who_may(read, room(0, opened_at=NEW))) == set("OCRMWJQ")  # the lapsed one learns of no new room


def test_who_opens_speaks_in_closes_and_leaves_a_room() -> None:
    of_mine: object = room(0, maker=PARTY)
    assert who_may(Permission.CASE_ROOM_OPEN, room(0, maker=EVE)) == "O"
    assert set(who_may(Permission.CASE_ROOM_OPEN, of_mine)) == set("OCRMJ")  # whoever makes it and may speak
    assert set(who_may(Permission.CASE_ROOM_OPEN, room(1))) == set("OCRMJ")
    assert set(who_may(Permission.CASE_ROOM_SPEAK, room(1))) == set("OCRMJ")
    assert who_may(Permission.CASE_ROOM_SPEAK, room(2)) == "O"
    assert who_may(Permission.CASE_ROOM_SPEAK, room(1, closed=True)) == ""
    assert who_may(Permission.CASE_ROOM_CLOSE, room(1)) == "O"
    assert set(who_may(Permission.CASE_ROOM_CLOSE, room(1, opener=PARTY))) == set("OCRMJ")
    assert who_may(Permission.CASE_ROOM_CLOSE, room(1, closed=True)) == ""
    assert set(who_may(Permission.CASE_ROOM_LEAVE, room(1))) == set("CRMJ")
    assert who_may(Permission.CASE_ROOM_LEAVE, room(0)) == ""
    assert who_may(Permission.CASE_ROOM_LEAVE, room(2)) == ""


def test_only_the_member_who_wrote_it_changes_a_message_and_the_owner_pins_it_too() -> None:
    def by(author: UUID | None, at: datetime = OLD) -> object:
        return lambda case, _viewer: MessageItem(
            case, Tlp.AMBER, ConfidentialityClass.NONE, PARTY, created_at=at, author=author
        )

    assert set(who_may(Permission.CASE_MESSAGE_EDIT, by(MEMBER))) == set("OCRM")
    assert set(who_may(Permission.CASE_MESSAGE_EDIT, by(MEMBER, NEW))) == set("OCRMJ")
    assert who_may(Permission.CASE_MESSAGE_EDIT, by(EVE)) == ""
    assert who_may(Permission.CASE_MESSAGE_EDIT, by(None)) == ""
    assert set(who_may(Permission.CASE_MESSAGE_PIN, by(MEMBER))) == set("OCRM")
    assert who_may(Permission.CASE_MESSAGE_PIN, by(EVE)) == "O"


def test_an_opinion_is_read_by_the_agencies_and_its_public_statement_by_all_content_readers() -> None:
    assert who_may(Permission.OPINION_READ, lambda c, v: OpinionItem(c, released=False, created_at=OLD)) == "OCR"
    assert who_may(Permission.OPINION_READ, lambda c, v: OpinionItem(c, released=False, created_at=NEW)) == "OCR"
    assert who_may(Permission.OPINION_READ, lambda c, v: OpinionItem(c, released=True, created_at=OLD)) == "OCRMWQL"
    assert who_may(Permission.OPINION_READ, lambda c, v: OpinionItem(c, released=True, created_at=NEW)) == "OCRMWJQ"


@pytest.mark.parametrize("permission", [Permission.OPINION_WRITE, Permission.OPINION_RELEASE])
def test_only_a_regulator_in_the_case_writes_and_releases_its_own_opinion(permission: Permission) -> None:
    assert who_may(permission, lambda c, v: OpinionItem(c)) == "R"
    assert who_may(permission, lambda c, v: OpinionItem(c, author_party=v.party_id)) == "R"
    assert who_may(permission, lambda c, v: OpinionItem(c, author_party=EVE)) == ""
    assert who_may(permission, lambda c, v: OpinionItem(replace(c, closed=True))) == ""


def shared(case: CaseItem, viewer: Viewer, at: datetime = OLD) -> DraftItem:
    return DraftItem(case, frozenset({viewer.party_id or EVE}), at)


def test_a_claim_is_between_its_author_and_the_owner() -> None:
    assert who_may(Permission.CASE_CLAIM_READ, lambda c, v: ClaimItem(c, EVE, created_at=OLD)) == "O"
    own = Permission.CASE_CLAIM_READ
    assert who_may(own, lambda c, v: ClaimItem(c, v.party_id or EVE, created_at=OLD)) == "OCRMWQL"
    assert who_may(own, lambda c, v: ClaimItem(c, v.party_id or EVE, created_at=NEW)) == "OCRMWJQ"
    assert who_may(Permission.CASE_CLAIM_READ, lambda c, v: ClaimItem(c, None, REPORT, OLD)) == "OF"
    assert who_may(Permission.CASE_CLAIM_READ, lambda c, v: ClaimItem(c, None, OTHER_REPORT, OLD)) == "O"


def test_an_observer_claims_and_leaves_and_does_nothing_else() -> None:
    watching = Participation(Role.MANUFACTURER, Consent.SIGNATORY, observer=True)
    case = CaseItem(OWNER, {PARTY: watching}, EmbargoState.ACTIVE)
    acts = {name for name, (_who, _states, closed) in CASE_TABLE.items() if not closed}
    open_to_it = {name for name in acts if may(member(Role.MANUFACTURER), Permission(name), case).allowed}
    assert open_to_it == {"case:claim:make", "case:leave"}


def test_a_draft_is_the_coordinators_until_it_is_shared() -> None:
    assert who_may(Permission.DRAFT_READ, lambda c, v: DraftItem(c, created_at=OLD)) == "OC"
    assert who_may(Permission.DRAFT_READ, shared) == "OCRMWQL"
    assert who_may(Permission.DRAFT_READ, lambda c, v: shared(c, v, NEW)) == "OCRMWJQ"
    assert who_may(Permission.DRAFT_COMMENT, lambda c, v: DraftItem(c, created_at=OLD)) == "OC"
    assert who_may(Permission.DRAFT_COMMENT, shared) == "OCRM"
    assert who_may(Permission.DRAFT_COMMENT, lambda c, v: shared(c, v, NEW)) == "OCRMJ"
    assert who_may(Permission.DRAFT_COMMENT, lambda c, v: shared(replace(c, closed=True), v)) == ""


@pytest.mark.parametrize("permission", [Permission.DRAFT_WRITE, Permission.DRAFT_PUBLISH])
def test_only_the_owner_writes_and_publishes(permission: Permission) -> None:
    assert who_may(permission, shared) == "O"
    assert who_may(permission, lambda c, v: shared(replace(c, closed=True), v)) == ""


def test_a_published_advisory_is_mended_in_a_closed_case_and_a_draft_is_not() -> None:
    """90: writing, commenting and releasing go on; who may does not change."""
    out = lambda c, v: replace(shared(replace(c, closed=True), v), out=True)  # noqa: E731
    assert who_may(Permission.DRAFT_WRITE, out) == who_may(Permission.DRAFT_PUBLISH, out) == "O"
    assert who_may(Permission.DRAFT_COMMENT, out) == "OCRM"
    public = lambda c, v: replace(c, closed=True, public=True)  # noqa: E731
    assert who_may(Permission.CASE_STATEMENT_MAKE, public) == "MJ"
    for permission in (
        Permission.CASE_MESSAGE_SEND,
        Permission.CASE_INVITE,
        Permission.CASE_CLOSE,
        Permission.CASE_MARK,
    ):
        assert who_may(permission, public) == ""
    for permission in (Permission.OPINION_WRITE, Permission.OPINION_RELEASE):
        assert who_may(permission, lambda c, v: OpinionItem(public(c, v))) == "R"


def test_a_consultation_is_between_the_owner_and_the_party_asked() -> None:
    assert who_may(Permission.CONSULT_READ, lambda c, v: ConsultItem(c, v.party_id or EVE)) == "OCRMWJQ"
    assert who_may(Permission.CONSULT_READ, lambda c, v: ConsultItem(c, EVE)) == "O"
    assert who_may(Permission.CONSULT_ANSWER, lambda c, v: ConsultItem(c, v.party_id or EVE)) == "OCRMJ"
    assert who_may(Permission.CONSULT_ANSWER, lambda c, v: ConsultItem(c, EVE)) == ""


def test_a_report_in_a_case_is_read_by_its_content_readers_and_the_name_goes_only_with_leave() -> None:
    def report(case: CaseItem, name_may_go: bool, created_at: datetime | None = OLD) -> ReportItem:
        return ReportItem(REPORT, OWNER, case, name_may_go, created_at)

    assert who_may(Permission.REPORT_READ, lambda c, v: report(c, False)) == "OCRMWQLF"
    assert who_may(Permission.REPORT_READ, lambda c, v: report(c, False, NEW)) == "OCRMWJQF"
    assert who_may(Permission.REPORT_READ, lambda c, v: report(c, False, None)) == "OCRMWQF"
    assert who_may(Permission.REPORT_FINDER_READ, lambda c, v: report(c, False)) == "OF"
    assert who_may(Permission.REPORT_FINDER_READ, lambda c, v: report(c, True)) == "OCRMWQLF"
    assert who_may(Permission.REPORT_TRIAGE, lambda c, v: report(c, True)) == "O"


# --- outside cases ------------------------------------------------------------------------------------------------

PEOPLE = {
    "stranger": STRANGER,
    "finder": FINDER,
    "other finder": OTHER_FINDER,
    "system": SYSTEM,
    **{f"own {role.value}": member(role) for role in Role},
    **{f"other {role.value}": member(role, EVE) for role in Role},
    **{f"own {role.value}, a reader": replace(member(role), level=MemberRole.READER) for role in Role},
    **{f"own {role.value}, limited": replace(member(role), cases=frozenset({OTHER_REPORT})) for role in Role},
}
MEMBERS = {name for name in PEOPLE if name.startswith(("own ", "other ")) and name != "other finder"}
READING = {name for name in PEOPLE if name.endswith(", a reader")}
AGENCIES = ("own coordinator", "other coordinator", "own regulator", "other regulator")
LIMITED = {name for name in PEOPLE if name.endswith(", limited")}


def reading(*whose: str) -> set[str]:
    """These, and with each own party its reader and its limited member: what hangs on no case is open to both."""
    return {name for name in PEOPLE if name.startswith(tuple(whose))}


def acting(*whose: str) -> set[str]:
    """The same, without the readers (36)."""
    return reading(*whose) - READING


EVERYBODY = set(PEOPLE)
TOLD = reading("own ", "system") - LIMITED
"""35: whoever sees named cases of the party alone is told nothing before all."""

# Clauses 4 to 6 and 29 to 33: permission, item, who may. Every item belongs to PARTY ("own").
OUTSIDE: list[tuple[str, Item | None, set[str]]] = [
    ("report:submit", None, EVERYBODY - {"system"} - READING),  # 36: in the name of the party
    # 35: a limited member is a stranger to reports that none of its cases holds
    ("report:read", ReportItem(REPORT, PARTY), {"finder"} | reading("own coordinator") - LIMITED),
    ("report:finder:read", ReportItem(REPORT, PARTY, name_may_go=True), {"finder"} | reading("own coord") - LIMITED),
    ("report:reply", ReportItem(REPORT, PARTY), {"finder", "own coordinator"}),
    ("report:read", ReportItem(REPORT, OWNER, asker_party=PARTY), {"finder"} | reading("own manufacturer") - LIMITED),
    ("report:reply", ReportItem(REPORT, OWNER, asker_party=PARTY), {"finder", "own manufacturer"}),
    ("report:triage", ReportItem(REPORT, OWNER, asker_party=PARTY), set()),
    ("report:triage", ReportItem(REPORT, PARTY), {"own coordinator"}),
    ("case:open", ReportItem(REPORT, PARTY), {"own coordinator"}),
    ("case:open", None, {"own coordinator", "other coordinator"}),
    ("product:write", ProductItem(PARTY), acting("own manufacturer")),
    (
        "product:read",
        ProductItem(PARTY),
        reading("own manufacturer", *AGENCIES, "system"),
    ),
    (
        "product:sibling:read",
        SiblingItem(PARTY, EVE),
        reading("own manufacturer", "other manufacturer", *AGENCIES, "system"),
    ),
    (
        "product:sibling:read",
        SiblingItem(UUID(int=77), PARTY),
        reading("own manufacturer", *AGENCIES, "system"),
    ),
    ("product:sibling:answer", SiblingItem(PARTY, EVE), {"other manufacturer"}),
    ("product:sibling:answer", SiblingItem(EVE, PARTY), acting("own manufacturer")),
    ("inventory:read", InventoryItem(PARTY), reading("own hospital", "system")),
    ("inventory:import", InventoryItem(PARTY), acting("own hospital")),
    ("worklist:read", InventoryItem(PARTY), reading("own hospital", "system")),
    ("worklist:close", InventoryItem(PARTY), acting("own hospital")),
    ("advisory:read", AdvisoryItem(True, Tlp.CLEAR), EVERYBODY),
    ("advisory:read", AdvisoryItem(True, Tlp.GREEN), MEMBERS | {"system"}),
    ("advisory:read", AdvisoryItem(True, Tlp.AMBER, publisher_party=PARTY), reading("own ", "system")),
    ("advisory:read", AdvisoryItem(True, Tlp.AMBER_STRICT, audience=frozenset({PARTY})), reading("own ", "system")),
    ("advisory:read", AdvisoryItem(True, Tlp.RED), {"system"}),
    ("advisory:read", AdvisoryItem(False, Tlp.CLEAR, PARTY, frozenset({PARTY, EVE})), set()),
    # 89: who was told, and who published it; the publisher prepares, through the case
    ("restricted:read", RestrictedItem(EVE, frozenset({PARTY})), TOLD | {f"other {role.value}" for role in Role}),
    ("restricted:read", RestrictedItem(PARTY), TOLD),
    ("restricted:prepared:read", RestrictedItem(PARTY, frozenset({EVE})), reading("own coordinator")),
    ("restricted:issue", RestrictedItem(PARTY, frozenset({EVE})), acting("own coordinator")),
    ("measure:read", MeasureItem(Role.HOSPITAL), reading("own hospital", "other hospital", "system")),
    ("measure:read", MeasureItem(Role.HOSPITAL, PARTY), reading("own hospital", "system")),
    # 33: the people who run the node register members, and must see which e-mail addresses are taken.
    ("member:read", MemberItem(MEMBER, PARTY), reading("own ", "system")),
    ("member:self:write", MemberItem(MEMBER, PARTY), reading("own ")),
    ("member:self:write", MemberItem(OTHER_REPORT, PARTY), set()),
    ("party:read", None, MEMBERS | {"system"}),
    ("party:own:read", PartyItem(PARTY), reading("own ")),
    # 36: none of these people is an administrator
    ("party:administer", PartyItem(PARTY), {"system"}),
    ("party:members:read", PartyItem(PARTY), {"system"}),
    # 37: this node is run by PARTY's coordinators
    ("node:read", NodeItem(PARTY), reading("own coordinator", "system")),
    ("node:tend", NodeItem(PARTY), acting("own coordinator", "system")),
    ("node:read", NodeItem(None), {"system"}),
    # 38 and 39: acts are an administrator's; none of these people is one
    ("notice:read", NoticeItem(PARTY), reading("own ")),
    ("notice:choose", NoticeItem(PARTY), set()),
    ("webhook:read", WebhookItem(PARTY), reading("own ")),
    ("webhook:keep", WebhookItem(PARTY), {"system"}),
]


@pytest.mark.parametrize(("permission", "item", "expected"), OUTSIDE)
def test_outside_cases(permission: str, item: Item | None, expected: set[str]) -> None:
    allowed = {name for name, viewer in PEOPLE.items() if may(viewer, Permission(permission), item).allowed}
    assert allowed == expected
    still = {name for name, v in PEOPLE.items() if may(replace(v, active=False), Permission(permission), item).allowed}
    assert still == set()


ADMINISTRATOR = replace(member(Role.HOSPITAL), member_id=OTHER_REPORT, level=MemberRole.ADMINISTRATOR)


@pytest.mark.parametrize("permission", ["party:rule", "party:signins:read", "member:recover"])
def test_sign_in_of_a_party_is_looked_after_by_its_own_administrators_and_by_who_runs_the_node(permission: str) -> None:
    # 40
    item: Item = MemberItem(MEMBER, PARTY) if permission == "member:recover" else PartyItem(PARTY)
    people = {**PEOPLE, "own administrator": ADMINISTRATOR, "other administrator": replace(ADMINISTRATOR, party_id=EVE)}
    allowed = {name for name, viewer in people.items() if may(viewer, Permission(permission), item).allowed}
    assert allowed == {"own administrator", "system"}
    assert not may(replace(ADMINISTRATOR, active=False), Permission(permission), item).allowed


def test_nobody_gives_a_way_back_in_to_oneself() -> None:
    own = MemberItem(OTHER_REPORT, PARTY)
    assert not may(ADMINISTRATOR, Permission.MEMBER_RECOVER, own).allowed


@pytest.mark.parametrize(
    ("permission", "item"),
    [("notice:choose", NoticeItem(PARTY)), ("webhook:keep", WebhookItem(PARTY)), ("node:tend", NodeItem(PARTY))],
)
@pytest.mark.parametrize("level", MemberRole)
def test_what_goes_out_is_an_administrators_of_the_own_party(permission: str, item: Item, level: MemberRole) -> None:
    own, other = (replace(member(Role.COORDINATOR, party), level=level) for party in (PARTY, EVE))
    acts = level is MemberRole.ADMINISTRATOR or (permission == "node:tend" and level is MemberRole.MEMBER)
    assert may(own, Permission(permission), item).allowed is acts
    assert not may(other, Permission(permission), item).allowed


def test_an_anonymous_advisory_reader_is_not_mistaken_for_a_publisher_without_a_party() -> None:
    assert not may(STRANGER, Permission.ADVISORY_READ, AdvisoryItem(True, Tlp.AMBER)).allowed
    assert not may(FINDER, Permission.ADVISORY_READ, AdvisoryItem(True, Tlp.GREEN)).allowed


def test_no_hospital_isao_or_stranger_ever_sees_any_case() -> None:
    viewers = [STRANGER, OTHER_FINDER, member(Role.HOSPITAL), member(Role.ISAO)]
    for viewer, (_, _, parts), state in product(viewers, CAST, EmbargoState):
        case = CaseItem(OWNER, parts, state, report_ids=frozenset({REPORT}))
        for permission in Permission:
            assert not may(viewer, permission, case).allowed or permission in (
                Permission.REPORT_SUBMIT,
                Permission.PARTY_READ,
            )


# --- the table itself ---------------------------------------------------------------------------------------------


def test_every_permission_has_a_rule_and_is_in_alphabetical_order() -> None:
    assert set(RULES) == set(Permission)
    assert [each.value for each in Permission] == sorted(each.value for each in Permission)
    assert all(re.fullmatch(r"[a-z]+(:[a-z]+)?:[a-z]+", each.value) for each in Permission)
    assert all(each.name == each.value.upper().replace(":", "_") for each in Permission)


def test_an_item_of_the_wrong_kind_is_refused() -> None:
    asked = {
        permission
        for permission in Permission
        if may(member(Role.COORDINATOR, OWNER), permission, MemberItem(EVE, EVE)).allowed
    }
    assert asked == {Permission.REPORT_SUBMIT, Permission.PARTY_READ}


def test_a_member_or_finder_of_nothing_is_refused_even_what_is_open_to_all() -> None:
    clear = AdvisoryItem(True, Tlp.CLEAR)
    for viewer in (Viewer(ViewerKind.FINDER), Viewer(ViewerKind.MEMBER), replace(member(Role.HOSPITAL), role=None)):
        answer = may(viewer, Permission.ADVISORY_READ, clear)
        assert not answer.allowed
        assert answer.because == "It is not known for whom you act. Sign in again."


def test_every_clause_cited_in_the_code_stands_on_the_page() -> None:
    root = Path(__file__).parents[2]
    page = (root / "docs/reference/policy.md").read_text(encoding="utf-8")
    clauses = {int(number) for number in re.findall(r"^(\d+)\. ", page, re.MULTILINE)}
    assert clauses == set(range(1, max(clauses) + 1))
    cited: set[int] = set()
    for file in (root / "src/medcord/core/access").glob("*.py"):
        for comment in re.findall(r"# ([\d, ]+)$", file.read_text(encoding="utf-8"), re.MULTILINE):
            cited |= {int(number) for number in comment.split(",")}
    assert cited
    assert cited <= clauses


# --- what a refusal shows -----------------------------------------------------------------------------------------


def test_an_unseen_case_is_not_found_and_a_seen_one_says_why_not() -> None:
    eve, case = one_of(".")
    with pytest.raises(NotFound) as absent:
        require(eve, Permission.CASE_INVITE, case, "case")
    assert absent.value.as_dict() == NotFound("case").as_dict()
    invited, case = one_of("I")
    with pytest.raises(NotAllowed) as refused:
        require(invited, Permission.CASE_READ, case, "case")
    assert refused.value.sentence == (
        "Your party is invited: it sees the terms, and the content opens when it has signed."
    )
    owner, case = one_of("O")
    assert require(owner, Permission.CASE_INVITE, case, "case").because == "Your party coordinates this case."


def test_a_secret_message_is_not_found_by_the_regulator_that_was_not_named() -> None:
    regulator, case = one_of("R")
    secret = MessageItem(case, Tlp.AMBER, ConfidentialityClass.TRADE_SECRET, EVE, created_at=OLD)
    with pytest.raises(NotFound):
        require(regulator, Permission.CASE_MESSAGE_READ, secret, "message")
    asked = replace(secret, consulted=True)
    assert require(regulator, Permission.CASE_MESSAGE_READ, asked, "message").allowed


def test_a_refused_act_names_whose_it_is() -> None:
    maker, case = one_of("M")
    assert may(maker, Permission.CASE_INVITE, case).because == (
        "Your party takes part in this case and has signed its terms. This is for: owner."
    )
    over = replace(case, embargo_state=EmbargoState.EXITED)
    assert may(maker, Permission.CASE_EMBARGO_PROPOSE, over).because == (
        "The embargo is “exited”; this is open while it is “none”, “proposed”, “active”, “revise”."
    )
    closed = replace(case, closed=True)
    assert may(maker, Permission.CASE_MESSAGE_SEND, closed).because == (
        "The case is closed: it can be read, and nothing in it is changed any more."
    )
