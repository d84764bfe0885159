"""Consultation, PCII and quoting by program."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from medcord.core.vocabulary import ConfidentialityClass
from medcord.drafting import actions as drafting
from medcord.parties import actions as parties
from tests.cases.road import DRAFT, stated
from tests.cast import PASSWORD, SYSTEM, browser_of, make_cast
from tests.consulting.test_asking_a_supplier import PLAN, supplied
from tests.consulting.test_protected_material import colleague

pytestmark = pytest.mark.django_db


def post(client: Client, path: str, given: dict[str, Any], status: int = 200) -> dict[str, Any]:
    answer = client.post(path, given, content_type="application/json")
    assert answer.status_code == status, answer.content
    found: dict[str, Any] = answer.json()
    return found


def do(client: Client, case: str, message: UUID, status: int = 200, **act: object) -> dict[str, Any]:
    return post(client, f"/api/v1/cases/{case}/supplied/{message}", {"do": act}, status)


def test_a_consultation_and_a_quotation_by_program() -> None:
    cast = make_cast()
    case, row = supplied(cast)
    stated(cast, case)
    drafting.save_draft(case, DRAFT, actor=cast.coordinator.viewer)
    owner, maker, regulator, eve = (
        browser_of(one) for one in (cast.coordinator, cast.manufacturer, cast.regulator, cast.eve)
    )
    base = f"/api/v1/cases/{case}"
    quoted = post(owner, f"{base}/messages", {"body": "See this.", "tlp": "CLEAR", "quotes": [str(row.pk)]}, 201)
    assert quoted["message"]["confidentiality"] == "cci"
    assert quoted["message"]["quotes"][0]["text"] == PLAN
    assert [one["name"] for one in quoted["readers"]] == ["National Coordination Centre"]
    asked = do(owner, case, row.pk, act="ask", work_days=3)["asked"][0]
    assert (asked["state"], asked["due_source"]) == ("asked", "set by the coordinator")
    assert do(eve, case, row.pk, 404, act="ask") == do(regulator, case, row.pk, 404, act="ask")
    answer = {"act": "answer", "consultation": asked["id"], "agreed": True}
    assert do(owner, case, row.pk, 403, **answer)["code"] == "not-allowed"
    assert do(maker, case, row.pk, **answer)["open_to_regulator"] is True
    # A colleague answers otherwise: neither lifts what the other said without having read it.
    party = cast.manufacturer.organisation
    second = parties.add_member(party, email="two@karst.example", name="T. Wo", password=PASSWORD, actor=SYSTEM)
    objects = {**answer, "agreed": False, "words": "Not the drawing."}
    other = browser_of(second)
    assert do(other, case, row.pk, 409, **objects)["code"] == "edited-meanwhile"
    assert do(other, case, row.pk, **objects, seen="agreed")["open_to_regulator"] is False
    for unread in ({}, {"seen": "agreed"}):
        assert do(maker, case, row.pk, 409, **answer, **unread)["code"] == "edited-meanwhile"
    assert do(maker, case, row.pk, **answer, seen="objected")["open_to_regulator"] is True
    found = regulator.get(f"{base}/supplied").json()["items"]
    assert [(one["message"], one["asked"]) for one in found] == [(str(row.pk), [])]
    # To pass it to the regulator is not to publish it.
    draft = post(owner, f"{base}/draft/quotations", {"message": str(row.pk), "field": "flaw"})
    assert "has not agreed to its publication" in draft["held_back"][0]
    gone = post(owner, f"{base}/draft/publication", {"expected_version": draft["version"], "early_reason": "now"}, 409)
    assert gone["code"] == "not-to-be-published"
    quotation = draft["quotations"][0]["id"]
    assert post(owner, f"{base}/draft/quotations/{quotation}/dropping", {}, 409)["code"] == "still-quoted"


def test_pcii_by_program() -> None:
    cast = make_cast()
    case, row = supplied(cast, ConfidentialityClass.PCII)
    owner, maker, regulator = (browser_of(one) for one in (cast.coordinator, cast.manufacturer, cast.regulator))
    paper = {"document": "P-7", "document_on": "2026-11-02"}
    consent = {"act": "consent", "use": "One opinion.", **paper}
    do(owner, case, row.pk, act="programme", decision="validate", tracking="114", **paper)
    second = Client()
    second.force_login(type(cast.coordinator).objects.get(pk=colleague(cast).member_id))
    assert do(owner, case, row.pk, 409, act="confirm", document="P-7")["code"] == "second-person"
    assert do(second, case, row.pk, act="confirm", document="P-7")["protection"]["state"] == "validated"
    do(owner, case, row.pk, **consent, giver="programme")
    assert do(owner, case, row.pk, 403, **consent, giver="submitter")["code"] == "not-allowed"
    do(owner, case, row.pk, act="readers", readers=[cast.regulator.email])
    assert regulator.get(f"/api/v1/cases/{case}/messages/{row.pk}").status_code == 404
    do(maker, case, row.pk, **consent, giver="submitter")
    read = regulator.get(f"/api/v1/cases/{case}/messages/{row.pk}").json()
    assert read["limit"] == "Critical-infrastructure protection only. Not for regulatory use."
    do(maker, case, row.pk, act="withdraw")
    assert regulator.get(f"/api/v1/cases/{case}/messages/{row.pk}").status_code == 404
