"""Ways in, and the way back: an organisation's provider, nothing but passkeys, a company that locked itself out.

Passkeys and code generators in a real browser are told in ``test_signing_in``.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from medcord.cli.main import app
from medcord.gateways import clock
from medcord.ledger import queries as ledger
from medcord.ledger.models import OutgoingLetter
from medcord.parties.models import Member
from tests.api.programs import Program
from tests.cast import PASSWORD, Cast, browser_of
from tests.journeys.steps import page, refused, send
from tests.parties.doors import is_in, knock
from tests.parties.provider import IdProvider
from tests.parties.test_oidc import comes_back, goes, provider  # noqa: F401 - a fixture
from tests.parties.test_passkeys import Key

pytestmark = pytest.mark.django_db

NEW = {"password": "four words that fit", "repeated": "four words that fit"}


def on_the_node(settings: Any, *words: str) -> str:
    """What whoever runs the node types, and what it answers."""
    done = CliRunner().invoke(app, [*words, "--home", str(settings.MEDCORD_HOME)])
    assert done.exit_code == 0, done.output
    return done.stdout


def way_back(admin: Client, member: Member) -> str:
    """The link that an administrator makes on the page of a member, to be handed over in person."""
    made = admin.post(f"/party/members/{member.pk}/way-back", {"reason": "I saw the passport"}).content.decode()
    found = re.search(r"/recover/[\w-]+", made)
    assert found is not None
    return found.group()


def colleague(admin: Client, cast: Cast, name: str, level: str = "member") -> Member:
    """Asked in by mail on the page of the party, and come by the link."""
    email = f"{name}@karst.example"
    send(admin, "/party/invitations", email=email, level=level)
    link = re.search(r"/welcome/\S+", OutgoingLetter.objects.get(to=email).body)
    assert link is not None
    send(Client(), link.group(), name=name.title(), password=PASSWORD)
    return Member.objects.get(email=email, organisation=cast.manufacturer.organisation)


def test_a_member_comes_in_by_the_organisations_own_provider_and_eve_does_not(
    cast: Cast,
    provider: IdProvider,  # noqa: F811
) -> None:
    here = browser_of(cast.hospital)
    assert "Elowen ID" in page(here, "/account")
    comes_back(here, provider.approve(goes(here, "/account/oidc/1/link")))
    away = Client()
    assert "Elowen ID" in page(away, "/sign-in")
    answer = comes_back(away, provider.approve(goes(away, "/sign-in/oidc/1?next=/worklist")))
    assert answer.headers["Location"] == "/worklist"
    assert "Worklist" in page(away, "/worklist")
    # Both sessions stand in the list; the one here ends the others, and the log says how each came in.
    assert "this one" in page(here, "/account")
    send(here, "/account/sessions/end-others")
    assert away.get("/worklist").status_code == 302
    assert "Signed in by your organisation&#x27;s sign-in." in page(here, "/account/sign-ins")
    # Eve has an account there too, linked to nobody here: she gets a sentence, and no account.
    provider.subject = "eve"
    stranger = Client()
    answer = comes_back(stranger, provider.approve(goes(stranger)))
    assert (answer.status_code, is_in(stranger)) == (409, False)
    assert "not linked to a member" in answer.content.decode()


def test_where_only_passkeys_are_taken_a_new_node_and_a_new_member_still_come_in(cast: Cast, settings: Any) -> None:
    admin = browser_of(cast.manufacturer)
    settings.MEDCORD_URL, settings.MEDCORD_SIGN_IN = "https://node.example", "phishing-resistant"
    assert 'type="password"' not in page(Client(), "/sign-in")
    assert knock(cast.manufacturer).status_code == 422  # the right password opens nothing
    send(admin, "/party/invitations", email="weller@karst.example", level="member")
    found = re.search(r"/welcome/\S+", OutgoingLetter.objects.get(to="weller@karst.example").body)
    assert found is not None
    link, browser, key = found.group(), Client(), Key()
    assert 'type="password"' not in page(browser, link)
    made = key.make(browser.post(f"{link}/begin").json())
    send(browser, f"{link}/passkey", name="J. Weller", credential=made)
    browser.post("/sign-in/passkey", {"credential": key.answer(browser.post("/sign-in/passkey/begin").json())})
    assert "My sign-in" in page(browser, "/account")
    # Who lost everything is let back in by a passkey too, never by a password.
    back = way_back(admin, Member.objects.get(email="weller@karst.example"))
    lost, other = Client(), Key()
    assert lost.post(back, NEW).status_code == 422
    send(lost, f"{back}/passkey", credential=other.make(lost.post(f"{back}/begin").json()))
    assert is_in(lost)
    assert browser.get("/account").status_code == 302, "what was open before is over"
    eve = Client()
    assert eve.post(f"{back}/passkey", {"credential": "{}"}).status_code == 422
    assert not is_in(eve)


def test_a_company_that_lost_its_only_administrator_is_let_back_in_and_takes_care_from_then_on(
    cast: Cast, settings: Any
) -> None:
    # L. Ostrava, the only administrator, left with the telephone. Nobody of Karst can help: whoever runs the node does.
    said = on_the_node(settings, "member", "recover", cast.manufacturer.email, "--reason", "called the company back")
    link = re.search(r"/recover/[\w-]+", said)
    assert link is not None
    admin = Client()
    send(admin, link.group(), **NEW)
    assert "You run it" in page(admin, "/party")
    assert knock(cast.manufacturer).status_code == 422  # the old password is over
    assert Client().post(link.group(), NEW).status_code == 422  # and so is the link

    # A second administrator is named, so that from now on nobody lets somebody in alone.
    second = colleague(admin, cast, "okoro", "administrator")
    chief = Client()
    knock(second, client=chief)
    lost = colleague(admin, cast, "weller")
    back = way_back(admin, lost)
    assert Client().post(back, NEW).status_code == 422, "one pair of eyes is not enough"
    waiting = re.search(r"/party/ways-back/[\w-]+/confirm", page(chief, "/party/sign-ins"))
    assert waiting is not None
    assert browser_of(cast.eve).post(waiting.group()).status_code == 404
    assert admin.post(waiting.group()).status_code == 404, "nor the same pair twice"
    send(chief, waiting.group())
    engineer = Client()
    send(engineer, back, **NEW)
    assert is_in(engineer)

    # Neither can shut the company out: the last administrator stays one.
    send(admin, f"/party/members/{second.pk}/role", level="member")
    alone = refused(admin, f"/party/members/{cast.manufacturer.pk}/role", level="member")
    assert "Make another member an administrator first" in alone
    assert ledger.breaks() == []


def test_a_token_says_what_it_may_and_ends_on_its_day(cast: Cast) -> None:
    desk = browser_of(cast.manufacturer)
    made = desk.post("/tokens", {"label": "tracker", "days": "7", "scopes": ["read"]}).content.decode()
    secret = re.search(r"mc_[\w-]+", made)
    assert secret is not None
    program = Program({"Authorization": f"Bearer {secret.group()}"})
    assert program.get("/products")["items"] == []
    assert program.send("POST", "/products", {"name": "Breva"}).json()["code"] == "token-scope"
    assert secret.group() not in page(desk, "/tokens"), "it is shown once"
    with clock.at(clock.now() + timedelta(days=8)):
        assert program.send("GET", "/products").status_code == 401
    assert browser_of(cast.eve).get("/tokens").content.decode().count("tracker") == 0
