"""An auditor and the parties hold a node to its ledger, on pages, by programs and with the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from medcord.cli.main import app
from medcord.gateways import clock
from medcord.ledger import anchors, chain, exports, ticks, worker
from medcord.ledger.models import FactRow, OutgoingLetter, StreamHead
from tests.api.programs import Program, Programs, open_a_case, programs_of
from tests.cast import Cast, browser_of
from tests.ledger.stories import forge

pytestmark = pytest.mark.django_db

DAY = (datetime.now(UTC) - timedelta(days=1)).replace(hour=12)
"""Yesterday at noon: whoever reads mail at eight has had it."""
TOLD = f"{DAY:%Y-%m-%d}"
WORDS = "The mute port is 5011."
HIDDEN = "Between agencies: two hospitals called."


@dataclass
class Audited:
    """A case of one day, told to everybody the day after; what the auditor holds lies in ``held``."""

    cast: Cast
    programs: Programs
    case: str
    held: Path

    def page(self) -> Path:
        """The public page of heads, as anybody downloads it."""
        path = self.held / "ledger-heads.json"
        path.write_bytes(browser_of(None).get("/ledger-heads.json").content)
        return path

    def anchored_anew(self) -> None:
        """What a node does that wants to show another past of that day."""
        (anchors.folder() / f"{TOLD}.json").unlink()
        with clock.at(DAY):
            anchors.anchor()

    def taken_out(self, name: str = "case.jsonl") -> Path:
        """The signed file, asked for and fetched on the page of the case."""
        owner = browser_of(self.cast.coordinator)
        assert owner.post(f"/cases/{self.case}/ledger").status_code == 302
        exports.sign_waiting()
        path = self.held / name
        path.write_bytes(owner.get(f"/cases/{self.case}/ledger.jsonl").getvalue())
        return path


@pytest.fixture
def audited(cast: Cast, tmp_path: Path) -> Audited:
    with clock.at(DAY - timedelta(days=1)):
        programs = programs_of(cast)
        case = open_a_case(programs)
        programs.manufacturer.post(f"/cases/{case}/terms/answers", {"answer": "accept"})
        programs.manufacturer.post(f"/cases/{case}/messages", {"body": WORDS}, status=201)
        hidden = {"body": HIDDEN, "confidentiality": "deliberative"}
        programs.coordinator.post(f"/cases/{case}/messages", hidden, status=201)
        worker.drain()
    with clock.at(DAY):
        ticks.run_all()
    return Audited(cast, programs, case, tmp_path)


def verify(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["ledger", "verify", *map(str, arguments)])


def broken(path: Path, *more: object) -> list[tuple[int, int | None, str]]:
    """Line, fact and kind of everything that the command names in this file."""
    done = verify(path, "--format", "json", *more)
    assert done.exit_code == 1, done.output
    return [(one["line"], one["seq"], one["code"]) for one in json.loads(done.stdout)["breaks"]]


def test_the_owner_s_file_holds_against_the_public_page_on_a_machine_without_the_node(audited: Audited) -> None:
    file, heads = audited.taken_out(), audited.page()
    words = ["ledger", "verify", str(file), "--anchor", str(heads)]
    alone = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    done = subprocess.run(
        [sys.executable, "-m", "medcord.cli.main", *words], env=alone, cwd=audited.held, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    facts = file.read_bytes().count(b'"kind":')
    first, second = done.stdout.splitlines()[:2]
    assert first.startswith(f"The chain holds: {facts} facts of case:")
    assert second == f"It is the chain that was anchored on {TOLD}."
    # The same file by program, and nothing in it that anybody typed.
    owner = audited.programs.coordinator
    assert owner.send("GET", f"/cases/{audited.case}/ledger.jsonl").getvalue() == file.read_bytes()  # type: ignore[attr-defined]
    for said in (WORDS, HIDDEN, "Breva", "Karst", "kestrel", "@", audited.case):
        assert said.encode() not in file.read_bytes()


def test_whatever_is_done_to_the_file_is_named_with_its_line_and_fact(audited: Audited) -> None:
    file = audited.taken_out()
    lines = file.read_bytes().splitlines(keepends=True)
    marked = next(place for place, line in enumerate(lines) if b'"kind":"MessageSent"' in line)
    fact = json.loads(lines[marked])
    forged = audited.held / "forged.jsonl"

    def forge_lines(*changed: bytes) -> Path:
        forged.write_bytes(b"".join(changed))
        return forged

    # One byte: the very byte, the field, and what it was.
    other = lines[marked].replace(b'"tlp":"AMBER"', b'"tlp":"AMBES"')
    assert other != lines[marked]
    done = verify(forge_lines(*lines[:marked], other, *lines[marked + 1 :]))
    assert done.exit_code == 1
    (said,) = done.stdout.splitlines()
    assert said.startswith(f"{forged}: line {marked + 1}, fact {fact['seq']} ({fact['id']}): its content was changed")
    assert said.endswith("in “data.tlp”, is “S” and was “R”")
    # A fact taken out, two that change places, one twice, the end cut off.
    seq = fact["seq"]
    assert broken(forge_lines(*lines[:marked], *lines[marked + 1 :])) == [(marked + 1, seq + 1, "missing")]
    swapped = [*lines[:marked], lines[marked + 1], lines[marked], *lines[marked + 2 :]]
    assert broken(forge_lines(*swapped)) == [(marked + 2, seq, "swapped")]
    doubled = [*lines[: marked + 1], lines[marked], *lines[marked + 1 :]]
    assert broken(forge_lines(*doubled)) == [(marked + 2, seq, "duplicate")]
    assert {code for _, _, code in broken(forge_lines(*lines[:-2]))} == {"truncated"}


def test_a_past_that_the_node_wrote_anew_does_not_fit_what_was_published(audited: Audited) -> None:
    kept, maker = audited.page(), browser_of(audited.cast.manufacturer)
    own = audited.held / "proof.json"
    own.write_bytes(maker.get(f"/cases/{audited.case}/proof.json").content)
    case = FactRow.objects.filter(kind="CaseOpened").get().stream
    rows, previous = list(FactRow.objects.filter(stream=case).order_by("seq")), ""
    for row in rows:  # the consent becomes a refusal, and every later fact and the head are made to fit
        if row.kind == "ConsentChanged":
            row.data = {**row.data, "state": "declined"}
            forge(row, data=json.dumps(row.data))
        row.previous = previous
        row.digest = previous = chain.link(row)
        forge(row, previous=row.previous, digest=row.digest)
    StreamHead.objects.filter(stream=case).update(digest=previous)
    audited.anchored_anew()
    file = audited.taken_out()
    assert verify(file).exit_code == 0  # by itself it is a whole and signed story
    for witness in (kept, own):
        done = verify(file, "--anchor", witness)
        assert (done.exit_code, "rewritten" in verify(file, "--anchor", witness, "--format", "json").stdout) == (
            1,
            True,
        )
        assert TOLD in done.stdout


def test_a_participant_checks_its_own_proof_against_the_page_and_keeps_it(audited: Audited) -> None:
    maker, agency = audited.programs.manufacturer, browser_of(audited.cast.regulator)
    by_program = maker.get(f"/cases/{audited.case}/proof")
    own = audited.held / "proof.json"
    own.write_bytes(agency.get(f"/cases/{audited.case}/proof.json").content)
    assert json.loads(own.read_bytes()) == by_program
    done = verify(own, "--anchor", audited.page())
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[0] == (
        f"The proof holds: the sealed head leads to the root that is published for {TOLD}."
    )
    # A changed step leads nowhere.
    changed = audited.held / "changed.json"
    path = json.loads(own.read_bytes())["path"][0]
    changed.write_bytes(own.read_bytes().replace(path.encode(), path[::-1].encode()))
    assert broken(changed, "--anchor", audited.page()) == [(0, None, "proof")]
    # Later the node publishes another root for that day.
    audited.anchored_anew()
    assert broken(own, "--anchor", audited.page()) == [(0, None, "rewritten")]
    assert f"another root than the one published on {TOLD}" in verify(own, "--anchor", audited.page()).stdout


def test_the_daily_heads_come_with_the_digest_to_those_inside(audited: Audited) -> None:
    head = StreamHead.objects.get(stream=FactRow.objects.get(kind="CaseOpened").stream)
    told = {one.to: one.body for one in OutgoingLetter.objects.all() if head.digest in one.body}
    inside = (audited.cast.coordinator, audited.cast.regulator, audited.cast.manufacturer)
    assert set(told) == {one.email for one in inside}
    assert all(WORDS not in body and "Breva" not in body for body in told.values())
    last = json.loads(audited.taken_out().read_bytes().splitlines()[-3])  # before the fact of taking it out
    assert last["digest"] == head.digest


def test_eve_gets_neither_chain_nor_proof_and_the_page_tells_her_nothing(audited: Audited) -> None:
    audited.taken_out()
    base, absent = f"/cases/{audited.case}", "/cases/MC-2222-2222"
    for who in (audited.cast.eve, audited.cast.hospital):
        browser = browser_of(who)
        for tail in ("/ledger.jsonl", "/proof.json", "/facts"):
            one, two = browser.get(base + tail), browser.get(absent + tail)
            assert (one.status_code, one.content) == (404, two.content)
        assert browser.post(f"{base}/ledger").status_code == 404
    for program in (audited.programs.eve, audited.programs.hospital, audited.programs.manufacturer):
        assert program.send("GET", f"{base}/ledger.jsonl").status_code == 404
    seen = browser_of(None).get("/ledger-heads").content.decode() + json.dumps(Program().get("/ledger/heads"))
    case = FactRow.objects.get(kind="CaseOpened").stream
    assert [word for word in (audited.case, case, case[5:], "Karst") if word in seen] == []
