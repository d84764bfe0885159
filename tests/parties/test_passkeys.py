"""Passkeys, answered by an authenticator made of a key of our own: what is accepted, and every way to cheat.

The browser's side is in tests/journeys/test_signing_in.py.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

from medcord.parties import actions
from medcord.parties.models import Member
from tests.cast import SYSTEM, Cast, browser_of
from tests.parties.doors import facts, generator_of, is_in, knock

ORIGIN = "https://node.example"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@pytest.fixture(autouse=True)
def _node(settings: Any) -> None:
    settings.MEDCORD_URL = ORIGIN
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False


@dataclass
class Key:
    """A security key: makes one credential and answers challenges."""

    secret: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    number: bytes = b"credential-of-a-key"
    owner: bytes = b""
    count: int = 0

    def make(self, options: dict[str, Any], *, origin: str = ORIGIN, flags: int = PRESENT | VERIFIED) -> str:
        asked = options["publicKey"]
        self.owner = asked["user"]["id"].encode()
        public = cbor.encode(dict(ES256.from_cryptography_key(self.secret.public_key())))
        attested = bytes(16) + len(self.number).to_bytes(2, "big") + self.number + public
        data = self._data(asked["rp"]["id"], flags | ATTESTED) + attested
        answer = {"attestationObject": websafe_encode(cbor.encode({"fmt": "none", "attStmt": {}, "authData": data}))}
        return self._said("webauthn.create", asked["challenge"], origin, answer)

    def answer(
        self, options: dict[str, Any], *, origin: str = ORIGIN, flags: int = PRESENT | VERIFIED, owner: bytes = b""
    ) -> str:
        asked = options["publicKey"]
        self.count += 1
        data = self._data(asked["rpId"], flags)
        client = _client("webauthn.get", asked["challenge"], origin)
        signature = self.secret.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        answer = {
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": (owner or self.owner).decode(),
        }
        return self._said("webauthn.get", asked["challenge"], origin, answer)

    def _data(self, host: str, flags: int) -> bytes:
        return sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _said(self, kind: str, challenge: str, origin: str, answer: dict[str, str]) -> str:
        client = websafe_encode(_client(kind, challenge, origin))
        number = websafe_encode(self.number)
        said = {"id": number, "rawId": number, "type": "public-key", "clientExtensionResults": {}}
        return json.dumps({**said, "response": {**answer, "clientDataJSON": client}})


def _client(kind: str, challenge: str, origin: str) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()


def key_of(member: Member) -> Key:
    """A member who has a passkey."""
    browser, key = browser_of(member), Key(number=f"key of {member.email}".encode())
    made = key.make(browser.post("/account/passkeys/begin").json())
    answer = browser.post("/account/passkeys", {"credential": made, "name": "my key"})
    assert answer.headers.get("Location") == "/account", answer.content.decode()
    return key


def comes(key: Key, client: Client | None = None, **how: Any) -> tuple[Client, Any]:
    client = client or Client()
    options = client.post("/sign-in/passkey/begin").json()
    return client, client.post("/sign-in/passkey", {"credential": key.answer(options, **how)})


def test_a_passkey_signs_in_by_itself(cast: Cast) -> None:
    key = key_of(cast.hospital)
    client, answer = comes(key)
    assert (answer.status_code, answer.headers["Location"], is_in(client)) == (302, "/home", True)
    assert client.session["_auth_user_id"] == str(cast.hospital.pk)
    assert [fact.data["method"] for fact in facts("MemberSignedIn")] == ["passkey"]
    assert [fact.data["factor"] for fact in facts("FactorAdded")] == ["passkey"]


def test_a_passkey_is_the_second_step_after_a_password(cast: Cast) -> None:
    key, client = key_of(cast.hospital), Client()
    knock(cast.hospital, client=client)
    assert not is_in(client)
    comes(key, client)
    assert is_in(client)
    assert [fact.data["method"] for fact in facts("MemberSignedIn")] == ["password+passkey"]


def test_the_passkey_of_another_member_does_not_finish_somebodys_sign_in(cast: Cast) -> None:
    key_of(cast.hospital)
    eves, client = key_of(cast.eve), Client()
    knock(cast.hospital, client=client)
    _, answer = comes(eves, client)
    assert (answer.status_code, is_in(client)) == (422, False)


def test_an_answer_counts_once(cast: Cast) -> None:
    key, client = key_of(cast.hospital), Client()
    said = key.answer(client.post("/sign-in/passkey/begin").json())
    thief = Client()
    thief.cookies["medcord_session"] = client.cookies["medcord_session"].value
    assert client.post("/sign-in/passkey", {"credential": said}).status_code == 302
    for again in (client, thief, Client()):
        assert again.post("/sign-in/passkey", {"credential": said}).status_code == 422
    assert not is_in(thief)


def test_an_answer_to_another_challenge_is_refused_and_the_challenge_is_used_up(cast: Cast) -> None:
    key, client = key_of(cast.hospital), Client()
    options = client.post("/sign-in/passkey/begin").json()
    other = {"publicKey": {**options["publicKey"], "challenge": websafe_encode(b"another question")}}
    assert client.post("/sign-in/passkey", {"credential": key.answer(other)}).status_code == 422
    assert client.post("/sign-in/passkey", {"credential": key.answer(options)}).status_code == 422


@pytest.mark.parametrize(
    "origin",
    ["https://node.example.evil.test", "https://login.node.example", "http://node.example", "https://evil.test"],
)
def test_a_false_page_gets_nothing_for_a_passkey(cast: Cast, origin: str) -> None:
    client, answer = comes(key_of(cast.hospital), origin=origin)
    assert (answer.status_code, is_in(client)) == (422, False)


def test_a_passkey_that_did_not_ask_the_person_does_not_sign_in_by_itself(cast: Cast) -> None:
    client, answer = comes(key_of(cast.hospital), flags=PRESENT)
    assert (answer.status_code, is_in(client)) == (422, False)


def test_a_key_cannot_say_it_is_somebody_elses(cast: Cast) -> None:
    key_of(cast.hospital)
    client, answer = comes(key_of(cast.eve), owner=websafe_encode(cast.hospital.pk.hex.encode()).encode())
    assert (answer.status_code, is_in(client)) == (422, False)


def test_a_copy_whose_counter_lags_behind_is_refused(cast: Cast) -> None:
    key = key_of(cast.hospital)
    comes(key)
    key.count -= 1
    client, answer = comes(key)
    assert (answer.status_code, "counts backwards" in answer.content.decode()) == (422, True)
    assert not is_in(client)


@pytest.mark.parametrize(
    "said", ["{}", "[]", "1", "null", "not json", '{"id": 1}', '{"response": {"userHandle": null}, "id": "x"}']
)
def test_nonsense_is_one_sentence_and_leaves_a_fact(cast: Cast, said: str) -> None:
    client = Client()
    client.post("/sign-in/passkey/begin")
    answer = client.post("/sign-in/passkey", {"credential": said})
    assert (answer.status_code, "could not be checked" in answer.content.decode()) == (422, True)
    assert [fact.data["method"] for fact in facts("StrangerRefused")] == ["passkey"]


def test_the_passkey_of_a_deactivated_member_opens_nothing(cast: Cast) -> None:
    key = key_of(cast.hospital)
    actions.deactivate_member(cast.hospital, reason="left", actor=SYSTEM)
    client, answer = comes(key)
    assert (answer.status_code, is_in(client)) == (422, False)


def test_where_passwords_are_refused_a_passkey_still_opens(cast: Cast, settings: Any) -> None:
    key = key_of(cast.hospital)
    settings.MEDCORD_SIGN_IN = "phishing-resistant"
    client, _ = comes(key)
    assert is_in(client)


def test_the_last_passkey_stays_where_it_is_the_only_way_in(cast: Cast, settings: Any) -> None:
    key_of(cast.hospital)
    settings.MEDCORD_SIGN_IN = "phishing-resistant"
    row = Authenticator.objects.get(user=cast.hospital)
    answer = browser_of(cast.hospital).post(f"/account/ways/{row.pk}/remove")
    assert (answer.status_code, "your last way to sign in" in answer.content.decode()) == (409, True)
    assert "only administrator of your party" in answer.content.decode()
    settings.MEDCORD_SIGN_IN = "any"  # then the password is left
    assert browser_of(cast.hospital).post(f"/account/ways/{row.pk}/remove").status_code == 302
    assert not Authenticator.objects.filter(user=cast.hospital).exists()


def test_eve_cannot_remove_or_see_the_passkey_of_another(cast: Cast) -> None:
    key_of(cast.hospital)
    row = Authenticator.objects.get(user=cast.hospital)
    eve = browser_of(cast.eve)
    assert eve.post(f"/account/ways/{row.pk}/remove").status_code == 404
    assert "my key" not in eve.get("/account").content.decode()


def test_a_changed_factor_gives_the_session_a_new_key(cast: Cast) -> None:
    key_of(cast.hospital)
    generator_of(cast.hospital)
    browser = browser_of(cast.hospital)
    before = browser.session.session_key
    row = Authenticator.objects.get(user=cast.hospital, type="webauthn")
    browser.post(f"/account/ways/{row.pk}/remove")
    thief = Client()
    thief.cookies["medcord_session"] = before
    assert browser.cookies["medcord_session"].value != before
    assert thief.get("/account").status_code == 302


def test_pages_hold_no_script_of_their_own(cast: Cast) -> None:
    key_of(cast.hospital)
    for path in ("/account", "/account/confirm", "/sign-in"):
        page = browser_of(cast.hospital).get(path).content.decode()
        assert re.findall(r"<script(?![^>]*\bsrc=)|\son\w+=|style=", page) == [], path
