"""From the coordinator's release to what a stranger, a patient, a program and a hospital can read."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from medcord.advisories import actions as advisories
from medcord.advisories import queries
from medcord.advisories.models import AdvisoryRevision
from medcord.core.advisory import Reference, Remediation
from medcord.core.advisory.value import PlainWords
from medcord.core.vocabulary import Role, Tlp
from medcord.formats.csaf import validate
from medcord.ledger import worker
from medcord.sharing import actions as sharing
from tests.advisories.stories import FLAW, NODE, PUMP_ADVISORY, member
from tests.advisories.test_finding import mark
from tests.advisories.test_take_in import ICSMA, csaf, kev, needs_icsma
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)

ATOM = "{http://www.w3.org/2005/Atom}"
SAFETY = "Do not stop therapy without talking to your clinician."


@pytest.fixture
def published() -> AdvisoryRevision:
    revision = advisories.publish(PUMP_ADVISORY, actor=member(Role.COORDINATOR))
    worker.drain()
    return revision


@pytest.fixture
def page(client: Client, published: AdvisoryRevision) -> str:
    return said(client.get(f"/advisories/{published.advisory.tracking_id}"))


def said(response: Any) -> str:
    """The page as text, with its entities read."""
    assert response.status_code == 200
    return str(response.content.decode()).replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")


def test_a_patient_reads_in_plain_words_what_to_do(page: str) -> None:
    for words in (
        PUMP_ADVISORY.title,
        PUMP_ADVISORY.plain.device,
        PUMP_ADVISORY.plain.what_could_happen,
        PUMP_ADVISORY.plain.what_to_do,
        PUMP_ADVISORY.plain.not_known,
        SAFETY,
    ):
        assert words in page
    assert page.index(SAFETY) < page.index(PUMP_ADVISORY.plain.what_to_do) < page.index("CVE-2026-90417</span>")


def test_the_harm_is_the_regulators_sentence(page: str) -> None:
    assert PUMP_ADVISORY.plain.harm_statement in page
    assert "Critical" in page
    assert "4 of 5" in page


def test_without_a_released_sentence_the_harm_is_pending_and_no_level_is_shown(client: Client) -> None:
    quiet = replace(PUMP_ADVISORY, plain=replace(PUMP_ADVISORY.plain, harm=None, harm_statement=""))
    revision = advisories.publish(quiet, actor=NODE)
    page = said(client.get(f"/advisories/{revision.advisory.tracking_id}"))
    assert "Assessment pending" in page
    assert "of 5" not in page


def test_an_engineer_reads_products_numbers_statements_and_the_makers_own_words(page: str) -> None:
    for words in (
        ">= 3.0 | <= 3.6.1".replace(">", "&gt;").replace("<", "&lt;"),
        "QI-3100",
        "00000000031007",
        "CWE-306",
    ):
        assert words in page
    for words in ("Affected", "Fixed", "Vendor fix", "Install software 3.6.2. The pump must be empty.", "kestrel-9"):
        assert words in page
    assert "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H" in page


def test_the_file_and_its_hashes_are_what_was_published(client: Client, published: AdvisoryRevision) -> None:
    base = f"/advisories/{published.advisory.tracking_id}/csaf.json"
    data = client.get(base).content
    assert hashlib.sha256(data).hexdigest() == published.sha256
    for kind in ("sha256", "sha512"):
        digest, name = client.get(f"{base}.{kind}").content.decode().split()
        assert (digest, name) == (hashlib.new(kind, data).hexdigest(), f"{published.advisory.tracking_id.lower()}.json")


def test_the_other_forms_of_what_was_published_are_valid(client: Client, published: AdvisoryRevision) -> None:
    base = f"/advisories/{published.advisory.tracking_id}/files"
    newer, vex, cve = (client.get(f"{base}/{form}.json") for form in ("csaf-2.1", "vex", "cve"))
    assert validate(newer.content) == ()
    assert [finding for finding in validate(vex.content) if finding.level == "error"] == []
    assert [record["dataType"] for record in json.loads(cve.content)] == ["CVE_RECORD"]
    assert client.get(f"{base}/spdx.json").status_code == 404
    assert client.get(f"{base}/vex.json", HTTP_IF_NONE_MATCH=vex.headers["ETag"]).status_code == 304


def test_every_machine_file_a_page_names_is_there(client: Client, page: str) -> None:
    links = [part.partition('"')[0] for part in page.split('href="/')[1:]]
    files = [link for link in links if link.endswith((".json", ".sha256", ".sha512"))]
    assert len(files) >= 7
    assert [client.get(f"/{link}").status_code for link in files] == [200] * len(files)


PUBLIC_PAGES = (
    "/",
    "/advisories",
    "/advisories?q=pump&year=2026&maker=Quillon+Infusion+Systems&page=1",
    "/advisories?q=nothing+holds+this",
    "/advisories?year=x&page=-4&order=zz&maker=%00&q=%00",
    "/search?q=pump",
    "/feeds",
    "/policy",
    "/advisories/feed.atom",
    "/advisories/feed.json",
    "/advisories/list.csv",
    "/advisories/{id}",
    "/advisories/{id}/revisions/1",
    "/advisories/{id}/csaf.json",
    "/advisories/{id}/csaf.json.sha256",
    "/advisories/{id}/revisions/1/csaf.json",
    "/.well-known/security.txt",
    "/.well-known/csaf/provider-metadata.json",
    "/.well-known/csaf/white/csaf-feed-tlp-white.json",
    "/.well-known/csaf/white/",
)


@pytest.mark.parametrize("url", PUBLIC_PAGES)
def test_a_stranger_leaves_no_trace(url: str, client: Client, published: AdvisoryRevision) -> None:
    response = client.get(url.format(id=published.advisory.tracking_id))
    assert response.status_code == 200
    assert response.cookies == {}
    # What was asked for is kept by no cache on the way (P2).
    assert response.headers["Cache-Control"] == ("no-store" if "?" in url else "public, max-age=60")
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("url", PUBLIC_PAGES)
def test_public_pages_are_read_only(url: str, client: Client, published: AdvisoryRevision) -> None:
    assert client.post(url.format(id=published.advisory.tracking_id)).status_code == 405


def test_a_member_keeps_their_own_frame_and_no_cache_keeps_the_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.hospital)
    response = client.get("/advisories")
    assert cast.hospital.name in said(response)
    assert response.headers["Cache-Control"] == "no-store"


def test_a_stranger_sees_of_a_hidden_advisory_what_an_absent_one_shows(client: Client) -> None:
    hidden = advisories.publish(PUMP_ADVISORY, actor=NODE)
    mark(hidden, Tlp.AMBER)
    sharing.build_tree(actor=NODE)
    worker.drain()
    there = hidden.advisory.tracking_id
    for url in (
        "/advisories/{}",
        "/advisories/{}/revisions/1",
        "/advisories/{}/csaf.json",
        "/advisories/{}/csaf.json.sha256",
    ):
        real, absent = (client.get(url.format(each)) for each in (there, "MCA-1999-0001"))
        assert (real.status_code, real.content, dict(real.headers)) == (404, absent.content, dict(absent.headers))
    for url in (
        "/",
        "/advisories",
        "/advisories?q=pump",
        "/advisories/feed.atom",
        "/advisories/feed.json",
        "/advisories/list.csv",
    ):
        assert there not in said(client.get(url))
        assert "Quillon" not in said(client.get(url))
    feed = client.get("/.well-known/csaf/white/csaf-feed-tlp-white.json")
    assert json.loads(feed.content)["feed"]["entry"] == []


def test_the_list_finds_filters_and_counts(client: Client, published: AdvisoryRevision) -> None:
    advisories.take_in([("a.json", csaf())], actor=NODE)
    assert "2 advisories" in said(client.get("/advisories"))
    found = said(client.get("/advisories?maker=Oakhollow"))
    assert "1 advisory found" in found
    assert "ICSMA-99-001-01" in found
    assert published.advisory.tracking_id not in found
    assert "That is not the same as “not affected”" in said(client.get("/advisories?q=zeppelin"))


def test_the_list_of_an_empty_node_says_so(client: Client) -> None:
    assert "No advisory is published yet" in said(client.get("/advisories"))
    assert "No advisory is published yet" in said(client.get("/"))


def test_atom_names_each_advisory_once(client: Client, published: AdvisoryRevision) -> None:
    root = ElementTree.fromstring(client.get("/advisories/feed.atom").content)
    [entry] = root.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{published.advisory_id}"
    assert entry.findtext(f"{ATOM}title") == PUMP_ADVISORY.title
    assert entry.findtext(f"{ATOM}summary") == PUMP_ADVISORY.plain.what_could_happen


def test_a_feed_of_a_search_holds_only_what_it_finds(client: Client, published: AdvisoryRevision) -> None:
    items = json.loads(client.get("/advisories/feed.json?q=tidewater").content)["items"]
    assert [item["id"] for item in items] == [str(published.advisory_id)]
    assert json.loads(client.get("/advisories/feed.json?q=zeppelin").content)["items"] == []


def test_a_title_cannot_become_a_formula_in_a_spreadsheet(client: Client) -> None:
    advisories.publish(replace(PUMP_ADVISORY, title='=HYPERLINK("http://evil.example")'), actor=NODE)
    [_, row] = csv.reader(io.StringIO(client.get("/advisories/list.csv").content.decode("utf-8-sig")))
    assert not row[1].startswith("=")


def test_a_control_sign_in_a_title_does_not_break_atom(client: Client) -> None:
    data = csaf(title="Pump \u0001\u000b beeps")
    advisories.take_in([("a.json", data)], actor=NODE)
    root = ElementTree.fromstring(client.get("/advisories/feed.atom").content)
    assert len(root.findall(f"{ATOM}entry")) == 1


def test_text_of_a_publisher_is_text_and_never_markup(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    flaw = replace(
        FLAW,
        title=evil,
        remediations=(Remediation("mitigation", evil, url="https://ok.example/fix", product_ids=("MCPID-0001",)),),
    )
    words = PlainWords(device=evil, what_could_happen=evil, what_to_do=evil, not_known=evil)
    value = replace(
        PUMP_ADVISORY,
        title=evil,
        plain=words,
        vulnerabilities=(flaw,),
        references=(Reference("https://ok.example", evil),),
    )
    revision = advisories.publish(value, actor=NODE)
    for url in (f"/advisories/{revision.advisory.tracking_id}", "/advisories", "/"):
        assert evil not in client.get(url).content.decode()


def test_an_address_that_runs_code_is_not_a_link(client: Client) -> None:
    references = [{"url": "javascript:alert(1)", "summary": "see"}, {"url": "https://ok.example/a", "summary": "fine"}]
    advisories.take_in([("a.json", csaf(references=references))], actor=NODE)
    page = said(client.get("/advisories/ICSMA-99-001-01"))
    assert "javascript:" not in page
    assert 'href="https://ok.example/a"' in page


def test_a_known_attack_stands_on_top(client: Client, published: AdvisoryRevision) -> None:
    url = f"/advisories/{published.advisory.tracking_id}"
    assert "Exploited" not in said(client.get(url))
    assert "Not checked" in said(client.get(url))
    advisories.take_in_kev(kev("2026.11.14", "CVE-2026-90417"), actor=NODE)
    page = said(client.get(url))
    assert page.index("Exploited") < page.index("<h1")
    assert "CVE-2026-90417 is on CISA’s list since 2 Jan 2024" in page
    assert "Exploited" in said(client.get("/advisories"))


def test_a_former_revision_says_that_it_is_not_in_force(client: Client, published: AdvisoryRevision) -> None:
    advisories.publish(
        replace(PUMP_ADVISORY, title="Attacks seen"), revises=published.advisory_id, summary="Attacks seen", actor=NODE
    )
    base = f"/advisories/{published.advisory.tracking_id}"
    former, present = said(client.get(f"{base}/revisions/1")), said(client.get(base))
    assert "It is not in force any more" in former
    assert PUMP_ADVISORY.title in former
    assert "It is not in force any more" not in present
    assert f"{base}/revisions/1" in present
    assert hashlib.sha256(client.get(f"{base}/revisions/1/csaf.json").content).hexdigest() == published.sha256


@needs_icsma
def test_every_page_of_cisas_advisories_renders_and_makes_nothing_up(client: Client) -> None:
    advisories.take_in([(file.name, file.read_bytes()) for file in sorted(ICSMA.glob("*.json"))], actor=NODE)
    for one in queries.current_values():
        page = said(client.get(f"/advisories/{one.value.id}"))
        assert one.value.id in page
        assert SAFETY not in page
        assert "In plain words" not in page
        assert "Assessment pending" not in page
        for remedy in one.value.vulnerabilities[0].remediations[:1]:
            assert remedy.details.split("\n")[0][:40].replace("'", "'") in page.replace("&lt;", "<").replace(
                "&gt;", ">"
            )


# --- the provider's tree by HTTP -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("security.txt", "text/plain; charset=utf-8"),
        ("csaf/provider-metadata.json", "application/json"),
        ("csaf/white/changes.csv", "text/csv; charset=utf-8"),
        ("csaf/white/", "text/html; charset=utf-8"),
    ],
)
@pytest.mark.usefixtures("published")
def test_provider_files_come_with_their_type_and_are_open_to_every_site(
    path: str, content_type: str, client: Client
) -> None:
    response = client.get(f"/.well-known/{path}")
    assert response.headers["Content-Type"] == content_type
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.usefixtures("published")
def test_asking_again_costs_nothing(client: Client) -> None:
    url = "/.well-known/csaf/white/csaf-feed-tlp-white.json"
    etag = client.get(url).headers["ETag"]
    again = client.get(url, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["Cache-Control"]) == (304, b"", "public, max-age=60")


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    "path", ["csaf", "csaf/white", "csaf/../../../secret", "csaf/%2e%2e/%2e%2e/secret", "nothing.txt"]
)
def test_what_is_not_in_the_tree_is_absent_and_never_redirected(path: str, client: Client) -> None:
    assert client.get(f"/.well-known/{path}").status_code == 404


def test_a_program_walks_from_the_metadata_to_a_checked_document(client: Client, published: AdvisoryRevision) -> None:
    def fetch(url: str) -> bytes:
        return bytes(client.get(url.removeprefix("http://127.0.0.1:8000")).content)

    metadata = json.loads(fetch("/.well-known/csaf/provider-metadata.json"))
    [feed] = [each["rolie"]["feeds"][0]["url"] for each in metadata["distributions"] if "rolie" in each]
    [entry] = json.loads(fetch(feed))["feed"]["entry"]
    document = fetch(entry["content"]["src"])
    for link in entry["link"]:
        if link["rel"] == "hash":
            kind = link["href"].rpartition(".")[2]
            assert fetch(link["href"]).split()[0].decode() == hashlib.new(kind, document).hexdigest()
    assert hashlib.sha256(document).hexdigest() == published.sha256
    listing = fetch("/.well-known/csaf/white/").decode()
    assert f'href="{published.kept_at.year}/"' in listing


def test_reading_a_page_writes_nothing(client: Client, published: AdvisoryRevision) -> None:
    from medcord.ledger import queries as ledger_queries

    def facts() -> int:
        return len(ledger_queries.facts_of(["node"]))

    before = facts()
    for url in PUBLIC_PAGES:
        client.get(url.format(id=published.advisory.tracking_id))
    assert facts() == before


def test_before_the_first_build_the_tree_is_absent_and_the_feeds_page_says_so(client: Client) -> None:
    assert client.get("/.well-known/csaf/provider-metadata.json").status_code == 404
    assert "These files are being made" in said(client.get("/feeds"))
    sharing.build_tree(actor=NODE)
    assert client.get("/.well-known/csaf/provider-metadata.json").status_code == 200
    assert "These files are being made" not in said(client.get("/feeds"))


# --- members take in -----------------------------------------------------------------------------------------------


def upload(client: Client, *files: tuple[str, bytes]) -> HttpResponse:
    given = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post("/advisories/take-in", {"attached": given})  # type: ignore[return-value]


def test_a_hospital_takes_in_files_and_sees_which_were_refused_and_why(cast: Cast, client: Client) -> None:
    client.force_login(cast.hospital)
    page = said(
        upload(client, ("good.json", csaf()), ("broken.json", b"{"), ("kev.json", kev("2026.11.14", "CVE-2024-11111")))
    )
    assert "broken.json, line 1" in page
    assert "2026.11.14 is in use: 1 CVEs" in page
    assert "ICSMA-99-001-01" in said(client.get("/advisories"))


@pytest.mark.parametrize("who", ["manufacturer", "regulator"])
def test_those_who_do_not_work_with_others_advisories_see_no_such_page(who: str, cast: Cast, client: Client) -> None:
    client.force_login(getattr(cast, who))
    assert client.get("/advisories/take-in").status_code == 404
    assert "take-in" not in said(client.get("/advisories"))


def test_a_stranger_is_asked_to_sign_in_before_taking_in(client: Client) -> None:
    assert upload(client, ("a.json", csaf())).headers["Location"] == "/sign-in?next=/advisories/take-in"
    assert queries.published(NODE).count == 0


def test_no_file_chosen_is_told_beside_the_field(cast: Cast, client: Client) -> None:
    client.force_login(cast.isao)
    response = client.post("/advisories/take-in", {})
    assert response.status_code == 422
    assert "Choose at least one file." in response.content.decode()


def test_a_page_of_the_list_takes_few_queries(
    client: Client, published: AdvisoryRevision, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_max_num_queries(6):
        client.get("/advisories")
    with django_assert_max_num_queries(8):
        client.get(f"/advisories/{published.advisory.tracking_id}")
