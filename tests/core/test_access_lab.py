"""Independent tests: policy 66, written by hand from docs/reference/policy.md. Letters as in test_access.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from medcord.core.access import CaseItem, LabItem, Permission, Viewer, may
from medcord.core.cvd.embargo import EmbargoState
from medcord.core.lab import LabAudience
from medcord.core.vocabulary import Role
from tests.core.test_access import EVE, NEW, OLD, OWNER, REPORT, member, who_may

Make = Callable[[CaseItem, Viewer], LabItem]


def bare(case: CaseItem, viewer: Viewer) -> LabItem:
    """Asked for and supplied by nobody who looks."""
    del viewer
    return LabItem(case, asker=OWNER, created_at=OLD)


def own(case: CaseItem, viewer: Viewer) -> LabItem:
    """The party that looks supplies the specimen."""
    return LabItem(case, asker=OWNER, supplier=viewer.party_id, created_at=OLD)


def wished(case: CaseItem, viewer: Viewer) -> LabItem:
    """The party that looks asked for it, and another one supplies."""
    return LabItem(case, asker=viewer.party_id, supplier=OWNER, created_at=OLD)


def released(audience: LabAudience, make: Make = bare, *, old: bool = True) -> Make:
    return lambda case, viewer: replace(make(case, viewer), audience=audience, released_at=OLD if old else NEW)


TABLE: list[tuple[str, Make, str]] = [
    # O owner, C coordinator, R regulator, M maker, W observer, J late, Q reader of M, L lapsed
    ("lab:run", bare, "O"),
    ("lab:hand", bare, "OR"),
    ("lab:hand", own, "OCRMJ"),
    ("lab:read", bare, "OCR"),
    ("lab:read", own, "OCRMWQL"),
    ("lab:read", wished, "OCRMWQL"),
    ("lab:result:read", released(LabAudience.MAKER, wished), "OCR"),
    ("lab:result:read", bare, "OCR"),
    ("lab:result:read", own, "OCR"),
    ("lab:result:read", released(LabAudience.AGENCIES, own), "OCR"),
    ("lab:result:read", released(LabAudience.MAKER), "OCR"),
    ("lab:result:read", released(LabAudience.MAKER, own), "OCRMWQL"),
    ("lab:result:read", released(LabAudience.READERS), "OCRMWQL"),
    ("lab:result:read", released(LabAudience.READERS, old=False), "OCRMWQJ"),
    ("lab:result:read", released(LabAudience.PUBLIC), "OCRMWQL"),
    ("lab:read", released(LabAudience.READERS), "OCRMWQL"),
    ("lab:read", released(LabAudience.AGENCIES), "OCR"),
]


@pytest.mark.parametrize(("permission", "make", "expected"), TABLE)
def test_who_sees_an_independent_test(permission: str, make: Make, expected: str) -> None:
    assert set(who_may(Permission(permission), make)) == set(expected)


def test_in_a_closed_case_nothing_is_written() -> None:
    owner = member(Role.COORDINATOR, OWNER)
    item = LabItem(CaseItem(OWNER, {}, EmbargoState.EXITED, closed=True, report_ids=frozenset({REPORT})), asker=OWNER)
    assert not may(owner, Permission.LAB_REQUEST, item.case).allowed
    for permission in (Permission.LAB_RUN, Permission.LAB_HAND):
        assert not may(owner, permission, item).allowed
    assert may(owner, Permission.LAB_RESULT_READ, item).allowed


def test_eve_who_is_not_in_the_case_learns_of_no_test_whatever_was_released() -> None:
    item = LabItem(
        CaseItem(OWNER), asker=OWNER, supplier=OWNER, audience=LabAudience.PUBLIC, created_at=OLD, released_at=OLD
    )
    for role in Role:
        for permission in [one for one in Permission if one.value.startswith("lab:")]:
            assert not may(member(role, EVE), permission, item).allowed
