"""Eve works for another manufacturer. To her, and to every other outsider, a hidden thing is an absent thing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from medcord.cases import queries as cases
from medcord.consults import queries as consults
from medcord.ledger import worker
from tests.api.programs import Program, Programs, open_a_case
from tests.api.routes import Route, routes
from tests.cast import Cast

NO_ID = "5b6f6f0a-1111-4222-8333-444455556666"
BY_ID = (
    "consultation", "product", "file", "link", "member", "claim", "party", "decision", "message", "room", "quotation",
    "specimen", "dispute", "declaration", "comment", "warning", "asked", "passage", "telling",
)  # fmt: skip
ABSENT = {
    **dict.fromkeys(BY_ID, NO_ID),
    "reference": "MC-AAAA-BBBB",
    "number": "1",
    "which": "original",
    "test": "LT-AAAA-BBBB",
    "what": "advisory",
    "entry": "abc123",
}
BODIES: dict[str, Any] = {
    "csaf_reports_of_case": {},
    "talk_send": {"body": "hello"},
    "talk_edit": {"body": "hello", "expected_version": 1},
    "talk_pin": {"pinned": True},
    "talk_read": {},
    "talk_open_room": {"title": "t"},
    "talk_close_room": {},
    "talk_leave_room": {},
    "cases_state": {
        "product": ABSENT["product"],
        "versions": "< 2",
        "status": "affected",
    },
    "cases_invite": {"party": ABSENT["product"]},
    "embargo_answer": {"answer": "accept"},
    "embargo_propose": {"ends_at": "2027-03-01T10:00:00Z"},
    "embargo_end": {"reason": "r"},
    "embargo_keep": {"reason": "r"},
    "embargo_acknowledge": {},
    "embargo_claim": {"event": "P", "evidence": "e"},
    "embargo_decide": {"confirmed": True, "because": "b"},
    "embargo_report_state": {"state": "received"},
    "embargo_leave": {"reason": "r"},
    "embargo_remove": {"reason": "r"},
    "cases_number": {"number": "E-1"},
    "cases_mark": {"event": "P", "evidence": "e"},
    "cases_confirm": {"evidence": "e"},
    "cases_close": {"reason": "r"},
    "clocks_add": {"do": {"act": "scope", "question": "eu_market", "said": "yes", "reason": "r"}},
    "cases_merge": {"into": ABSENT["reference"], "reason": "r"},
    "cases_split": {"titles": ["t"], "reason": "r"},
    "coordination_contact": {"party": ABSENT["product"], "channel": "mail"},
    "coordination_ask": {"party": ABSENT["product"]},
    "coordination_make_link": {"organisation": "N", "role": "manufacturer", "email": "n@new.example"},
    "coordination_withdraw_link": {},
    "coordination_offer": {"party": ABSENT["product"], "reason": "r"},
    "coordination_take_over": {},
    "coordination_decline": {},
    "ledger_ask": {},
    "party_grant": {"member": ABSENT["member"]},
    "party_hide": {},
    "opinions_sign": {"severity": "minor", "scenario": "s", "certainty": "low"},
    "opinions_release": {"sentence": "s"},
    "opinions_answer": {"answer": "a"},
    "opinions_ask": {"question": "q"},
    "decisions_take": {"table": "publish", "decided": "publish", "because": "b"},
    "drafts_save": {"expected_version": 0, "title": "t"},
    "drafts_circulate": {"party": ABSENT["product"]},
    "drafts_choose_ssvc": {"expected_version": 1, "decision": NO_ID},
    "drafts_approve": {"number": 1},
    "drafts_stand": {"number": 1, "ready": True},
    "drafts_waive": {"statement": NO_ID, "what": "range", "reason": "r"},
    "drafts_override": {"number": 1, "reason": "r", "factors": ["attacks"]},
    "drafts_open_revision": {"kind": "update", "news": "n"},
    "drafts_give_up_revision": {},
    "drafts_withdraw": {"reason": "r", "advice": "a"},
    "drafts_supersede": {"reason": "r", "advice": "a", "by": "MCA-2026-0001"},
    "emergency_prepare": {"title": "t", "device": "d", "what_could_happen": "h", "what_to_do": "t", "products": []},
    "emergency_see": {"number": 1},
    "emergency_release": {"way": "alone", "reason": "r", "confirmed": "c"},
    "emergency_review": {"outcome": "stands", "words": "w"},
    "tellings_prepare": {"label": "AMBER", "parties": [NO_ID]},
    "tellings_approve": {"seen": "s"},
    "tellings_refuse": {"reason": "r"},
    "tellings_withdraw": {"reason": "r"},
    "tellings_name": {"party": NO_ID},
    "tellings_remove": {},
    "drafts_publish": {"expected_version": 1},
    "drafts_quote": {"message": ABSENT["message"], "field": "flaw"},
    "drafts_drop_quotation": {},
    "texts_comment": {"field": "summary", "number": 1, "quote": "t", "body": "b"},
    "texts_decide": {"accepted": True, "reason": "r"},
    "texts_done": {},
    "texts_save": {"expected_version": 0, "title": "t"},
    "texts_share": {"party": ABSENT["party"]},
    "texts_release": {"expected_version": 1},
    "texts_compare": {},
    "disputes_state": {"words": "w"},
    "disputes_open_positions": {},
    "disputes_assess": {"opinion": 1, "reasons": "r"},
    "disputes_dissent": {"words": "w"},
    "disputes_ask_panel": {"seats": [{"name": "n", "expertise": "e"}]},
    "disputes_note_votes": {"votes": [{"seat": ABSENT["claim"], "vote": "with", "reason": "r"}]},
    "declarations_sign": {"form": "learned", "at": "2026-01-01T10:00:00Z", "text": "t"},
    "declarations_decide": {"declaration": ABSENT["declaration"], "reason": "r"},
    "declarations_give": {"isao": ABSENT["party"]},
    "emerging_raise_signal": {"information": "i"},
    "emerging_decide": {"notify": False, "reason": "r"},
    "emerging_ask_warning": {"party": ABSENT["party"], "text": "t"},
    "emerging_answer_warning": {"issued": False, "words": "w"},
    "emerging_attach_recalls": {},
    "lab_ask": {"scope": "s", "question": "q", "wanted": "w"},
    "lab_answer": {"accept": True, "laboratory": "l"},
    "lab_specimen": {"kind": "device", "model": "m", "serial": "s"},
    "lab_hand_over": {"move": "receive", "giver": "g", "taker": "t", "at": "2026-01-01T10:00:00Z"},
    "lab_keep_document": {},
    "lab_report": {"outcome": "confirmed", "words": "w"},
    "lab_release": {"audience": "agencies", "because": "b"},
    "records_note": {"requester": "F-1", "law": "foia", "due_on": "2030-01-15"},
    "records_keep": {"rule": "permanent"},
    "records_decide": {"item": f"message:{NO_ID}", "withheld": True, "exemption": "b5"},
    "records_plain": {},
    "records_redact": {"item": f"message:{NO_ID}", "begins": "m", "exemption": "b5"},
    "records_take_back": {},
    "records_ready": {},
    "records_release": {},
    "supplies_act": {"do": {"act": "ask"}},
    "reports_triage": {"medical_device": "yes", "outcome": "accept"},
    "reports_reply": {"body": "b"},
    "reports_reply_with_files": {"body": "b"},
    "reports_open_case": {"title": "t"},
    "reports_read": {},
    "files_upload": {},
    "files_drop": {},
    "spills_destroy": {"things": [{"what": "message", "id": ABSENT["file"]}], "reason": "r", "typed": "t"},
    "spills_hold": {"reason": "r"},
    "spills_lift": {"reason": "r"},
    "spills_purge_report": {"reason": "r", "typed": "t"},
    "spills_forget_finder": {"reason": "r", "typed": "t"},
    "spills_hold_report": {"reason": "r"},
    "spills_lift_report": {"reason": "r"},
    "reports_join": {"case": ABSENT["reference"], "reason": "r"},
    "products_change": {"expected_version": 1, "name": "n"},
    "products_retire": {"expected_version": 1, "reason": "r"},
    "products_restore": {},
    "thanks_put": {"expected_version": 1, "thanks": []},
    "thanks_answer": {"seal": "0", "agreed": True},
    "products_sibling_state": {"other_maker": ABSENT["product"], "relation": "same", "other_name": "n"},
}


def routes_behind_a_name() -> list[Route]:
    """Routes that name a thing of the supply side in their address."""
    closed = ("/v1/cases/{", "/v1/reports/{", "/v1/consultations/{", "/v1/products/{")
    return [route for route in routes() if route.path.startswith(closed)]


def asked(program: Program, route: Route, names: dict[str, str], body: Any) -> tuple[int, Any]:
    response = program.send(route.method, route.path.format(**names).removeprefix("/v1"), body)
    return response.status_code, json.loads(response.content)


@pytest.fixture
def names(programs: Programs, cast: Cast) -> dict[str, str]:
    """What the routes' addresses name, of a case that really is there."""
    case = open_a_case(programs)
    programs.manufacturer.post(f"/cases/{case}/terms/answers", {"answer": "accept"})
    product = programs.manufacturer.post("/products", {"name": "Breva V2"}, status=201)["id"]
    programs.regulator.post(f"/cases/{case}/opinions", BODIES["opinions_sign"], status=201)
    programs.coordinator.put(f"/cases/{case}/draft", {"expected_version": 0, "title": "t"})
    worker.drain()
    room = programs.manufacturer.post(f"/cases/{case}/rooms", {"title": "Dates", "with_finder": True}, status=201)["id"]
    sent = programs.manufacturer.post(f"/cases/{case}/messages", {"body": "m", "room": room}, status=201)
    asked_of = consults.of_case(cast.regulator.viewer, cases.case_for(cast.regulator.viewer, case))[0]
    taken = programs.coordinator.post(f"/cases/{case}/decisions", BODIES["decisions_take"], status=201)
    wanted = {"message": sent["message"]["id"], "field": "flaw"}
    quoted = programs.coordinator.post(f"/cases/{case}/draft/quotations", wanted)["quotations"][0]["id"]
    inside = {"room": room, "message": sent["message"]["id"], "decision": taken["id"], "quotation": quoted}
    inside |= {"reference": case, "product": product, "consultation": str(asked_of.pk)}
    return ABSENT | inside | _of_the_agreement(programs, case, str(cast.manufacturer.organisation_id))


def _of_the_agreement(programs: Programs, case: str, maker: str) -> dict[str, str]:
    """A test with its specimen, a dispute, a declaration, a warning that was asked for, a request for records."""
    of_case, lead = f"/cases/{case}", programs.coordinator
    test = lead.post(f"{of_case}/tests", BODIES["lab_ask"], status=201)["reference"]
    lead.post(f"{of_case}/tests/{test}/answer", BODIES["lab_answer"])
    specimen = lead.post(f"{of_case}/tests/{test}/specimens", BODIES["lab_specimen"], status=201)
    dispute = programs.manufacturer.post(f"{of_case}/disputes", BODIES["disputes_state"], status=201)
    declared = programs.manufacturer.post(f"{of_case}/declarations", BODIES["declarations_sign"], status=201)
    programs.regulator.post(f"{of_case}/emerging", BODIES["emerging_raise_signal"], status=201)
    warning = programs.regulator.post(f"{of_case}/warnings", {"party": maker, "text": "t"}, status=201)
    asked = lead.post(f"{of_case}/records", BODIES["records_note"], status=201)
    return {
        "test": test,
        "specimen": specimen["specimens"][0]["id"],
        "dispute": dispute["id"],
        "declaration": declared["id"],
        "warning": warning["id"],
        "asked": asked["id"],
    }


@pytest.mark.django_db
@pytest.mark.parametrize("outsider", ["eve", "hospital", "isao", "stranger"])
def test_a_hidden_thing_answers_as_an_absent_one(programs: Programs, names: dict[str, str], outsider: str) -> None:
    program, expected = getattr(programs, outsider), 401 if outsider == "stranger" else 404
    found: list[tuple[str, int, bool]] = []
    for route in routes_behind_a_name():
        body = BODIES.get(route.name)
        hidden = asked(program, route, names, body)
        found.append((route.name, hidden[0], hidden == asked(program, route, ABSENT, body)))
    assert found == [(route.name, expected, True) for route in routes_behind_a_name()]


@pytest.mark.django_db
@pytest.mark.parametrize("outsider", ["eve", "hospital", "isao", "stranger"])
def test_nonsense_about_a_hidden_thing_is_answered_as_nonsense_about_an_absent_one(
    programs: Programs, names: dict[str, str], outsider: str
) -> None:
    program = getattr(programs, outsider)
    for route in routes_behind_a_name():
        if route.method != "GET":
            assert asked(program, route, names, {"x": 1}) == asked(program, route, ABSENT, {"x": 1}), route.name


@pytest.mark.django_db
def test_every_route_with_a_body_is_asked_with_one_that_would_be_taken(programs: Programs) -> None:
    unsafe = {route.name for route in routes_behind_a_name() if route.method != "GET"}
    assert unsafe == set(BODIES)


@pytest.mark.django_db
@pytest.mark.parametrize("outsider", ["eve", "hospital", "isao"])
def test_no_list_and_no_count_shows_a_hidden_thing(programs: Programs, names: dict[str, str], outsider: str) -> None:
    program = getattr(programs, outsider)
    empty: Any = {"items": [], "count": 0, "limit": 50, "offset": 0}
    lists = {"eve": ("/cases", "/cases?q=Breva", "/invitations", "/products", "/products?q=Breva")}
    for path in lists.get(outsider, ()):
        assert program.get(path) == empty
    assert program.get("/advisories?q=Breva") == empty
    assert all(leg["done"] + leg["under_way"] == 0 for leg in program.get("/measures")["items"])


@pytest.mark.django_db
def test_the_invited_party_reads_terms_and_nothing_of_the_case(programs: Programs) -> None:
    case = open_a_case(programs)
    seen = programs.manufacturer.get(f"/cases/{case}/terms")
    assert (seen["consent"], seen["embargo"]) == ("invited", "active")
    assert "Breva" not in json.dumps(seen)
    for part in ("", "/messages", "/statements", "/timeline", "/opinions", "/draft", "/readers"):
        assert programs.manufacturer.send("GET", f"/cases/{case}{part}").status_code == 404


@pytest.mark.django_db
def test_the_manufacturer_sees_no_report_no_inventory_and_no_agency_facts(programs: Programs) -> None:
    case = open_a_case(programs)
    programs.manufacturer.post(f"/cases/{case}/terms/answers", {"answer": "accept"})
    programs.coordinator.put(f"/cases/{case}/draft", {"expected_version": 0, "title": "t"})
    for path in ("/reports", "/consultations", "/devices", "/worklist", f"/cases/{case}/draft"):
        assert programs.manufacturer.send("GET", path).status_code == 404
    kinds = {row["kind"] for row in programs.manufacturer.get(f"/cases/{case}/timeline")["items"]}
    assert kinds.isdisjoint({"DraftSaved", "RegulatorConsulted", "OpinionSigned"})


@pytest.mark.django_db
def test_one_hospital_cannot_reach_another_ones_devices(programs: Programs) -> None:
    from tests.api.test_the_road_by_api import load_inventory

    load_inventory(programs.hospital)
    device = programs.hospital.get("/devices")["items"][0]["id"]
    batch = programs.hospital.get("/inventory/imports")["items"][0]["id"]
    for path in (f"/devices/{device}", f"/inventory/imports/{batch}", f"/inventory/imports/{batch}/problems"):
        assert programs.other_hospital.send("GET", path).status_code == 404
    for step in ("use", "drop", "undo", "columns"):
        assert programs.other_hospital.send("POST", f"/inventory/imports/{batch}/{step}", {}).status_code == 404
    assert programs.other_hospital.get("/devices")["count"] == 0
