"""Tokens do what they were made for, never more than their member, and end when they should."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from medcord.api import scopes as door
from medcord.api.urls import api
from medcord.core.access import Permission, Scope
from medcord.core.access.scopes import FAMILIES
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import MemberRole
from medcord.gateways import clock
from medcord.ledger.models import FactRow
from medcord.parties import actions, queries
from medcord.parties.models import Token
from tests.cases.road import opened
from tests.cast import Cast, browser_of
from tests.parties.people import again, browser, colleague

pytestmark = pytest.mark.django_db

SAID = {"body": "hello", "tlp": "AMBER", "confidentiality": "none"}


def ask(secret: str, path: str, method: str = "GET", body: Any = None) -> HttpResponse:
    headers = {"Authorization": f"Bearer {secret}"}
    client = Client()
    if method == "GET":
        return client.get(f"/api/v1{path}", headers=headers)
    return client.generic(
        method, f"/api/v1{path}", data=json.dumps(body or {}), content_type="application/json", headers=headers
    )


def token(of: Any, *scopes: Scope) -> str:
    return str(actions.issue_token(label="script", days=9, scopes=scopes or None, actor=of.viewer)[1])


def test_every_permission_and_every_address_belongs_to_a_family() -> None:
    assert {one.value.partition(":")[0] for one in Permission} <= set(FAMILIES)
    words = {path.removeprefix("/api/v1/").partition("/")[0] for path in api.get_openapi_schema()["paths"]}
    assert words <= set(door.BY_WORD) | door.OPEN_TO_ALL


def test_a_token_does_what_it_was_made_for_and_is_told_why_not(cast: Cast) -> None:
    reference = opened(cast)
    secret = token(cast.coordinator, Scope.CASES)
    assert ask(secret, f"/cases/{reference}").status_code == 200
    assert ask(secret, f"/cases/{reference}/messages", "POST", SAID).status_code == 201
    for path, method in (("/products", "GET"), ("/reports", "GET"), ("/party/members", "GET"), ("/tokens", "GET")):
        refused = ask(secret, path, method)
        assert refused.status_code == 403, path
        assert refused.json()["code"] == "token-scope"
        assert "made for “cases”" in refused.json()["sentence"]
    assert ask(secret, "/me").status_code == 200


def test_a_token_that_reads_changes_nothing(cast: Cast) -> None:
    reference = opened(cast)
    secret = token(cast.coordinator, Scope.READ)
    for path in (f"/cases/{reference}", "/products", "/reports", "/party/members"):
        assert ask(secret, path).status_code == 200, path
    before = FactRow.objects.exclude(kind="TokenUsed").count()
    assert ask(secret, f"/cases/{reference}/messages", "POST", SAID).status_code == 403
    assert ask(secret, "/party/invitations", "POST", {"email": "n@ncc.example"}).status_code == 403
    assert FactRow.objects.exclude(kind="TokenUsed").count() == before


def test_a_token_never_gets_more_than_its_member(cast: Cast) -> None:
    plain = colleague(cast.coordinator, "P. Lain")
    secret = token(plain, Scope.PARTY, Scope.CASES)
    assert ask(secret, "/party/members").status_code == 403
    actions.change_role(plain.pk, MemberRole.READER, actor=cast.coordinator.viewer)
    reference = opened(cast)
    refused = ask(secret, f"/cases/{reference}/messages", "POST", SAID)
    assert refused.status_code == 403
    assert "You may read for your party" in refused.json()["sentence"]


def test_a_token_makes_no_other_token(cast: Cast) -> None:
    secret = token(cast.coordinator)
    assert ask(secret, "/tokens", "POST", {"label": "another"}).status_code == 401


def test_the_secret_is_kept_as_a_digest_and_the_use_as_a_day(cast: Cast) -> None:
    secret = token(cast.manufacturer, Scope.READ)
    row = Token.objects.get()
    assert row.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(list(Token.objects.values())) + str(list(FactRow.objects.values("data")))
    assert row.used_on is None
    for _ in range(3):
        ask(secret, "/products")
    assert Token.objects.get().used_on == clock.now().date()
    assert FactRow.objects.filter(kind="TokenUsed").count() == 1
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        ask(secret, "/products")
    assert FactRow.objects.filter(kind="TokenUsed").count() == 2


def test_a_use_noted_by_two_requests_at_once_is_no_failure(cast: Cast) -> None:
    secret = token(cast.manufacturer)
    first, second = queries.token_by_secret(secret), queries.token_by_secret(secret)
    assert first is not None
    assert second is not None
    actions.note_use(first)
    actions.note_use(second)
    assert FactRow.objects.filter(kind="TokenUsed").count() == 1


def test_expired_and_revoked_tokens_open_nothing(cast: Cast) -> None:
    secret = token(cast.manufacturer)
    with time_machine.travel(clock.now() + timedelta(days=10), tick=False):
        assert ask(secret, "/me").status_code == 401
    actions.revoke_token(Token.objects.get().pk, actor=cast.manufacturer.viewer)
    assert ask(secret, "/me").status_code == 401


def test_an_administrator_sees_and_revokes_the_tokens_of_the_party(cast: Cast) -> None:
    one = colleague(cast.manufacturer, "W. Ard")
    secret = token(one, Scope.PRODUCTS)
    admin = browser_of(cast.manufacturer)
    page = admin.get("/party/tokens").content.decode()
    assert "script" in page
    assert "W. Ard" in page
    assert "products" in page
    key = Token.objects.get().pk
    for stranger in (cast.eve, colleague(cast.manufacturer, "O. Ther")):
        assert browser(stranger).post(f"/tokens/{key}/revoke").status_code == 404
        assert browser(stranger).post(f"/party/tokens/{key}/revoke").status_code == 404
        with pytest.raises(NotFound):
            actions.revoke_token(key, actor=again(stranger).viewer)
    assert "W. Ard" not in browser_of(cast.eve).get("/party/tokens").content.decode()
    assert admin.post(f"/party/tokens/{key}/revoke").status_code == 302
    assert ask(secret, "/products").status_code == 401


def test_scopes_are_chosen_on_the_page_and_in_the_api(cast: Cast) -> None:
    maker = browser_of(cast.manufacturer)
    answer = maker.post("/tokens", {"label": "registry", "days": "9", "scopes": ["products", "read"]})
    assert "mc_" in answer.content.decode()
    assert Token.objects.get(label="registry").scopes == ["products", "read"]
    maker.post("/tokens", {"label": "everything", "days": "9"})
    assert Token.objects.get(label="everything").scopes is None
    assert maker.post("/tokens", {"label": "wrong", "days": "9", "scopes": ["root"]}).status_code == 422
    assert not Token.objects.filter(label="wrong").exists()
