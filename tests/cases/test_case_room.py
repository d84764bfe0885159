"""Who gets into a case, what they read there, and what they may do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from medcord.cases import actions, queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.cases.models import Message
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, ProductStatus, Tlp
from medcord.gateways import clock
from medcord.intake import actions as intake
from medcord.intake.actions import FinderIdentity
from medcord.ledger import queries as ledger
from medcord.ledger import ticks, worker
from medcord.ledger.models import OutgoingLetter
from tests.cases.road import WORDS, joined, opened, product_of, stated
from tests.cast import STRANGER, Cast, browser_of
from tests.intake.test_reporting import photo_with_a_place

pytestmark = pytest.mark.django_db

AMBER, NONE = Tlp.AMBER, ConfidentialityClass.NONE


def kinds(cast: Cast, reference: str) -> list[str]:
    case = queries.case_for(cast.coordinator.viewer, reference)
    return [fact.kind for fact in ledger.facts_of([f"case:{case.pk}"])]


def test_opening_a_case_starts_the_45_day_embargo_and_brings_the_regulator_in(cast: Cast) -> None:
    reference = opened(cast)
    case = queries.case_for(cast.regulator.viewer, reference)
    assert case.embargo == "active"
    assert (case.embargo_until - case.opened_at) == timedelta(days=45)
    assert "RegulatorConsulted" in kinds(cast, reference)


def test_what_is_public_already_has_no_embargo(cast: Cast) -> None:
    case = queries.case_for(cast.coordinator.viewer, opened(cast, already_public=True))
    assert (case.embargo, case.embargo_until) == ("none", None)


def test_an_invited_maker_sees_the_terms_and_nothing_else(cast: Cast) -> None:
    reference = opened(cast)
    actions.invite(reference, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    browser = browser_of(cast.manufacturer)
    terms = browser.get(f"/cases/{reference}/terms")
    assert terms.status_code == 200
    assert "alarms can be silenced" not in terms.content.decode()
    for tail in ("", "/statements", "/facts", "/state", "/readers"):
        assert browser.get(f"/cases/{reference}{tail}").status_code == 404
    assert "alarms can be silenced" not in browser.get("/board").content.decode()


def test_a_maker_that_declines_loses_sight_of_the_case(cast: Cast) -> None:
    reference = opened(cast)
    actions.invite(reference, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    actions.answer_terms(reference, TermsAnswer.DECLINE, actor=cast.manufacturer.viewer)
    assert queries.invitations(cast.manufacturer.viewer) == []
    with pytest.raises(NotFound):
        queries.invitation_for(cast.manufacturer.viewer, reference)


def test_eve_gets_the_answer_of_an_absent_page(cast: Cast) -> None:
    reference = joined(cast)
    eve = browser_of(cast.eve)
    for tail in ("", "/terms", "/statements", "/facts", "/state", "/readers", "/who", "/invite", "/opinion", "/draft"):
        hidden, absent = eve.get(f"/cases/{reference}{tail}"), eve.get(f"/cases/MC-2222-2222{tail}")
        assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content)
        assert hidden.status_code == 404


@pytest.mark.parametrize(
    ("confidentiality", "regulator_reads", "maker_reads"),
    [
        (ConfidentialityClass.NONE, True, True),
        (ConfidentialityClass.CCI, False, False),
        (ConfidentialityClass.TRADE_SECRET, False, False),
        (ConfidentialityClass.DELIBERATIVE, True, False),
    ],
)
def test_the_class_of_a_message_decides_who_it_exists_for(
    cast: Cast, confidentiality: ConfidentialityClass, regulator_reads: bool, maker_reads: bool
) -> None:
    reference = joined(cast)
    actions.send_message(reference, "Words.", tlp=AMBER, confidentiality=confidentiality, actor=cast.coordinator.viewer)
    case = queries.case_for(cast.coordinator.viewer, reference)
    assert len(queries.messages(cast.coordinator.viewer, case)) == 1
    assert bool(queries.messages(cast.regulator.viewer, case)) is regulator_reads
    assert bool(queries.messages(cast.manufacturer.viewer, case)) is maker_reads
    named = {row.party_id for row in queries.readers(
        cast.coordinator.viewer, case, tlp="AMBER", confidentiality=confidentiality.value
    )}  # fmt: skip
    assert (cast.regulator.organisation_id in named) is regulator_reads
    assert (cast.manufacturer.organisation_id in named) is maker_reads


def test_a_coordinator_cannot_make_a_pcii_mark(cast: Cast) -> None:
    reference = joined(cast)
    with pytest.raises(NotAllowed, match="PCII"):
        actions.send_message(
            reference, "x", tlp=AMBER, confidentiality=ConfidentialityClass.PCII, actor=cast.coordinator.viewer
        )


def test_mail_about_a_message_holds_no_content_and_goes_to_readers_only(cast: Cast) -> None:
    reference = joined(cast)
    OutgoingLetter.objects.all().delete()
    secret = "The mute port is 5011."
    actions.send_message(reference, secret, tlp=AMBER, confidentiality=NONE, actor=cast.coordinator.viewer)
    worker.drain()
    letters = list(OutgoingLetter.objects.all())
    assert sorted(letter.to for letter in letters) == ["ostrava@karst.example", "sennick@dsa.example"]
    assert not any(secret in letter.body + letter.subject or "Breva" in letter.body for letter in letters)


def test_only_the_maker_states_its_own_products(cast: Cast) -> None:
    reference = joined(cast)
    product = product_of(cast)
    words = actions.StatementWords(product.pk, "vers:all/*", ProductStatus.AFFECTED)
    with pytest.raises(NotAllowed):
        actions.make_statement(reference, words, actor=cast.coordinator.viewer)
    with pytest.raises(NotFound):
        actions.make_statement(reference, words, actor=cast.eve.viewer)
    actions.make_statement(reference, words, actor=cast.manufacturer.viewer)
    case = queries.case_for(cast.coordinator.viewer, reference)
    mine = next(row for row in case.participants.all() if row.party_id == cast.manufacturer.organisation_id)
    assert mine.maker_aware_at is not None


def test_the_newest_statement_on_the_same_versions_counts(cast: Cast) -> None:
    reference = joined(cast)
    stated(cast, reference, "< 4.2.1", ProductStatus.UNDER_INVESTIGATION)
    stated(cast, reference, "< 4.2.1", ProductStatus.AFFECTED)
    case = queries.case_for(cast.coordinator.viewer, reference)
    assert [one.status for one in queries.statements(cast.coordinator.viewer, case)] == ["affected"]


def test_not_affected_needs_a_justification(cast: Cast) -> None:
    reference = joined(cast)
    words = actions.StatementWords(product_of(cast).pk, "4.2.1", ProductStatus.NOT_AFFECTED)
    with pytest.raises(InputRefusal, match="VEX"):
        actions.make_statement(reference, words, actor=cast.manufacturer.viewer)


def test_a_public_exploit_ends_the_embargo_and_makes_the_public_aware(cast: Cast) -> None:
    reference = joined(cast)
    stated(cast, reference)
    actions.mark(reference, CaseEvent.EXPLOIT_PUBLIC, evidence="On a mailing list.", actor=cast.coordinator.viewer)
    case = queries.case_for(cast.coordinator.viewer, reference)
    assert case.embargo == "exited"
    assert case.public_at is not None
    assert case.exploit_public_at is not None


def test_a_maker_cannot_confirm_an_attack(cast: Cast) -> None:
    reference = joined(cast)
    with pytest.raises(NotAllowed):
        actions.mark(reference, CaseEvent.ATTACKS_OBSERVED, evidence="seen", actor=cast.manufacturer.viewer)


def test_a_revision_binds_only_after_it_is_accepted(cast: Cast) -> None:
    reference = joined(cast)
    old = queries.case_for(cast.coordinator.viewer, reference).embargo_until
    later = clock.now() + timedelta(days=60)
    actions.propose_terms(reference, ends_at=later, zone="Europe/Berlin", actor=cast.manufacturer.viewer)
    case = queries.case_for(cast.coordinator.viewer, reference)
    assert (case.embargo, case.embargo_until) == ("revise", old)
    actions.answer_terms(reference, TermsAnswer.ACCEPT, actor=cast.coordinator.viewer)
    case = queries.case_for(cast.coordinator.viewer, reference)
    assert (case.embargo, case.embargo_until) == ("active", later)


def test_a_case_is_not_closed_under_a_live_embargo(cast: Cast) -> None:
    reference = joined(cast)
    with pytest.raises(RuleRefusal, match="embargo"):
        actions.close(reference, reason="done", actor=cast.coordinator.viewer)
    actions.end_embargo(reference, reason="All parties agree.", actor=cast.coordinator.viewer)
    actions.close(reference, reason="done", actor=cast.coordinator.viewer)
    assert queries.case_for(cast.coordinator.viewer, reference).closed_at is not None


def test_a_purged_message_leaves_its_place_and_the_chain(cast: Cast) -> None:
    reference = joined(cast)
    message = actions.send_message(
        reference, "Patient J. Doe, bed 4.", tlp=AMBER, confidentiality=NONE, actor=cast.manufacturer.viewer
    )
    with pytest.raises(NotAllowed):
        actions.purge_message(reference, message.pk, reason="spill", actor=cast.regulator.viewer)
    actions.purge_message(reference, message.pk, reason="A patient was named.", actor=cast.coordinator.viewer)
    row = Message.objects.get(pk=message.pk)
    assert (row.body, row.salt) == ("", "")
    assert "were destroyed" in browser_of(cast.regulator).get(f"/cases/{reference}").content.decode()
    assert ledger.breaks() == []


def test_an_embargo_ends_by_itself_when_its_instant_comes(cast: Cast) -> None:
    reference = joined(cast)
    ticks.run_all()
    assert queries.case_for(cast.coordinator.viewer, reference).embargo == "active"
    with clock.at(clock.now() + timedelta(days=46)):
        ticks.run_all()
        ticks.run_all()
    case = queries.case_for(cast.coordinator.viewer, reference)
    assert (case.embargo, case.embargo_ended_because) == ("exited", "the agreed date has come")
    assert kinds(cast, reference).count("EmbargoChanged") == 2  # it began once and ended once


def test_a_spill_is_destroyed_from_the_case_room(cast: Cast) -> None:
    reference = joined(cast)
    message = actions.send_message(
        reference, "Patient J. Doe, bed 4.", tlp=AMBER, confidentiality=NONE, actor=cast.manufacturer.viewer
    )
    coordinator = browser_of(cast.coordinator)
    form = {"message": str(message.pk), "reason": ""}
    assert coordinator.post(f"/cases/{reference}/purge", form).status_code == 422
    assert coordinator.post(f"/cases/{reference}/purge", form | {"reason": "A patient is named."}).status_code == 302
    page = browser_of(cast.manufacturer).get(f"/cases/{reference}").content.decode()
    assert "J. Doe" not in page
    assert "were destroyed" in page


@pytest.mark.parametrize("may_pass_name", [True, False])
def test_a_signed_maker_reads_the_report_with_clean_files_and_the_name_only_if_allowed(
    cast: Cast, may_pass_name: bool
) -> None:
    words = replace(WORDS, identity=FinderIdentity.NAMED, finder_name="Ilse Marrow", may_pass_name=may_pass_name)
    picture = ("proof.jpg", photo_with_a_place())
    report, _code = intake.submit(words, [picture, ("capture.zip", b"PK\x03\x04" + bytes(80))], actor=STRANGER)
    yes, accept = intake.MedicalDevice.YES, intake.Outcome.ACCEPT
    intake.triage(report.reference, medical_device=yes, outcome=accept, actor=cast.coordinator.viewer)
    case = actions.open_case(report.reference, title="Breva V2", actor=cast.coordinator.viewer).reference
    actions.invite(case, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    maker = browser_of(cast.manufacturer)
    assert maker.get(f"/cases/{case}/report").status_code == 404
    actions.answer_terms(case, TermsAnswer.ACCEPT, actor=cast.manufacturer.viewer)
    page = maker.get(f"/cases/{case}/report").content.decode()
    assert WORDS.description in page
    assert ("Ilse Marrow" in page) is may_pass_name
    assert "capture.zip" not in page  # its metadata cannot be taken out, so it is not passed on
    link = page.split(f"/cases/{case}/report/files/")[1].split('"')[0]
    file = maker.get(f"/cases/{case}/report/files/{link}")
    assert b"Tattletale" not in b"".join(file)
    assert file["Content-Disposition"].startswith("attachment")
    assert browser_of(cast.eve).get(f"/cases/{case}/report/files/{link}").status_code == 404
