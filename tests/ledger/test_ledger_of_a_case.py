"""The owner takes a case's ledger out, the parties keep sealed heads, and a stranger learns nothing from either."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from medcord.cases import actions as cases
from medcord.cases.actions.embargo import TermsAnswer
from medcord.cases.models import Case
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from medcord.gateways import clock
from medcord.intake import actions as intake
from medcord.ledger import anchors, exports, ticks, worker
from medcord.ledger.models import FactRow, SignedExport
from tests.api.programs import Program, program_of
from tests.cast import STRANGER, Cast, browser_of
from tests.ledger.files import check, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case of yesterday with a hidden message in it, and a root published since."""
    owner, maker = cast.coordinator.viewer, cast.manufacturer.viewer
    with clock.at(clock.now() - timedelta(days=1)):
        words = intake.ReportWords("Karst", "Breva V2", "4.1", "In a lab.", "Unknown.", "Alarms can be muted.")
        report, _code = intake.submit(words, actor=STRANGER)
        intake.triage(
            report.reference, medical_device=intake.MedicalDevice.YES, outcome=intake.Outcome.ACCEPT, actor=owner
        )
        made = cases.open_case(report.reference, title="Breva V2", actor=owner)
        cases.invite(made.reference, cast.manufacturer.organisation_id, actor=owner)
        cases.answer_terms(made.reference, TermsAnswer.ACCEPT, actor=maker)
        cases.send_message(
            made.reference, "Between agencies.", tlp=Tlp.AMBER, confidentiality=ConfidentialityClass.DELIBERATIVE,
            actor=owner,
        )  # fmt: skip
    anchors.anchor()
    return made


def test_the_owner_asks_the_worker_signs_and_an_auditor_verifies(cast: Cast, case: Case, tmp_path: Path) -> None:
    owner = browser_of(cast.coordinator)
    answer = owner.post(f"/cases/{case.reference}/ledger")
    assert answer.headers["Location"] == f"/cases/{case.reference}/facts#file"
    assert "Being signed" in owner.get(f"/cases/{case.reference}/facts").content.decode()
    early = owner.get(f"/cases/{case.reference}/ledger.jsonl")
    assert (early.status_code, "being signed" in early.content.decode()) == (409, True)
    exports.sign_waiting()
    assert "ledger.jsonl" in owner.get(f"/cases/{case.reference}/facts").content.decode()
    response = owner.get(f"/cases/{case.reference}/ledger.jsonl")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{case.reference}-ledger.jsonl"'
    data = response.getvalue()
    heads = browser_of(None).get("/ledger-heads.json").content
    verdict = check(tmp_path / "f", data, heads, key=True)
    assert (said(verdict), verdict.days) == ([], [anchors.days()[0]])
    last = orjson.loads(data.splitlines()[-2])
    assert (last["kind"], last["party"]) == ("LedgerExported", str(cast.coordinator.organisation_id))


def test_what_happens_after_it_was_asked_for_is_not_in_the_file(cast: Cast, case: Case, tmp_path: Path) -> None:
    cases.export_ledger(case.reference, actor=cast.coordinator.viewer)
    cases.set_tracking(case.reference, "K-1", actor=cast.manufacturer.viewer)
    exports.sign_waiting()
    data = browser_of(cast.coordinator).get(f"/cases/{case.reference}/ledger.jsonl").getvalue()
    assert check(tmp_path / "f", data).holds
    assert b"TrackingNumberSet" not in data


def test_signing_twice_or_in_two_workers_signs_once(cast: Cast, case: Case) -> None:
    cases.export_ledger(case.reference, actor=cast.coordinator.viewer)
    ticks.run_all()
    before = SignedExport.objects.get()
    assert before.signed_at is not None
    ticks.run_all()
    assert SignedExport.objects.get().ending == before.ending


def test_nobody_but_the_owner_gets_the_chain(cast: Cast, case: Case) -> None:
    cases.export_ledger(case.reference, actor=cast.coordinator.viewer)
    exports.sign_waiting()
    facts = FactRow.objects.count()
    for member in (cast.manufacturer, cast.regulator, cast.eve, cast.hospital):
        browser, program = browser_of(member), program_of(member)
        assert browser.get(f"/cases/{case.reference}/ledger.jsonl").status_code == 404
        assert browser.post(f"/cases/{case.reference}/ledger").status_code == 404
        assert program.send("GET", f"/cases/{case.reference}/ledger/exports").status_code == 404
        assert program.send("POST", f"/cases/{case.reference}/ledger/exports").status_code == 404
    assert (
        "Ask for the file" not in browser_of(cast.manufacturer).get(f"/cases/{case.reference}/facts").content.decode()
    )
    tokens = FactRow.objects.filter(kind="TokenIssued").count()
    assert FactRow.objects.count() == facts + tokens


def test_a_maker_keeps_a_proof_and_finds_out_what_was_rewritten(cast: Cast, case: Case, tmp_path: Path) -> None:
    kept = browser_of(cast.manufacturer).get(f"/cases/{case.reference}/proof.json").content
    assert orjson.loads(kept) == program_of(cast.manufacturer).get(f"/cases/{case.reference}/proof")
    cases.export_ledger(case.reference, actor=cast.coordinator.viewer)
    exports.sign_waiting()
    data = browser_of(cast.coordinator).get(f"/cases/{case.reference}/ledger.jsonl").getvalue()
    assert check(tmp_path / "f", data, kept).days == [anchors.days()[0]]
    # The coordinator's node makes the anchor of that day anew, as one would after writing the past anew.
    (path,) = anchors.folder().glob("*.json")
    path.unlink()
    anchors.anchor()
    cases.export_ledger(case.reference, actor=cast.coordinator.viewer)
    exports.sign_waiting()
    forged = browser_of(cast.coordinator).get(f"/cases/{case.reference}/ledger.jsonl").getvalue()
    assert said(check(tmp_path / "f", forged, kept)) == [(0, "rewritten")]


def test_a_proof_does_not_tell_a_party_how_much_it_does_not_see(cast: Cast, case: Case) -> None:
    proof = browser_of(cast.manufacturer).get(f"/cases/{case.reference}/proof.json").content
    head = FactRow.objects.filter(stream=f"case:{case.pk}").order_by("seq").last()
    assert head is not None
    secrets = (head.digest, head.digest[:16], '"seq"', str(case.pk), case.reference)
    assert [one for one in secrets if one.encode() in proof] == []


def test_eve_gets_no_proof_and_the_public_page_is_the_same_with_and_without_the_case(cast: Cast, case: Case) -> None:
    for who in (cast.eve, cast.hospital):
        hidden = browser_of(who).get(f"/cases/{case.reference}/proof.json")
        absent = browser_of(who).get("/cases/MC-2222-2222/proof.json")
        assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content) == (404, absent.content)
    page = browser_of(None).get("/ledger-heads").content.decode()
    assert anchors.days()[0] in page
    assert case.reference not in page
    assert str(case.pk) not in page


def test_a_case_of_today_says_when_its_first_proof_comes(cast: Cast, case: Case) -> None:
    report, _code = intake.submit(
        intake.ReportWords("Karst", "Breva V3", "1", "In a lab.", "Unknown.", "Muted."), actor=STRANGER
    )
    owner = cast.coordinator.viewer
    intake.triage(report.reference, medical_device=intake.MedicalDevice.NO, outcome=intake.Outcome.ACCEPT,
                  leave_out_regulator="none", actor=owner)  # fmt: skip
    young = cases.open_case(report.reference, title="Breva V3", actor=owner)
    worker.drain()
    answer = browser_of(cast.coordinator).get(f"/cases/{young.reference}/proof.json")
    assert (answer.status_code, "after midnight UTC" in answer.content.decode()) == (409, True)
    assert "after midnight UTC" in browser_of(cast.coordinator).get(f"/cases/{young.reference}/facts").content.decode()


def test_the_same_by_programs(cast: Cast, case: Case, tmp_path: Path) -> None:
    program = program_of(cast.coordinator)
    assert program.send("GET", f"/cases/{case.reference}/ledger.jsonl").status_code == 409
    asked = program.post(f"/cases/{case.reference}/ledger/exports", status=201)
    assert (asked["signed_at"], asked["facts"]) == (None, 0)
    exports.sign_waiting()
    (entry,) = program.get(f"/cases/{case.reference}/ledger/exports")["items"]
    head = FactRow.objects.get(stream=f"case:{case.pk}", kind="LedgerExported")
    assert (entry["facts"], entry["digest"]) == (head.seq, head.digest)
    file = program.send("GET", f"/cases/{case.reference}/ledger.jsonl").getvalue()  # type: ignore[attr-defined]
    heads = Program().get("/ledger/heads")
    assert check(tmp_path / "f", file, orjson.dumps(heads), key=True).days == [heads["days"][0]["day"]]
    assert Program().get(f"/ledger/heads/{heads['days'][0]['day']}") == heads["days"][0]
    for nothing in ("2020-01-01", "..", "x" * 100, "2026-13-45"):
        assert Program().send("GET", f"/ledger/heads/{nothing}").status_code == 404


def test_the_page_of_heads_stands_before_anything_is_published(db: None) -> None:
    page = browser_of(None).get("/ledger-heads").content.decode()
    assert "Nothing is published yet" in page
    assert browser_of(None).get("/ledger-heads/2026-01-01.json").status_code == 404
