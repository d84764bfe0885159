"""Both editions are judged by their own tests, the screens change no finding, and hostile files end soon."""

from __future__ import annotations

import json
import socket
import time
from importlib.resources import files
from typing import Any

import pytest

from medcord.formats.csaf import Finding, validate, validation
from medcord.formats.csaf.editions import Edition, edition_of, schema_of
from medcord.formats.csaf.screens import needless
from tests.formats.csaf.documents import as_bytes, icsma_files, minimal

V20, V21 = (files("csaf") / "csaf" / name / "data" for name in ("v20", "v21"))
"""The test documents of the standard's own committee, as the package brings them along."""


def of_21(test: str) -> bytes:
    return (V21 / "mandatory" / f"oasis_csaf_tc-csaf_2_1-2024-{test}.json").read_bytes()


def test_a_document_of_2_1_is_judged_by_the_tests_of_2_1() -> None:
    assert validate(of_21("6-1-01-11")) == ()
    assert {found.rule for found in validate(of_21("6-1-01-01"))} == {"6.1.1"}
    assert {found.rule for found in validate(of_21("6-1-51-01"))} == {"6.1.51"}, "a test that 2.0 does not have"


def test_a_document_that_lies_about_its_edition_is_refused_by_the_schema_it_names() -> None:
    newer, older = minimal(), json.loads(of_21("6-1-01-11"))
    newer["document"]["csaf_version"], older["document"]["csaf_version"] = "2.1", "2.0"
    assert {found.rule for document in (newer, older) for found in validate(as_bytes(document))} == {"schema"}


@pytest.mark.parametrize("head", [None, [], "2.1", {}, {"csaf_version": 2.1}, {"csaf_version": ["2.1"]}])
def test_an_edition_that_cannot_be_told_is_judged_as_2_0(head: Any) -> None:
    assert edition_of({"document": head}) is Edition.V20


@pytest.mark.parametrize("edition", Edition)
def test_a_schema_is_built_without_any_network(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)
    monkeypatch.setattr(socket, "create_connection", None)
    assert not schema_of.__wrapped__(edition).is_valid({})


def test_recommended_tests_are_run_when_asked_for_and_never_make_a_document_invalid() -> None:
    document = minimal()
    document["vulnerabilities"][0]["notes"] = [{"category": "description", "text": "A flaw."}]
    document["document"].pop("lang", None)
    assert validate(as_bytes(document)) == ()
    found = validate(as_bytes(document), recommended=True)
    assert {one.rule[:4] for one in found} == {"6.2."}
    assert {one.level for one in found} == {"warning"}
    assert "6.2.12" in {one.rule for one in found}


def test_the_screens_spare_work_and_change_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over every test document of the committee, good and broken, and the medical advisories."""
    documents = [file.read_bytes() for group in V20.iterdir() if group.is_dir() for file in group.iterdir()]
    documents += [file.read_bytes() for file in icsma_files()[::6]]
    screened = [validate(document) for document in documents]
    monkeypatch.setattr(validation, "needless", lambda _value: frozenset())
    assert [validate(document) for document in documents] == screened
    assert {"6.1.1", "6.1.2", "6.1.4", "6.1.13", "6.1.25"} <= {one.rule for found in screened for one in found}


def test_the_screens_spare_the_slow_tests_of_an_ordinary_document() -> None:
    assert needless(minimal()) == {"6.1.1", "6.1.2", "6.1.4", "6.1.5", "6.1.13", "6.1.25"}


def test_a_product_id_where_nobody_looks_keeps_its_test_running() -> None:
    document = minimal()
    document["document"]["x"] = {"product_id": "P1"}
    assert "6.1.2" not in needless(document)


def sentence(data: bytes) -> Finding:
    begun = time.process_time()
    [found] = validate(data)
    assert time.process_time() - begun < 3
    assert found.message
    return found


@pytest.mark.parametrize(
    "data",
    [
        b'{"document":' + b"[" * 100_000,
        b'{"document": {}, "document": {"csaf_version": "2.1"}}',
        json.dumps(minimal()).encode("utf-16-le"),
        json.dumps(minimal()).encode("utf-32"),
        b'{"document": {"title": "Dr\xe4ger"}}',
        b"",
    ],
)
def test_what_is_no_readable_json_is_one_sentence(data: bytes) -> None:
    assert sentence(data).rule == "json"


def test_a_million_products_are_refused_before_they_are_parsed() -> None:
    one = b'{"product_id":"P","name":"n"}'
    data = b'{"document":{},"product_tree":{"full_product_names":[' + b",".join([one] * 1_000_000) + b"]}}"
    assert "Ask its publisher to split it" in sentence(data).message


def test_twenty_thousand_products_are_checked_in_bounded_time_and_findings_are_limited() -> None:
    document = minimal()
    document["product_tree"] = {
        "full_product_names": [{"product_id": f"P{at}", "name": f"n{at}"} for at in range(20_000)]
    }
    document["vulnerabilities"][0]["product_status"]["known_affected"] = [f"Q{at}" for at in range(20_000)]
    begun = time.process_time()
    found = validate(as_bytes(document))
    assert [one.rule for one in found].count("6.1.1") == validation.RULE_LIMIT
    assert time.process_time() - begun < 5


def test_a_flood_of_warnings_hides_no_error() -> None:
    """Found in a public advisory with 107 products: the warnings of one test filled the list to its limit."""
    document = minimal()
    names = [{"product_id": f"R{at}", "name": f"n{at}"} for at in range(900)]
    document["product_tree"]["full_product_names"] = names
    flaw = document["vulnerabilities"][0]
    told = [one["product_id"] for one in names]
    flaw["remediations"] = [{"category": "mitigation", "details": "Wait.", "product_ids": told}]
    document["document"]["tracking"]["version"] = "2"
    found = validate(as_bytes(document))
    assert {one.rule for one in found if one.level == "error"} == {"6.1.16", "6.1.27"}
    assert found[[one.rule for one in found].index("6.1.27")].level == "error"


def test_branches_nested_beyond_reason_are_a_finding_and_not_a_crash() -> None:
    document = minimal()
    branch: dict[str, Any] = {"category": "vendor", "name": "v", "product": {"name": "n", "product_id": "P1"}}
    for _ in range(240):
        branch = {"category": "product_family", "name": "f", "branches": [branch]}
    document["product_tree"] = {"branches": [branch]}
    assert all(found.message for found in validate(as_bytes(document), recommended=True))
