"""Clauses 67 to 71: evidence and signals, lists, sightings, emerging signals, warnings, recalls."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from medcord.core.access import (
    CaseItem,
    Permission,
    SightingItem,
    SignalItem,
    Viewer,
    ViewerKind,
    WarningItem,
    may,
)
from medcord.core.vocabulary import MemberRole, Role
from tests.core.test_access import EVE, NEW, OLD, OTHER_REPORT, OWNER, PARTY, STRANGER, SYSTEM, member, one_of, who_may

HOSPITAL = UUID("00000000-0000-4000-8000-000000000085")


def case_alone(case: CaseItem, _viewer: Viewer) -> CaseItem:
    return case


def closed(case: CaseItem, _viewer: Viewer) -> CaseItem:
    return replace(case, closed=True)


def test_the_agencies_read_evidence_signals_and_emerging_signals_and_the_regulator_writes_these() -> None:
    for item in (case_alone, closed):
        assert who_may(Permission.CASE_EVIDENCE_READ, item) == "OCR"  # 67
        assert who_may(Permission.EMERGING_READ, item) == "OCR"  # 70
        assert who_may(Permission.EMERGING_WRITE, item) == "R"  # 70
        assert who_may(Permission.RECALL_LINK, item) == "OR"  # 71


def test_a_warning_is_between_the_agencies_and_the_firm_that_is_asked() -> None:
    def asked(at: object, party: UUID = PARTY) -> object:
        return lambda case, _viewer: WarningItem(case, party, at)

    assert who_may(Permission.WARNING_READ, asked(OLD)) == "OCRMWQL"  # 13: it was there before the lapse
    assert who_may(Permission.WARNING_READ, asked(NEW)) == "OCRMWJQ"  # 12
    assert who_may(Permission.WARNING_READ, asked(NEW, EVE)) == "OCR"
    assert who_may(Permission.WARNING_ANSWER, asked(NEW)) == "MJ"
    assert who_may(Permission.WARNING_ANSWER, asked(NEW, EVE)) == ""


def test_signals_are_their_coordinator_s_and_the_node_s() -> None:
    desk = member(Role.COORDINATOR, OWNER)
    every = [
        (desk, True, True),
        (SYSTEM, True, True),
        (replace(desk, level=MemberRole.READER), True, False),  # 36
        (replace(desk, cases=frozenset({OTHER_REPORT})), False, False),  # 35
        (member(Role.COORDINATOR, EVE), False, False),
        (STRANGER, False, False),
        *[(member(role, OWNER), False, False) for role in Role if role is not Role.COORDINATOR],
    ]
    for viewer, reads, writes in every:
        item = SignalItem(OWNER)
        assert may(viewer, Permission.SIGNAL_READ, item).allowed is reads, viewer
        assert may(viewer, Permission.SIGNAL_WRITE, item).allowed is writes, viewer
        assert viewer is SYSTEM or not may(viewer, Permission.SIGNAL_READ, SignalItem(None)).allowed


def test_a_sighting_is_made_by_hospitals_and_isaos_and_decided_by_its_coordinator() -> None:
    makes = {role for role in Role if may(member(role, HOSPITAL), Permission.SIGHTING_MAKE).allowed}
    assert makes == {Role.HOSPITAL, Role.ISAO}
    item = SightingItem(HOSPITAL, OWNER)
    table = {
        "its maker": (member(Role.HOSPITAL, HOSPITAL), True, False),
        "another hospital": (member(Role.HOSPITAL, EVE), False, False),
        "a manufacturer with its id": (member(Role.MANUFACTURER, HOSPITAL), False, False),
        "its coordinator": (member(Role.COORDINATOR, OWNER), True, True),
        "a limited member there": (
            replace(member(Role.COORDINATOR, OWNER), cases=frozenset({OTHER_REPORT})), False, False,
        ),
        "another coordinator": (member(Role.COORDINATOR, EVE), False, False),
        "a regulator": (member(Role.REGULATOR, EVE), False, False),
        "a reader of the hospital": (replace(member(Role.HOSPITAL, HOSPITAL), level=MemberRole.READER), True, False),
        "the node": (SYSTEM, True, False),
        "a stranger": (Viewer(ViewerKind.ANONYMOUS), False, False),
    }  # fmt: skip
    for who, (viewer, reads, decides) in table.items():
        assert may(viewer, Permission.SIGHTING_READ, item).allowed is reads, who
        assert may(viewer, Permission.SIGHTING_DECIDE, item).allowed is decides, who
    reader = replace(member(Role.HOSPITAL, HOSPITAL), level=MemberRole.READER)
    assert not may(reader, Permission.SIGHTING_MAKE).allowed  # 36


def test_a_viewer_of_a_wrong_thing_gets_nothing() -> None:
    viewer, case = one_of("R")
    for permission in (Permission.SIGNAL_READ, Permission.SIGHTING_READ, Permission.WARNING_READ):
        assert not may(viewer, permission, case).allowed
