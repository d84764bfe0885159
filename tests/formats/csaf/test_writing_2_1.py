"""The same advisory in the words of CSAF 2.1: valid, and nothing said that the value does not say."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings

from medcord.core.advisory.value import Advisory, Product, Remediation, Revision, Score, Statement
from medcord.core.vocabulary import ProductStatus, Tlp
from medcord.formats.csaf import read_advisory, validate
from medcord.formats.csaf.editions import Edition, schema_of
from medcord.formats.csaf.remediations_2_1 import OPEN_TITLE
from medcord.formats.csaf.weaknesses import cwe_edition
from medcord.formats.csaf.writing_2_1 import KEPT_TITLE, write_csaf_2_1
from tests.advisories.stories import PUMP_ADVISORY
from tests.formats.csaf.documents import URL, as_bytes, icsma_files, needs_icsma, realistic_advisory
from tests.formats.csaf.full_documents import documents, rich
from tests.formats.csaf.strategies import advisories

PUBLISHED = replace(
    PUMP_ADVISORY,
    id="ACME-1",
    version="1",
    revisions=(Revision("1", PUMP_ADVISORY.current_release, "First issue"),),
)


def written(advisory: Advisory) -> bytes:
    return write_csaf_2_1(advisory, canonical_url=URL, engine_version="1")


def document(advisory: Advisory) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(written(advisory))
    return found


def rules(data: bytes) -> set[str]:
    return {finding.rule for finding in validate(data)}


def pump(version: str, *, called_a_range: bool = True) -> Advisory:
    product = Product("P1", "Acme", "Pump", version, version_is_range=called_a_range)
    return replace(PUBLISHED, products=(product, *PUBLISHED.products[1:]))


def leaf(advisory: Advisory) -> tuple[str, str]:
    branch = document(advisory)["product_tree"]["branches"][0]
    while "branches" in branch:
        branch = branch["branches"][0]
    return branch["category"], branch["name"]


def test_what_we_publish_is_valid_and_a_broken_one_is_found_out() -> None:
    for advisory in (PUBLISHED, realistic_advisory()):
        assert rules(written(advisory)) == set()
    broken = document(PUBLISHED)
    broken["vulnerabilities"][0]["product_status"]["known_affected"].append("NOBODY")
    assert "6.1.1" in rules(orjson.dumps(broken))
    del broken["$schema"]
    assert rules(orjson.dumps(broken)) == {"schema"}
    assert rules(b"{") == {"json"}


def test_an_advisory_without_a_cve_goes_out_in_the_profile_that_asks_for_none() -> None:
    unnumbered = replace(PUBLISHED, vulnerabilities=(replace(PUBLISHED.vulnerabilities[0], cve="", references=()),))
    assert document(unnumbered)["document"]["category"] == "csaf_base"
    assert rules(written(unnumbered)) == set()
    assert document(PUBLISHED)["document"]["category"] == "csaf_security_advisory"


@needs_icsma
def test_every_medical_advisory_of_cisa_becomes_a_valid_one() -> None:
    files = icsma_files()
    assert files
    for file in files:
        assert rules(written(read_advisory(file.read_bytes()).advisory)) == set(), file.name


def test_labels_are_those_of_tlp_2() -> None:
    for tlp in Tlp:
        label = document(replace(PUBLISHED, tlp=tlp))["document"]["distribution"]["tlp"]["label"]
        assert label == tlp.value


def test_cvss_4_stands_in_its_own_field_and_no_score_is_written_twice() -> None:
    vector = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
    ids = (PUBLISHED.products[0].id,)
    flaw = replace(PUBLISHED.vulnerabilities[0], scores=(Score("4.0", vector, 9.3, "CRITICAL", ids),))
    data = written(replace(PUBLISHED, vulnerabilities=(flaw,)))
    (metric,) = orjson.loads(data)["vulnerabilities"][0]["metrics"]
    assert metric["content"]["cvss_v4"]["vectorString"] == vector
    assert data.count(vector.encode()) == 1
    assert rules(data) == set()


def test_a_range_becomes_one_that_machines_read() -> None:
    assert leaf(pump("<= 9.33")) == ("product_version_range", "vers:intdot/<=9.33")
    assert leaf(pump("vers:all/*", called_a_range=False)) == ("product_version_range", "vers:all/*")
    assert leaf(pump("9.33")) == ("product_version", "9.33")


def test_a_text_no_machine_reads_stays_and_a_note_says_so() -> None:
    advisory = pump("units sold before the recall")
    assert leaf(advisory) == ("specification", "units sold before the recall")
    assert leaf(pump("1.1 | 1.2", called_a_range=False)) == ("product_version", "1.1 | 1.2")
    assert leaf(pump("1.1 | 1.2")) == ("specification", "1.1 | 1.2")
    assert leaf(pump("14.x", called_a_range=False)) == ("specification", "14.x")
    (note,) = [note for note in document(advisory)["document"]["notes"] if note.get("title") == KEPT_TITLE]
    assert "“units sold before the recall”. It cannot be read as one range of versions." in note["text"]


def test_a_weakness_is_dated_by_an_edition_that_calls_it_so() -> None:
    assert cwe_edition("CWE-79", "Improper Neutralization of Input During Web Page Generation ('Cross-site Scripting')")
    assert cwe_edition("CWE-79", "Crossed wires") == ""
    flaw = replace(PUBLISHED.vulnerabilities[0], cwe_id="CWE-79", cwe_name="Crossed wires")
    node = document(replace(PUBLISHED, vulnerabilities=(flaw,)))["vulnerabilities"][0]
    assert "cwes" not in node
    assert {"category": "other", "title": "Weakness", "text": "CWE-79 Crossed wires"} in node["notes"]


def test_remediations_that_contradict_each_other_leave_what_helps_and_keep_the_words() -> None:
    first, second = (product.id for product in PUBLISHED.products[:2])
    flaw = replace(
        PUBLISHED.vulnerabilities[0],
        statements=(Statement(first, ProductStatus.AFFECTED), Statement(second, ProductStatus.FIXED)),
        scores=(),
        remediations=(
            Remediation("mitigation", "Take it off the network.", product_ids=(first,)),
            Remediation("none_available", "There is no fix.", product_ids=(first, second)),
        ),
    )
    data = written(replace(PUBLISHED, vulnerabilities=(flaw,)))
    (node,) = orjson.loads(data)["vulnerabilities"]
    assert [each["details"] for each in node["remediations"]] == ["Take it off the network."]
    (note,) = [note for note in node["notes"] if note.get("title") == OPEN_TITLE]
    assert (note["text"], note["product_ids"]) == ("none_available: There is no fix.", [first, second])
    assert rules(data) == set()


@settings(max_examples=40, deadline=None)
@given(advisories())
def test_any_value_is_written_and_twice_the_same(advisory: Advisory) -> None:
    data = written(advisory)
    assert data == written(advisory)
    back = read_advisory(data).advisory
    assert (back.id, back.tlp, back.plain) == (advisory.id, advisory.tlp, advisory.plain)
    assert [p.id for p in back.products] == [p.id for p in read_advisory(written(back)).advisory.products]


def in_2_1(document: Any) -> Any:
    return json.loads(write_csaf_2_1(read_advisory(as_bytes(document)).advisory, canonical_url=URL, engine_version="1"))


def test_what_a_document_of_2_0_says_beyond_our_fields_goes_out_in_2_1_too() -> None:
    written = in_2_1(rich())
    head, [flaw] = written["document"], written["vulnerabilities"]
    assert head["aggregate_severity"] == {"text": "High"}
    assert head["distribution"] == {"text": "Share it.", "tlp": {"label": "CLEAR", "url": "https://www.first.org/tlp/"}}
    assert head["tracking"]["aliases"] == ["ALIAS-1"]
    assert head["tracking"]["revision_history"][0]["legacy_version"] == "A"
    assert written["product_tree"]["product_groups"] == [
        {"group_id": "G1", "product_ids": ["P2", "P3"], "summary": "Both newer"}
    ]
    assert flaw["product_status"] == {"last_affected": ["P1"], "known_not_affected": ["P2", "P3"]}
    assert flaw["flags"] == [{"label": "component_not_present", "group_ids": ["G1"], "date": "2026-01-01T00:00:00Z"}]
    assert flaw["threats"] == [{"category": "target_set", "details": "Hospitals", "date": "2026-01-01T00:00:00Z"}]


def test_a_group_is_looked_into_where_2_1_allows_no_remediation_for_one_of_its_products() -> None:
    """G1 is not affected, so a fix may not name it (6.1.36); P1 keeps its fix and the words stay in a note."""
    [flaw] = in_2_1(rich())["vulnerabilities"]
    assert flaw["remediations"] == [
        {"category": "vendor_fix", "details": "Update.", "entitlements": ["x"], "product_ids": ["P1"]}
    ]
    assert flaw["notes"][-1]["product_ids"] == ["P2", "P3"]


def test_who_was_involved_becomes_a_note_and_what_nobody_knows_is_left_out() -> None:
    document = rich()
    document["x"] = document["document"]["x"] = 1
    flaw = document["vulnerabilities"][0]
    flaw |= {
        "involvements": [{"party": "vendor", "status": "in_progress", "summary": "Works on it.", "x": 1}],
        "release_date": "2026-01-02T00:00:00Z",
        "discovery_date": "2026-01-01T00:00:00Z",
        "cwe": {"id": "CWE-306", "name": "Missing Authentication for Critical Function", "x": 1},
    }
    written = in_2_1(document)
    [flaw] = written["vulnerabilities"]
    assert flaw["notes"][-1]["text"] == "vendor in progress: Works on it."
    assert (flaw["disclosure_date"], flaw["discovery_date"]) == ("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z")
    assert "x" not in written.keys() | written["document"].keys() | flaw["cwes"][0].keys()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_no_document_of_2_0_becomes_one_whose_members_2_1_does_not_know(document: Any) -> None:
    errors = schema_of(Edition.V21).iter_errors(in_2_1(document))
    assert [error.message for error in errors if "dditional" in error.message] == []
