"""Triage: the tables advise, a named person decides, and every decision stays."""

from __future__ import annotations

import pytest

from medcord.core.refusals import EditedMeanwhile, InputRefusal, NotFound
from medcord.intake import actions, queries
from medcord.intake.actions import FinderIdentity, Judgement, MedicalDevice, Outcome, ReportWords
from medcord.intake.models import Report, TriageDecision
from medcord.ledger.models import FactRow
from tests.cast import STRANGER, Cast, browser_of

pytestmark = pytest.mark.django_db

DEVICE = {
    "report_public": "no",
    "supplier_contacted": "yes",
    "report_credibility": "credible",
    "supplier_cardinality": "one",
    "supplier_engagement": "active",
    "utility": "laborious",
    "public_safety_impact": "significant",
    "life_supporting": "yes",
}


@pytest.fixture
def report(cast: Cast) -> Report:
    words = ReportWords(
        device_maker="Karst",
        device_model="Breva V2",
        device_version="4.1.0",
        how_tested="bench",
        patient_impact="an alarm stays silent",
        description="mute without sign-in",
        identity=FinderIdentity.ANONYMOUS,
    )
    return actions.submit(words, actor=STRANGER)[0]


def decide(report: Report, cast: Cast, outcome: Outcome, judgement: Judgement, **more: object) -> Report:
    return actions.triage(
        report.reference,
        medical_device=MedicalDevice.YES,
        outcome=outcome,
        judgement=judgement,
        actor=cast.coordinator.viewer,
        **more,  # type: ignore[arg-type]
    )


def test_a_decision_keeps_who_by_which_table_and_what_it_said(report: Report, cast: Cast) -> None:
    decide(report, cast, Outcome.DEFER, Judgement(DEVICE))
    row = TriageDecision.objects.get()
    assert (row.table, row.outcome, row.decided) == ("coordinator-triage:1.0.0+medical:1.0.0", "decline", "track")
    assert (row.by, row.answers) == (cast.coordinator.pk, DEVICE)
    fact = FactRow.objects.get(kind="TriageDecided")
    assert fact.data["medical"] == "track"
    assert fact.data["decision"] == str(row.pk)


def test_another_decision_than_the_tables_needs_a_reason(report: Report, cast: Cast) -> None:
    with pytest.raises(InputRefusal, match="say why") as refused:
        decide(report, cast, Outcome.ACCEPT, Judgement(DEVICE))
    assert refused.value.fields == {"field": "because"}
    assert Report.objects.get().state == "received"
    decide(report, cast, Outcome.ACCEPT, Judgement(DEVICE, "A child's ventilator; we do not wait."))
    row = TriageDecision.objects.get()
    assert (row.decided, row.because) == ("coordinate", "A child's ventilator; we do not wait.")
    assert "ventilator" not in str(FactRow.objects.get(kind="TriageDecided").data)


def test_either_of_the_two_outcomes_needs_no_reason(report: Report, cast: Cast) -> None:
    decide(report, cast, Outcome.DECLINE, Judgement(DEVICE))
    assert Report.objects.get().state == "deferred"
    assert TriageDecision.objects.get().decided == "decline"


def test_asking_the_finder_and_open_answers_need_no_reason(report: Report, cast: Cast) -> None:
    decide(report, cast, Outcome.INVALID, Judgement({"report_public": "no"}))
    row = TriageDecision.objects.get()
    assert (row.outcome, row.decided) == ("open", "ask")


def test_deciding_again_keeps_what_was_decided_before(report: Report, cast: Cast) -> None:
    decide(report, cast, Outcome.DEFER, Judgement(DEVICE))
    decide(report, cast, Outcome.ACCEPT, Judgement({**DEVICE, "supplier_engagement": "unresponsive"}))
    told = [(row.outcome, row.decided) for row in queries.decisions(cast.coordinator.viewer, report)]
    assert told == [("coordinate", "coordinate"), ("decline", "track")]
    page = browser_of(cast.coordinator).get(f"/reports/{report.reference}").content.decode()
    assert "Decided before" in page
    assert cast.coordinator.name in page


def test_answers_and_questions_that_are_not_there_are_refused(report: Report, cast: Cast) -> None:
    with pytest.raises(InputRefusal, match="laborious"):
        decide(report, cast, Outcome.DEFER, Judgement({"utility": "enormous"}))
    with pytest.raises(InputRefusal, match="utility"):
        decide(report, cast, Outcome.DEFER, Judgement({"weather": "fine"}))
    assert TriageDecision.objects.count() == 0


def test_two_who_decide_at_once_one_wins_and_no_decision_is_kept_of_the_other(report: Report, cast: Cast) -> None:
    seen = report.version
    decide(report, cast, Outcome.DEFER, Judgement(DEVICE), expected_version=seen)
    with pytest.raises(EditedMeanwhile):
        decide(report, cast, Outcome.DECLINE, Judgement(DEVICE), expected_version=seen)
    assert TriageDecision.objects.count() == 1


def test_the_page_shows_both_tables_and_where_the_answers_lead(report: Report, cast: Cast) -> None:
    browser = browser_of(cast.coordinator)
    blank = browser.get(f"/reports/{report.reference}").content.decode()
    assert "Decline in 150" in blank
    table = browser.get(f"/reports/{report.reference}/table", DEVICE).content.decode()
    assert "CERT/CC Coordinator Triage" in table
    assert "at least tracked" in table
    assert 'aria-current="true"' in table
    assert table.count("o--here") == 1
    assert "<b>unresponsive</b>" in table
    assert TriageDecision.objects.count() == 0


def test_without_script_a_button_shows_the_tables_and_keeps_what_was_typed(report: Report, cast: Cast) -> None:
    sent = {**DEVICE, "look": "1", "because": "typed so far", "version": report.version}
    page = browser_of(cast.coordinator).post(f"/reports/{report.reference}/triage", sent)
    assert page.status_code == 200
    said = page.content.decode()
    assert "at least tracked" in said
    assert "typed so far" in said
    assert Report.objects.get().state == "received"


def test_by_the_form_a_decision_is_made(report: Report, cast: Cast) -> None:
    sent = {**DEVICE, "version": report.version, "medical_device": "yes", "outcome": "defer"}
    browser = browser_of(cast.coordinator)
    page = browser.get(f"/reports/{report.reference}").content.decode()
    assert [each for each in page.split('name="outcome"')[1:] if "checked" in each.split(">")[0]] == []
    unsaid = browser.post(f"/reports/{report.reference}/triage", sent | {"outcome": ""})
    assert "Choose what you decide. Nothing is chosen for you." in unsaid.content.decode()
    assert browser.post(f"/reports/{report.reference}/triage", sent).status_code == 302
    assert Report.objects.get().state == "deferred"
    again = browser.post(
        f"/reports/{report.reference}/triage", {**sent, "version": report.version + 1, "outcome": "accept"}
    )
    assert again.status_code == 422
    assert "That is yours to decide" in again.content.decode()


def test_a_purge_takes_the_reason_too(report: Report, cast: Cast) -> None:
    decide(report, cast, Outcome.ACCEPT, Judgement(DEVICE, "Mr Brindle told us."))
    actions.purge_report(
        report.reference, reason="a patient was named", typed=report.reference, actor=cast.coordinator.viewer
    )
    row = TriageDecision.objects.get()
    assert (row.because, row.salt, row.decided) == ("", "", "coordinate")


def test_eve_decides_nothing_and_sees_no_table(report: Report, cast: Cast) -> None:
    for who in (cast.eve, cast.manufacturer, cast.regulator, cast.hospital):
        with pytest.raises(NotFound):
            actions.triage(report.reference, medical_device=MedicalDevice.NO, outcome=Outcome.DECLINE, actor=who.viewer)
        assert queries.decisions(who.viewer, report) == []
        assert browser_of(who).get(f"/reports/{report.reference}/table").status_code == 404
