"""A finder comes back: code and passphrase, limits, a word when nobody answers, and credit claimed later."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from medcord.core.access import Viewer, ViewerKind
from medcord.core.credit import Thanks, Wish
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal, TryLater
from medcord.gateways import clock
from medcord.intake import actions, codes, doors, policy, queries
from medcord.intake.models import Report
from medcord.intake.silence import silence_since
from medcord.ledger import queries as ledger
from medcord.ledger.models import FactRow
from tests.cases.road import WORDS
from tests.cast import STRANGER, Cast, browser_of
from tests.formats.ssh.signing import signed

pytestmark = pytest.mark.django_db
SECRET = "seven tins of blue paint"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LINE = KEY.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def filed(**more: object) -> tuple[Report, str]:
    return actions.submit(replace(WORDS, **more), actor=STRANGER)  # type: ignore[arg-type]


def finder_of(report: Report) -> Viewer:
    return Viewer(kind=ViewerKind.FINDER, report_id=report.pk)


def test_a_passphrase_is_asked_for_beside_the_code(cast: Cast) -> None:
    report, code = filed(passphrase=SECRET)
    assert queries.open_report(code, SECRET) == report.pk
    for wrong in ("", "something else", SECRET.upper()):
        assert queries.open_report(code, wrong) is None
    assert SECRET not in report.passphrase


def test_a_code_without_a_passphrase_opens_alone(cast: Cast) -> None:
    report, code = filed()
    assert queries.open_report(code, "") == report.pk
    assert queries.open_report(code, "whatever they type") == report.pk
    assert queries.open_report(codes.new_code(), "") is None


def test_a_passphrase_can_be_set_later_and_changed(cast: Cast) -> None:
    report, code = filed()
    actions.set_passphrase(SECRET, actor=finder_of(report))
    assert queries.open_report(code, "") is None
    actions.set_passphrase("another one entirely", actor=finder_of(report))
    assert queries.open_report(code, SECRET) is None
    assert queries.open_report(code, "another one entirely") == report.pk
    with pytest.raises(InputRefusal, match="between 10 and 200"):
        actions.set_passphrase("short", actor=finder_of(report))


def test_the_page_says_the_same_for_a_wrong_passphrase_and_an_unknown_code(cast: Cast) -> None:
    _, code = filed(passphrase=SECRET)
    said = set()
    for given in ({"code": code, "passphrase": "wrong words"}, {"code": codes.new_code(), "passphrase": "wrong words"}):
        answer = Client().post("/my-report", given)
        assert answer.status_code == 422
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|datetime="[^"]*"|\d\d:\d\d', "", answer.content.decode())
        said.add(page.replace(given["code"], "…"))
    assert len(said) == 1
    assert "No report opens" in said.pop()


def test_guessing_a_passphrase_has_to_wait_longer_each_time(cast: Cast) -> None:
    _, code = filed(passphrase=SECRET)
    for _ in range(5):
        with pytest.raises(InputRefusal):
            doors.by_code("198.51.100.7", code=code, passphrase="a guess")
    with pytest.raises(TryLater) as first:
        doors.by_code("198.51.100.7", code=code, passphrase=SECRET)
    with pytest.raises(TryLater):  # from anywhere else too: the lock is the code's
        doors.by_code("203.0.113.9", code=code, passphrase=SECRET)
    with time_machine.travel(clock.now() + timedelta(seconds=31), tick=False):
        with pytest.raises(InputRefusal):
            doors.by_code("198.51.100.7", code=code, passphrase="a guess")
        with pytest.raises(TryLater) as second:
            doors.by_code("198.51.100.7", code=code, passphrase=SECRET)
    assert int(second.value.fields["seconds"]) > int(first.value.fields["seconds"])


def test_who_guesses_a_passphrase_gets_no_fresh_tries_at_midnight(cast: Cast) -> None:
    _, code = filed(passphrase=SECRET)
    late = datetime(2026, 11, 23, 23, 59, 55, tzinfo=UTC)
    with clock.at(late):
        for _ in range(5):
            with pytest.raises(InputRefusal):
                doors.by_code("198.51.100.7", code=code, passphrase="a guess")
    with clock.at(late + timedelta(seconds=10)), pytest.raises(TryLater) as refused:
        doors.by_code("198.51.100.7", code=code, passphrase=SECRET)
    assert refused.value.seconds == 20


def test_an_unknown_code_is_slowed_down_like_a_known_one(cast: Cast) -> None:
    invented = codes.new_code()
    for _ in range(5):
        with pytest.raises(InputRefusal):
            doors.by_code("198.51.100.7", code=invented)
    with pytest.raises(TryLater):
        doors.by_code("198.51.100.7", code=invented)


def test_whoever_knows_code_and_passphrase_starts_afresh(cast: Cast) -> None:
    report, code = filed(passphrase=SECRET)
    for _ in range(4):
        with pytest.raises(InputRefusal):
            doors.by_code("198.51.100.7", code=code, passphrase="a guess")
    for _ in range(4):
        assert doors.by_code("198.51.100.7", code=code, passphrase=SECRET) == report.pk


def test_a_program_that_shows_the_right_code_is_never_slowed_down(cast: Cast) -> None:
    _, code = filed(passphrase=SECRET)
    headers = {"X-Finder-Code": code, "X-Finder-Passphrase": SECRET}
    for _ in range(30):
        assert Client().get("/api/v1/my-report", headers=headers).status_code == 200
    wrong = {**headers, "X-Finder-Passphrase": "a guess"}
    found = [Client().get("/api/v1/my-report", headers=wrong).status_code for _ in range(7)]
    assert found == [404] * 5 + [429] * 2


def test_reports_from_one_address_are_taken_one_after_the_other(cast: Cast) -> None:
    form = {
        "device_maker": "K", "device_model": "B", "how_tested": "t", "patient_impact": "p", "description": "kept words",
        "identity": "anonymous", "read_policy": "on",
    }  # fmt: skip
    found = [Client().post("/report", form) for _ in range(11)]
    assert [one.status_code for one in found] == [302] * 10 + [429]
    assert "kept words" in found[-1].content.decode()


def test_a_finder_may_say_that_nobody_answers_and_the_coordinator_sees_it(cast: Cast) -> None:
    report, _ = filed()
    with pytest.raises(RuleRefusal, match="You can say so from"):
        actions.escalate(actor=finder_of(report))
    with time_machine.travel(clock.now() + timedelta(days=4), tick=False):
        actions.escalate(actor=finder_of(report))
        assert "its finder says that nobody answers" in browser_of(cast.coordinator).get("/board").content.decode()
        with pytest.raises(RuleRefusal, match="again"):
            actions.escalate(actor=finder_of(report))
        actions.write_to(report.reference, "Sorry. We are at it.", actor=cast.coordinator.viewer)
        assert "nobody answers" not in browser_of(cast.coordinator).get("/board").content.decode()
    kinds = [fact.kind for fact in ledger.facts_of([f"report:{report.pk}"])]
    assert kinds == ["ReportReceived", "ReportEscalated", "ReportMessageSent"]


@pytest.mark.parametrize(
    ("answered_days_ago", "said_days_ago", "may"),
    [
        (None, None, True),  # received 20 days ago, never answered
        (13, None, False),
        (14, None, True),
        (15, 14, True),  # said so, and two more weeks of silence
        (15, 13, False),
        (1, 3, False),  # answered since
    ],
)
def test_how_long_a_finder_waits_before_it_may_say_so(
    answered_days_ago: int | None, said_days_ago: int | None, may: bool
) -> None:
    now = clock.now()

    def before(days: int | None) -> object:
        return None if days is None else now - timedelta(days=days)

    found = silence_since(
        received=now - timedelta(days=20),
        last_word=before(answered_days_ago),  # type: ignore[arg-type]
        escalated=before(said_days_ago),  # type: ignore[arg-type]
        now=now,
    )
    assert found.may_escalate is may


def test_an_anonymous_finder_claims_credit_later_by_its_code(cast: Cast) -> None:
    report, _ = filed()
    actions.claim_credit("Kestrel Nine", actor=finder_of(report))
    found = queries.report_for(cast.coordinator.viewer, report.reference)
    assert (found.finder_name, found.credit, found.identity) == ("Kestrel Nine", True, "pseudonymous")


def test_whoever_holds_the_key_claims_credit_without_the_code(cast: Cast) -> None:
    report, _ = filed(credit_key=f"{LINE} kestrel@lab")
    signature = signed(KEY, policy.credit_line(report.reference, Wish(Thanks.NAME, "Kestrel Nine")), policy.NAMESPACE)
    given = {"reference": report.reference, "name": "Kestrel Nine", "signature": signature}
    page = Client().post("/claim-credit", {**given, "signature": ""}).content.decode()
    assert f"I found what is reported as {report.reference}" in page
    assert "fits" in Client().post("/claim-credit", given).content.decode()
    report.refresh_from_db()
    assert (report.finder_name, report.credit) == ("Kestrel Nine", True)
    assert FactRow.objects.get(kind="CreditClaimed").data["by_key"] is True


def test_a_signature_for_another_name_report_or_key_is_refused_with_one_sentence(cast: Cast) -> None:
    mine, _ = filed(credit_key=LINE)
    other, _ = filed()
    eve = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
    line = policy.credit_line(mine.reference, Wish(Thanks.NAME, "Kestrel"))
    sentences = set()
    for reference, name, signature in (
        (mine.reference, "Eve", signed(KEY, line, policy.NAMESPACE)),
        (mine.reference, "Kestrel", signed(eve, line, policy.NAMESPACE)),
        (mine.reference, "Kestrel", signed(KEY, line, "file")),
        (other.reference, "Kestrel", signed(KEY, line, policy.NAMESPACE)),
        ("R-2222-2222", "Kestrel", signed(KEY, line, policy.NAMESPACE)),
    ):
        with pytest.raises(InputRefusal) as refused:
            actions.claim_credit_by_key(reference, Wish(Thanks.NAME, name), signature, actor=STRANGER)
        sentences.add(refused.value.sentence)
    assert len(sentences) == 1
    assert not Report.objects.filter(credit=True).exists()


def test_no_member_and_no_other_finder_does_a_finder_s_acts(cast: Cast) -> None:
    report, _ = filed()
    for viewer in (cast.eve.viewer, cast.coordinator.viewer, STRANGER):
        with pytest.raises(NotFound):
            actions.escalate(actor=viewer)
        with pytest.raises(NotFound):
            actions.claim_credit("Eve", actor=viewer)
        with pytest.raises(NotFound):
            actions.set_passphrase(SECRET, actor=viewer)
    report.refresh_from_db()
    assert (report.credit, report.passphrase) == (False, "")


def test_the_finder_s_page_does_all_of_it(cast: Cast) -> None:
    _, code = filed()
    browser = Client()
    browser.post("/my-report", {"code": code})
    assert browser.post("/my-report/passphrase", {"secret-passphrase": SECRET}).status_code == 302
    assert browser.post("/my-report/key", {"key-credit_key": LINE}).status_code == 302
    assert browser.post("/my-report/credit", {"credit-name": "Kestrel"}).status_code == 302
    page = browser.get("/my-report").content.decode()
    assert "thanked as <b>Kestrel</b>" in page
    bad = browser.post("/my-report/key", {"key-credit_key": "ssh-rsa AAAA"})
    assert bad.status_code == 422
    assert "ssh-rsa AAAA" in bad.content.decode()
    again = Client()
    assert again.post("/my-report", {"code": code}).status_code == 422
    assert again.post("/my-report", {"code": code, "passphrase": SECRET}).status_code == 302
