"""Bad input gets a sentence; nobody gets in with less than a token or a session with its CSRF token."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from medcord.gateways import clock
from medcord.parties import actions as parties
from tests.api.programs import REPORT, Program, Programs, file_report, finder_with, open_a_case, said
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def refused(program: Program, path: str, body: Any, status: int = 422) -> dict[str, Any]:
    answer: dict[str, Any] = said(program.send("POST", path, body), status)
    assert set(answer) == {"code", "sentence", "fields"}
    return answer


@pytest.mark.parametrize("body", ["{", '{"a": NaN}', "", "[", "[1,2]", "null", '"text"', "\udcff", "[" * 5000])
def test_a_body_that_is_no_json_object_is_refused_with_a_sentence(programs: Programs, body: str) -> None:
    answer = refused(programs.stranger, "/reports", body.encode("utf-8", "surrogateescape"))
    assert answer["sentence"].endswith(".")


def test_broken_json_is_answered_with_the_place_where_it_breaks(programs: Programs) -> None:
    answer = refused(programs.stranger, "/reports", b'{"device_maker": "Karst",\n "device_model" }')
    assert (answer["code"], "line 2" in answer["sentence"]) == ("broken-json", True)


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"device_maker": 7}, "device_maker", "must be text"),
        ({"description": None}, "description", "must be text"),
        ({"identity": "famous"}, "identity", "must be one of"),
        ({"credit": "perhaps"}, "credit", "must be true or false"),
        ({"colour": "red"}, "colour", "not known here"),
        ({"finder_name": "n" * 121}, "finder_name", "at most 120"),
        ({"description": "zero \0 inside"}, "body", "character zero"),
    ],
)
def test_a_wrong_field_is_named_and_what_was_sent_is_not_repeated(
    programs: Programs, change: dict[str, Any], field: str, words: str
) -> None:
    answer = refused(programs.stranger, "/reports", REPORT | change)
    assert (answer["code"], answer["fields"]) == ("input", {"field": field})
    assert words in answer["sentence"]
    assert "famous" not in json.dumps(answer)
    assert "perhaps" not in json.dumps(answer)


def test_a_missing_field_is_named(programs: Programs) -> None:
    answer = refused(programs.stranger, "/reports", {k: v for k, v in REPORT.items() if k != "how_tested"})
    assert answer["sentence"] == "“how_tested” is missing."


def test_a_name_that_cannot_be_a_field_is_not_repeated(programs: Programs) -> None:
    answer = refused(programs.stranger, "/reports", REPORT | {"<script>alert(1)</script>": 1})
    assert "script" not in json.dumps(answer)


def test_a_report_of_200_kb_is_told_to_go_into_a_file(programs: Programs) -> None:
    answer = refused(programs.stranger, "/reports", REPORT | {"description": "x" * 200_000})
    assert (answer["code"], answer["fields"]) == ("text-too-long", {"field": "description"})
    assert "200,000 characters" in answer["sentence"]
    assert programs.coordinator.get("/reports")["count"] == 0


def test_more_than_is_read_at_once_is_refused_before_it_is_read(programs: Programs) -> None:
    answer = refused(programs.stranger, "/reports", REPORT | {"description": "x" * 4_000_000}, 413)
    assert answer["code"] == "too-large"


def test_an_empty_file_and_an_eleventh_file_are_refused(programs: Programs) -> None:
    fields = {**REPORT, "credit": "true"}
    empty = fields | {"files": [SimpleUploadedFile("empty.txt", b"")]}
    assert "empty" in programs.stranger.upload("/reports/with-files", empty, status=422)["sentence"]
    many = fields | {"files": [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(11)]}
    assert programs.stranger.upload("/reports/with-files", many, status=422)["code"] == "many-files"
    assert programs.coordinator.get("/reports")["count"] == 0


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "offset=-1", "limit=x", "offset=99999999999999999999"])
def test_a_page_that_cannot_be_is_refused(programs: Programs, query: str) -> None:
    assert programs.stranger.send("GET", f"/advisories?{query}").status_code == 422


def test_zero_characters_in_an_address_are_no_error_of_ours(programs: Programs) -> None:
    for path in ("/advisories?q=%00", "/cases?q=a%00b"):
        assert programs.coordinator.send("GET", path).status_code == 422
    for path in ("/advisories/a%00b", "/cases/a%00b", "/reports/%00", "/products/%00"):
        assert programs.coordinator.send("GET", path).status_code == 404


def test_an_end_of_an_embargo_needs_a_zone_and_a_year_of_our_time(programs: Programs) -> None:
    case = open_a_case(programs)
    for ends_at in ("2027-01-14T10:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "soon"):
        answer = refused(programs.coordinator, f"/cases/{case}/terms/proposals", {"ends_at": ends_at})
        assert answer["fields"] == {"field": "ends_at"}
    wrong = {"ends_at": "2027-01-14T10:00:00Z", "zone": "Middle/Earth"}
    assert refused(programs.coordinator, f"/cases/{case}/terms/proposals", wrong)["fields"] == {"field": "zone"}


# --- who gets in ---------------------------------------------------------------------------------------------------


def test_without_token_or_session_a_members_route_says_how_to_sign_in(programs: Programs) -> None:
    response = programs.stranger.send("GET", "/cases")
    answer = said(response, 401)
    assert (answer["code"], response.headers["WWW-Authenticate"]) == ("not-signed-in", "Bearer")
    assert "token" in answer["sentence"]


def test_an_expired_a_revoked_and_a_made_up_token_open_nothing(cast: Cast) -> None:
    with clock.at(datetime.now(UTC) - timedelta(days=40)):
        _, expired = parties.issue_token(label="old", days=30, actor=cast.coordinator.viewer)
    token, revoked = parties.issue_token(label="lost", days=30, actor=cast.coordinator.viewer)
    parties.revoke_token(token.pk, actor=cast.coordinator.viewer)
    for shown in (f"Bearer {expired}", f"Bearer {revoked}", "Bearer mc_made_up", "Bearer", "Basic YTpi", ""):
        program = Program({"Authorization": shown})
        assert program.send("GET", "/me").status_code == 401
        assert program.send("GET", "/advisories").status_code == 401


def test_a_token_that_is_not_valid_is_not_made_good_by_a_session(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.coordinator)
    assert client.get("/api/v1/me", headers={"Authorization": "Bearer mc_made_up"}).status_code == 401


def test_a_session_reads_freely_and_writes_with_its_csrf_token_only(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.manufacturer)
    assert said(client.get("/api/v1/me"), 200)["party"]["name"] == "Karst Respiratory"
    send = {"data": json.dumps({"name": "Breva V2"}), "content_type": "application/json"}
    answer = said(client.post("/api/v1/products", **send), 403)
    assert answer["code"] == "csrf"
    client.get("/api/docs")
    token = client.cookies["csrftoken"].value
    assert client.post("/api/v1/products", **send, headers={"X-CSRFToken": token}).status_code == 201


def test_a_form_where_json_is_wanted_is_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.manufacturer)
    client.get("/api/docs")
    csrf = {"X-CSRFToken": client.cookies["csrftoken"].value}
    for more in ({}, {"content_type": "application/x-www-form-urlencoded"}):
        data = {"name": "Breva V2"} if not more else "name=Breva"
        answer = said(client.post("/api/v1/products", data, headers=csrf, **more), 422)
        assert answer["code"] in ("not-json", "broken-json")


def test_tokens_are_made_by_a_person_and_revoked_by_a_program(cast: Cast, programs: Programs) -> None:
    assert programs.coordinator.send("POST", "/tokens", {"label": "another", "days": 30}).status_code == 401
    client = Client()
    client.force_login(cast.coordinator)
    body = {"data": json.dumps({"label": "nightly", "days": 30}), "content_type": "application/json"}
    made = said(client.post("/api/v1/tokens", **body), 201)
    program = Program({"Authorization": f"Bearer {made['secret']}"})
    assert program.get("/me")["name"] == "M. Tarrow"
    assert "secret" not in json.dumps(program.get("/tokens"))
    program.post(f"/tokens/{made['id']}/revoke")
    assert program.send("GET", "/me").status_code == 401


def test_nobody_revokes_anothers_token(programs: Programs) -> None:
    mine = programs.coordinator.get("/tokens")["items"][0]["id"]
    assert programs.eve.send("POST", f"/tokens/{mine}/revoke").status_code == 404


def test_a_finders_code_opens_its_own_report_and_nothing_else(programs: Programs) -> None:
    reference, code = file_report(programs)
    finder = finder_with(code.lower().replace("-", " "))
    assert finder.get("/my-report")["reference"] == reference
    assert finder.send("GET", "/reports").status_code == 401
    assert finder_with("AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GG").send("GET", "/my-report").status_code == 404
    assert programs.stranger.send("GET", "/my-report").status_code == 401


def test_public_routes_set_no_cookie(programs: Programs) -> None:
    file_report(programs)
    for response in (Client().get("/api/v1/advisories"), Client().get("/api/openapi.json")):
        assert (response.status_code, response.cookies) == (200, {})


def test_an_unknown_route_and_a_wrong_method_speak_the_same_form(programs: Programs) -> None:
    absent = said(programs.coordinator.send("GET", "/no-such-thing"), 404)
    hidden = said(programs.coordinator.send("GET", "/cases/MC-AAAA-BBBB"), 404)
    assert absent == hidden
    wrong = programs.stranger.send("DELETE", "/advisories")
    assert (said(wrong, 405)["code"], wrong.headers["Allow"]) == ("method", "GET")
