"""The laboratory's document: kept with its result, the very bytes that the digest names, for who may read that."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from medcord.cases import actions as case_actions
from medcord.cases import queries as case_queries
from medcord.cases.actions import SupplierQuestion
from medcord.cases.actions.embargo import TermsAnswer
from medcord.core.lab import LabAudience, LabOutcome
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass
from medcord.lab import actions
from medcord.lab.models import LabDocument, LabTest
from medcord.ledger import blobs, worker
from medcord.ledger import queries as ledger
from medcord.ledger.models import FactRow
from medcord.parties.models import Member
from tests.api.programs import program_of
from tests.cast import Cast, browser_of
from tests.lab.test_lab import asked
from tests.ledger.test_purge import tables_holding

pytestmark = pytest.mark.django_db

PAPER = b"Report 4711 of the Lab of the Vale. The alarm fell silent after 3 seconds."
SHA256 = hashlib.sha256(PAPER).hexdigest()
FILE = ("report-4711.txt", PAPER)
FOUND = {"outcome": LabOutcome.CONFIRMED, "words": "The alarm fell silent."}


def named(cast: Cast) -> tuple[str, LabTest]:
    """A result whose document stays in the laboratory: its name and SHA-256 were told."""
    case, row = asked(cast)
    lead = cast.coordinator.viewer
    return case, actions.report(
        case,
        row.reference,
        **FOUND,
        document="Report 4711",
        document_sha256=SHA256,
        actor=lead,  # type: ignore[arg-type]
    )


def fetched(member: Member, case: str, test: str) -> bytes | int:
    """The document as this member gets it by the page, or the status of the refusal."""
    answer = browser_of(member).get(f"/cases/{case}/tests/{test}/document")
    return b"".join(answer) if answer.status_code == 200 else answer.status_code  # type: ignore[arg-type]


def test_the_document_comes_later_and_must_be_the_one_that_was_told(cast: Cast) -> None:
    case, row = named(cast)
    lead = cast.coordinator.viewer
    with pytest.raises(InputRefusal, match="This is another document: its SHA-256 is") as other:
        actions.keep_document(case, row.reference, ("report.txt", PAPER + b" "), actor=lead)
    assert (other.value.code, LabDocument.objects.count()) == ("other-document", 0)
    kept = actions.keep_document(case, row.reference, FILE, actor=lead)
    assert (kept.sha256, kept.size, kept.kept_name) == (SHA256, len(PAPER), "M. Tarrow")
    assert fetched(cast.coordinator, case, row.reference) == PAPER
    fact = FactRow.objects.get(kind="LabDocumentKept")
    assert (fact.data["test"], fact.data["size"]) == (str(row.pk), len(PAPER))
    assert SHA256 not in json.dumps(fact.data)
    with pytest.raises(RuleRefusal, match="kept already"):
        actions.keep_document(case, row.reference, FILE, actor=lead)


def test_it_may_come_with_the_result_and_names_itself(cast: Cast) -> None:
    case, row = asked(cast)
    done = actions.report(case, row.reference, **FOUND, file=FILE, actor=cast.coordinator.viewer)  # type: ignore[arg-type]
    assert (done.document, done.document_sha256) == ("the file kept with this result", SHA256)
    assert fetched(cast.regulator, case, row.reference) == PAPER


def test_a_document_that_stays_in_the_laboratory_is_its_digest_only(cast: Cast) -> None:
    case, row = named(cast)
    assert fetched(cast.coordinator, case, row.reference) == 404
    page = browser_of(cast.regulator).get(f"/cases/{case}/tests/{row.reference}").content.decode()
    assert "The document is with the laboratory; here is its digest only." in page
    assert SHA256 in page


def test_exactly_those_who_may_read_the_result_get_the_document(cast: Cast) -> None:
    case, row = named(cast)
    actions.keep_document(case, row.reference, FILE, actor=cast.coordinator.viewer)
    case_actions.invite(case, cast.eve.organisation_id, actor=cast.coordinator.viewer)
    case_actions.answer_terms(case, TermsAnswer.ACCEPT, actor=cast.eve.viewer)

    def reads() -> list[bool]:
        everybody = (cast.coordinator, cast.regulator, cast.manufacturer, cast.eve, cast.hospital, cast.isao)
        return [fetched(one, case, row.reference) == PAPER for one in everybody]

    assert reads() == [True, True, False, False, False, False]
    lead = cast.coordinator.viewer
    actions.release(case, row.reference, audience=LabAudience.MAKER, because="It must mend it.", actor=lead)
    assert reads() == [True, True, True, False, False, False]
    actions.release(case, row.reference, audience=LabAudience.READERS, because="All need it.", actor=lead)
    assert reads() == [True, True, True, True, False, False]
    words = "It was shown."
    actions.release(
        case, row.reference, audience=LabAudience.PUBLIC, because="All.", sentence=words, actor=lead
    )  # the public reads the sentence, and never the paper
    assert reads() == [True, True, True, True, False, False]


def test_only_the_owner_keeps_one_and_only_of_a_result_that_names_it(cast: Cast) -> None:
    case, row = named(cast)
    for other in (cast.regulator, cast.manufacturer):
        with pytest.raises(NotAllowed):
            actions.keep_document(case, row.reference, FILE, actor=other.viewer)
    with pytest.raises(NotFound):
        actions.keep_document(case, row.reference, FILE, actor=cast.eve.viewer)
    bare = actions.request(case, actions.RequestWords("a", "b", "c"), actor=cast.regulator.viewer).reference
    lead = cast.coordinator.viewer
    actions.answer(case, bare, accept=True, laboratory="Lab of the Vale", actor=lead)
    actions.report(case, bare, **FOUND, actor=lead)  # type: ignore[arg-type]
    with pytest.raises(RuleRefusal, match="names no document"):
        actions.keep_document(case, bare, FILE, actor=lead)


def test_what_looks_like_patient_data_is_shown_before_it_is_kept(cast: Cast) -> None:
    paper = b"Patient name: Quillfeather, Maria. Date of birth: 04/05/1961. MRN: 12345678"
    case, row = asked(cast)
    lead = cast.coordinator.viewer
    with pytest.raises(InputRefusal) as refused:
        actions.report(case, row.reference, **FOUND, file=("r.txt", paper), actor=lead)  # type: ignore[arg-type]
    assert refused.value.code == "patient-data"
    row.refresh_from_db()
    assert (row.outcome, list(stored())) == ("", [])


def stored() -> Iterator[LabDocument]:
    yield from LabDocument.objects.all()


def test_by_the_page_another_file_is_refused_in_words_and_the_right_one_is_kept(cast: Cast) -> None:
    case, row = named(cast)
    browser, address = browser_of(cast.coordinator), f"/cases/{case}/tests/{row.reference}"
    wrong = browser.post(address, {"act": "document", "document-file": SimpleUploadedFile("x.txt", b"other")})
    assert (wrong.status_code, "This is another document" in wrong.content.decode()) == (422, True)
    right = browser.post(address, {"act": "document", "document-file": SimpleUploadedFile(*FILE)}, follow=True)
    page = right.content.decode()
    assert "Its SHA-256 is the one that the result names." in page
    assert f"{address}/document" in page
    shown = browser_of(cast.manufacturer).get(address).content.decode()
    assert "report-4711" not in shown  # not released to it


def test_a_program_is_served_as_a_file_that_nothing_starts(cast: Cast) -> None:
    case, row = asked(cast)
    page = b"<!doctype html><html><script>alert(1)</script></html>"
    actions.report(
        case,
        row.reference,
        **FOUND,
        file=("report.html", page),
        actor=cast.coordinator.viewer,  # type: ignore[arg-type]
    )
    answer = browser_of(cast.regulator).get(f"/cases/{case}/tests/{row.reference}/document")
    assert b"".join(answer) == page  # type: ignore[arg-type]
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "report.html.download" in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_after_a_spill_its_bytes_and_its_name_are_gone(cast: Cast) -> None:
    case, row = asked(cast)
    secret = ("of-mrs-quillfeather.txt", PAPER)
    actions.report(case, row.reference, **FOUND, file=secret, actor=cast.coordinator.viewer)  # type: ignore[arg-type]
    document = LabDocument.objects.get()
    case_actions.purge(
        case,
        [case_actions.Chosen("lab-document", document.pk)],
        reason="A patient is named.",
        typed=case,
        actor=cast.coordinator.viewer,
    )
    worker.drain()
    document.refresh_from_db()
    assert (document.name, document.sha256, document.salt) == ("destroyed file", "", "")
    with pytest.raises(KeyError):
        blobs.store().get(document.blob)
    assert fetched(cast.coordinator, case, row.reference) == 404
    assert (
        "The file was destroyed."
        in browser_of(cast.regulator).get(f"/cases/{case}/tests/{row.reference}").content.decode()
    )
    assert tables_holding("quillfeather") is False
    assert ledger.breaks() == []


def in_one_request(cast: Cast, case: str, test: str, klass: ConfidentialityClass) -> dict[str, object]:
    """The result with its document and its class, as a program of the coordinator sends it."""
    sent = {"outcome": "confirmed", "words": FOUND["words"], "confidentiality": klass.value}
    file = SimpleUploadedFile(*FILE)
    answer = program_of(cast.coordinator).upload(
        f"/cases/{case}/tests/{test}/document", {**sent, "file": file}, status=201
    )
    found: dict[str, object] = answer["result"]
    return found


def learned(member: Member, case: str, test: str) -> tuple[bool, bool, bool, bool]:
    """What a member learns of the document: by the page, by program, by the bytes, and by the timeline."""
    page = browser_of(member).get(f"/cases/{case}/tests/{test}").content.decode()
    told = program_of(member).get(f"/cases/{case}/tests/{test}")["result"]
    kinds = {row.kind for row in case_queries.timeline(member.viewer, case_queries.case_for(member.viewer, case))}
    signs = any(one in page for one in (SHA256, "report-4711", "Document of the laboratory", "/document"))
    by_program = bool(told["document"] or told["document_sha256"] or told["file"] or told["item"])
    return signs, by_program, fetched(member, case, test) == PAPER, "LabDocumentKept" in kinds


def test_a_document_with_a_class_does_not_exist_for_the_regulator_until_its_supplier_was_asked(cast: Cast) -> None:
    case, row = asked(cast)
    lead, test = cast.coordinator.viewer, row.reference
    told = in_one_request(cast, case, test, ConfidentialityClass.CCI)
    assert (told["confidentiality"], told["document_sha256"], learned(cast.coordinator, case, test)) == (
        "cci", SHA256, (True, True, True, True),
    )  # fmt: skip
    hidden = (False, False, False, False)
    assert learned(cast.regulator, case, test) == hidden
    assert FOUND["words"] in browser_of(cast.regulator).get(f"/cases/{case}/tests/{test}").content.decode()
    item = LabTest.objects.get().item
    assert item is not None
    with pytest.raises(NotFound):
        case_queries.supply_for(cast.regulator.viewer, case_queries.case_for(cast.regulator.viewer, case), item.pk)
    maker = cast.manufacturer.organisation_id
    question = case_actions.ask_supplier(case, item.pk, SupplierQuestion(party=maker), actor=lead)
    assert (learned(cast.regulator, case, test), fetched(cast.manufacturer, case, test)) == (hidden, 404)
    actions.release(case, test, audience=LabAudience.MAKER, because="It is asked about it.", actor=lead)
    assert fetched(cast.manufacturer, case, test) == PAPER
    case_actions.answer_supplier(case, question.pk, agreed=True, words="", actor=cast.manufacturer.viewer)
    assert learned(cast.regulator, case, test) == (True, True, True, True)
    for other in (cast.eve, cast.hospital, cast.isao):
        assert fetched(other, case, test) == 404


def test_an_objection_keeps_a_trade_secret_from_the_regulator_and_a_claim_of_pcii_goes_along(cast: Cast) -> None:
    case, row = asked(cast)
    lead, maker, test = cast.coordinator.viewer, cast.manufacturer, row.reference
    in_one_request(cast, case, test, ConfidentialityClass.TRADE_SECRET)
    actions.release(case, test, audience=LabAudience.READERS, because="All need it.", actor=lead)
    item = LabTest.objects.get().item
    assert item is not None
    asking = SupplierQuestion(party=maker.organisation_id)
    question = case_actions.ask_supplier(case, item.pk, asking, actor=lead)
    case_actions.answer_supplier(case, question.pk, agreed=False, words="Never.", actor=maker.viewer)
    assert learned(cast.regulator, case, test) == (False, False, False, False)
    case_actions.claim_protection(case, item.pk, actor=maker.viewer)
    assert learned(cast.regulator, case, test) == (False, False, False, False)
    answer = browser_of(cast.coordinator).get(f"/cases/{case}/tests/{test}/document")
    assert "NOT_FOR_REGULATORY_USE_report-4711" in answer.headers["Content-Disposition"]
    assert "Not for regulatory use" in browser_of(maker).get(f"/cases/{case}/tests/{test}").content.decode()


def test_a_class_needs_a_document_and_an_agency_never_marks_one_as_pcii(cast: Cast) -> None:
    case, row = asked(cast)
    lead, browser = cast.coordinator.viewer, browser_of(cast.coordinator)
    with pytest.raises(InputRefusal, match="none is given"):
        actions.report(case, row.reference, **FOUND, confidentiality=ConfidentialityClass.CCI, actor=lead)  # type: ignore[arg-type]
    address = f"/cases/{case}/tests/{row.reference}"
    sent = {"act": "report", "report-outcome": "confirmed", "report-words": "It fell silent.",
            "report-document": "Report 4711", "report-document_sha256": SHA256}  # fmt: skip
    assert browser.post(address, {**sent, "report-confidentiality": "pcii"}).status_code == 422
    answer = program_of(cast.coordinator).send("POST", f"{address}/result", {
        "outcome": "confirmed", "words": "w", "document": "d", "document_sha256": SHA256, "confidentiality": "pcii",
    })  # fmt: skip
    assert (answer.status_code, LabTest.objects.get().outcome) == (403, "")
    assert browser.post(address, {**sent, "report-confidentiality": "trade-secret"}).status_code == 302
    assert learned(cast.regulator, case, row.reference) == (False, False, False, False)  # it is with the laboratory
    file = SimpleUploadedFile(*FILE)
    assert browser.post(address, {"act": "document", "document-file": file}).status_code == 302
    assert learned(cast.regulator, case, row.reference) == (False, False, False, False)
    assert learned(cast.coordinator, case, row.reference) == (True, True, True, True)
