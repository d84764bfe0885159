"""PCII (C7, F1.7): the submitter's claim, the programme's decisions, both consents, and who may read it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from medcord.cases import actions, queries
from medcord.cases.actions import Document, SupplierQuestion
from medcord.cases.models import Message
from medcord.core.access import Viewer
from medcord.core.confidentiality import Giver, Move
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from medcord.parties import actions as parties
from tests.cases.road import joined
from tests.cast import PASSWORD, SYSTEM, Cast, browser_of, make_cast
from tests.consulting.test_asking_a_supplier import reads, said, supplied

pytestmark = pytest.mark.django_db

PCII = ConfidentialityClass.PCII
PAPER = Document("PCII-2026-114/A", date(2026, 11, 2))


def colleague(cast: Cast) -> Viewer:
    """A second member of the coordinator."""
    party = cast.coordinator.organisation
    row = parties.add_member(party, email="second@ncc.example", name="S. Econd", password=PASSWORD, actor=SYSTEM)
    return row.viewer


def doctor(cast: Cast) -> Viewer:
    """A second member of the regulator."""
    party = cast.regulator.organisation
    row = parties.add_member(party, email="doctor@dsa.example", name="D. Octor", password=PASSWORD, actor=SYSTEM)
    return row.viewer


def consented(cast: Cast, case: str, message: UUID) -> None:
    """Both written consents, and the regulator's cast member as authorised reader."""
    submitter, owner = cast.manufacturer.viewer, cast.coordinator.viewer
    actions.consent_to_use(case, message, Giver.SUBMITTER, "This case's harm opinion.", PAPER, actor=submitter)
    actions.consent_to_use(case, message, Giver.PROGRAMME, "This case's harm opinion.", PAPER, actor=owner)
    actions.name_readers(case, message, [cast.regulator.email], actor=owner)


def class_of(message: UUID) -> str:
    return Message.objects.get(pk=message).confidentiality


def test_pcii_opens_by_both_consents_and_for_its_authorised_readers_alone() -> None:
    cast = make_cast()
    case, row = supplied(cast, PCII)
    submitter, owner, regulator = cast.manufacturer.viewer, cast.coordinator.viewer, cast.regulator.viewer
    with pytest.raises(RuleRefusal, match="two written consents"):
        actions.ask_supplier(case, row.pk, SupplierQuestion(), actor=owner)
    actions.consent_to_use(case, row.pk, Giver.PROGRAMME, "Harm opinion.", PAPER, actor=owner)
    actions.name_readers(case, row.pk, [cast.regulator.email], actor=owner)
    assert not reads(regulator, case, row.pk)
    for viewer in (owner, regulator, cast.eve.viewer):  # nobody consents for the submitter
        with pytest.raises((NotAllowed, NotFound)):
            actions.consent_to_use(case, row.pk, Giver.SUBMITTER, "Harm opinion.", PAPER, actor=viewer)
    own = actions.consent_to_use(case, row.pk, Giver.SUBMITTER, "Harm opinion.", PAPER, actor=submitter)
    assert reads(regulator, case, row.pk)
    assert not reads(doctor(cast), case, row.pk)
    with pytest.raises(NotAllowed):
        actions.withdraw_consent(case, own.pk, actor=owner)
    actions.withdraw_consent(case, own.pk, actor=submitter)
    assert not reads(regulator, case, row.pk)


def test_an_agency_neither_makes_nor_takes_back_a_claim() -> None:
    cast = make_cast()
    case, row = supplied(cast, PCII)
    for viewer in (cast.coordinator.viewer, cast.regulator.viewer):
        with pytest.raises(NotAllowed, match="submitter's own claim"):
            said(viewer, case, "Ours is secret too.", PCII)
        with pytest.raises((NotAllowed, NotFound)):
            actions.withdraw_protection(case, row.pk, actor=viewer)
    plain = said(cast.manufacturer.viewer, case, "A plain word.", ConfidentialityClass.NONE)
    with pytest.raises(NotAllowed):
        actions.claim_protection(case, plain.pk, actor=cast.coordinator.viewer)
    assert (class_of(row.pk), class_of(plain.pk)) == ("pcii", "none")


def test_a_decision_of_the_programme_needs_its_paper_and_a_second_person() -> None:
    cast = make_cast()
    case, row = supplied(cast, PCII)
    owner = cast.coordinator.viewer
    with pytest.raises(InputRefusal, match="reference of the written document"):
        actions.quote_programme(case, row.pk, Move.REJECT, Document(" ", PAPER.on), actor=owner)
    with pytest.raises(InputRefusal, match="date of the document"):
        actions.quote_programme(case, row.pk, Move.REJECT, Document("X", date(2999, 1, 1)), actor=owner)
    actions.quote_programme(case, row.pk, Move.REJECT, PAPER, tracking="114", actor=owner)
    assert class_of(row.pk) == "pcii"
    with pytest.raises(RuleRefusal, match="Another person confirms"):
        actions.confirm_programme(case, row.pk, PAPER.reference, actor=owner)
    second = colleague(cast)
    with pytest.raises(InputRefusal, match="not the reference"):
        actions.confirm_programme(case, row.pk, "PCII-2026-115", actor=second)
    actions.confirm_programme(case, row.pk, PAPER.reference, actor=second)
    # Rejected, it is CCI still, and waits for its supplier.
    assert class_of(row.pk) == "cci"
    assert not reads(cast.regulator.viewer, case, row.pk)
    actions.claim_protection(case, row.pk, actor=cast.manufacturer.viewer)
    assert class_of(row.pk) == "pcii"


def test_what_was_agreed_before_a_claim_counts_no_more_when_the_claim_is_over() -> None:
    cast = make_cast()
    case, row = supplied(cast)
    submitter, regulator = cast.manufacturer.viewer, cast.regulator.viewer
    question = actions.ask_supplier(case, row.pk, SupplierQuestion(), actor=cast.coordinator.viewer)
    actions.answer_supplier(case, question.pk, agreed=True, words="", actor=submitter)
    assert reads(regulator, case, row.pk)
    actions.claim_protection(case, row.pk, actor=submitter)
    assert not reads(regulator, case, row.pk)
    consented(cast, case, row.pk)
    assert reads(regulator, case, row.pk)
    actions.withdraw_protection(case, row.pk, actor=submitter)
    assert class_of(row.pk) == "cci"
    assert not reads(regulator, case, row.pk)
    actions.claim_protection(case, row.pk, actor=submitter)
    # Consents were for the first claim; the second one needs its own.
    assert not reads(regulator, case, row.pk)


def test_authorised_readers_are_people_of_a_regulator_in_the_case() -> None:
    cast = make_cast()
    case, row = supplied(cast, PCII)
    for stranger in (cast.eve, cast.hospital, cast.coordinator):
        with pytest.raises(InputRefusal, match="not a member of a regulator"):
            actions.name_readers(case, row.pk, [stranger.email], actor=cast.coordinator.viewer)


def test_a_copy_of_a_file_carries_the_limit_in_its_name() -> None:
    cast = make_cast()
    case = joined(cast)
    submitter = cast.manufacturer.viewer
    kept = actions.attach(case, ("layout.txt", b"the flash layout"), actor=submitter)
    row = actions.send_message(
        case, "See the file.", tlp=Tlp.AMBER, confidentiality=PCII, files=[kept.pk], actor=submitter
    )
    path = f"/cases/{case}/files/{row.files.get().pk}"
    regulator = browser_of(cast.regulator)
    assert regulator.get(path).status_code == 404
    consented(cast, case, row.pk)
    sent = regulator.get(path)
    assert "NOT_FOR_REGULATORY_USE_layout.txt" in sent.headers["Content-Disposition"]
    assert b"".join(sent.streaming_content) == b"the flash layout"  # type: ignore[arg-type,attr-defined]


def test_a_claim_reaches_what_already_quotes_the_item() -> None:
    cast = make_cast()
    case, row = supplied(cast, ConfidentialityClass.NONE)
    owner, regulator = cast.coordinator.viewer, cast.regulator.viewer
    quoting = actions.send_message(
        case, "See this.", tlp=Tlp.AMBER, confidentiality=ConfidentialityClass.NONE, quotes=[row.pk], actor=owner
    )
    assert reads(regulator, case, quoting.pk)
    actions.claim_protection(case, row.pk, actor=cast.manufacturer.viewer)
    assert class_of(quoting.pk) == "pcii"
    assert not reads(regulator, case, quoting.pk)
    found = queries.supplies(regulator, queries.case_for(regulator, case))
    assert found == []
    consented(cast, case, row.pk)
    assert reads(regulator, case, quoting.pk)
    assert not reads(doctor(cast), case, quoting.pk)
