"""What an attacker tries first, against the running pages."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from medcord.advisories import actions as taking_in
from medcord.advisories import queries as advisories
from medcord.cases import actions as cases
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from medcord.intake import actions as intake
from medcord.ledger.models import FactRow
from medcord.notices.models import Webhook
from medcord.products import actions as products
from tests.access.api_table import CELLS
from tests.access.test_routes import ask
from tests.access.world import CLASSES, World, words
from tests.cast import STRANGER, SYSTEM
from tests.notices.people import administrator

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]

SCRIPT = "<script>zq()</script>\"'><img src=x onerror=zq()>{{7*7}}"
FORMULA = '=HYPERLINK("http://evil.example","x")'
REPORT = {
    "device_maker": "K", "device_model": "B", "how_tested": "t", "patient_impact": "p", "description": "d",
    "identity": "anonymous", "read_policy": "on",
}  # fmt: skip


def test_no_page_runs_what_somebody_typed(world: World) -> None:
    owner, signed = world.members["owner"].viewer, world.members["signed"].viewer
    report, _ = intake.submit(words(SCRIPT[:60]), [(f"{SCRIPT}.txt", b"x")], actor=STRANGER)
    intake.write_to(report.reference, SCRIPT, actor=owner)
    marking = {"tlp": Tlp.AMBER, "confidentiality": ConfidentialityClass.NONE}
    cases.send_message(world.names["case"], SCRIPT, actor=signed, **marking)  # type: ignore[arg-type]
    cases.set_tracking(world.names["case"], SCRIPT, actor=signed)
    products.register(
        products.ProductWords(name=SCRIPT, aliases=[SCRIPT], description=SCRIPT), maker=signed.party_id, actor=signed
    )
    world = replace(world, names={**world.names, "report_new": report.reference})
    pages: dict[str, str] = {}
    for cell in CELLS:
        if cell.method != "GET" or cell.path.startswith("/api/v1"):
            continue
        for who in ("owner", "regulator", "signed"):
            answer = ask(world, cell, who)[0]
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                name = f"{cell.path} as {who}"
                pages[name] = pages.get(name, "") + answer.said  # one address may be asked in several ways
    assert [name for name, said in pages.items() if re.search(r"<script>zq|<img src=x", said)] == []
    shown = {name for name, said in pages.items() if "&lt;script&gt;zq" in said}
    meant = {"/reports/{report_new} as owner", "/cases/{case} as regulator", "/products as signed", "/board as signed"}
    assert meant - shown == set()


def test_what_is_sought_is_shown_back_as_text(world: World) -> None:
    for path, who in (("/search", "stranger"), ("/advisories", "stranger"), ("/board", "owner"), ("/reports", "owner"),
                      ("/products", "owner"), ("/worklist", "hospital"), ("/inventory", "hospital")):  # fmt: skip
        page = world.browser(who).get(path, {"q": SCRIPT, "maker": SCRIPT, "state": SCRIPT, "site": SCRIPT})
        assert (path, "<script>zq" in page.content.decode()) == (path, False)


def test_no_export_holds_a_cell_that_a_spreadsheet_runs(world: World) -> None:
    signed = world.members["signed"].viewer
    products.register(
        products.ProductWords(name=FORMULA, aliases=["+1+1", "@x", "-2"]), maker=signed.party_id, actor=signed
    )
    cases.set_tracking(world.names["case"], FORMULA, actor=signed)
    exports = [
        ("/products.csv", "owner"),
        ("/products.csv", "signed"),
        ("/board.csv", "signed"),
        ("/worklist/export.csv", "hospital"),
        ("/advisories/list.csv", "stranger"),
        ("/measures.csv", "owner"),
    ]
    for path, who in exports:
        answer = world.browser(who).get(path)
        text = (answer.getvalue() if answer.streaming else answer.content).decode("utf-8-sig")
        cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
        assert (path, [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]) == (path, [])
        assert len(cells) > 3


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "http:evil.example",
     "\thttps://evil.example", "https:///evil.example", "%2f%2fevil.example"],
)  # fmt: skip
def test_sign_in_leads_to_no_other_site(world: World, wanted: str) -> None:
    answer = Client().post(
        "/sign-in", {"email": "tarrow@ncc.example", "password": "correct horse battery"}, query_params={"next": wanted}
    )
    assert answer.status_code == 302
    assert answer.headers["Location"] in ("/home", "%2f%2fevil.example")


def test_sign_in_changes_the_session_key(world: World) -> None:
    client = Client()
    client.post("/my-report", {"code": world.codes["finder"]})
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/sign-in", {"email": "tarrow@ncc.example", "password": "correct horse battery"})
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before


def test_sign_in_tells_nothing_of_which_part_was_wrong(world: World) -> None:
    bodies = set()
    for email in ("tarrow@ncc.example", "nobody@ncc.example", "gone@ncc.example"):
        answer = Client().post("/sign-in", {"email": email, "password": "wrong"})
        assert answer.status_code == 422
        body = re.sub(r'value="\w{64}"|datetime="[^"]*"|\d\d:\d\d', "", answer.content.decode())
        bodies.add(body.replace(email, "…"))
    assert len(bodies) == 1


def test_outside_the_demo_no_sign_in_is_shown(world: World) -> None:
    page = Client().get("/sign-in").content.decode()
    assert settings.MEDCORD_DEMO is False
    assert settings.MEDCORD_DEMO_PASSWORD not in page
    assert [who for who, member in world.members.items() if member.email in page] == []


@pytest.mark.parametrize(
    "path",
    ["../settings.py", "..%2f..%2fsecret", "csaf/../../secret", "csaf/%2e%2e/%2e%2e/secret", "/etc/passwd", "csaf//x",
     "csaf/%00", "csaf\\..\\secret", ".hidden", "csaf/" + "a" * 300,
     "csaf/" + "a" * 300 + "/"],
)  # fmt: skip
def test_no_path_leaves_the_provider_s_files(world: World, path: str) -> None:
    assert Client().get(f"/.well-known/{path}").status_code == 404


def test_a_foreign_host_name_is_refused(world: World) -> None:
    answer = Client().get("/", HTTP_HOST="evil.example")
    assert (answer.status_code, "evil.example" in answer.content.decode()) == (400, False)


def test_a_long_report_is_refused_in_a_sentence_and_kept_in_the_form(world: World) -> None:
    answer = Client().post("/report", {**REPORT, "description": "x" * 200_000})
    assert answer.status_code == 422
    assert "200000 characters; 20,000 fit" in answer.content.decode() or "200,000 characters" in answer.content.decode()
    assert "x" * 200_000 in answer.content.decode()


def test_a_large_file_is_refused_in_a_sentence(world: World) -> None:
    large = SimpleUploadedFile("large.bin", b"\1" * (20 * 1024 * 1024 + 1))
    answer = Client().post("/report", {**REPORT, "attached": large})
    assert answer.status_code == 422
    assert "20 MB" in answer.content.decode()


def test_ten_thousand_files_are_refused(world: World) -> None:
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(10_000)]
    assert Client().post("/report", {**REPORT, "attached": files}).status_code in (400, 413, 422)


@pytest.mark.parametrize("page", ["9" * 5000, "-1", "0", "²", "٣", "1e9", "", "x", "%00"])
def test_no_page_number_breaks_a_list(world: World, page: str) -> None:
    for path, who in (("/advisories", "stranger"), ("/worklist", "hospital"), ("/inventory", "hospital")):
        assert world.browser(who).get(path, {"page": page}).status_code == 200


def test_fields_that_no_form_has_are_not_taken(world: World) -> None:
    signed = world.members["signed"]
    more = {
        "maker": str(world.members["maker_out"].organisation_id),
        "maker_id": "x",
        "id": world.names["product_theirs"],
    }
    world.browser("signed").post("/products/new", {"name": "zq-mass", **more})
    from medcord.products.models import Product

    assert Product.objects.get(name="zq-mass").maker_id == signed.organisation_id
    Client().post("/report", {**REPORT, "state": "accepted", "reference": "R-1", "coordinator": "x"})
    from medcord.intake.models import Report

    newest = Report.objects.order_by("-received_at").first()
    assert newest is not None
    assert (newest.state, newest.reference == "R-1") == ("received", False)


def test_a_method_named_in_a_header_or_field_is_not_used(world: World) -> None:
    path = world.path("/cases/{case}/send")
    for who in CLASSES:
        answer = world.browser(who).get(path, {"_method": "POST"}, headers={"X-HTTP-Method-Override": "POST"})
        assert answer.status_code == 405


def test_a_file_name_stays_inside_its_header(world: World) -> None:
    report, _ = intake.submit(
        words("zq-name"), [('a"; filename=evil.exe\r\nX-Evil: 1\r\n\r\n<b>.txt', b"x")], actor=STRANGER
    )
    answer = world.browser("owner").get(f"/reports/{report.reference}/files/{report.files.get().pk}/original")
    assert answer.headers["Content-Disposition"].count('"') == 2
    assert "X-Evil" not in answer.headers
    assert (answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == (
        "application/octet-stream",
        "nosniff",
    )


def test_every_page_forbids_scripts_of_others_and_frames(world: World) -> None:
    for path, who in (("/", "stranger"), ("/sign-in", "stranger"), ("/board", "owner"), ("/report", "stranger")):
        answer = world.browser(who).get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert ("script-src 'self'" in policy, "unsafe" in policy, "frame-ancestors 'none'" in policy) == (
            True,
            False,
            True,
        )
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_an_embargo_is_not_signed_by_an_empty_answer(world: World) -> None:
    for given in ({}, {"answer": ""}, {"answer": "yes"}):
        answer = world.browser("invited").post(world.path("/cases/{case}/terms/answer"), given)
        assert answer.status_code == 422
    assert world.browser("invited").get(world.path("/cases/{case}")).status_code == 404


def test_a_report_is_not_filed_for_somebody_by_another_site(world: World) -> None:
    assert Client(enforce_csrf_checks=True).post("/report", REPORT).status_code == 400


def test_the_web_session_alone_writes_nothing_through_the_api(world: World) -> None:
    answer = world.browser("owner", csrf=True).post(
        world.path("/api/v1/cases/{case}/messages"), '{"body": "x"}', content_type="application/json"
    )
    assert answer.status_code == 403


def test_a_broken_or_running_address_in_somebody_s_advisory_is_no_link(world: World) -> None:
    row = advisories.advisory_for(STRANGER, world.names["advisory"])
    document = json.loads(advisories.document_of(row.current))
    document["document"]["tracking"]["id"] = "OTHER-1"
    document["document"]["publisher"]["namespace"] = "https://other.example"
    urls = ["http://[broken", "javascript:zq()", " java\tscript:zq()", "data:text/html,zq"]
    document["document"]["references"] = [{"summary": "a", "url": url} for url in urls]
    taking_in.take_in([("other.json", json.dumps(document).encode())], actor=SYSTEM)
    answer = Client().get("/advisories/OTHER-1")
    assert answer.status_code == 200
    links = re.findall(r'href="([^"]*)"', answer.content.decode())
    assert [one for one in links if not one.startswith(("/", "http://127", "https://", "#"))] == []


@pytest.mark.parametrize("name", ["owner", "party", "party_id", "author", "role", "state", "stage", "at", "id", "case"])
def test_a_field_that_a_program_adds_is_named_and_nothing_is_written(world: World, name: str) -> None:
    facts = FactRow.objects.count()
    for path, body in (
        ("/api/v1/cases/{case}/messages", {"body": "zq-extra"}),
        ("/api/v1/cases/{case}/claims", {"event": "P", "evidence": "zq-extra"}),
        ("/api/v1/products", {"name": "zq-extra"}),
        ("/api/v1/cases/{case}/leaving", {"reason": "zq-extra"}),
    ):
        answer = world.browser("signed").post(world.path(path), {**body, name: "x"}, content_type="application/json")
        assert (path, answer.status_code) == (path, 422)
        assert f"“{name}”" in answer.json()["sentence"]
    assert FactRow.objects.count() == facts


def test_headers_of_a_proxy_that_is_not_ours_change_no_link_and_no_door(world: World) -> None:
    lies = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Original-URL": "/board",
            "X-Rewrite-URL": "/board", "Forwarded": "host=evil.example"}  # fmt: skip
    for path in ("/", "/advisories/feed.atom", "/feeds", "/sign-in"):
        assert b"evil.example" not in Client().get(path, headers=lies).content
    assert Client().get("/board", headers=lies | {"X-Forwarded-User": "tarrow@ncc.example"}).status_code == 302


@pytest.mark.parametrize(
    "url",
    ["http://localhost/x", "https://127.0.0.1/x", "https://[::1]/x", "https://169.254.169.254/latest", "https://0/x",
     "https://2130706433/x", "https://0x7f.1/x", "https://[::ffff:127.0.0.1]/x", "https://10.1.2.3/", "file:///etc/passwd",
     "https://u:p@hooks.example/", "gopher://hooks.example/", "https://[fe80::1%25eth0]/", "https://hooks.example:22/"],
)  # fmt: skip
def test_no_webhook_leads_into_the_house(world: World, url: str) -> None:
    administrator(world.members["signed"])
    before = Webhook.objects.count()
    given = {"label": "x", "url": url, "kinds": ["MessageSent"]}
    answer = world.browser("signed").post("/api/v1/webhooks", given, content_type="application/json")
    assert (answer.status_code, Webhook.objects.count()) == (422, before)


def test_no_post_of_another_site_is_taken_by_any_page(world: World) -> None:
    """Every page that takes a POST, asked with a session and without the token: nothing is written.

    A look-up of a device is answered: it only reads what is published, and a token would need a cookie (P2).
    """
    facts, taken = FactRow.objects.count(), list[tuple[str, str, int]]()
    paths = {cell.path for cell in CELLS if cell.method == "POST" and not cell.path.startswith("/api/")}
    browsers = {who: world.browser(who, csrf=True) for who in ("owner", "signed", "hospital", "finder")}
    for path in sorted(paths):
        for who, browser in browsers.items():
            answer = browser.post(world.path(path), {"reason": "x", "body": "x", "sure": "on"})
            if answer.status_code not in (400, 403, 404):
                taken.append((path, who, answer.status_code))
    assert taken == [("/look-up", who, 200) for who in browsers]
    assert (len(paths) > 60, FactRow.objects.count()) == (True, facts)
