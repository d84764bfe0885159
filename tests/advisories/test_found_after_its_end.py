"""Who looks for a device or a CVE finds the advisory that no longer stands, and reads that it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from medcord import search
from medcord.advisories import queries
from medcord.advisories.actions import take_in
from medcord.core.advisory import Publisher, Revision
from medcord.core.advisory.in_force import ended
from medcord.core.advisory.outgoing import outgoing
from medcord.core.advisory.revising import RevisionKind
from medcord.formats.csaf import write_csaf
from tests.advisories.stories import COORDINATOR, PUMP_ADVISORY
from tests.cases.road import DRAFT
from tests.cast import STRANGER, Cast, browser_of, make_cast
from tests.drafting.test_withdrawal import another, withdrawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def found(**wanted: str) -> list[str]:
    """Numbers of what a stranger finds."""
    return sorted(row.tracking_id for row in queries.matching(STRANGER, **wanted))  # type: ignore[arg-type]


def _file(number: int) -> tuple[str, bytes]:
    """The first revision of an advisory of somebody else, or the second, by which it was withdrawn."""
    publisher = Publisher("Other CSIRT", "https://other.example", "coordinator")
    value = replace(PUMP_ADVISORY, id="OTHER-2026-1", publisher=publisher)
    if number == 2:
        value = ended(value, RevisionKind.WITHDRAWAL, title="Withdrawn: a pump", reason="An error.", advice="Nothing.")
    at = datetime(2026, 5, number, tzinfo=UTC)
    revisions = tuple(Revision(str(each), datetime(2026, 5, each, tzinfo=UTC), "New.") for each in range(1, number))
    final = outgoing(
        replace(value, initial_release=datetime(2026, 5, 1, tzinfo=UTC)), revisions, str(number), "New.", at
    )
    return f"{number}.json", write_csaf(final, canonical_url="https://other.example/1.json", engine_version="1")


def test_what_was_withdrawn_is_found_by_what_it_said_while_it_stood(cast: Cast) -> None:
    gone, other = withdrawn(cast).tracking_id, another(cast).tracking_id
    assert found(cve=DRAFT["cve"]) == [gone]
    assert found(product="Breva V2") == sorted([gone, other])
    assert found(q="breva v2") == sorted([gone, other])
    page = browser_of(None).get("/advisories", {"cve": DRAFT["cve"]}).content.decode()
    assert "Withdrawn: Karst Breva V2" in page
    assert DRAFT["summary"] not in page
    assert found(product="Quill 3") == []


def test_the_index_made_anew_says_the_same(cast: Cast) -> None:
    gone = withdrawn(cast).tracking_id
    search.rebuild()
    assert found(cve=DRAFT["cve"]) == [gone]
    assert found(product="Breva V2") == [gone]


@pytest.mark.parametrize("newest_first", [False, True])
def test_one_of_another_publisher_is_found_in_whatever_order_its_revisions_came(newest_first: bool) -> None:
    first, last = (_file(1), _file(2))
    for name, document in [last, first] if newest_first else [first, last]:
        assert take_in([(name, document)], actor=COORDINATOR).refused == ()
    row = queries.advisory_for(STRANGER, "OTHER-2026-1")
    assert row.current.label == "2"
    assert found(cve=PUMP_ADVISORY.cves[0]) == ["OTHER-2026-1"]
    assert found(product=PUMP_ADVISORY.products[0].name) == ["OTHER-2026-1"]


def test_what_only_an_agency_may_read_is_found_by_no_stranger(cast: Cast) -> None:
    assert found(cve=DRAFT["cve"]) == []
    assert withdrawn(cast).tracking_id in found(cve=DRAFT["cve"])
    assert browser_of(cast.eve).get(f"/cases/{cast.eve.pk}/draft").status_code == 404
