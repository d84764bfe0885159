"""Our own documents are valid; what is wrong with others is said with its place and the test that found it."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medcord.core.advisory.value import Advisory, Note, Product, Remediation, Revision, Score, Statement, Vulnerability
from medcord.core.vocabulary import ProductStatus, Tlp
from medcord.formats.csaf import Finding, read_advisory, validate, write_csaf
from tests.formats.csaf.documents import (
    FIRST,
    SECOND,
    URL,
    as_bytes,
    icsma_files,
    minimal,
    needs_icsma,
    realistic_advisory,
)

NO_ERRORS: list[Finding] = []


def errors(document: bytes) -> list[Finding]:
    return [finding for finding in validate(document) if finding.level == "error"]


def written(advisory: Advisory) -> bytes:
    return write_csaf(advisory, canonical_url=URL, engine_version="1.0")


def valid_minimal() -> dict[str, Any]:
    document = minimal()
    document["vulnerabilities"][0]["notes"] = [{"category": "description", "text": "A flaw."}]
    return document


def test_a_complete_advisory_of_ours_breaks_no_rule() -> None:
    assert errors(written(realistic_advisory())) == NO_ERRORS


def test_a_vex_document_of_ours_breaks_no_rule() -> None:
    assert errors(written(replace(realistic_advisory(), category="csaf_vex"))) == NO_ERRORS


text = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)
vectors = st.sampled_from(
    [
        ("3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H", 9.1, "CRITICAL"),
        ("3.0", "CVSS:3.0/AV:L/AC:L/PR:L/UI:R/S:C/C:H/I:L/A:N", 6.7, "MEDIUM"),
        ("2.0", "AV:N/AC:L/Au:N/C:P/I:P/A:P", 7.5, ""),
        ("4.0", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:H/VA:H/SC:N/SI:N/SA:N", 8.8, "HIGH"),
    ]
)


@st.composite
def publishable(draw: st.DrawFn) -> Advisory:
    """An advisory as drafting lets it out: every vulnerability described, every product with a status."""
    versions = draw(st.lists(st.sampled_from(["<2.4", ">=1|<3", "vers:all/*"]), min_size=1, max_size=3))
    products = tuple(
        Product(f"MCPID-{at:04}", draw(text), draw(text), version, version_is_range=True)
        for at, version in enumerate(versions)
    )
    ids = tuple(product.id for product in products)
    found = []
    for at in range(draw(st.integers(1, 2))):
        version, vector, base, severity = draw(vectors)
        statuses = [ProductStatus.AFFECTED, *(draw(st.sampled_from(ProductStatus)) for _ in ids[1:])]
        found.append(
            Vulnerability(
                cve=f"CVE-2026-{1000 + at}",
                notes=(Note("description", draw(text)),),
                statements=tuple(
                    Statement(product_id, status, draw(st.sampled_from(["component_not_present"]) | text))
                    for product_id, status in zip(ids, statuses, strict=True)
                ),
                scores=(Score(version, vector, base, severity, ids[:1]),),
                remediations=(Remediation("mitigation", draw(text), product_ids=ids[:1]),),
                exploited=draw(st.booleans()),
            )
        )
    return replace(
        realistic_advisory(),
        title=draw(text),
        tlp=draw(st.sampled_from(Tlp)),
        products=products,
        vulnerabilities=tuple(found),
        revisions=(Revision("1", FIRST, draw(text)), Revision("2", SECOND, draw(text))),
        summary=draw(text),
    )


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(publishable())
def test_what_drafting_lets_out_is_valid(advisory: Advisory) -> None:
    assert errors(written(advisory)) == NO_ERRORS


@needs_icsma
def test_cisa_medical_advisories_are_valid_before_and_after_passing_through_us() -> None:
    for file in icsma_files():
        data = file.read_bytes()
        assert errors(data) == NO_ERRORS, file.name
        assert errors(written(read_advisory(data).advisory)) == NO_ERRORS, file.name


def test_a_small_valid_document_has_no_finding() -> None:
    assert validate(as_bytes(valid_minimal())) == ()


def test_an_undefined_product_is_found_at_its_place() -> None:
    document = valid_minimal()
    document["vulnerabilities"][0]["product_status"]["known_affected"] = ["P1", "P9"]
    found = [(f.rule, f.path, f.level) for f in validate(as_bytes(document))]
    assert found == [("6.1.1", "/vulnerabilities/0/product_status/known_affected/1", "error")]


def test_a_breach_of_the_schema_is_found_at_its_place() -> None:
    document = valid_minimal()
    document["document"]["tracking"]["initial_release_date"] = "yesterday"
    document["document"]["publisher"]["category"] = "friend"
    found = {(f.rule, f.path) for f in validate(as_bytes(document))}
    assert found == {("schema", "/document/tracking/initial_release_date"), ("schema", "/document/publisher/category")}


def test_a_wrong_cvss_object_is_found_by_the_schema_it_refers_to() -> None:
    document = valid_minimal()
    document["vulnerabilities"][0]["scores"] = [{"cvss_v2": {"version": "2.0"}, "products": ["P1"]}]
    assert {finding.rule for finding in validate(as_bytes(document))} == {"schema"}


def test_a_score_that_does_not_follow_from_its_vector_is_found() -> None:
    advisory = realistic_advisory()
    wrong = replace(advisory.vulnerabilities[0].scores[0], base=5.0)
    first = replace(advisory.vulnerabilities[0], scores=(wrong,))
    assert "6.1.9" in {f.rule for f in errors(written(replace(advisory, vulnerabilities=(first,))))}


@pytest.mark.parametrize(
    ("version", "level"),
    [("2.4.X", "warning"), ("<= 2.4", "error"), ("2.4 and prior", "error"), ("1 through 2", "warning")],
)
def test_only_the_range_words_of_the_standard_are_errors_in_a_version(version: str, level: str) -> None:
    document = valid_minimal()
    leaf = document["product_tree"]["branches"][0]["branches"][0]["branches"][0]
    leaf |= {"category": "product_version", "name": version}
    found = {(finding.rule, finding.level) for finding in validate(as_bytes(document))}
    assert found <= {("6.1.31", level)}
    assert found or version == "2.4 and prior"


def test_what_only_csaf_2_1_demands_is_a_warning() -> None:
    document = valid_minimal()
    document["vulnerabilities"][0]["product_status"] = {"under_investigation": ["P1"]}
    assert [(f.rule, f.level) for f in validate(as_bytes(document))] == [("6.1.27", "warning")]


@pytest.mark.parametrize("data", [b"", b"{", b"\x00", b"[]", b'{"a":1,"a":2}'])
def test_what_is_no_document_is_one_finding(data: bytes) -> None:
    found = validate(data)
    assert [(finding.rule, finding.level) for finding in found] == [("json", "error")]


def test_a_relationship_chain_too_long_for_the_tests_is_a_finding_and_no_crash() -> None:
    document = valid_minimal()
    document["product_tree"]["relationships"] = [
        {
            "category": "installed_on",
            "full_product_name": {"name": f"n{at}", "product_id": f"R{at}"},
            "product_reference": "P1",
            "relates_to_product_reference": f"R{at + 1}",
        }
        for at in range(5_000)
    ]
    assert "6.1.3" in {finding.rule for finding in validate(as_bytes(document))}


def test_validation_never_opens_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    document = valid_minimal()
    document["$schema"] = "https://schema.example/unknown.json"
    assert validate(as_bytes(document)) == ()


def test_validating_leaves_the_logging_of_the_process_alone() -> None:
    program = (
        "import logging; from medcord.formats.csaf import validate; "
        "validate(open(0, 'rb').read()); r = logging.getLogger(); print(len(r.handlers), r.level)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], input=as_bytes(valid_minimal()), capture_output=True, check=True
    )
    assert run.stdout.split() == [b"0", str(logging.WARNING).encode()]
    assert run.stderr == b""


def test_importing_the_package_loads_none_of_its_parts() -> None:
    program = (
        "import sys, medcord.formats.csaf; "
        "print([m for m in sys.modules if m.startswith(('medcord.formats.csaf.', 'csaf', 'orjson', 'jsonschema'))])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert run.stdout.strip() == "[]"


def test_reading_loads_no_validator() -> None:
    program = "import sys; from medcord.formats.csaf import read_advisory; print('csaf' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert run.stdout.strip() == "False"
