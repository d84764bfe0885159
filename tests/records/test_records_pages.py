"""The road of a request for records on the pages and by program, from the note to the bundle."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client

from medcord import ledger
from medcord.cases import queries as case_queries
from medcord.core.access import Viewer
from medcord.core.facts import Code, ItemDerived, ProtectionChanged
from medcord.records import queries
from tests.cast import Cast, browser_of
from tests.records.test_records_request import colleague, decided, full_case, item

pytestmark = pytest.mark.django_db

NOTE = {"act": "note", "note-requester": "FOIA 2026-0117", "note-law": "foia", "note-due_on": "2027-01-15"}


def test_a_coordinator_answers_a_request_on_the_pages(cast: Cast) -> None:
    case, owner = full_case(cast), browser_of(cast.coordinator)
    late = owner.post(f"/cases/{case}/records", NOTE | {"note-due_on": ""})
    assert late.status_code == 422
    assert "FOIA 2026-0117" in late.content.decode()
    assert owner.post(f"/cases/{case}/records", NOTE).status_code == 302
    assert "FOIA 2026-0117" in owner.get("/records").content.decode()
    row = case_queries.case_for(cast.coordinator.viewer, case)
    [request] = queries.requests_of(cast.coordinator.viewer, row)
    url = f"/cases/{case}/records/{request.pk}"
    page = owner.get(url).content.decode()
    assert "Suppliers to ask" in page
    assert "Karst Respiratory</b>, 1 item" in page
    bench = item(cast, case, request.pk, "on the bench").record.key
    page = owner.get(url, {"item": bench}).content.decode()
    assert "Withhold it (b6-serial)" in page
    lost = owner.post(url, {"act": "passage", "item": bench, "begins": "not there", "exemption": "b4"})
    assert (lost.status_code, "do not stand in the item" in lost.content.decode()) == (422, True)
    cut = {"act": "passage", "item": bench, "begins": "the controller", "ends": "0451", "exemption": "b4"}
    assert owner.post(url, cut).status_code == 302
    page = owner.get(url, {"item": bench}).content.decode()
    assert "withheld (b4)" in page
    assert "trusts key" not in page.split('class="cuttable"')[1].split("</div>")[0]
    refused = owner.post(url, {"act": "decide", "item": bench, "outcome": "release"})
    assert (refused.status_code, "looks like something to withhold" in refused.content.decode()) == (422, True)
    early = owner.post(url, {"act": "ready"})
    assert (early.status_code, "not decided yet" in early.content.decode()) == (422, True)
    assert owner.post(url, {"act": "burn"}).status_code == 404


def test_two_members_release_on_the_pages_and_fetch_what_left(cast: Cast) -> None:
    case, owner = full_case(cast), browser_of(cast.coordinator)
    url = f"/cases/{case}/records/{decided(cast, case)}"
    assert owner.get(f"{url}/bundle.zip").status_code == 404
    assert owner.post(url, {"act": "ready"}).status_code == 302
    assert "Waits for a colleague" in owner.get(url).content.decode()
    assert owner.post(url, {"act": "release"}).status_code == 422
    second = browser_of(colleague(cast))
    assert second.post(url, {"act": "release"}).status_code == 302
    told = b"".join(second.get(f"{url}/bundle.zip").streaming_content)  # type: ignore[attr-defined]
    assert zipfile.ZipFile(io.BytesIO(told)).namelist() == ["records.html", "records.json", "manifest.sha256"]
    assert owner.post(url, {"act": "plain"}).status_code == 422
    assert browser_of(cast.regulator).get(f"{url}/bundle.zip").status_code == 404


def test_a_program_answers_a_request(cast: Cast) -> None:
    case = full_case(cast)
    api = f"/api/v1/cases/{case}/records"

    def send(client: Client, path: str, **body: object) -> dict[str, object]:
        answer = client.post(f"{api}{path}", body, content_type="application/json")
        assert answer.status_code in (200, 201), answer.content
        found: dict[str, object] = answer.json()
        return found

    owner, second = browser_of(cast.coordinator), browser_of(colleague(cast))
    asked = f"/{send(owner, '', requester='F-1', law='foia', due_on='2027-01-15')['id']}"
    send(owner, f"{asked}/plain")
    for one in owner.get(f"{api}{asked}?limit=200").json()["items"]:
        if one["withheld"] is not None:
            continue
        why = {"exemption": one["proposed"]} if one["proposed"] else {"exemption": "b7a"}
        send(owner, f"{asked}/decisions", item=one["item"], withheld=True, **why)
    send(owner, f"{asked}/readiness")
    assert send(second, f"{asked}/release")["released_name"] == "S. Econd"
    assert second.get(f"{api}{asked}/bundle").status_code == 200
    kept = owner.put(
        f"/api/v1/cases/{case}/retention", {"rule": "disclosure-6y"}, content_type="application/json"
    ).json()
    assert (kept["rule"], kept["until"], kept["verified"]) == ("disclosure-6y", None, False)
    assert [one["requester"] for one in owner.get("/api/v1/records").json()["waiting"]] == []


@ledger.action
def protect(case: object, marked: object, derived: object, *, actor: Viewer) -> None:
    """As the room of consultations leaves it: an item is claimed as protected, and another is made from it."""
    pk = case.pk  # type: ignore[attr-defined]
    facts = [
        ProtectionChanged(pk, marked, actor.party_id, Code(""), Code("claimed")),  # type: ignore[arg-type]
        ItemDerived(pk, derived, marked, Code("quote")),  # type: ignore[arg-type]
    ]
    ledger.commit(facts=facts, actor=actor)


def test_what_is_claimed_as_protected_and_what_is_made_from_it_is_kept_by_statute(cast: Cast) -> None:
    case, owner = full_case(cast), cast.coordinator.viewer
    row = case_queries.case_for(owner, case)
    plain, lean = (
        next(one for one in case_queries.messages(owner, row) if words in one.body) for words in ("bench", "We lean")
    )
    protect(row, plain.pk, lean.pk, actor=cast.manufacturer.viewer)
    fixed = {one.text for one in queries.records_of(owner, row) if one.fixed}
    assert fixed == {plain.body, lean.body, "The plan is in the scope of PCII and stays there."}
