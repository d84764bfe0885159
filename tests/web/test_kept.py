"""A session ends while somebody types: the words come back, and only to whoever typed them on a page of ours."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from medcord.cases import queries
from medcord.cases.models import Message
from medcord.parties.models import Member
from tests.cases.road import opened
from tests.cast import PASSWORD, Cast, browser_of

pytestmark = pytest.mark.django_db

WORDS = "Build 4.2.1 passed the alarm tests.\nThe home version needs <two> more weeks."
SENT = {"body": WORDS, "room": "", "tlp": "AMBER", "confidentiality": "none"}
OURS = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
THEIRS = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}


def signed_in_with_a_token(member: Member, client: Client) -> str:
    """The form's token of a page that was opened after signing in."""
    client.get("/sign-in")
    token = client.cookies["csrftoken"].value
    client.post("/sign-in", {"email": member.email, "password": PASSWORD, "csrfmiddlewaretoken": token}, headers=OURS)
    return token_on(client.get("/account").content.decode())


def token_on(page: str) -> str:
    return str(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[-1])


def test_a_message_outlives_the_session_it_was_typed_in(cast: Cast) -> None:
    reference, client = opened(cast), Client(enforce_csrf_checks=True)
    token = signed_in_with_a_token(cast.coordinator, client)
    client.cookies.pop("medcord_session")  # the twelve hours are over

    kept = client.post(f"/cases/{reference}/send", SENT | {"csrfmiddlewaretoken": token}, headers=OURS)
    assert kept.status_code == 403
    assert "needs &lt;two&gt; more weeks." in kept.content.decode()
    assert f'action="/cases/{reference}/send"' in kept.content.decode()

    # The other tab signs in again, which makes every older form stale; the words are still not lost.
    signed_in_with_a_token(cast.coordinator, client)
    stale = token_on(kept.content.decode())
    asked = client.post(f"/cases/{reference}/send", SENT | {"csrfmiddlewaretoken": stale}, headers=OURS)
    assert asked.status_code == 403
    assert "needs &lt;two&gt; more weeks." in asked.content.decode()
    fresh = token_on(asked.content.decode())
    client.post(f"/cases/{reference}/send", SENT | {"csrfmiddlewaretoken": fresh}, headers=OURS)
    case = queries.case_for(cast.coordinator.viewer, reference)
    assert [one.body for one in Message.objects.filter(case=case)] == [WORDS]


def test_what_another_site_sends_is_never_shown_again(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    signed_in_with_a_token(cast.eve, client)
    refused = client.post("/cases/MC-0000-0000/send", SENT, headers=THEIRS)
    assert refused.status_code == 400
    assert "alarm tests" not in refused.content.decode()
    signed_out = Client().post("/cases/MC-0000-0000/send", SENT, headers=THEIRS)
    assert signed_out.headers["Location"] == "/sign-in?next=/cases/MC-0000-0000/send"


def test_a_password_is_never_written_into_a_page_again(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    said = {"email": cast.eve.email, "password": "four words that are long"}
    assert "four words" not in client.post("/sign-in", said, headers=OURS).content.decode()


def test_signed_out_a_case_that_is_there_looks_like_one_that_is_not(cast: Cast) -> None:
    there, nowhere = opened(cast), "MC-0000-0000"
    pages = [
        re.sub(
            r'value="\w{64}"|datetime="[^"]*"',
            "",
            Client().post(f"/cases/{one}/send", SENT, headers=OURS).content.decode(),
        )
        for one in (there, nowhere)
    ]
    assert pages[0].replace(there, nowhere) == pages[1]


def test_a_finder_without_its_code_finds_its_words_again() -> None:
    page = Client().post("/my-report/write", {"body": "It also stops the pump."}, headers=OURS).content.decode()
    assert "It also stops the pump." in page
    assert 'href="/my-report" target="_blank"' in page


def test_a_live_part_of_a_page_does_not_turn_into_the_sign_in_page() -> None:
    answer = Client().get("/board", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content, answer.headers["HX-Reswap"]) == (286, b"", "none")


def test_an_address_that_only_takes_forms_says_so_when_it_is_opened(cast: Cast) -> None:
    for reference in (opened(cast), "MC-0000-0000"):
        answer = browser_of(cast.coordinator).get(f"/cases/{reference}/send")
        assert answer.status_code == 405
        assert "it only takes what a form sends" in answer.content.decode()


def test_after_signing_in_one_lands_where_one_wanted_to_be() -> None:
    asked = Client().get("/board?q=Breva V2")
    assert asked.headers["Location"] == "/sign-in?next=/board%3Fq%3DBreva%2520V2"
    before = {"Referer": "http://testserver/status"}
    pressed = Client().post("/status/mail/1/retry", headers=before)
    assert pressed.headers["Location"] == "/sign-in?next=/status"
