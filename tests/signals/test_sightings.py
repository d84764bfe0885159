"""A hospital or ISAO says what it saw; a person decides; its author learns the outcome and nothing of a case (I3)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.cases.marks import standing
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.signals import Seen
from medcord.ledger import worker
from medcord.ledger.models import FactRow, OutgoingLetter
from medcord.parties import actions as parties
from medcord.parties.models import Member
from medcord.signals import actions, queries
from medcord.signals.models import Sighting
from tests.cases.road import joined
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db

CVE = "CVE-2026-90533"


def seen(cast: Cast, what: Seen = Seen.SUCCESSFUL, words: str = "") -> Sighting:
    said = actions.SightingWords(what, "Karst Breva V2: alarms can be silenced", "MCA-2026-0001", [CVE], words)
    made = actions.sight(said, actor=cast.hospital.viewer)
    worker.drain()
    return made


def test_it_was_used_marks_the_case_as_attacked_and_its_author_learns_only_that(cast: Cast) -> None:
    case, made, viewer = joined(cast), seen(cast, words="Alarms fell silent at night."), cast.coordinator.viewer
    cases.confirm_sighting(made.reference, case, because="Their logs show the command.", actor=viewer)
    worker.drain()
    found = case_queries.case_for(viewer, case)
    assert standing(found) == "exploited"
    (rests,) = case_queries.evidence(cast.regulator.viewer, found)
    assert (rests.of, rests.by_name, rests.sighting.party_id) == ("a", "M. Tarrow", cast.hospital.organisation_id)
    own = queries.sighting_for(cast.hospital.viewer, made.reference)
    assert (own.confirmed, own.answer) == (True, "")
    page = browser_of(cast.hospital).get(f"/sightings/{made.reference}").content.decode()
    assert "Confirmed" in page
    assert case not in page
    assert "Their logs" not in page
    chain = {
        row.kind: row.data for row in FactRow.objects.filter(stream=f"organisation:{cast.hospital.organisation_id}")
    }
    assert chain["SightingAnswered"]["confirmed"] is True
    assert case not in str(chain)


def test_scanning_is_evidence_and_no_attack(cast: Cast) -> None:
    case, made, viewer = joined(cast), seen(cast, Seen.SCANNING), cast.coordinator.viewer
    cases.confirm_sighting(made.reference, case, because="A scan from one address.", actor=viewer)
    found = case_queries.case_for(viewer, case)
    assert (standing(found), found.attacks_at) == ("potential", None)
    assert [one.of for one in case_queries.evidence(viewer, found)] == ["seen"]


def test_what_fits_no_case_opens_a_potential_one_and_nothing_is_decided_twice(cast: Cast) -> None:
    made, viewer = seen(cast, Seen.ATTEMPT), cast.coordinator.viewer
    case = cases.open_from_sighting(made.reference, because="Credible.", actor=viewer)
    worker.drain()
    assert (standing(case), case.cves, case.origin) == ("exploited", [CVE], "signal")
    for again in (
        lambda: actions.turn_down(made.reference, because="No.", actor=viewer),
        lambda: cases.confirm_sighting(made.reference, case.reference, because="Yes.", actor=viewer),
    ):
        with pytest.raises(RuleRefusal, match="decided already"):
            again()


def test_a_sighting_that_was_not_that_is_answered_with_a_reason(cast: Cast) -> None:
    made = seen(cast, Seen.SUSPICIOUS)
    with pytest.raises(InputRefusal):
        actions.turn_down(made.reference, because=" ", actor=cast.coordinator.viewer)
    actions.turn_down(made.reference, because="It was a nightly backup.", actor=cast.coordinator.viewer)
    own = queries.sighting_for(cast.hospital.viewer, made.reference)
    assert (own.confirmed, own.answer, own.answered_name) == (False, "It was a nightly backup.", "M. Tarrow")


def test_what_looks_like_patient_data_is_asked_about_and_nothing_is_kept(cast: Cast) -> None:
    with pytest.raises(InputRefusal, match="patient"):
        seen(cast, words="Patient John Smith, DOB 03/04/1961, lay beside it.")
    assert Sighting.objects.count() == 0


def test_nobody_else_sees_a_sighting_makes_one_or_decides_it(cast: Cast) -> None:
    made, case = seen(cast), joined(cast)
    for member in (cast.eve, cast.manufacturer, cast.regulator, cast.other_hospital, cast.isao):
        assert queries.sightings(member.viewer) == []
        with pytest.raises(NotFound):
            queries.sighting_for(member.viewer, made.reference)
        with pytest.raises(NotFound):
            cases.confirm_sighting(made.reference, case, because="x", actor=member.viewer)
    for member in (cast.eve, cast.manufacturer, cast.regulator, cast.coordinator):
        with pytest.raises((NotAllowed, NotFound)):
            actions.sight(actions.SightingWords(Seen.ATTEMPT, "x"), actor=member.viewer)
    with pytest.raises(NotAllowed):
        actions.turn_down(made.reference, because="No.", actor=cast.hospital.viewer)


def test_the_coordinator_is_told_at_once_and_the_hospital_of_the_outcome(cast: Cast) -> None:
    made = seen(cast)
    told = [(row.to, "sighting" in row.body) for row in OutgoingLetter.objects.all()]
    assert told == [(cast.coordinator.email, True)]
    actions.turn_down(made.reference, because="No.", actor=cast.coordinator.viewer)
    worker.drain()
    assert {row.to for row in OutgoingLetter.objects.all()} == {cast.coordinator.email, cast.hospital.email}


def test_a_program_says_it_in_one_request_and_reads_the_outcome(cast: Cast) -> None:
    joined(cast)

    def ask(member: Member, path: str, body: dict[str, object] | None = None) -> tuple[int, dict[str, Any]]:
        secret = parties.issue_token(label="script", days=1, actor=member.viewer)[1]
        shown = {"headers": {"Authorization": f"Bearer {secret}"}}
        client = Client()
        sent = client.get(path, **shown) if body is None else client.post(path, body, "application/json", **shown)
        return sent.status_code, sent.json()

    status, receipt = ask(cast.isao, "/api/v1/sightings", {"seen": "attempt", "title": "Karst Breva V2"})
    assert (status, receipt["confirmed"], receipt["party"]) == (201, None, "Lanternway ISAO")
    path = f"/api/v1/sightings/{receipt['reference']}"
    assert ask(cast.eve, path)[0] == 404
    assert ask(cast.coordinator, f"{path}/decision", {"confirmed": True, "because": "Their logs."})[0] == 200
    worker.drain()
    status, outcome = ask(cast.isao, path)
    assert (status, outcome["confirmed"], outcome["answer"]) == (200, True, "")
    assert "Their logs" not in str(outcome)


def test_three_clicks_send_it_and_a_receipt_comes_back(cast: Cast) -> None:
    phone: Client = browser_of(cast.isao)
    page = phone.post("/sightings", {"seen": "attempt", "title": "Karst Breva V2"}, follow=True)
    receipt = Sighting.objects.get().reference
    assert receipt in page.content.decode()
    decided = browser_of(cast.coordinator).post(f"/sightings/{receipt}/decision", {"because": "Credible.", "case": ""})
    assert decided.status_code == 302
    worker.drain()
    assert "Confirmed" in phone.get("/sightings").content.decode()
