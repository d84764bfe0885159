"""Pages and programs of those who were told, and what everybody else gets at the same addresses."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from medcord.core.access.scopes import Scope
from medcord.core.vocabulary import Tlp
from medcord.drafting import actions
from medcord.gateways.openpgp import signer_of
from medcord.ledger import worker
from medcord.parties import actions as parties
from medcord.parties.models import Member
from medcord.restricted.actions.keeping import keyring
from medcord.restricted.models import RestrictedAdvisory
from medcord.sharing import actions as sharing
from tests.api.programs import Program, program_of
from tests.cases.road import released, second_reader
from tests.cast import SYSTEM, Cast, browser_of, make_cast
from tests.restricted.telling import prepared, told

pytestmark = pytest.mark.django_db

FEED = "/restricted/csaf/{}/amber/csaf-feed-tlp-amber.json"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def place(number: str, standard: str = "2.0", folder: str = "amber") -> str:
    year = RestrictedAdvisory.objects.get(tracking_id=number).prepared_at.year
    return f"/restricted/csaf/{standard}/{folder}/{year}/{number.lower()}.json"


def shape(answer: HttpResponse) -> tuple[int, dict[str, str], bytes]:
    return answer.status_code, dict(answer.headers), answer.content


def token(member: Member, *scopes: Scope) -> Program:
    _, secret = parties.issue_token(label="a program", days=30, scopes=frozenset(scopes), actor=member.viewer)
    return Program({"Authorization": f"Bearer {secret}"})


# --- programs ---------------------------------------------------------------------------------------------------------


def test_a_program_finds_it_in_the_feed_of_its_label_and_checks_hash_and_signature(cast: Cast) -> None:
    key = keyring().ready("NCC <security@ncc.example>")
    _, row = told(cast)
    program = token(cast.hospital, Scope.RESTRICTED)
    for standard in ("2.0", "2.1"):
        feed = program.get(FEED.format(standard))["feed"]
        (entry,) = feed["entry"]
        assert (feed["id"], entry["id"]) == ("csaf-feed-tlp-amber", row.tracking_id)
        links = {one["href"].rpartition("json")[2]: one["href"] for one in entry["link"]}
        assert [one["rel"] for one in entry["link"]] == ["self", "hash", "hash", "signature"]
        at = {name: url.partition("/api/v1")[2] for name, url in links.items()}
        document = program.send("GET", at[""]).content
        assert json.loads(document)["document"]["distribution"]["tlp"]["label"] == "AMBER"
        assert json.loads(document)["document"]["csaf_version"] == standard
        for name, algorithm in ((".sha256", hashlib.sha256), (".sha512", hashlib.sha512)):
            assert program.send("GET", at[name]).content.split()[0].decode() == algorithm(document).hexdigest()
        signature = program.send("GET", at[".asc"]).content
        signer = signer_of(document, signature, [key])
        assert signer is not None
        assert signer.fingerprint == key.fingerprint


def test_without_a_key_nothing_is_signed_and_no_key_is_made_for_it(cast: Cast) -> None:
    _, row = told(cast)
    program = program_of(cast.hospital)
    (entry,) = program.get(FEED.format("2.0"))["feed"]["entry"]
    assert [one["rel"] for one in entry["link"]] == ["self", "hash", "hash"]
    assert program.send("GET", f"{place(row.tracking_id)}.asc").status_code == 404
    assert keyring().certificates() == []


def test_a_key_that_comes_later_signs_what_was_told_and_a_new_one_after_a_compromise_signs_it_anew(
    cast: Cast, tmp_path: Path, settings: LazySettings
) -> None:
    settings.MEDCORD_HOME = tmp_path
    told(cast)
    assert RestrictedAdvisory.objects.get().signature == ""
    first = sharing.renew_key(actor=SYSTEM)
    worker.drain()
    row = RestrictedAdvisory.objects.get()
    assert signer_of(bytes(row.document), row.signature.encode(), [first]) is not None
    second = sharing.renew_key(actor=SYSTEM, compromised=True)
    worker.drain()
    row = RestrictedAdvisory.objects.get()
    assert signer_of(bytes(row.document), row.signature.encode(), [first]) is None
    assert signer_of(bytes(row.document_2_1), row.signature_2_1.encode(), [second]) is not None


def test_the_list_and_one_of_them_say_the_label_and_what_it_asks(cast: Cast) -> None:
    _, row = told(cast)
    program = program_of(cast.hospital)
    (entry,) = program.get("/restricted")["items"]
    assert (entry["tracking_id"], entry["label"], entry["stand"]) == (row.tracking_id, "AMBER", "told")
    detail = program.get(f"/restricted/{row.tracking_id}")
    assert detail["marking"].startswith("TLP:AMBER: for your organisation")
    assert [one["standard"] for one in detail["files"]] == ["2.0", "2.1"]
    assert detail["files"][0]["url"].endswith(place(row.tracking_id))
    assert program.send("GET", f"/restricted/{row.tracking_id}/csaf").status_code == 200


def test_amber_strict_is_refused_as_csaf_2_0_with_a_sentence(cast: Cast) -> None:
    _, row = told(cast, label=Tlp.AMBER_STRICT)
    program = program_of(cast.hospital)
    refused = program.send("GET", f"/restricted/{row.tracking_id}/csaf?standard=2.0")
    assert (refused.status_code, json.loads(refused.content)["code"]) == (409, "label-unknown")
    assert program.send("GET", f"/restricted/{row.tracking_id}/csaf?standard=2.1").status_code == 200
    assert program.send("GET", place(row.tracking_id, "2.0")).status_code == 404
    assert program.send("GET", place(row.tracking_id, "2.1", "amber-strict")).status_code == 200
    assert len(program.get("/restricted/csaf/2.1/amber-strict/csaf-feed-tlp-amber-strict.json")["feed"]["entry"]) == 1


def test_who_was_told_later_finds_it_as_changed_then(cast: Cast) -> None:
    case, row = told(cast)
    actions.name_told(case, row.restricted, cast.isao.organisation_id, actor=cast.coordinator.viewer)
    from tests.restricted.telling import approve

    approve(cast, case, row)
    (first,) = program_of(cast.hospital).get(FEED.format("2.0"))["feed"]["entry"]
    (later,) = program_of(cast.isao).get(FEED.format("2.0"))["feed"]["entry"]
    assert first["updated"] < later["updated"]
    assert first["published"] == later["published"]


@pytest.mark.parametrize("path", ["/restricted", FEED.format("2.0"), "one", "file"])
def test_no_cache_keeps_any_of_it_and_no_mark_asks_again(cast: Cast, path: str) -> None:
    _, row = told(cast)
    path = {"one": f"/restricted/{row.tracking_id}", "file": place(row.tracking_id)}.get(path, path)
    program = program_of(cast.hospital)
    answer = program.send("GET", path)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert not {"ETag", "Last-Modified", "Access-Control-Allow-Origin"} & set(answer.headers)
    again = program.send("GET", path, HTTP_IF_NONE_MATCH="*", HTTP_IF_MODIFIED_SINCE="Fri, 27 Nov 2099 00:00:00 GMT")
    assert again.status_code == 200


# --- everybody else ---------------------------------------------------------------------------------------------------


def addresses(number: str) -> list[str]:
    return [
        f"/restricted/{number}",
        f"/restricted/{number}/csaf",
        f"/restricted/{number}/csaf?standard=2.0",
        *(
            f"/restricted/csaf/2.0/amber/2026/{number.lower()}.json{beside}"
            for beside in ("", ".sha256", ".sha512", ".asc")
        ),
    ]


def test_for_others_each_address_is_the_404_of_an_absent_thing(cast: Cast) -> None:
    case, row = told(cast, cast.hospital, cast.isao)
    actions.remove_told(case, row.restricted, cast.isao.organisation_id, actor=cast.coordinator.viewer)
    for member in (cast.other_hospital, cast.eve, cast.isao, cast.manufacturer, cast.regulator):
        program = program_of(member)
        for hidden, absent in zip(addresses(row.tracking_id), addresses("MCR-2222-2222"), strict=True):
            for method in ("GET", "HEAD", "OPTIONS", "POST"):
                found, nothing = shape(program.send(method, hidden)), shape(program.send(method, absent))
                assert found == nothing, (method, hidden)
            assert program.send("GET", hidden).status_code == 404
        assert program.get("/restricted") == {"items": [], "count": 0, "limit": 50, "offset": 0}
        assert program.get(FEED.format("2.0"))["feed"]["entry"] == []


def test_a_stranger_and_a_finder_are_asked_to_sign_in_whatever_they_name(cast: Cast) -> None:
    _, row = told(cast)
    for program in (Program(), Program({"X-Finder-Code": "R-2222-2222-2222"})):
        for path in (*addresses(row.tracking_id), "/restricted", FEED.format("2.0")):
            answer = program.send("GET", path)
            absent = program.send("GET", path.replace(row.tracking_id, "MCR-2222-2222"))
            assert answer.status_code == 401
            assert shape(answer) == shape(absent)


@pytest.mark.parametrize("scopes", [[Scope.READ], [Scope.ADVISORIES, Scope.INVENTORY], [Scope.CASES]])
def test_a_token_made_for_less_is_told_so_and_learns_nothing(cast: Cast, scopes: list[Scope]) -> None:
    _, row = told(cast)
    program = token(cast.hospital, *scopes)
    for path in (*addresses(row.tracking_id), "/restricted", FEED.format("2.0")):
        answer = program.send("GET", path)
        absent = program.send("GET", path.replace(row.tracking_id, "MCR-2222-2222"))
        assert (answer.status_code, json.loads(answer.content)["code"]) == (403, "token-scope")
        assert shape(answer) == shape(absent)
    assert token(cast.hospital, Scope.RESTRICTED).send("GET", "/advisories").status_code == 403


def test_a_coordinators_token_needs_the_scope_to_tell_anybody_too(cast: Cast) -> None:
    case, row = prepared(cast)
    path = f"/cases/{case}/tellings"
    for scopes in ([Scope.CASES], [Scope.READ], [Scope.RESTRICTED]):
        for method, address in (("GET", path), ("POST", f"{path}/{row.restricted}/refusal"), ("GET", path + "/x/csaf")):
            answer = token(cast.coordinator, *scopes).send(
                method, address, {"reason": "r"} if method == "POST" else None
            )
            assert (answer.status_code, json.loads(answer.content)["code"]) == (403, "token-scope"), (scopes, address)
    both = token(cast.coordinator, Scope.CASES, Scope.RESTRICTED)
    (listed,) = both.get(path)
    assert (listed["tracking_id"], listed["stand"], len(listed["parties"])) == (row.tracking_id, "prepared", 1)
    assert both.send("GET", f"{path}/{row.restricted}/csaf?standard=2.0").status_code == 200
    assert both.post(f"{path}/{row.restricted}/refusal", {"reason": "Wait."})["stand"] == "refused"


def test_nonsense_in_an_address_is_an_absent_thing(cast: Cast) -> None:
    _, row = told(cast)
    program = program_of(cast.hospital)
    good = place(row.tracking_id)
    for path in (
        good.replace("/2.0/", "/2.2/"),
        good.replace("/amber/", "/green/"),
        good.replace("/amber/", "/../amber/"),
        f"{good}.md5",
        f"{good}/",
        good.replace(".json", ".html"),
        "/restricted/csaf/2.0/red/csaf-feed-tlp-red.json",
        "/restricted/csaf/2.0/white/csaf-feed-tlp-white.json",
        "/restricted/csaf/2.0/amber-strict/csaf-feed-tlp-amber-strict.json",
        "/restricted/csaf/2.0/amber/csaf-feed-tlp-green.json",
        "/restricted/csaf/2.0/provider-metadata.json",
    ):
        assert program.send("GET", path).status_code == 404, path


# --- pages ------------------------------------------------------------------------------------------------------------


def page(member: Member | None, path: str) -> str:
    answer = browser_of(member).get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_a_hospital_finds_it_in_its_menu_and_reads_its_marking_first(cast: Cast) -> None:
    assert 'href="/restricted"' not in page(cast.hospital, "/advisories")
    assert "was told of nothing before all" in page(cast.hospital, "/restricted")
    _, row = told(cast)
    for member in (cast.other_hospital, cast.eve, None):
        assert 'href="/restricted"' not in page(member, "/advisories")
    assert 'href="/restricted"' in page(cast.hospital, "/advisories")
    assert row.tracking_id in page(cast.hospital, "/restricted")
    whole = page(cast.hospital, f"/restricted/{row.tracking_id}")
    head, _, rest = whole.partition("<h1")
    assert "TLP:AMBER</b>" in head
    assert "do not publish" in head
    assert "paper-head" in head
    assert "Breva V2" in rest
    assert row.tracking_id.lower() in rest


def test_the_page_is_absent_for_everybody_who_was_not_told(cast: Cast) -> None:
    _, row = told(cast)
    for member in (cast.other_hospital, cast.eve, cast.isao, cast.regulator, cast.manufacturer):
        hidden = browser_of(member).get(f"/restricted/{row.tracking_id}")
        absent = browser_of(member).get("/restricted/MCR-2222-2222")
        assert hidden.status_code == 404
        assert shape(hidden) == shape(absent)
    assert browser_of(None).get(f"/restricted/{row.tracking_id}").status_code == 302


def test_what_was_withdrawn_and_what_is_public_say_so_on_the_page(cast: Cast) -> None:
    case, gone = told(cast)
    actions.withdraw_telling(case, gone.restricted, reason="The range was wrong.", actor=cast.coordinator.viewer)
    said = page(cast.hospital, f"/restricted/{gone.tracking_id}")
    assert "do not act on it" in said
    assert "The range was wrong." in said
    assert "Stay" not in said
    _, row = told(cast, case=case)
    draft = released(cast, case)
    worker.drain()
    said = page(cast.hospital, f"/restricted/{row.tracking_id}")
    assert f'<a href="/advisories/{draft.tracking_id}">' in said


def post(browser: Client, case: str, **sent: Any) -> HttpResponse:
    answer: HttpResponse = browser.post(f"/cases/{case}/telling", sent)  # type: ignore[assignment]
    return answer


def test_a_coordinator_prepares_it_on_a_page_and_a_second_one_approves_it_there(cast: Cast) -> None:
    case, waits = prepared(cast)
    browser, second = browser_of(cast.coordinator), browser_of(second_reader(cast.coordinator))
    assert "tell some before all" in browser.get(f"/cases/{case}/draft").content.decode()
    form = browser.get(f"/cases/{case}/telling").content.decode()
    assert "Saint Elowen Hospital" in form
    empty = post(browser, case, act="prepare", label="AMBER")
    assert empty.status_code == 422
    assert "Choose at least one party." in empty.content.decode()
    late = post(browser, case, act="prepare", label="GREEN", parties=[str(cast.isao.organisation_id)])
    assert "The embargo is in force" in late.content.decode()
    done = post(
        browser, case, act="prepare", label="GREEN", parties=[str(cast.isao.organisation_id)], early_reason="They act."
    )
    assert done.status_code == 302
    assert RestrictedAdvisory.objects.count() == 2
    assert 'value="approve"' not in browser.get(f"/cases/{case}/telling").content.decode()
    from tests.restricted.telling import digest

    seen = digest(cast.coordinator, case, waits.restricted)
    own = post(browser, case, act="approve", telling=waits.restricted, seen=seen)
    assert "yourself" in own.content.decode()
    assert 'value="approve"' in second.get(f"/cases/{case}/telling").content.decode()
    assert post(second, case, act="approve", telling=waits.restricted, seen=seen).status_code == 302
    assert waits.tracking_id in page(cast.hospital, "/restricted")


@pytest.mark.parametrize("act", ["nothing", ""])
def test_the_page_of_a_case_knows_no_other_act(cast: Cast, act: str) -> None:
    case, _ = prepared(cast)
    assert post(browser_of(cast.coordinator), case, act=act).status_code == 404


def test_for_others_in_the_case_there_is_no_page_of_it(cast: Cast) -> None:
    case, _ = told(cast)
    for member in (cast.manufacturer, cast.regulator, cast.eve, cast.hospital):
        assert browser_of(member).get(f"/cases/{case}/telling").status_code == 404
        assert b"tell some before all" not in browser_of(member).get(f"/cases/{case}/draft").content


# --- letters ----------------------------------------------------------------------------------------------------------


def letters_of(cast: Cast) -> dict[str, list[str]]:
    from medcord.ledger.models import OutgoingLetter

    found: dict[str, list[str]] = {}
    for one in OutgoingLetter.objects.order_by("pk"):
        if "before all" in one.body:
            found.setdefault(one.to, []).append(one.body)
    return found


def test_letters_go_to_those_who_were_told_and_hold_no_word_of_it(cast: Cast) -> None:
    case, row = told(cast)
    found = letters_of(cast)
    assert set(found) == {cast.hospital.email}
    (letter,) = found[cast.hospital.email]
    assert f"/restricted/{row.tracking_id}" in letter
    assert not [word for word in ("Breva", "Karst", "AMBER", "alarm", case) if word in letter]
    actions.name_told(case, row.restricted, cast.isao.organisation_id, actor=cast.coordinator.viewer)
    worker.drain()
    assert set(letters_of(cast)) == {cast.hospital.email}
    actions.withdraw_telling(case, row.restricted, reason="The range was wrong.", actor=cast.coordinator.viewer)
    worker.drain()
    found = letters_of(cast)
    assert {to: len(some) for to, some in found.items()} == {cast.hospital.email: 2}
    said = "\n".join(found[cast.hospital.email])
    assert "was withdrawn" in said
    assert "range" not in said


def test_a_member_who_sees_named_cases_alone_gets_no_letter_of_it(cast: Cast) -> None:
    from medcord.cases import actions as cases

    email, name, password = "few@elowen.example", "F. Ew", "correct horse battery"
    limited = parties.add_member(cast.hospital.organisation, email=email, name=name, password=password, actor=SYSTEM)
    cases.limit_member(limited.pk, [], actor=cast.hospital.viewer)
    told(cast)
    assert set(letters_of(cast)) == {cast.hospital.email}


def test_the_pages_ask_few_questions_however_many_were_told(cast: Cast) -> None:
    case, row = told(cast, cast.hospital, cast.isao)
    for _ in range(4):
        told(cast, cast.hospital, cast.isao, case=case)
        prepared(cast, cast.other_hospital, case=case)
    for member, path in (
        (cast.coordinator, f"/cases/{case}/telling"),
        (cast.hospital, "/restricted"),
        (cast.hospital, f"/restricted/{row.tracking_id}"),
    ):
        browser = browser_of(member)
        with CaptureQueriesContext(connection) as found:
            assert browser.get(path).status_code == 200
        assert len(found) <= 30, path
