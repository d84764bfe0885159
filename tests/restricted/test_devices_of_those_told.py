"""A hospital that was told sees which of its devices are meant, on that page alone; nothing of it is kept anywhere."""

from __future__ import annotations

import time

import pytest

from medcord.core.access.scopes import Scope
from medcord.drafting import actions
from medcord.inventory.models import Identity
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.matching.models import AdvisoryHead, MatchRun, Verdict
from medcord.matching.told import devices_told
from medcord.parties import actions as parties
from medcord.restricted import queries
from tests.api.programs import Program, program_of
from tests.cast import Cast, browser_of, make_cast
from tests.inventory.ward import imported, table
from tests.restricted.telling import told

pytestmark = pytest.mark.django_db

WARD = (
    ("SE-001", "Karst Respiratory", "Breva V2", "ventilator", "4.1.0", "ICU", "Main", "S1"),
    ("SE-002", "Karst Respiratory", "Breva V2", "ventilator", "4.1.0", "ED", "West", "S2"),
    ("SE-003", "Karst Respiratory", "Breva V2", "ventilator", "", "ICU", "Main", "S3"),
    ("SE-004", "Karst Respiratory", "Breva V2", "ventilator", "5.0", "ICU", "Main", "S4"),
    ("SE-005", "Stryker", "EPIC II", "bed", "", "Ward 3", "West", "S5"),
)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_hospital_that_was_told_sees_its_devices_with_the_reason_and_where_they_are(cast: Cast) -> None:
    imported(cast.hospital, table(*WARD))
    _, row = told(cast)
    said = browser_of(cast.hospital).get(f"/restricted/{row.tracking_id}").content.decode()
    assert "Your devices" in said
    assert "1 in ICU, Main" in said
    assert "1 in ED, West" in said
    assert "Stryker" not in said
    found = program_of(cast.hospital).get(f"/restricted/{row.tracking_id}/devices")
    assert (found["inventory"], found["complete"], found["looked_at"]) == (True, True, 4)
    assert [(one["kind"], one["software_version"], one["devices"]) for one in found["items"]] == [
        ("affected", "4.1.0", 2),
        ("possible", "", 1),
        ("outside_range", "5.0", 1),
    ]
    assert all(one["because"] for one in found["items"])


def test_nothing_of_it_is_kept_and_no_worklist_count_or_run_knows_of_it(cast: Cast) -> None:
    for hospital in (cast.hospital, cast.other_hospital):
        imported(hospital, table(*WARD))
    places = ("/worklist", "/api/v1/worklist", "/worklist.csv", "/inventory", "/measures", "/search?q=Breva")
    people = (cast.hospital, cast.other_hospital)

    def kept() -> list[object]:
        facts = [row.kind for one in people for row in ledger.facts_of([f"organisation:{one.organisation_id}"])]
        return [AdvisoryHead.objects.count(), MatchRun.objects.count(), Verdict.objects.count(), facts]

    before = kept()
    _, row = told(cast)
    browser_of(cast.hospital).get(f"/restricted/{row.tracking_id}")
    program_of(cast.hospital).get(f"/restricted/{row.tracking_id}/devices")
    worker.drain()
    after = kept()
    assert after[:3] == before[:3]
    assert [one for one in after[3] if one.startswith("Match")] == [one for one in before[3] if one.startswith("Match")]  # type: ignore[attr-defined]
    for person in people:
        for place in places:
            said = browser_of(person).get(place).content.decode()
            assert row.tracking_id not in said
            assert "alarms can be silenced" not in said


def test_another_hospital_with_the_same_devices_gets_the_404_of_an_absent_thing(cast: Cast) -> None:
    imported(cast.other_hospital, table(*WARD))
    _, row = told(cast)
    program = program_of(cast.other_hospital)
    hidden = program.send("GET", f"/restricted/{row.tracking_id}/devices")
    absent = program.send("GET", "/restricted/MCR-2222-2222/devices")
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content)
    assert hidden.status_code == 404


def test_an_isao_that_was_told_has_no_devices_and_a_token_needs_both_scopes(cast: Cast) -> None:
    imported(cast.hospital, table(*WARD))
    _, row = told(cast, cast.hospital, cast.isao)
    path = f"/restricted/{row.tracking_id}/devices"
    assert "Your devices" not in browser_of(cast.isao).get(f"/restricted/{row.tracking_id}").content.decode()
    assert program_of(cast.isao).send("GET", path).status_code == 404
    for scopes, status in (
        ({Scope.RESTRICTED, Scope.INVENTORY}, 200),
        ({Scope.RESTRICTED}, 404),
        ({Scope.INVENTORY}, 403),
    ):
        made = frozenset(scopes)
        _, secret = parties.issue_token(label="a program", days=30, scopes=made, actor=cast.hospital.viewer)
        assert Program({"Authorization": f"Bearer {secret}"}).send("GET", path).status_code == status, scopes


def test_what_was_withdrawn_is_matched_with_nothing(cast: Cast) -> None:
    imported(cast.hospital, table(*WARD))
    case, row = told(cast)
    actions.withdraw_telling(case, row.restricted, reason="Wrong.", actor=cast.coordinator.viewer)
    assert "Your devices" not in browser_of(cast.hospital).get(f"/restricted/{row.tracking_id}").content.decode()
    assert program_of(cast.hospital).send("GET", f"/restricted/{row.tracking_id}/devices").status_code == 404


def test_without_an_inventory_the_page_says_so(cast: Cast) -> None:
    _, row = told(cast)
    said = browser_of(cast.hospital).get(f"/restricted/{row.tracking_id}").content.decode()
    assert "has no inventory here" in said
    assert program_of(cast.hospital).get(f"/restricted/{row.tracking_id}/devices")["inventory"] is False


def test_thousands_of_kinds_of_device_are_matched_while_somebody_waits(cast: Cast) -> None:
    rows = [(f"N-{n}", "Stryker", f"Bed {n}", "bed", "1", "Ward", "Main", str(n)) for n in range(3000)]
    imported(cast.hospital, table(*WARD, *rows))
    assert Identity.objects.count() > 3000
    _, row = told(cast)
    value = queries.value_of(queries.one_for(cast.hospital.viewer, row.tracking_id).row)
    began = time.perf_counter()
    found = devices_told(cast.hospital.viewer, row.restricted, value)
    took = time.perf_counter() - began
    assert found is not None
    assert len(found.lines) == 3
    assert took < 5, took
