"""CSAF 2.0 to the value and back loses nothing but what docs/reference/validation.md lists."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings

from medcord.core.advisory import Advisory, ProductGroup, Relationship
from medcord.core.vocabulary import ProductStatus, Tlp
from medcord.formats.csaf import canonical, read_advisory, write_csaf
from medcord.formats.csaf.editions import Edition, schema_of
from medcord.formats.csaf.rest import loaded, with_rest
from tests.formats.csaf.documents import SHARED, as_bytes, icsma_files, minimal, needs_icsma
from tests.formats.csaf.full_documents import documents, rich

ARCHIVE = SHARED / "data" / "cisa-ot" / "cisa-ot-2017-2021.tar.xz"
needs_archive = pytest.mark.skipif(
    not ARCHIVE.is_file(),
    reason="CISA's advisories of 2017 to 2021 (../shared/data/cisa-ot) are not beside this checkout",
)
OURS = datetime(2026, 11, 27, tzinfo=UTC)

Node = dict[str, Any]


def back(advisory: Advisory) -> Node:
    written: Node = orjson.loads(write_csaf(advisory, canonical_url="", engine_version="1.0"))
    return written


def as_listed(document: Node) -> Node:
    """The document but for the differences that the reference lists, each by its number there."""
    root: Node = orjson.loads(orjson.dumps(document))
    head = root["document"]
    head["tracking"]["generator"] = "1: whoever writes it names itself"
    if "distribution" not in head:
        text = "TLP:AMBER+STRICT: only within the receiving organisation. CSAF 2.0 has no label for it."
        head["distribution"] = {"text": text, "tlp": {"label": "AMBER"}}  # 2
    head["distribution"]["tlp"].setdefault("url", "https://www.first.org/tlp/")  # 3
    for holder in (head, *root.get("vulnerabilities", [])):
        for reference in holder.get("references", []):
            reference.setdefault("category", "external")  # 4
    _times(head["tracking"], "current_release_date", "initial_release_date")  # 5
    for revision in head["tracking"]["revision_history"]:
        _times(revision, "date")
    for flaw in root.get("vulnerabilities", []):
        for remediation in flaw.get("remediations", []):
            _times(remediation, "date")
    return root


def _times(holder: Node, *keys: str) -> None:
    for key in keys:
        if key in holder:
            holder[key] = datetime.fromisoformat(holder[key]).astimezone(UTC).isoformat()


def lost(document: Node) -> bool:
    advisory = read_advisory(as_bytes(document)).advisory
    hash(advisory)
    return as_listed(document) != as_listed(back(advisory))


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_any_document_comes_back_whole(document: Node) -> None:
    assert schema_of(Edition.V20).is_valid(document)
    advisory = read_advisory(as_bytes(document)).advisory
    again = back(advisory)
    assert as_listed(document) == as_listed(again)
    assert hash(advisory) == hash(canonical(advisory))
    assert again == back(read_advisory(as_bytes(again)).advisory), "and twice as well as once"


@needs_icsma
def test_every_medical_advisory_of_cisa_comes_back_whole() -> None:
    assert [file.name for file in icsma_files() if lost(orjson.loads(file.read_bytes()))] == []
    assert len(icsma_files()) == 104


@needs_archive
def test_every_advisory_of_cisa_from_2017_to_2021_comes_back_whole() -> None:
    found = list(archive())
    assert len(found) > 1_150
    assert [name for name, document in found if lost(document)] == []


@cache
def archive() -> tuple[tuple[str, Node], ...]:
    return tuple(_unpacked())


def _unpacked() -> Iterator[tuple[str, Node]]:
    with tarfile.open(ARCHIVE) as packed:
        for member in packed:
            if member.isfile() and member.name.endswith(".json"):
                stream = packed.extractfile(member)
                assert stream is not None
                yield member.name, orjson.loads(stream.read())


# --- what is ours to change is written over, what is not stays --------------------------------------------------------


def test_a_revision_of_ours_changes_date_version_and_generator_and_nothing_else() -> None:
    advisory = read_advisory(as_bytes(rich())).advisory
    written = back(replace(advisory, current_release=OURS, version="2"))
    expected = rich()
    expected["document"]["tracking"] |= {
        "current_release_date": "2026-11-27T00:00:00Z",
        "version": "2",
        "generator": {"engine": {"name": "medcord", "version": "1.0"}},
    }
    assert as_listed(expected) == as_listed(written)
    assert written["document"]["tracking"]["generator"] == {"engine": {"name": "medcord", "version": "1.0"}}


def test_where_somebody_changed_a_status_the_new_one_goes_out_and_not_the_old_words() -> None:
    advisory = read_advisory(as_bytes(rich())).advisory
    flaw = advisory.vulnerabilities[0]
    statements = tuple(replace(each, status=ProductStatus.FIXED, justification="") for each in flaw.statements)
    written = back(replace(advisory, vulnerabilities=(replace(flaw, statements=statements),)))
    [node] = written["vulnerabilities"]
    assert node["product_status"] == {"fixed": ["P1", "P2", "P3"]}
    assert "flags" not in node
    assert "threats" not in node
    assert [note["text"] for note in node["notes"]][-1] == "Hospitals", "a threat is a note of the value"


def test_where_somebody_changed_the_products_of_a_remediation_the_group_is_no_longer_named() -> None:
    advisory = read_advisory(as_bytes(rich())).advisory
    flaw = advisory.vulnerabilities[0]
    [remediation] = flaw.remediations
    assert remediation.product_ids == ("P1", "P2", "P3")
    changed = replace(flaw, remediations=(replace(remediation, product_ids=("P1", "P2")),))
    [node] = back(replace(advisory, vulnerabilities=(changed,)))["vulnerabilities"]
    assert node["remediations"] == [
        {"category": "vendor_fix", "details": "Update.", "product_ids": ["P1", "P2"], "entitlements": ["x"]}
    ]


def test_words_on_a_marking_go_when_the_marking_changes() -> None:
    document = minimal()
    document["document"]["distribution"] = {"tlp": {"label": "AMBER"}, "text": "TLP:AMBER+STRICT: for Acme alone."}
    advisory = read_advisory(as_bytes(document)).advisory
    assert back(advisory)["document"]["distribution"]["text"] == "TLP:AMBER+STRICT: for Acme alone."
    assert "text" not in back(replace(advisory, tlp=Tlp.CLEAR))["document"]["distribution"]


def test_relationships_and_groups_are_values() -> None:
    document = minimal()
    document["product_tree"] = {
        "full_product_names": [{"product_id": "F", "name": "Firmware"}, {"product_id": "D", "name": "Device"}],
        "relationships": [
            {
                "category": "installed_on",
                "product_reference": "F",
                "relates_to_product_reference": "D",
                "full_product_name": {"product_id": "P1", "name": "Firmware on Device"},
            }
        ],
        "product_groups": [{"group_id": "G", "product_ids": ["F", "P1"], "summary": "Software"}],
    }
    advisory = read_advisory(as_bytes(document)).advisory
    assert advisory.relationships == (Relationship("P1", "installed_on", "F", "D"),)
    assert advisory.groups == (ProductGroup("G", ("F", "P1"), "Software"),)
    assert back(advisory)["product_tree"] == document["product_tree"]


def test_two_branches_of_one_name_stay_two() -> None:
    document = minimal()
    branch = {"category": "vendor", "name": "Acme"}
    document["product_tree"] = {
        "branches": [
            {**branch, "branches": [{"category": "product_name", "name": "Pump", "product": one}]}
            for one in ({"product_id": "P1", "name": "Pump"}, {"product_id": "P2", "name": "Pump again"})
        ]
    }
    assert back(read_advisory(as_bytes(document)).advisory)["product_tree"] == document["product_tree"]


def test_merging_a_rest_never_overwrites_and_asks_for_no_order() -> None:
    one, two = {"a": {"x": 1}, "b": 1}, {"a": {"y": 2}, "c": [1]}
    node = {"a": {"x": 0}}
    first = with_rest(with_rest(orjson.loads(orjson.dumps(node)), orjson.dumps(one).decode()), two)
    second = with_rest(with_rest(orjson.loads(orjson.dumps(node)), orjson.dumps(two).decode()), one)
    assert first == second == {"a": {"x": 0, "y": 2}, "b": 1, "c": [1]}
    assert loaded("") == {}
