"""A patient's name in a message, a file and a report, and an outed finder: held, destroyed, and found nowhere after.

What docs/how-to/handle-a-spill.md says is done here, sentence by sentence.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from pytest_django import Settings
from typer.testing import CliRunner

from medcord.cli.main import app
from medcord.core.refusals import NodeKeyMissing
from medcord.core.vocabulary import MemberRole
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.ledger.models import FactRow
from medcord.parties import actions as parties
from tests.api.programs import REPORT, Program, Programs, finder_with, programs_of
from tests.cast import PASSWORD, SYSTEM, Cast, browser_of
from tests.files.store import a_store
from tests.gateways.servers import Seen, http_server
from tests.ledger.test_purge import tables_holding
from tests.notices.people import hooked

pytestmark = pytest.mark.django_db

PATIENT = "Ilse Marrow"
FINDER = "Vesna Kolar"
WORDS = f"Seen at bed 12, {PATIENT}."
SCAN = f"PID|1||48291^^^ELO^MR||{PATIENT}||19621103|F\r".encode()


class Spilled:
    """A case in which the maker, its finder and the finder's report name a patient; the maker's programs listen."""

    def __init__(self, cast: Cast, seen: Seen, home: Path) -> None:
        self.cast, self.seen, self.home = cast, seen, home
        self.programs: Programs = programs_of(cast)
        owner, maker = self.programs.coordinator, self.programs.manufacturer
        stranger = self.programs.stranger
        words = REPORT | {"finder_name": FINDER, "description": f"Muted. {WORDS}", "identity": "named"}
        receipt = stranger.post("/reports", words | {"may_pass_name": True}, status=201)
        self.report, self.finder = receipt["reference"], finder_with(receipt["code"])
        self.finder.post("/my-report/messages", {"body": f"It was {PATIENT}."}, status=201)
        owner.post(f"/reports/{self.report}/messages", {"body": "Which firmware was it?"}, status=201)
        owner.post(f"/reports/{self.report}/triage", {"medical_device": "yes", "outcome": "accept"})
        self.case = owner.post(f"/reports/{self.report}/case", {"title": "Breva V2"}, status=201)["reference"]
        self.base = f"/cases/{self.case}"
        party = {"party": str(cast.manufacturer.organisation_id)}
        owner.post(f"{self.base}/parties", party, status=201)
        maker.post(f"{self.base}/terms/answers", {"answer": "accept"})
        file = {"file": SimpleUploadedFile(f"{PATIENT}.hl7", SCAN), "patient_data_seen": "true", "as_it_is": "true"}
        scan = maker.upload(f"{self.base}/uploads", file, status=201)["id"]
        said = {"body": WORDS, "files": [scan], "patient_data_seen": True}
        self.message = maker.post(f"{self.base}/messages", said, status=201)["message"]
        owner.post(f"{self.base}/messages", {"body": "We look at it."}, status=201)
        self.file = self.programs.regulator.get(f"{self.base}/files")["items"][0]["id"]
        worker.drain()

    def read_by_all(self, sought: str) -> list[str]:
        message, pages, api = (
            f"/messages/{self.message['id']}",
            ("/facts", "/report"),
            ("/messages", "/files", "/timeline"),
        )
        paths = [f"{self.base}{tail}" for tail in ("", message, *pages)] + ["/board.csv", f"/search?q={sought}"]
        return paths + [f"/api/v1{self.base}{tail}" for tail in ("", message, *api)]

    def read_by_the_owner(self) -> list[str]:
        paths = [f"{self.base}{tail}" for tail in ("/spill", "/who", "/answers", "/answers.csv", "/terms", "/draft")]
        return [
            *paths,
            "/reports",
            f"/reports/{self.report}",
            f"/api/v1{self.base}/spill",
            f"/api/v1/reports/{self.report}",
        ]

    def met(self, *words: str) -> list[str]:
        """Every place where somebody of the case, its finder or a program still meets one of these words."""
        found = [f"table: {word}" for word in words if tables_holding(word)]
        found += [f"call: {word}" for word in words for *_, body in self.seen.requests if word.encode() in body]
        for who in (self.cast.coordinator, self.cast.manufacturer, self.cast.regulator):
            browser = browser_of(who)
            for path in self.read_by_all(words[0]) + (self.read_by_the_owner() if who is self.cast.coordinator else []):
                answer = browser.get(path)
                body = (answer.getvalue() if answer.streaming else answer.content).decode()
                body = body.replace(f'value="{words[0]}"', "").replace(f"“{words[0]}”", "")  # the question itself
                found += [f"{path} as {who}: {word}" for word in words if word in body]
        for path in ("/my-report", "/my-report/messages", "/my-report/case"):
            answer = self.finder.send("GET", path).content.decode()
            found += [f"{path} as finder: {word}" for word in words if word in answer]
        return found


@pytest.fixture
def spilled(cast: Cast, settings: Settings) -> Iterator[Spilled]:
    settings.MEDCORD_HTTP_PRIVATE = ["127.0.0.0/8"]
    with http_server() as (port, seen):
        hooked(cast.manufacturer, f"http://127.0.0.1:{port}/in", ("MessageSent", "ConsentChanged"))
        yield Spilled(cast, seen, Path(settings.MEDCORD_HOME))


def page(browser: Client, path: str, status: int = 200, **form: Any) -> str:
    answer = browser.post(path, form) if form else browser.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return str(answer.content.decode())


def test_a_hold_forbids_it_on_page_and_by_program_until_it_is_lifted(spilled: Spilled) -> None:
    owner, lead = spilled.programs.coordinator, browser_of(spilled.cast.coordinator)
    spill = f"{spilled.base}/spill"
    page(lead, f"{spilled.base}/hold", 302, **{"hold-reason": "Order 7 K 4/26 of the court."})
    held = page(lead, spill)
    assert "Lift the hold first" in held
    assert "Order 7 K 4/26 of the court." in held
    # Nobody destroys anything: not the owner, not the author, not a report of the case nor its finder's name.
    things = {"things": [{"what": "message", "id": spilled.message["id"]}], "reason": "A name.", "typed": spilled.case}
    why = {"reason": "A name.", "typed": spilled.report}
    refused = [
        owner.post(spill, things, status=409),
        owner.post(f"/reports/{spilled.report}/purge", why, status=409),
        owner.post(f"/reports/{spilled.report}/finder/purge", why, status=409),
    ]
    assert {one["code"] for one in refused} == {"legal-hold"}
    assert all(re.search(r"M\. Tarrow placed it on \d", one["sentence"]) for one in refused)
    form = {"act": "destroy", "item": f"message:{spilled.message['id']}", "reason": "A name.", "typed": spilled.case}
    assert "M. Tarrow placed it on" in page(lead, spill, 422, **form)
    maker = browser_of(spilled.cast.manufacturer)
    assert "M. Tarrow placed it on" in page(
        maker, f"{spilled.base}/purge", 409, message=spilled.message["id"], reason="A name."
    )
    forget = {"forget-reason": "A name.", "forget-typed": spilled.report}
    assert "M. Tarrow placed it on" in page(lead, f"/reports/{spilled.report}/forget-finder", 422, **forget)
    assert tables_holding(PATIENT)
    page(lead, f"{spilled.base}/hold", 302, **{"hold-reason": "The court released it.", "lift": "1"})
    assert owner.post(spill, things) == {"gone": 2}  # the message and its file
    book = owner.get(spill)["book"]
    assert {(one["what"], one["reason"]) for one in book if one["what"].startswith("hold")} == {
        ("hold-placed", "Order 7 K 4/26 of the court."),
        ("hold-lifted", "The court released it."),
    }


def test_a_patients_name_is_destroyed_wherever_it_stands_and_met_nowhere_after(spilled: Spilled) -> None:
    lead, owner = browser_of(spilled.cast.coordinator), spilled.programs.coordinator
    assert len(spilled.met(PATIENT)) > 20
    # On the page of the case: find, look at the effect, destroy.
    spill = f"{spilled.base}/spill"
    found = page(lead, spill, act="find", words="ilse marrow")
    keys = re.findall(r'name="item" value="([a-z-]+:[^"]+)"', found)
    assert sorted(key.split(":")[0] for key in keys) == ["file", "message"]
    assert "We look at it." not in found
    message = next(key for key in keys if key.startswith("message"))
    assert "1 chosen, 1 more goes along" in page(lead, spill, act="look", item=message)
    page(lead, spill, 302, act="destroy", item=message, reason="A patient is named.", typed=spilled.case)
    # By program: the one message of the report's thread that names the patient; then, on its page, the report itself.
    thread = owner.get(f"/reports/{spilled.report}")["thread"]
    named = next(one for one in thread if PATIENT in one["body"])
    one = {"thing": {"what": "report-message", "id": named["id"]}, "reason": "Named.", "typed": spilled.report}
    assert owner.post(f"/reports/{spilled.report}/purge", one) == {"gone": 1}
    left = owner.get(f"/reports/{spilled.report}")
    assert [row["body"] for row in left["thread"]] == ["", "Which firmware was it?"]
    assert PATIENT in left["description"]
    purge = {"purge-part": "", "purge-reason": "Named in the text.", "purge-typed": spilled.report}
    page(lead, f"/reports/{spilled.report}/purge", 302, **purge)
    worker.drain()
    assert spilled.met(PATIENT, FINDER, "Named in the text.") == [
        # The reasons are sealed, and read by the owner alone.
        f"/reports/{spilled.report} as M. Tarrow, NCC: Named in the text.",
    ]
    assert [path for path in spilled.home.rglob("*") if path.is_file() and PATIENT.encode() in path.read_bytes()] == []
    for program in (owner, spilled.programs.manufacturer, spilled.programs.regulator):
        assert program.send("GET", f"{spilled.base}/files/{spilled.file}").status_code == 404
    # What stays: that it was here, by whom it went, and a chain that holds.
    after = page(lead, spill)
    assert ("A patient is named." in after, "M. Tarrow" in after) == (True, True)
    assert "The words of this message were destroyed" in page(browser_of(spilled.cast.regulator), spilled.base)
    told = sorted(row.data["what"] for row in FactRow.objects.filter(kind="ContentPurged"))
    assert told == ["file", "message", "report", "report-message", "report-message"]
    assert ledger.breaks() == []
    checked = CliRunner().invoke(app, ["ledger", "verify"])
    assert (checked.exit_code, checked.stdout.splitlines()[0]) == (0, "Every chain holds.")
    files = CliRunner().invoke(app, ["blobs", "check"])
    assert (files.exit_code, "can be opened" in files.stdout) == (0, True)
    assert spilled.finder.get("/my-report")["reference"] == spilled.report  # the code still opens the empty report


def test_an_outed_finder_is_forgotten_and_what_was_reported_stays(spilled: Spilled) -> None:
    lead = browser_of(spilled.cast.coordinator)
    spilled.finder.post("/my-report/messages", {"body": f"I am {FINDER}."}, status=201)
    forget = {"forget-reason": "In the press.", "forget-typed": spilled.report.lower()}
    page(lead, f"/reports/{spilled.report}/forget-finder", 302, **forget)
    report = page(lead, f"/reports/{spilled.report}")
    assert ("Anonymous" in report, "Name does not go to the manufacturer" in report) == (True, True)
    assert "No credit asked for" in report
    assert FINDER in report  # in the words of a message, which is content and goes by its own road
    key = re.search(rf'value="(report-message:[^"]+)">The message “I am {FINDER}.”', report)
    assert key is not None
    one = {"purge-part": key[1], "purge-reason": "In the press.", "purge-typed": spilled.report}
    page(lead, f"/reports/{spilled.report}/purge", 302, **one)
    worker.drain()
    met = spilled.met(FINDER)
    assert met == []
    assert WORDS in spilled.programs.coordinator.get(f"/reports/{spilled.report}")["description"]
    assert spilled.finder.get("/my-report")["known_as"] == "Anonymous"
    book = page(lead, f"/reports/{spilled.report}").split("Destroyed and held")[1]
    assert book.count("In the press.") == 2
    assert "Who the finder is" in book


def test_an_auditor_of_the_owner_reads_what_was_destroyed_and_nobody_else_does(spilled: Spilled) -> None:
    owner, spill = spilled.programs.coordinator, f"{spilled.base}/spill"
    party = spilled.cast.coordinator.organisation
    auditor = parties.add_member(party, email="a@ncc.example", name="A. Uditor", password=PASSWORD, actor=SYSTEM)
    type(auditor).objects.filter(pk=auditor.pk).update(level=MemberRole.READER.value)
    auditor.refresh_from_db()
    why = {"things": [{"what": "message", "id": spilled.message["id"]}], "reason": "A name.", "typed": spilled.case}
    owner.post(spill, why)
    reader = browser_of(auditor)
    assert "A name." in page(reader, spill)
    assert reader.post(f"{spilled.base}/hold", {"hold-reason": "Mine."}).status_code == 403
    things = f"message:{spilled.message['id']}"
    form = {"act": "destroy", "item": things, "reason": "Mine.", "typed": spilled.case}
    assert reader.post(spill, form).status_code in (403, 422)
    for program in (spilled.programs.manufacturer, spilled.programs.regulator, spilled.programs.eve):
        assert program.send("GET", spill).status_code == 404
        assert program.send("POST", f"/reports/{spilled.report}/purge", {**why, "things": None}).status_code in (
            404,
            422,
        )
    for who in (spilled.cast.manufacturer, spilled.cast.regulator, spilled.cast.eve):
        assert browser_of(who).get(spill).content == browser_of(who).get("/cases/MC-2222-2222/spill").content


class _Restored(Exception):
    """The database of before is put back."""


def test_backups_open_what_the_guide_says_they_open(spilled: Spilled, tmp_path: Path) -> None:
    from medcord.cases.models import CaseFile

    blob = CaseFile.objects.get().blob
    assert blob is not None
    kept = tmp_path / "copy"
    for part in ("blobs", "keys"):
        shutil.copytree(spilled.home / part, kept / part)
    lead, spill = browser_of(spilled.cast.coordinator), f"{spilled.base}/spill"
    form = {"act": "destroy", "item": f"message:{spilled.message['id']}", "reason": "A name.", "typed": spilled.case}

    def destroy_and_note() -> list[tuple[str, str]]:
        page(lead, spill, 302, **form)
        worker.drain()
        assert not tables_holding(PATIENT + ".hl7")
        facts = FactRow.objects.filter(kind="ContentPurged")
        return sorted((row.data["where"], row.data["what"]) for row in facts)

    noted: list[tuple[str, str]] = []
    try:
        with transaction.atomic():
            noted += destroy_and_note()
            raise _Restored
    except _Restored:
        pass
    case = FactRow.objects.get(kind="CaseOpened").stream
    assert noted == [(case, "file"), (case, "message")]  # the newer ledger tells what is to be purged again
    # The database of before holds the texts; the keys are those of after, and the file stays destroyed.
    assert tables_holding(WORDS)
    assert (spilled.home / "keys" / "node").exists()
    answer = spilled.programs.manufacturer.send("GET", f"{spilled.base}/files/{spilled.file}")
    assert answer.status_code == 404
    assert destroy_and_note() == noted
    # A copy of blobs alone opens nothing; with keys/files and the node's key of before it opens the file.
    alone = tmp_path / "alone"
    shutil.copytree(kept / "blobs", alone / "blobs")
    shutil.copytree(spilled.home / "keys", alone / "keys")
    with pytest.raises(KeyError):
        a_store(alone).get(blob)
    assert a_store(kept).get(blob) == SCAN
    # A node key that was changed and whose old one is gone makes the copy of keys/files useless.
    done = CliRunner().invoke(app, ["blobs", "rotate", "--forget-old"])
    assert done.exit_code == 0, done.output
    shutil.copy(spilled.home / "keys" / "node", kept / "keys" / "node")
    with pytest.raises(NodeKeyMissing):
        a_store(kept).get(blob)


def test_eve_meets_no_word_of_it_before_or_after(spilled: Spilled) -> None:
    eve = browser_of(spilled.cast.eve)
    for path in (f"/search?q={PATIENT}", "/board", "/notices", "/home"):
        answer = eve.get(path, follow=True).content.decode()
        assert spilled.case not in answer
        assert WORDS not in answer
    assert Program().send("GET", f"{spilled.base}/files/{spilled.file}").status_code == 401
