"""A finder without an account, from the report to the credit, on the pages and by a program.

How a date is agreed, moved and ended, with the finder's part in it, is told in test_embargo; how guessing is slowed
down, in tests/intake/test_coming_back.py; who gets which copy of a file, in tests/intake/test_files_both_ways.py.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from medcord.core.credit import Thanks, Wish
from medcord.gateways import clock
from medcord.intake import codes, policy
from medcord.intake.models import Report
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.ledger.models import OutgoingLetter
from tests.api.programs import Program, Programs, file_report, party_id, program_of, programs_of
from tests.cast import Cast, browser_of
from tests.formats.ssh.signing import signed
from tests.intake.test_reporting import photo_with_a_place
from tests.journeys.test_embargo import REPORT, day, filed, page

pytestmark = pytest.mark.django_db
SECRET = "seven tins of blue paint"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LINE = KEY.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
HIDDEN = ("Our own analysis", "Embargo talk", "Dr. A. Sennick", "L. Ostrava", "Alarms under load")


def code_of(finder: Client) -> str:
    """The code as the finder writes it down."""
    return page(finder, "/report/received").split("data-code>")[1].split("<")[0].strip()


def back(code: str, passphrase: str = "") -> Client:
    """The finder at another computer; asked for code and passphrase."""
    browser = Client()
    answer = browser.post("/my-report", {"code": code, "passphrase": passphrase})
    assert answer.status_code == 302, answer.content.decode()
    return browser


def opened_for_the_finder(lead: Client, reference: str, *parties: str) -> str:
    """A side room with the finder, in which the coordinator says something; its id."""
    words = {"act": "side", "side-title": "Embargo talk", "side-parties": list(parties), "side-with_finder": "on"}
    where = lead.post(f"/cases/{reference}/rooms/new", words)
    assert where.status_code == 302, where.content.decode()
    room = where.headers["Location"].rsplit("=", 1)[-1]
    said = {"room": room, "tlp": "AMBER", "confidentiality": "none", "body": "Does it happen on 4.2.0 too?"}
    assert lead.post(f"/cases/{reference}/send", said).status_code == 302
    return room


def test_a_finder_reports_without_mail_or_name_and_comes_back_from_anywhere(cast: Cast) -> None:
    first = Client()
    assert first.post("/report", REPORT).status_code == 302
    code = code_of(first)
    assert first.post("/my-report/passphrase", {"secret-passphrase": SECRET}).status_code == 302
    worker.drain()
    report = Report.objects.get()
    assert (report.identity, report.finder_name) == ("anonymous", "")
    assert {letter.to for letter in OutgoingLetter.objects.all()} <= {cast.coordinator.email}
    said = set()
    for given in ((code, ""), (code, "seven tins of red paint"), (codes.new_code(), SECRET)):
        answer = Client().post("/my-report", dict(zip(("code", "passphrase"), given, strict=True)))
        alert = re.search(r'class="error"[^>]*>([^<]+)<', answer.content.decode())
        assert alert is not None
        said.add((answer.status_code, alert[1]))
    assert len(said) == 1, "a wrong code, a wrong passphrase and none look alike"
    second = back(code.lower().replace("-", " "), SECRET)
    assert report.reference in page(second, "/my-report")
    assert second.post("/my-report/leave").status_code == 302
    assert report.reference not in page(second, "/my-report")
    assert first.post("/my-report/passphrase", {"secret-passphrase": "short"}).status_code == 422


def test_finder_and_coordinator_talk_both_ways_and_send_each_other_files(cast: Cast) -> None:
    finder, lead = Client(), browser_of(cast.coordinator)
    finder.post("/report", REPORT | {"passphrase": SECRET})
    finder, report = back(code_of(finder), SECRET), Report.objects.get().reference
    sent = {"body": "Here it is.", "attached": SimpleUploadedFile("alarm.jpg", photo_with_a_place())}
    assert finder.post("/my-report/write", sent).status_code == 302
    assert "Here it is." in page(lead, f"/reports/{report}")
    answer = {"body": "Is it this board?", "attached": SimpleUploadedFile("board.jpg", photo_with_a_place())}
    assert lead.post(f"/reports/{report}/reply", answer).status_code == 302
    mine = page(finder, "/my-report")
    assert "Is it this board?" in mine
    copies = [b"".join(finder.get(one)) for one in re.findall(r'"(/my-report/files/[0-9a-f-]+)"', mine)]  # type: ignore[arg-type]
    assert sorted(b"Tattletale" in copy for copy in copies) == [False, True], "its own as sent, the other's cleaned"
    other, eve = Client(), browser_of(cast.eve)
    other.post("/report", REPORT)
    for path in re.findall(r'"(/my-report/files/[0-9a-f-]+)"', mine):
        for somebody in (other, eve, browser_of(cast.manufacturer), Client()):
            assert somebody.get(path).status_code == 404
    assert "Is it this board?" not in page(other, "/my-report")
    assert eve.get(f"/reports/{report}").status_code == 404


def test_a_finder_sees_what_changes_and_nothing_that_others_say(cast: Cast) -> None:
    reference, finder = filed(cast)
    lead, maker = browser_of(cast.coordinator), browser_of(cast.manufacturer)
    assert "44 d left" in page(finder, "/my-report"), "the clock of the embargo"
    assert maker.post(f"/cases/{reference}/terms/answer", {"answer": "accept"}).status_code == 302
    for body in ("Our own analysis", "Alarms under load"):
        said = {"room": "", "tlp": "AMBER", "confidentiality": "none", "body": body}
        assert maker.post(f"/cases/{reference}/send", said).status_code == 302
    for event in ("V", "F"):
        mark = {"event": event, "evidence": "Alarms under load"}
        program_of(cast.manufacturer).post(f"/cases/{reference}/marks", mark)
    room = opened_for_the_finder(lead, reference, str(cast.manufacturer.organisation_id))
    shown = page(finder, "/my-report")
    assert "Does it happen on 4.2.0 too?" in shown
    file = SimpleUploadedFile("trace.txt", b"it does")
    assert finder.post(f"/my-report/rooms/{room}", {"body": "Yes.", "attached": file}).status_code == 302
    assert "trace.txt" in page(maker, f"/cases/{reference}?thread={room}")
    assert finder.post("/my-report/date", {"ends_at": day(30), "zone": "Europe/Prague"}).status_code == 302
    shown = page(finder, "/my-report")
    assert "You propose" in shown
    assert "Accepted" in shown, "the state of the report"
    for change in (
        "A case was opened from your report",
        "A manufacturer knows of it",
        "A manufacturer has a fix ready",
    ):
        assert change in shown
    assert not [words for words in HIDDEN if words in shown]
    for path in (f"/cases/{reference}", f"/cases/{reference}/terms", f"/cases/{reference}/facts", "/board"):
        assert finder.get(path).status_code in (302, 404)
    other = Client()
    other.post("/report", REPORT)
    assert reference not in page(other, "/my-report")
    assert other.post(f"/my-report/rooms/{room}", {"body": "Me too."}).status_code == 404
    assert browser_of(cast.eve).get(f"/cases/{reference}").status_code == 404


def test_a_finder_whom_nobody_answers_says_so_and_the_coordinator_sees_it_first(cast: Cast) -> None:
    finder = Client()
    finder.post("/report", REPORT)
    code = code_of(finder)
    assert "Say that nobody answers" not in page(finder, "/my-report")
    refused = finder.post("/my-report/escalate")
    assert (refused.status_code, "You can say so from" in refused.content.decode()) == (422, True)
    with clock.at(clock.now() + timedelta(days=3, minutes=1)):
        again = back(code)
        assert "Say that nobody answers" in page(again, "/my-report")
        assert again.post("/my-report/escalate").status_code == 302
        lead = browser_of(cast.coordinator)
        assert "its finder says that nobody answers" in page(lead, "/board")
        report = Report.objects.get().reference
        assert lead.post(f"/reports/{report}/reply", {"body": "Sorry. We are at it."}).status_code == 302
        assert "nobody answers" not in page(lead, "/board")
        assert "Sorry. We are at it." in page(again, "/my-report")
    with clock.at(clock.now() + timedelta(days=17, minutes=2)):
        assert back(code).post("/my-report/escalate").status_code == 302, "two silent weeks later, again"
    kinds = [fact.kind for fact in ledger.facts_of([f"report:{Report.objects.get().pk}"])]
    assert kinds.count("ReportEscalated") == 2


def test_an_anonymous_finder_is_thanked_at_last_by_a_signature_alone(cast: Cast) -> None:
    finder = Client()
    finder.post("/report", REPORT)
    assert finder.post("/my-report/key", {"key-credit_key": f"{LINE} kestrel@lab"}).status_code == 302
    report = Report.objects.get()
    given = {"reference": report.reference, "name": "Kestrel Nine"}
    with clock.at(clock.now() + timedelta(days=400)):  # the code is long lost
        shown = page_after(Client().post("/claim-credit", given))
        assert f"I found what is reported as {report.reference}, and want to be thanked as Kestrel Nine." in shown
        eve = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
        line = policy.credit_line(report.reference, Wish(Thanks.NAME, "Kestrel Nine"))
        wrong = Client().post("/claim-credit", given | {"signature": signed(eve, line, policy.NAMESPACE)})
        assert (wrong.status_code, "does not fit" in wrong.content.decode()) == (422, True)
        right = Client().post("/claim-credit", given | {"signature": signed(KEY, line, policy.NAMESPACE)})
        assert "Kestrel Nine" in page_after(right)
        assert "Kestrel Nine" in page(browser_of(cast.coordinator), f"/reports/{report.reference}")
    assert browser_of(cast.eve).get(f"/reports/{report.reference}").status_code == 404
    assert ledger.breaks() == []


def page_after(answer: object) -> str:
    assert answer.status_code == 200, answer.content.decode()  # type: ignore[attr-defined]
    return str(answer.content.decode())  # type: ignore[attr-defined]


# --- a program -----------------------------------------------------------------------------------------------------


@pytest.fixture
def programs(cast: Cast) -> Programs:
    return programs_of(cast)


def a_case_of(programs: Programs, report: str) -> str:
    owner = programs.coordinator
    owner.post(f"/reports/{report}/triage", {"medical_device": "yes", "outcome": "accept"})
    case = owner.post(f"/reports/{report}/case", {"title": "Breva V2: alarms"}, status=201)["reference"]
    owner.post(f"/cases/{case}/parties", {"party": party_id(programs, "Karst Respiratory")}, status=201)
    return str(case)


def test_the_same_by_a_program(cast: Cast, programs: Programs) -> None:
    report, code = file_report(programs)
    finder = Program({"X-Finder-Code": code, "X-Finder-Passphrase": SECRET})
    finder.put("/my-report/passphrase", {"passphrase": SECRET})
    alone, wrong = Program({"X-Finder-Code": code}), Program({"X-Finder-Code": codes.new_code()})
    refused = [one.send("GET", "/my-report") for one in (alone, wrong)]
    assert [(one.status_code, one.content) for one in refused] == [(404, refused[0].content)] * 2
    owner, maker = programs.coordinator, programs.manufacturer
    case = a_case_of(programs, report)
    maker.post(f"/cases/{case}/terms/answers", {"answer": "accept"})
    words = {"body": "Our own analysis", "tlp": "AMBER"}
    maker.post(f"/cases/{case}/messages", words, status=201)
    side = {"title": "Embargo talk", "parties": [party_id(programs, "Karst Respiratory")], "with_finder": True}
    room = owner.post(f"/cases/{case}/rooms", side, status=201)["id"]
    owner.post(f"/cases/{case}/messages", {"body": "On 4.2.0 too?", "room": room}, status=201)
    trace = SimpleUploadedFile("trace.txt", b"it does")
    finder.upload(f"/my-report/rooms/{room}/messages/with-files", {"body": "Yes.", "files": [trace]}, status=201)
    mine = [finder.get(f"/my-report{tail}") for tail in ("", "/case", "/rooms", f"/rooms/{room}/messages", "/messages")]
    assert mine[1]["reference"] == case
    assert [one["what"] for one in mine[1]["changes"]] == ["A case was opened from your report"]
    assert not [hidden for hidden in HIDDEN if hidden in str(mine)]
    (file,) = [one for one in maker.get(f"/cases/{case}/files")["items"] if one["name"] == "trace.txt"]
    assert b"".join(maker.send("GET", f"/cases/{case}/files/{file['id']}")) == b"it does"  # type: ignore[arg-type]
    soon = {"ends_at": f"{clock.now() + timedelta(days=30):%Y-%m-%dT%H:%M:%SZ}", "zone": "UTC"}
    (offer,) = finder.post("/my-report/case/proposals", soon)["my_proposals"]
    assert offer["ends_at"] == soon["ends_at"]
    assert finder.post("/my-report/escalation", status=409)["code"] == "not-silent"
    with clock.at(clock.now() + timedelta(days=15)):
        finder.post("/my-report/escalation")
    finder.put("/my-report/credit-key", {"credit_key": LINE})
    signature = signed(KEY, policy.credit_line(report, Wish(Thanks.NAME, "Kestrel Nine")), policy.NAMESPACE)
    claim = {"reference": report, "name": "Kestrel Nine", "signature": signature}
    told = programs.stranger.post("/credit-claims", claim)
    assert told == {"reference": report, "name": "Kestrel Nine", "organisation": "", "link": ""}
    _, other_code = file_report(programs)
    other = Program({"X-Finder-Code": other_code})
    assert other.get("/my-report/rooms") == []
    for stranger in (other, programs.eve, programs.hospital):
        assert stranger.send("GET", f"/my-report/rooms/{room}/messages").status_code in (401, 404)
        assert stranger.send("GET", "/my-report/case").status_code in (401, 404)
