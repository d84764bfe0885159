"""The files of a provider, against the numbered requirements of CSAF 2.0 section 7."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import jsonschema_rs
import pytest

from medcord.core.advisory.value import Advisory, Publisher
from medcord.core.refusals import RuleRefusal
from medcord.core.vocabulary import Tlp
from medcord.formats.csaf import (
    CSAF_2_0,
    CSAF_2_1,
    ProviderKey,
    ProviderSettings,
    csaf_filename,
    listed,
    provider_files,
    provider_tree,
    write_csaf,
)
from medcord.formats.csaf.provider import csaf_path
from tests.formats.csaf.documents import SHARED, realistic_advisory

NOW = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
SETTINGS = ProviderSettings(
    "https://advisories.example.org/",
    Publisher("Example Coordination Center", "https://advisories.example.org", "coordinator", "cert@example.org"),
)
WHITE = ".well-known/csaf/white/"
SCHEMAS = SHARED / "oracles" / "csaf-schemas"
EXAMPLES = SHARED / "oracles" / "csaf-examples" / "ROLIE"
needs_schemas = pytest.mark.skipif(
    not SCHEMAS.is_dir(), reason="the official schemas (../shared/oracles) are not beside this checkout"
)


def entry(advisory_id: str, first: datetime, current: datetime | None = None) -> tuple[Advisory, bytes]:
    advisory = replace(
        realistic_advisory(), id=advisory_id, initial_release=first, current_release=current or first, references=()
    )
    url = SETTINGS.url(csaf_path(advisory))
    return advisory, write_csaf(advisory, canonical_url=url, engine_version="1.0")


OLD = entry("MCSA-25-001-01", datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 3, 20, tzinfo=UTC))
MIDDLE = entry("MCSA-26-014-01", datetime(2026, 1, 14, 8, 30, tzinfo=UTC))
NEW = entry("MCSA-26-100-02", datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC))


def tree() -> dict[str, bytes]:
    return provider_tree([OLD, MIDDLE, NEW], SETTINGS, now=NOW)


def loaded(path: str) -> Any:
    return json.loads(tree()[path])


def test_the_tree_holds_these_files_and_no_other() -> None:
    documents = ["2025/mcsa-25-001-01.json", "2026/mcsa-26-014-01.json", "2026/mcsa-26-100-02.json"]
    beside = [f"{WHITE}{name}{ending}" for name in documents for ending in ("", ".sha256", ".sha512")]
    lists = [f"{WHITE}{name}" for name in ("index.txt", "changes.csv", "csaf-feed-tlp-white.json")]
    rest = [
        ".well-known/csaf/category.json",
        ".well-known/csaf/provider-metadata.json",
        ".well-known/csaf/service.json",
        ".well-known/security.txt",
    ]
    assert list(tree()) == sorted(beside + lists + rest)


@pytest.mark.parametrize(
    ("tracking_id", "expected"),
    [
        ("ICSMA-24-200-01", "icsma-24-200-01.json"),
        ("Example Company - 2019-YH3234", "example_company_-_2019-yh3234.json"),
        ("RHBA-2019:0024", "rhba-2019_0024.json"),
        ("2022 #01-A", "2022_01-a.json"),
        ("../../etc/passwd", "_etc_passwd.json"),
        ("Größe+1", "gr_e+1.json"),
    ],
)
def test_file_names_follow_the_standard(tracking_id: str, expected: str) -> None:
    assert csaf_filename(tracking_id) == expected


def test_the_folder_is_the_year_of_the_first_release_not_of_the_last() -> None:
    assert tree()[f"{WHITE}2025/mcsa-25-001-01.json"] == OLD[1]


def test_digest_files_name_digest_then_file() -> None:
    digest = hashlib.sha512(NEW[1]).hexdigest()
    assert tree()[f"{WHITE}2026/mcsa-26-100-02.json.sha512"].decode() == f"{digest}  mcsa-26-100-02.json\n"
    digest = hashlib.sha256(NEW[1]).hexdigest()
    assert tree()[f"{WHITE}2026/mcsa-26-100-02.json.sha256"].decode() == f"{digest}  mcsa-26-100-02.json\n"


def test_the_index_names_every_document_below_its_own_folder() -> None:
    expected = "2025/mcsa-25-001-01.json\n2026/mcsa-26-014-01.json\n2026/mcsa-26-100-02.json\n"
    assert tree()[f"{WHITE}index.txt"].decode() == expected


def test_changes_are_quoted_newest_first_and_carry_the_current_release() -> None:
    text = tree()[f"{WHITE}changes.csv"].decode()
    assert list(csv.reader(io.StringIO(text))) == [
        ["2026/mcsa-26-100-02.json", "2026-03-31T23:59:59Z"],
        ["2025/mcsa-25-001-01.json", "2026-03-20T00:00:00Z"],
        ["2026/mcsa-26-014-01.json", "2026-01-14T08:30:00Z"],
    ]
    assert text.startswith('"2026/mcsa-26-100-02.json","2026')


def test_the_feed_leads_to_every_document_and_its_digests() -> None:
    feed = loaded(f"{WHITE}csaf-feed-tlp-white.json")["feed"]
    url = "https://advisories.example.org/.well-known/csaf/white/2026/mcsa-26-100-02.json"
    newest = feed["entry"][0]
    assert [item["id"] for item in feed["entry"]] == ["MCSA-26-100-02", "MCSA-25-001-01", "MCSA-26-014-01"]
    assert newest["content"] == {"type": "application/json", "src": url}
    assert [(link["rel"], link["href"]) for link in newest["link"]] == [
        ("self", url),
        ("hash", f"{url}.sha256"),
        ("hash", f"{url}.sha512"),
    ]
    assert feed["updated"] == "2026-03-31T23:59:59Z"
    assert feed["category"] == [{"scheme": "urn:ietf:params:rolie:category:information-type", "term": "csaf"}]


def test_every_address_in_the_tree_leads_to_a_file_of_the_tree() -> None:
    files = tree()
    feed = loaded(f"{WHITE}csaf-feed-tlp-white.json")["feed"]
    service = loaded(".well-known/csaf/service.json")["service"]
    metadata = loaded(".well-known/csaf/provider-metadata.json")
    rolie = metadata["distributions"][1]["rolie"]
    addresses = [link["href"] for item in feed["entry"] for link in item["link"]]
    addresses += [link["href"] for link in feed["link"]]
    addresses += [collection["href"] for space in service["workspace"] for collection in space["collection"]]
    addresses += [
        metadata["canonical_url"],
        *rolie["services"],
        *rolie["categories"],
        *(feed["url"] for feed in rolie["feeds"]),
    ]
    paths = {address.removeprefix("https://advisories.example.org/") for address in addresses}
    assert paths <= files.keys()
    assert metadata["distributions"][0]["directory_url"] == f"https://advisories.example.org/{WHITE}"


def test_security_txt_leads_to_the_metadata_and_expires() -> None:
    lines = dict(line.split(": ", 1) for line in tree()[".well-known/security.txt"].decode().splitlines())
    assert lines == {
        "Contact": "mailto:cert@example.org",
        "Expires": "2026-09-28T12:00:00Z",
        "Canonical": "https://advisories.example.org/.well-known/security.txt",
        "CSAF": "https://advisories.example.org/.well-known/csaf/provider-metadata.json",
    }


@pytest.mark.parametrize(
    ("contact", "line"),
    [
        ("https://e.example/report", "https://e.example/report"),
        ("Call us\nEvil: yes", "https://advisories.example.org"),
        ("mailto:a@b.example\nEvil: yes", "https://advisories.example.org"),
        ("", "https://advisories.example.org"),
    ],
)
def test_a_contact_that_is_no_address_cannot_get_into_security_txt(contact: str, line: str) -> None:
    settings = replace(SETTINGS, publisher=replace(SETTINGS.publisher, contact=contact))
    text = provider_tree([], settings, now=NOW)[".well-known/security.txt"].decode()
    assert text.splitlines()[0] == f"Contact: {line}"
    assert len(text.splitlines()) == 4


@pytest.mark.parametrize("tlp", [tlp for tlp in Tlp if tlp is not Tlp.CLEAR])
def test_nothing_but_clear_ever_reaches_the_public_tree(tlp: Tlp) -> None:
    advisory, document = NEW
    with pytest.raises(RuleRefusal) as caught:
        provider_tree([OLD, (replace(advisory, tlp=tlp), document)], SETTINGS, now=NOW)
    assert caught.value.code == "not-public"


def test_a_draft_never_reaches_the_public_tree() -> None:
    advisory, document = NEW
    with pytest.raises(RuleRefusal) as caught:
        provider_tree([(replace(advisory, status="draft"), document)], SETTINGS, now=NOW)
    assert caught.value.code == "not-public"


def test_two_advisories_cannot_share_a_file() -> None:
    advisory, document = NEW
    with pytest.raises(RuleRefusal) as caught:
        provider_tree([NEW, (replace(advisory, id="mcsa-26-100-02"), document)], SETTINGS, now=NOW)
    assert caught.value.code == "same-file-name"


def test_the_same_entries_in_any_order_give_the_same_bytes() -> None:
    assert tree() == provider_tree([NEW, OLD, MIDDLE], SETTINGS, now=NOW)


def test_time_alone_changes_only_the_metadata_and_the_expiry() -> None:
    later = provider_tree([OLD, MIDDLE, NEW], SETTINGS, now=NOW + timedelta(days=1))
    changed = {path for path, content in tree().items() if later[path] != content}
    assert changed == {".well-known/csaf/provider-metadata.json", ".well-known/security.txt"}


def test_a_provider_with_nothing_to_say_yet_is_complete() -> None:
    files = provider_tree([], SETTINGS, now=NOW)
    assert files[f"{WHITE}index.txt"] == files[f"{WHITE}changes.csv"] == b""
    assert json.loads(files[f"{WHITE}csaf-feed-tlp-white.json"])["feed"]["updated"] == "2026-04-01T12:00:00Z"


def _schema(folder: str, name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((SCHEMAS / folder / name).read_bytes())
    return {key: part for key, part in schema.items() if key != "$id"}


@needs_schemas
@pytest.mark.parametrize("folder", ["2.0/json_schema", "csaf_2.0_errata_01"])
def test_the_provider_metadata_follows_the_official_schema(folder: str) -> None:
    known = {
        "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json": _schema(folder, "csaf_json_schema.json")
    }
    known |= {
        f"https://www.first.org/cvss/{name}": _schema("2.0/referenced_schema/first", name)
        for name in ("cvss-v2.0.json", "cvss-v3.0.json", "cvss-v3.1.json")
    }
    validator = jsonschema_rs.validator_for(
        _schema(folder, "provider_json_schema.json"), retriever=known.__getitem__, validate_formats=True
    )
    metadata = loaded(".well-known/csaf/provider-metadata.json")
    assert [error.message for error in validator.iter_errors(metadata)] == []
    assert not validator.is_valid(metadata | {"role": "anything"})


def shape(value: Any, place: str = "") -> set[str]:
    """Every key with the keys above it; all elements of a list count as one."""
    if isinstance(value, dict):
        inner = [shape(part, f"{place}.{key}") for key, part in value.items()]
        return {f"{place}.{key}" for key in value}.union(*inner)
    if isinstance(value, list):
        return set().union(*(shape(part, f"{place}[]") for part in value))
    return set()


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the OASIS examples (../shared/oracles) are not beside this checkout")
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (f"{WHITE}csaf-feed-tlp-white.json", "example-01-feed-tlp-white.json"),
        (".well-known/csaf/service.json", "example-01-service.json"),
    ],
)
def test_feed_and_service_have_the_shape_of_the_standards_examples(ours: str, theirs: str) -> None:
    example = json.loads((EXAMPLES / theirs).read_bytes())
    assert shape(loaded(ours)) == shape(example)


# --- a trusted provider, and a second version of the standard beside the first ----------------------------------------

KEY = ProviderKey("ab" * 20, b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n")


def two_versions() -> dict[str, bytes]:
    said = [listed(*NEW, b"signed"), listed(*NEW, b"signed too", CSAF_2_1)]
    return provider_files(said, SETTINGS, now=NOW, keys=[KEY], standards=(CSAF_2_0, CSAF_2_1))


def test_each_version_has_a_tree_of_its_own_with_lists_of_its_own() -> None:
    files = two_versions()
    path = ".well-known/csaf/v2.1/clear/2026/mcsa-26-100-02.json"
    assert files[f"{path}.asc"] == b"signed too"
    assert files[f"{WHITE}2026/mcsa-26-100-02.json.asc"] == b"signed"
    [entry] = json.loads(files[".well-known/csaf/v2.1/clear/csaf-feed-tlp-clear.json"])["feed"]["entry"]
    assert entry["content"]["src"] == SETTINGS.url(path)
    assert ("signature", SETTINGS.url(f"{path}.asc")) in [(link["rel"], link["href"]) for link in entry["link"]]
    assert files[".well-known/csaf/v2.1/clear/index.txt"] == files[f"{WHITE}index.txt"]


@needs_schemas
def test_the_metadata_of_the_second_version_follows_its_own_schema() -> None:
    def known(uri: str) -> Any:
        return _schema(f"{draft}/schema", "csaf.json") if uri.endswith("/csaf.json") else {}

    draft = "2.1-csd04-rc1"
    schema = _schema(f"{draft}/feed", "provider.json") | {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    validator = jsonschema_rs.validator_for(schema, retriever=known, validate_formats=True)
    metadata = json.loads(two_versions()[".well-known/csaf/v2.1/provider-metadata.json"])
    assert [error.message for error in validator.iter_errors(metadata)] == []
    assert metadata["role"] == "csaf_trusted_provider"


def test_both_metadata_are_in_security_txt_and_only_2_0_puts_changes_in_quotation_marks() -> None:
    files = two_versions()
    lines = files[".well-known/security.txt"].decode().splitlines()
    assert [line for line in lines if line.startswith("CSAF:")] == [
        f"CSAF: {SETTINGS.url('.well-known/csaf/provider-metadata.json')}",
        f"CSAF: {SETTINGS.url('.well-known/csaf/v2.1/provider-metadata.json')}",
    ]
    assert files[f"{WHITE}changes.csv"].startswith(b'"2026/')
    assert files[".well-known/csaf/v2.1/clear/changes.csv"] == files[f"{WHITE}changes.csv"].replace(b'"', b"")


def test_with_a_key_nothing_goes_out_unsigned() -> None:
    with pytest.raises(RuleRefusal) as caught:
        provider_files([listed(*NEW)], SETTINGS, now=NOW, keys=[KEY])
    assert caught.value.code == "not-signed-yet"


def test_each_label_has_a_folder_and_a_feed_of_its_own() -> None:
    """Only CLEAR is released today; what is shared with fewer can never lie in the folder of what is open."""
    for standard in (CSAF_2_0, CSAF_2_1):
        feeds = {tlp: standard.feed(label) for tlp, label in standard.labels.items()}
        assert all(feed != feeds[Tlp.CLEAR] for tlp, feed in feeds.items() if tlp is not Tlp.CLEAR)
    inner = replace(listed(*NEW, b"signed"), path=f"{CSAF_2_0.folder('AMBER')}/2026/a.json", tlp=Tlp.AMBER)
    files = provider_files([listed(*OLD, b"signed"), inner], SETTINGS, now=NOW, keys=[KEY])
    assert files[f"{WHITE}index.txt"] == b"2025/mcsa-25-001-01.json\n"
    assert files[".well-known/csaf/amber/index.txt"] == b"2026/a.json\n"
