"""Who disputes, reads, assesses and dissents: tables by hand from docs/reference/policy.md, clauses 52 to 54."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medcord.core.access import CaseItem, DisputeItem, Permission, PositionItem, Viewer, may
from medcord.core.vocabulary import ConfidentialityClass, Role
from tests.core.test_access import EVE, NEW, OLD, OWNER, member, one_of, who_may

# The letters are those of test_access: Owner, Coordinator, Regulator, Maker, W observer, J late, Q reader, Lapsed.


def without(case: CaseItem, _viewer: Viewer) -> DisputeItem:
    """A dispute of another maker's."""
    return DisputeItem(case, frozenset({EVE}), None)


def within(case: CaseItem, viewer: Viewer) -> DisputeItem:
    """A dispute in which the viewer's party stated a position before it could have lapsed."""
    return DisputeItem(case, frozenset({EVE, viewer.party_id or EVE}), OLD)


def test_a_dispute_exists_for_the_agencies_and_the_parties_in_it() -> None:
    assert who_may(Permission.DISPUTE_READ, without) == "OCR"
    assert who_may(Permission.DISPUTE_READ, within) == "OCRMWQL"
    late = lambda case, viewer: replace(within(case, viewer), created_at=NEW)  # noqa: E731
    assert who_may(Permission.DISPUTE_READ, late) == "OCRMWJQ"


def test_who_disputes_assesses_and_dissents() -> None:
    assert who_may(Permission.DISPUTE_STATE, lambda case, _viewer: case) == "OCMJ"
    assert who_may(Permission.DISPUTE_ASSESS, without) == "R"
    assert who_may(Permission.DISPUTE_DISSENT, without) == ""
    # A regulator never states a position; if one did stand in a dispute, it could dissent as others do.
    assert who_may(Permission.DISPUTE_DISSENT, within) == "OCRM"
    for permission in (Permission.DISPUTE_ASSESS, Permission.DISPUTE_DISSENT):
        closed = lambda case, viewer: within(replace(case, closed=True), viewer)  # noqa: E731
        assert who_may(permission, closed) == ""


@pytest.mark.parametrize(
    ("klass", "opened", "among", "outside"),
    [
        ("none", False, "OCR", "OCR"),
        ("none", True, "OCRMWQL", "OCR"),
        ("cci", True, "OR", "OR"),
        ("trade-secret", True, "OR", "OR"),
    ],
)
def test_who_reads_anothers_position(klass: str, opened: bool, among: str, outside: str) -> None:
    def of(make: object) -> object:
        return lambda case, viewer: PositionItem(
            make(case, viewer),
            EVE,
            ConfidentialityClass(klass),
            opened,  # type: ignore[operator]
        )

    assert who_may(Permission.DISPUTE_POSITION_READ, of(within)) == among
    assert who_may(Permission.DISPUTE_POSITION_READ, of(without)) == outside


def test_a_party_reads_its_own_position_whatever_its_mark() -> None:
    own = lambda case, viewer: PositionItem(  # noqa: E731
        within(case, viewer), viewer.party_id or EVE, ConfidentialityClass.TRADE_SECRET
    )
    assert who_may(Permission.DISPUTE_POSITION_READ, own) == "OCRMWQL"


def test_hospitals_isaos_and_eve_see_no_dispute() -> None:
    _viewer, case = one_of("M")
    for other in (member(Role.HOSPITAL), member(Role.ISAO), member(Role.MANUFACTURER, EVE)):
        item = DisputeItem(case, frozenset({OWNER}), OLD)
        for permission in (Permission.DISPUTE_READ, Permission.DISPUTE_DISSENT, Permission.DISPUTE_ASSESS):
            assert not may(other, permission, item).allowed
        assert not may(other, Permission.DISPUTE_STATE, case).allowed
