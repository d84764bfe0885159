"""A hospital's own events of harm: signed by name, timed by the law, read by its members alone."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from medcord.clocks import computing, reactions
from medcord.clocks import queries as clocks
from medcord.core.access import InventoryItem, Permission, may
from medcord.core.clocks import Context
from medcord.core.declarations.facility import Addressee, Annual, Event, Report
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.declarations import actions, queries
from medcord.declarations.models import FacilityEvent
from medcord.gateways import clock
from medcord.ledger import worker
from medcord.ledger.models import FactRow
from medcord.ledger.queries import ShortFact
from tests.cast import Cast, browser_of
from tests.notices.people import forget_letters, letters_to

pytestmark = pytest.mark.django_db
AWARE = datetime(2026, 6, 15, 12, tzinfo=UTC)  # a Monday; Juneteenth is that Friday
NOW = datetime(2026, 6, 16, 12, tzinfo=UTC)


def signed(cast: Cast, *, death: bool = True, maker: str = "Karst Respiratory") -> FacilityEvent:
    event = Event(death, AWARE, "Breva V2", maker, "An alarm did not sound.")
    return actions.sign_event(event, actor=cast.hospital.viewer)


def rules(cast: Cast, row: FacilityEvent) -> dict[str, bool]:
    return {one.rule: one.running for one in clocks.of_facility(cast.hospital.viewer).by_event[row.pk]}


def test_a_death_has_two_clocks_of_ten_work_days_and_each_report_stops_its_own(cast: Cast) -> None:
    with clock.at(NOW):
        row = signed(cast)
        due = {one.due for one in clocks.of_facility(cast.hospital.viewer).by_event[row.pk]}
        # 16, 17, 18, (Juneteenth), 22, 23, 24, 25, 26, 29, 30 June; to its end in Washington
        assert due == {datetime(2026, 7, 1, 3, 59, 59, tzinfo=UTC)}
        sent = Report(row.pk, Addressee.REGULATOR, NOW, "3500A, number 7.")
        actions.sign_event_report(sent, actor=cast.hospital.viewer)
        assert rules(cast, row) == {"CLK-6": False, "CLK-6-maker": True}
        with pytest.raises(RuleRefusal, match="signed already"):
            actions.sign_event_report(sent, actor=cast.hospital.viewer)
        early = Report(row.pk, Addressee.MANUFACTURER, AWARE.replace(day=14), "3500A")
        with pytest.raises(InputRefusal, match="too early"):
            actions.sign_event_report(early, actor=cast.hospital.viewer)


def test_an_injury_goes_to_the_manufacturer_or_to_the_regulator_when_it_is_not_known(cast: Cast) -> None:
    with clock.at(NOW):
        known, unknown = signed(cast, death=False), signed(cast, death=False, maker="")
        assert rules(cast, known) == {"CLK-6-maker": True}
        assert rules(cast, unknown) == {"CLK-6": True}
        with pytest.raises(RuleRefusal, match="elsewhere"):
            actions.sign_event_report(Report(known.pk, Addressee.REGULATOR, NOW, "3500A"), actor=cast.hospital.viewer)


def test_nobody_else_learns_of_it_and_no_case_holds_it(cast: Cast) -> None:
    with clock.at(NOW):
        row = signed(cast)
        for member in (cast.coordinator, cast.regulator, cast.manufacturer, cast.isao, cast.eve):
            assert not may(member.viewer, Permission.EVENT_READ, InventoryItem(row.party_id)).allowed
            assert clocks.of_facility(member.viewer) == clocks.Facility()
            assert browser_of(member).get("/harm-events").status_code == 404
            with pytest.raises(NotFound):
                queries.events(member.viewer)
            with pytest.raises(NotFound):
                actions.sign_event_report(Report(row.pk, Addressee.REGULATOR, NOW, "x"), actor=member.viewer)
        (fact,) = FactRow.objects.filter(kind="FacilityEventDeclared")
        assert fact.stream == f"organisation:{cast.hospital.organisation_id}"


def test_a_year_with_an_event_has_an_annual_report_by_the_first_of_january_where_the_hospital_lives(cast: Cast) -> None:
    with clock.at(NOW):
        signed(cast)
        (year,) = clocks.of_facility(cast.hospital.viewer).by_year.values()
        assert (year.key, year.verified) == ("2026", False)
        assert year.due == datetime(2027, 1, 2, 4, 59, 59, tzinfo=UTC)  # the end of 1 January in Washington
        with pytest.raises(InputRefusal, match="No event of that year"):
            actions.sign_year(Annual(2025, NOW, "3419"), actor=cast.hospital.viewer)
        with pytest.raises(NotFound):
            actions.sign_year(Annual(2026, NOW, "3419"), actor=cast.eve.viewer)
    browser = browser_of(cast.hospital)
    with clock.at(datetime(2026, 12, 30, 12, tzinfo=UTC)):
        assert "Annual report of 2026" in browser.get("/harm-events").content.decode()
        sent = {"act": "annual", "year": "2026", "reported": "2026-12-29T10:00", "zone": "UTC", "text": ""}
        assert browser.post("/harm-events", sent).status_code == 422
        assert browser.post("/harm-events", {**sent, "text": "3419, number 8."}).status_code == 302
        found = browser.get("/api/v1/harm-events").json()["years"]
        assert [(one["year"], one["clock"]["met_at"], one["text"]) for one in found] == [
            (2026, "2026-12-29T10:00:00Z", "3419, number 8.")
        ]
        with pytest.raises(RuleRefusal, match="signed already"):
            actions.sign_year(Annual(2026, NOW, "3419"), actor=cast.hospital.viewer)


def test_an_event_of_earlier_days_that_names_no_year_belongs_to_the_year_where_the_hospital_lives() -> None:
    hospital, event = UUID(int=1), UUID(int=2)
    aware = datetime(2027, 1, 1, 3, tzinfo=UTC)  # still the old year in Washington, where no zone was chosen
    data = {"organisation": str(hospital), "event": str(event), "aware": aware.isoformat(), "to_regulator": True}
    fact = ShortFact(event, 1, "FacilityEventDeclared", aware, hospital, {**data, "to_maker": False})
    found = computing.of_facility([fact], Context(), hospital, aware)
    assert {one.rule: one.key for one in found} == {"CLK-6": str(event), "CLK-6-annual": "2026"}
    there = computing.of_facility([fact], Context(zones={hospital: "Europe/Berlin"}), hospital, aware)
    assert {one.key for one in there if one.rule == "CLK-6-annual"} == {"2027"}


def test_the_hospitals_people_are_told_each_step_once_and_nobody_else_is(cast: Cast) -> None:
    with clock.at(NOW):
        row = signed(cast, death=False)
        worker.drain()
    forget_letters()
    steps = ("2026-06-23", "2026-06-28", "2026-07-01", "2026-07-03")
    for day in steps:
        with clock.at(datetime.fromisoformat(f"{day}T12:00:00+00:00")):
            reactions.tell_facilities()
            reactions.tell_facilities()
            worker.drain()
    told = FactRow.objects.filter(kind="FacilityClockReached").order_by("seq")
    assert [one.data["step"] for one in told] == ["half", "four-fifths", "due", "late"]
    letters = letters_to()
    assert [one.to for one in letters] == [cast.hospital.email] * 4
    assert "/harm-events" in letters[0].body
    assert "Breva" not in "".join(one.subject + one.body for one in letters)
    assert "The time of a clock is over" in browser_of(cast.hospital).get("/notices").content.decode()
    with clock.at(datetime(2026, 7, 3, 12, tzinfo=UTC)):
        actions.sign_event_report(Report(row.pk, Addressee.MANUFACTURER, NOW, "3500A"), actor=cast.hospital.viewer)
        reactions.tell_facilities()
    assert told.count() == 4


def test_the_page_and_a_program_sign_and_show_what_is_left(cast: Cast) -> None:
    browser = browser_of(cast.hospital)
    assert "No event is signed." in browser.get("/harm-events").content.decode()
    sent = {
        "act": "event",
        "death": "",
        "aware": "2026-06-15T12:00",
        "zone": "UTC",
        "device": "Breva V2",
        "text": "Loud.",
    }
    refused = browser.post("/harm-events", sent)
    assert refused.status_code == 422
    assert "Choose: a death, or a serious injury." in refused.content.decode()
    with clock.at(NOW):
        assert browser.post("/harm-events", {**sent, "death": "no"}).status_code == 302
        shown = browser.get("/harm-events").content.decode()
        assert "Serious injury: Breva V2" in shown
        assert "1 to report" in shown
        (row,) = queries.events(cast.hospital.viewer)
        report = {
            "act": "report",
            "event": str(row.pk),
            "to": "manufacturer",
            "reported": "2026-06-15T13:00",
            "zone": "UTC",
        }
        answered = browser.post("/harm-events", {**report, "text": "3500A"})
        assert answered.status_code == 422
        assert "routes this event elsewhere" in answered.content.decode()
        do = {
            "act": "report",
            "event": str(row.pk),
            "to": "regulator",
            "reported": "2026-06-15T13:00:00Z",
            "text": "3500A",
        }
        done = browser.post("/api/v1/harm-events", {"do": do}, content_type="application/json")
        assert [one["met_at"] is not None for one in done.json()["events"][0]["clocks"]] == [True]
        assert "0 to report" in browser.get("/harm-events").content.decode()
