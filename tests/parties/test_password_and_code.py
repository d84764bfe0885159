"""A password alone is enough only for who has nothing else; a code counts once; attempts cost time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from medcord.ledger.models import AttemptCount, FactRow
from medcord.parties import actions
from medcord.parties.models import WebSession
from tests.cast import PASSWORD, SYSTEM, Cast, browser_of
from tests.parties.codes import totp_now
from tests.parties.doors import facts, generator_of, is_in, knock

NOON = datetime(2026, 11, 26, 12, 0, 5, tzinfo=UTC)


def test_a_password_alone_opens_for_who_has_no_second_factor(cast: Cast) -> None:
    client = Client(headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"})
    answer = knock(cast.hospital, client=client)
    assert (answer.status_code, answer.headers["Location"], is_in(client)) == (302, "/home", True)
    assert [fact.data["method"] for fact in facts("MemberSignedIn")] == ["password"]
    row = WebSession.objects.get(member=cast.hospital)
    assert (row.device, row.method) == ("Firefox on Linux", "password")
    assert "Mozilla" not in str(row.get_decoded())


@time_machine.travel(NOON, tick=False)
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer_for_the_same_work(cast: Cast) -> None:
    knock(cast.eve, "wrong")  # the salt of the day is there from now on, and
    Client().post("/sign-in", {"email": "first@nowhere.example", "password": "wrong"})  # so is the node's own chain
    answers, work = [], []
    for email in ("nobody@nowhere.example", cast.hospital.email):
        with CaptureQueriesContext(connection) as asked:
            answer = Client().post("/sign-in", {"email": email, "password": "wrong"})
        answers.append((answer.status_code, answer.content.decode().replace(email, "").split("csrf")[0]))
        work.append(len(asked))
    assert answers[0] == answers[1]
    assert answers[0][0] == 422
    assert work[0] == work[1]
    assert len(facts("StrangerRefused")) == 2
    assert [fact.data["method"] for fact in facts("SignInRefused")] == ["password", "password"]


def test_no_fact_and_no_count_holds_an_address_of_any_kind(cast: Cast) -> None:
    Client(REMOTE_ADDR="203.0.113.77").post("/sign-in", {"email": cast.hospital.email, "password": "wrong"})
    stored = f"{[row.data for row in FactRow.objects.all()]} {list(AttemptCount.objects.values())}"
    assert "203.0.113.77" not in stored
    assert cast.hospital.email not in stored
    assert len(facts("SignInRefused")[0].data["source"]) == 64


def test_after_five_wrong_passwords_the_sixth_waits_and_the_right_one_waits_too(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        assert [knock(cast.hospital, "wrong").status_code for _ in range(6)] == [422] * 5 + [429]
        late = knock(cast.hospital)
        assert (late.status_code, late.headers["Retry-After"]) == (429, "30")
        assert "Wait 30 seconds" in late.content.decode()
        assert knock(cast.eve).status_code == 302, "another account from there is not held up"
        now.shift(timedelta(seconds=31))
        client = Client()
        knock(cast.hospital, client=client)
        assert is_in(client)


def test_an_account_is_guarded_against_guesses_from_many_places_and_passkeys_are_not_held_up(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False):
        said = [
            Client(REMOTE_ADDR=f"198.51.100.{n}").post("/sign-in", {"email": cast.hospital.email, "password": "wrong"})
            for n in range(21)
        ]
        assert [answer.status_code for answer in said] == [422] * 20 + [429]
        assert Client(REMOTE_ADDR="198.51.100.250").post("/sign-in/passkey/begin").status_code == 200


def test_sixty_people_of_one_hospital_share_an_address(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False):
        assert {knock(cast.hospital).status_code for _ in range(70)} == {302}


def test_who_has_a_code_generator_is_asked_for_a_code_and_is_nobody_until_then(cast: Cast) -> None:
    secret, client = generator_of(cast.hospital), Client()
    answer = knock(cast.hospital, client=client, to="/sign-in?next=/worklist")
    assert answer.headers["Location"] == "/sign-in/second?next=%2Fworklist"
    assert not is_in(client)
    assert client.get("/worklist").headers["Location"] == "/sign-in?next=/worklist"
    assert client.post("/sign-in/second", {"code": "000000"}).status_code == 422
    answer = client.post("/sign-in/second?next=/worklist", {"code": totp_now(secret)})
    assert (answer.headers["Location"], is_in(client)) == ("/worklist", True)
    assert [fact.data["method"] for fact in facts("MemberSignedIn")] == ["password+totp"]


def test_a_code_counts_once(cast: Cast) -> None:
    secret = generator_of(cast.hospital)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2), tick=False):
        first, second = Client(), Client()
        for client in (first, second):
            knock(cast.hospital, client=client)
            client.post("/sign-in/second", {"code": totp_now(secret)})
        assert (is_in(first), is_in(second)) == (True, False)
        assert second.post("/sign-in/second", {"code": totp_now(secret, steps=-1)}).status_code == 422, "an older one"


def test_the_code_that_set_a_generator_up_is_used_up(cast: Cast) -> None:
    browser = browser_of(cast.hospital)
    browser.post("/account/code-generator/begin")
    secret = browser.session["totp_secret"]
    with time_machine.travel(datetime.now(UTC), tick=False):
        assert browser.post("/account/code-generator", {"code": totp_now(secret)}).status_code == 302
        client = Client()
        knock(cast.hospital, client=client)
        client.post("/sign-in/second", {"code": totp_now(secret)})
    assert not is_in(client)


def test_guessing_codes_after_a_stolen_password_costs_time(cast: Cast) -> None:
    generator_of(cast.hospital)
    with time_machine.travel(NOON, tick=False):
        client = Client()
        knock(cast.hospital, client=client)
        tried = [client.post("/sign-in/second", {"code": f"{n:06}"}).status_code for n in range(6)]
        assert tried == [422] * 5 + [429]
        # Beginning again, elsewhere, does not help.
        other = Client(REMOTE_ADDR="198.51.100.1")
        knock(cast.hospital, client=other)
        assert other.post("/sign-in/second", {"code": "123456"}).status_code == 429


def test_half_a_sign_in_is_over_after_ten_minutes(cast: Cast) -> None:
    secret, client = generator_of(cast.hospital), Client()
    with time_machine.travel(NOON, tick=False) as now:
        knock(cast.hospital, client=client)
        now.shift(timedelta(minutes=11))
        answer = client.post("/sign-in/second", {"code": totp_now(secret)})
    assert (answer.headers["Location"], is_in(client)) == ("/sign-in", False)


def test_a_recovery_code_stands_in_once(cast: Cast) -> None:
    generator_of(cast.hospital)
    code = actions.make_recovery_codes(actor=cast.hospital.viewer)[3]
    first, second = Client(), Client()
    for client in (first, second):
        knock(cast.hospital, client=client)
        client.post("/sign-in/second", {"code": f"{code[:5]} {code[5:]}"})
    assert (is_in(first), is_in(second)) == (True, False)
    assert [fact.data["left"] for fact in facts("RecoveryCodeUsed")] == [9]


def test_recovery_codes_are_shown_once_and_new_ones_end_the_old(cast: Cast) -> None:
    generator_of(cast.hospital)
    old, browser = actions.make_recovery_codes(actor=cast.hospital.viewer)[0], browser_of(cast.hospital)
    shown = browser.post("/account/recovery-codes").content.decode()
    assert shown.count('<li class="mono">') == 10
    assert '<li class="mono">' not in browser.get("/account").content.decode()
    client = Client()
    knock(cast.hospital, client=client)
    assert client.post("/sign-in/second", {"code": old}).status_code == 422


def test_a_deactivated_member_gets_no_further_than_a_wrong_password(cast: Cast) -> None:
    secret, inside = generator_of(cast.hospital), browser_of(cast.hospital)
    waiting = Client()
    knock(cast.hospital, client=waiting)
    actions.deactivate_member(cast.hospital, reason="left", actor=SYSTEM)
    outside = knock(cast.hospital)
    assert (outside.status_code, WebSession.objects.filter(member=cast.hospital).exists()) == (422, False)
    assert not is_in(waiting)
    assert waiting.post("/sign-in/second", {"code": totp_now(secret)}).headers["Location"] == "/sign-in"
    assert inside.get("/account").headers["Location"] == "/sign-in?next=/account"


def test_the_secret_of_a_generator_is_not_readable_in_the_database(cast: Cast) -> None:
    from allauth.mfa.models import Authenticator

    secret = generator_of(cast.hospital)
    assert secret not in str(Authenticator.objects.get(user=cast.hospital).data)


@time_machine.travel(NOON, tick=False)
def test_where_only_what_resists_phishing_is_taken_passwords_are_refused_everywhere(cast: Cast, settings: Any) -> None:
    secret = generator_of(cast.hospital)
    settings.MEDCORD_SIGN_IN = "phishing-resistant"
    said = Client().get("/sign-in").content.decode()
    assert ("No passwords here" in said, 'name="password"' in said) == (True, False)
    right, wrong = knock(cast.hospital), knock(cast.hospital, "wrong")
    assert (right.status_code, "takes no passwords" in right.content.decode()) == (422, True)
    assert right.content.decode().split("csrf")[0] == wrong.content.decode().split("csrf")[0]
    browser = browser_of(cast.hospital)
    refused = browser.post("/account/password", {"password": "four words that fit", "repeated": "four words that fit"})
    assert (refused.status_code, "takes no passwords" in refused.content.decode()) == (422, True)
    assert browser.post("/account/confirm", {"code": totp_now(secret)}).status_code == 422


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http:evil.example"]
)
def test_sign_in_leads_to_no_other_site(cast: Cast, wanted: str) -> None:
    client = Client()
    answer = client.post(f"/sign-in?next={wanted}", {"email": cast.hospital.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/home"


def test_a_session_that_was_planted_before_sign_in_is_worth_nothing_after(cast: Cast) -> None:
    client = Client()
    client.post("/sign-in/passkey/begin")
    planted = client.session.session_key
    knock(cast.hospital, client=client)
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["medcord_session"] = planted
    assert thief.get("/account").status_code == 302


def test_half_a_sign_in_has_a_new_session_key_too(cast: Cast) -> None:
    generator_of(cast.hospital)
    client = Client()
    client.post("/sign-in/passkey/begin")
    planted = client.session.session_key
    knock(cast.hospital, client=client)
    assert client.session.session_key != planted


def test_a_form_from_another_site_is_refused_and_no_page_is_framed(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    for path in (
        "/sign-in",
        "/sign-in/passkey",
        "/sign-in/passkey/begin",
        "/recover/x",
        "/account/sessions/end-others",
    ):
        assert client.post(path, {"email": cast.hospital.email, "password": PASSWORD}).status_code == 400, path
    page = client.get("/sign-in")
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
