"""Who accepts an invitation by link makes a passkey there; where the node takes no passwords, nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from medcord.cases import actions as cases
from medcord.core.vocabulary import MemberRole, Role
from medcord.parties import actions
from medcord.parties.models import Member
from medcord.parties.queries import signin
from tests.cases.road import opened
from tests.cast import PASSWORD, SYSTEM, Cast, browser_of
from tests.parties.doors import facts, is_in
from tests.parties.test_passkeys import Key, comes

pytestmark = pytest.mark.django_db
NEW = "new@karst.example"


@pytest.fixture(autouse=True)
def resistant(cast: Cast, settings: Any) -> None:
    settings.MEDCORD_URL, settings.MEDCORD_SIGN_IN = "https://node.example", "phishing-resistant"


def asked_in(cast: Cast) -> str:
    """The address of the page of a colleague of Karst who is asked in."""
    _row, secret = actions.invite_member(NEW, level=MemberRole.READER, actor=cast.manufacturer.viewer)
    return f"/welcome/{secret}"


def test_a_colleague_comes_with_a_passkey_where_no_password_is_taken(cast: Cast) -> None:
    path, client, key = asked_in(cast), Client(), Key()
    page = client.get(path).content.decode()
    assert ('type="password"' in page, f'data-begin="{path}/begin"' in page) == (False, True)
    refused = client.post(path, {"name": "N. Ew", "password": "a long enough phrase"})
    assert (refused.status_code, "takes no passwords" in refused.content.decode()) == (422, True)
    made = key.make(client.post(f"{path}/begin").json())
    answer = client.post(f"{path}/passkey", {"name": "N. Ew", "credential": made})
    assert answer.headers["Location"] == "/sign-in"
    member = Member.objects.get(email=NEW)
    assert (member.name, member.level, member.has_usable_password()) == ("N. Ew", "reader", False)
    browser, _answer = comes(key)
    assert is_in(browser)
    assert [fact.data["factor"] for fact in facts("FactorAdded")] == ["passkey"]
    assert client.post(f"{path}/begin").status_code == 404, "the link works once"


def test_a_new_organisation_comes_with_a_passkey(cast: Cast) -> None:
    words = cases.LinkWords("Oddment Pumps", Role.MANUFACTURER, "psirt@oddment.example")
    reference = opened(cast)
    _link, secret = cases.invite_by_link(reference, words, actor=cast.coordinator.viewer)
    path, client, key = f"/join/{secret}", Client(), Key()
    assert "Oddment Pumps" in client.get(path).content.decode()
    made = key.make(client.post(f"{path}/begin").json())
    form = {"organisation": "Oddment Pumps Ltd", "name": "N. Ewer", "credential": made}
    assert client.post(f"{path}/passkey", form).headers["Location"] == "/sign-in"
    browser, _answer = comes(key)
    assert is_in(browser)
    member = Member.objects.get(email=words.email)
    assert (member.level, member.organisation.name) == ("administrator", "Oddment Pumps Ltd")
    assert browser.get(f"/cases/{reference}/terms").status_code == 200
    assert browser_of(cast.eve).get(f"/cases/{reference}/terms").status_code == 404


def test_what_no_passkey_answered_makes_no_member_and_keeps_what_was_typed(cast: Cast) -> None:
    path, client, key = asked_in(cast), Client(), Key()
    nothing = client.post(f"{path}/passkey", {"name": "N. Ew"})
    assert (nothing.status_code, 'value="N. Ew"' in nothing.content.decode()) == (422, True)
    elsewhere = key.make(client.post(f"{path}/begin").json(), origin="https://evil.example")
    made_twice = key.make(client.post(f"{path}/begin").json())
    client.post(f"{path}/begin")  # another challenge was asked for since
    for credential in (elsewhere, made_twice, "{}", "no json"):
        answer = client.post(f"{path}/passkey", {"name": "N. Ew", "credential": credential})
        assert (answer.status_code, "could not be checked" in answer.content.decode()) == (422, True)
    assert not Member.objects.filter(email=NEW).exists()


def test_a_passkey_made_for_one_invitation_belongs_to_its_member_alone(cast: Cast) -> None:
    path, client, key = asked_in(cast), Client(), Key()
    client.post(f"{path}/passkey", {"name": "N. Ew", "credential": key.make(client.post(f"{path}/begin").json())})
    row, other = actions.invite_member("two@karst.example", level=MemberRole.MEMBER, actor=cast.manufacturer.viewer)
    assert signin.newcomer(row.pk) != Member.objects.get(email=NEW).pk
    assert client.post("/welcome/nothing/begin").status_code == client.post("/join/nothing/begin").status_code == 404
    assert client.post(f"/welcome/{other}/begin").json()["publicKey"]["user"]["name"] == "two@karst.example"


def test_where_passwords_are_taken_both_ways_are_offered(cast: Cast, settings: Any) -> None:
    settings.MEDCORD_SIGN_IN = ""
    path = asked_in(cast)
    page = Client().get(path).content.decode()
    assert ('type="password"' in page, f'action="{path}/passkey"' in page) == (True, True)
    assert Client().post(path, {"name": "N. Ew", "password": "a long enough phrase"}).status_code == 302
    taken = actions.add_member(
        cast.hospital.organisation, email="taken@karst.example", name="T.", password=PASSWORD, actor=SYSTEM
    )
    _row, secret = actions.invite_member(taken.email, level=MemberRole.MEMBER, actor=cast.manufacturer.viewer)
    client, key = Client(), Key()
    made = key.make(client.post(f"/welcome/{secret}/begin").json())
    answer = client.post(f"/welcome/{secret}/passkey", {"name": "T.", "credential": made})
    assert (answer.status_code, "There is a member with this mail address" in answer.content.decode()) == (422, True)
