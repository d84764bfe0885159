"""From a finder's report to the published advisory, by the actions each person takes."""

from __future__ import annotations

import pytest

from medcord.advisories import queries as advisories
from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.cases.queries import finding
from medcord.consults import queries as consults
from medcord.core.cvd.report import ReportState
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import ConfidentialityClass, ProductStatus, Severity, Tlp
from medcord.drafting import actions as drafting
from medcord.intake import actions as intake
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.opinions import actions as opinions
from medcord.products import actions as products
from tests.cases.road import approved
from tests.cast import STRANGER, Cast

WORDS = intake.ReportWords(
    device_maker="Karst Respiratory",
    device_model="Breva V2",
    device_version="4.1.0",
    how_tested="On two units bought second-hand, in a lab.",
    patient_impact="An alarm could stay silent while a patient stops breathing.",
    description="The alarm service takes a mute command without sign-in.",
    identity=intake.FinderIdentity.PSEUDONYMOUS,
    finder_name="kestrel-9",
    credit=True,
)


def open_a_case(cast: Cast) -> str:
    """A reported, triaged case with the regulator in it and the manufacturer signed."""
    report, _code = intake.submit(WORDS, actor=STRANGER)
    intake.triage(
        report.reference,
        medical_device=intake.MedicalDevice.YES,
        outcome=intake.Outcome.ACCEPT,
        actor=cast.coordinator.viewer,
    )
    case = cases.open_case(report.reference, title="Breva V2: alarms can be silenced", actor=cast.coordinator.viewer)
    cases.invite(case.reference, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    return str(case.reference)


@pytest.mark.django_db
def test_a_report_travels_to_a_published_advisory(cast: Cast) -> None:
    reference = open_a_case(cast)
    worker.drain()
    assert [row.case.reference for row in consults.queue(cast.regulator.viewer)] == [reference]
    with pytest.raises(NotFound):
        case_queries.case_for(cast.manufacturer.viewer, reference)
    cases.answer_terms(reference, TermsAnswer.ACCEPT, actor=cast.manufacturer.viewer)
    product = products.register(
        products.ProductWords(name="Breva V2", model_number="BV2", versions=["4.1.0", "4.2.1"]),
        maker=cast.manufacturer.organisation_id,
        actor=cast.manufacturer.viewer,
    )
    for versions, status, remedy in (("< 4.2.1", "affected", "Install 4.2.1."), ("4.2.1", "fixed", "")):
        cases.make_statement(
            reference,
            cases.StatementWords(product.pk, versions, ProductStatus(status), "", "vendor_fix", remedy),
            actor=cast.manufacturer.viewer,
        )
    words = opinions.OpinionWords(
        Severity.CATASTROPHIC, "A patient stops breathing; nobody hears.", opinions.Certainty.HIGH
    )
    opinions.sign(reference, words, actor=cast.regulator.viewer)
    opinions.release_sentence(reference, 1, "A missed alarm could cost a life.", actor=cast.regulator.viewer)
    cases.confirm(reference, evidence="Reproduced by the maker.", actor=cast.coordinator.viewer)
    drafting.save_draft(
        reference,
        {
            "title": "Karst Breva V2: alarms can be silenced",
            "summary": "Someone on the network can silence alarms of the ventilator.",
            "device": "Breva V2, a ventilator.",
            "what_could_happen": "An alarm may stay silent.",
            "what_to_do": "Ask your clinic to install 4.2.1.",
            "vector": "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H",
        },
        actor=cast.coordinator.viewer,
    )
    draft = drafting.publish(
        approved(cast, reference), early_reason="Fix is out and customers are told.", actor=cast.coordinator.viewer
    )
    worker.drain()
    published = advisories.advisory_for(STRANGER, draft.tracking_id)
    value = advisories.value_of(published.current)
    assert value.title == "Karst Breva V2: alarms can be silenced"
    assert value.plain.harm_statement == "A missed alarm could cost a life."
    assert [name for one in value.acknowledgments for name in one.names] == ["kestrel-9"]
    assert {(p.name, p.version) for p in value.products} == {("Breva V2", "< 4.2.1"), ("Breva V2", "4.2.1")}
    case = case_queries.case_for(cast.coordinator.viewer, reference)
    assert (case.embargo, case.public_at is not None) == ("exited", True)
    assert ledger.breaks() == []


@pytest.mark.django_db
def test_eve_cannot_learn_that_the_case_exists(cast: Cast) -> None:
    reference = open_a_case(cast)
    cases.send_message(
        reference,
        "The mute port is 5011.",
        tlp=Tlp.AMBER,
        confidentiality=ConfidentialityClass.NONE,
        actor=cast.coordinator.viewer,
    )
    for member in (cast.eve, cast.hospital, cast.isao):
        assert case_queries.visible(member.viewer) == []
        assert case_queries.invitations(member.viewer) == []
        assert finding.ids(member.viewer, "Breva") == []
        with pytest.raises(NotFound):
            case_queries.case_for(member.viewer, reference)
        with pytest.raises(NotFound):
            case_queries.invitation_for(member.viewer, reference)


@pytest.mark.django_db
def test_the_regulator_is_left_out_only_with_a_reason_that_shows(cast: Cast) -> None:
    report, _code = intake.submit(WORDS, actor=STRANGER)
    with pytest.raises(Exception, match="reason"):
        intake.triage(
            report.reference,
            medical_device=intake.MedicalDevice.NO,
            outcome=intake.Outcome.ACCEPT,
            actor=cast.coordinator.viewer,
        )
    after = intake.triage(
        report.reference,
        medical_device=intake.MedicalDevice.NO,
        outcome=intake.Outcome.ACCEPT,
        leave_out_regulator="It is a toy, sold as one.",
        actor=cast.coordinator.viewer,
    )
    assert ReportState(after.state) is ReportState.ACCEPTED
    case = cases.open_case(report.reference, title="Toy", actor=cast.coordinator.viewer)
    worker.drain()
    assert case.regulator_left_out == "It is a toy, sold as one."
    assert consults.queue(cast.regulator.viewer) == []
    kinds = [fact.kind for fact in ledger.facts_of([f"case:{case.pk}"])]
    assert "RegulatorLeftOut" in kinds
