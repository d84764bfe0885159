"""Sign-in at an organisation's own provider: who is linked comes in, nobody else, and no answer that does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from django.test import Client

from medcord.core.refusals import RuleRefusal
from medcord.gateways.web import oidc
from medcord.parties import actions
from medcord.parties.models import Identity, Member
from tests.cast import SYSTEM, Cast, browser_of
from tests.parties.doors import facts, is_in
from tests.parties.provider import CLIENT, SECRET, IdProvider, id_provider


@pytest.fixture
def provider(settings: Any) -> Iterator[IdProvider]:
    with id_provider() as running:
        environment = {"ISSUER": running.address, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET, "NAME": "Elowen ID"}
        settings.MEDCORD_OIDC = oidc.providers({f"MEDCORD_OIDC_{name}": value for name, value in environment.items()})
        yield running


def goes(client: Client, path: str = "/sign-in/oidc/1") -> str:
    answer = client.post(path)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def comes_back(client: Client, brought: dict[str, str]) -> Any:
    page = client.get("/sign-in/oidc/1/back", brought)
    assert page.status_code == 200
    return client.post("/sign-in/oidc/1/finish", brought)


def links(member: Member, provider: IdProvider) -> None:
    browser = browser_of(member)
    answer = comes_back(browser, provider.approve(goes(browser, "/account/oidc/1/link")))
    assert answer.headers["Location"] == "/account"


def test_a_member_links_the_account_once_and_signs_in_with_it(cast: Cast, provider: IdProvider) -> None:
    links(cast.hospital, provider)
    client = Client()
    answer = comes_back(client, provider.approve(goes(client, "/sign-in/oidc/1?next=/worklist")))
    assert (answer.headers["Location"], is_in(client)) == ("/worklist", True)
    assert client.session["_auth_user_id"] == str(cast.hospital.pk)
    assert [fact.data["method"] for fact in facts("MemberSignedIn")] == ["oidc"]


def test_the_provider_is_asked_for_who_it_is_and_nothing_more(cast: Cast, provider: IdProvider) -> None:
    there = goes(Client())
    asked = dict(parse_qsl(urlsplit(there).query))
    assert (asked["scope"], asked["code_challenge_method"], asked["response_type"]) == ("openid", "S256", "code")
    assert asked["redirect_uri"].endswith("/sign-in/oidc/1/back")
    assert SECRET not in there


def test_an_unknown_subject_gets_a_sentence_and_no_account_whatever_address_it_brings(
    cast: Cast, provider: IdProvider
) -> None:
    before, client = Member.objects.count(), Client()
    # The provider says that this is the coordinator's address, and that it has checked it.
    answer = comes_back(client, provider.approve(goes(client)))
    assert (answer.status_code, is_in(client)) == (409, False)
    assert "not linked to a member" in answer.content.decode()
    assert (Member.objects.count(), Identity.objects.count()) == (before, 0)
    assert [fact.data["method"] for fact in facts("StrangerRefused")] == ["oidc"]


def test_an_administrator_says_who_a_new_colleague_is_there(cast: Cast, provider: IdProvider) -> None:
    new = actions.add_member(cast.hospital.organisation, email="new@elowen.example", name="N. Ew", actor=SYSTEM)
    browser = browser_of(cast.hospital)
    browser.post(f"/party/members/{new.pk}/identity/1", {"subject": provider.subject})
    client = Client()
    comes_back(client, provider.approve(goes(client)))
    assert client.session["_auth_user_id"] == str(new.pk)
    # Now that the colleague has a way in, nobody else chooses another.
    with pytest.raises(RuleRefusal) as refused:
        actions.register_identity(new.pk, provider.address, "eve", actor=cast.hospital.viewer)
    assert refused.value.code == "has-a-way-in"
    assert browser_of(cast.eve).post(f"/party/members/{new.pk}/identity/1", {"subject": "eve"}).status_code == 404


def test_an_account_there_belongs_to_one_member_here(cast: Cast, provider: IdProvider) -> None:
    links(cast.hospital, provider)
    eve = browser_of(cast.eve)
    answer = comes_back(eve, provider.approve(goes(eve, "/account/oidc/1/link")))
    assert (answer.status_code, "linked to a member already" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("change", ["state", "no state", "other browser", "twice", "late", "other issuer"])
def test_an_answer_that_does_not_fit_the_question_is_refused(cast: Cast, provider: IdProvider, change: str) -> None:
    links(cast.hospital, provider)
    client = Client()
    brought = provider.approve(goes(client))
    later = timedelta(minutes=11) if change == "late" else timedelta(0)
    if change == "state":
        brought["state"] = "made up"
    if change == "no state":
        del brought["state"]
    if change == "other issuer":
        brought["iss"] = "https://evil.test"
    victim = Client() if change == "other browser" else client
    if change == "twice":
        comes_back(client, brought)
        client.post("/sign-out")
    with time_machine.travel(datetime.now(UTC) + later, tick=False):
        answer = comes_back(victim, brought)
    assert (answer.status_code, is_in(victim)) == (409, False)
    assert "does not fit what was asked" in answer.content.decode()


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": [CLIENT, "x"], "azp": "x"},
        {"iss": "https://evil.test"},
        {"exp": 1},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(
    cast: Cast, provider: IdProvider, claims: dict[str, Any]
) -> None:
    links(cast.hospital, provider)
    provider.claims, client = claims, Client()
    answer = comes_back(client, provider.approve(goes(client)))
    assert (answer.status_code, is_in(client)) == (409, False)
    assert "did not answer as it must" in answer.content.decode()


@pytest.mark.parametrize("forged", ["another key", "none", "hs256"])
def test_a_token_that_somebody_else_signed_is_refused(cast: Cast, provider: IdProvider, forged: str) -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa

    links(cast.hospital, provider)
    if forged == "another key":
        provider.signing_key = rsa.generate_private_key(65537, 2048)
    if forged == "none":
        provider.algorithm, provider.signing_key = "none", ""
    if forged == "hs256":
        provider.algorithm, provider.signing_key = "HS256", SECRET * 3
    client = Client()
    answer = comes_back(client, provider.approve(goes(client)))
    assert (answer.status_code, is_in(client)) == (409, False)


@pytest.mark.parametrize("place", ["authorization_endpoint", "token_endpoint", "jwks_uri", "issuer"])
def test_the_node_asks_no_host_that_was_not_named(cast: Cast, provider: IdProvider, place: str) -> None:
    provider.about = {place: "http://127.0.0.2:9/elsewhere"}
    client = Client()
    answer = client.post("/sign-in/oidc/1")
    if answer.status_code == 302:
        answer = comes_back(client, provider.approve(answer.headers["Location"]))
    assert (answer.status_code, is_in(client)) == (409, False)


def test_a_deactivated_member_does_not_come_in_by_the_provider_either(cast: Cast, provider: IdProvider) -> None:
    links(cast.hospital, provider)
    actions.deactivate_member(cast.hospital, reason="left", actor=SYSTEM)
    client = Client()
    answer = comes_back(client, provider.approve(goes(client)))
    assert (answer.status_code, is_in(client)) == (409, False)


def test_who_is_somebody_else_there_does_not_confirm_who_is_signed_in_here(cast: Cast, provider: IdProvider) -> None:
    links(cast.hospital, provider)
    eve = browser_of(cast.eve)
    answer = comes_back(eve, provider.approve(goes(eve, "/account/oidc/1/confirm")))
    assert (answer.status_code, "not the account" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("environment", "fits"),
    [
        ({"MEDCORD_OIDC_ISSUER": "https://id.example", "MEDCORD_OIDC_CLIENT_ID": "x"}, True),
        ({"MEDCORD_OIDC_ISSUER": "http://127.0.0.1:9000", "MEDCORD_OIDC_CLIENT_ID": "x"}, True),
        ({"MEDCORD_OIDC_ISSUER": "http://id.example", "MEDCORD_OIDC_CLIENT_ID": "x"}, False),
        ({"MEDCORD_OIDC_ISSUER": "https://id.example"}, False),
        (
            {
                "MEDCORD_OIDC_ISSUER": "https://id.example",
                "MEDCORD_OIDC_CLIENT_ID": "x",
                "MEDCORD_OIDC_HOSTS": "http://b.example",
            },
            False,
        ),
    ],
)
def test_a_provider_without_tls_or_client_is_not_taken(environment: dict[str, str], fits: bool) -> None:
    if fits:
        assert len(oidc.providers(environment)) == 1
    else:
        with pytest.raises(ValueError, match="MEDCORD_OIDC"):
            oidc.providers(environment)
