"""Reading what publishers really write."""

from __future__ import annotations

import codecs
import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from medcord.core.advisory.value import Score
from medcord.core.refusals import UnreadableFile
from medcord.core.vocabulary import ProductStatus, Tlp
from medcord.formats.csaf import ReadAdvisory, read_advisory
from medcord.formats.csaf.statements import says_exploited
from tests.formats.csaf.documents import ICSMA, as_bytes, icsma_files, minimal, needs_icsma

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def read(document: dict[str, Any]) -> ReadAdvisory:
    return read_advisory(as_bytes(document), name="acme.json")


def refused(document: dict[str, Any]) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read(document)
    return caught.value


def warned(document: dict[str, Any], words: str) -> ReadAdvisory:
    """Read, and insist that some warning says so."""
    outcome = read(document)
    assert [line for line in outcome.warnings if words in line], outcome.warnings
    return outcome


@needs_icsma
def test_a_real_advisory_is_read_as_it_stands() -> None:
    data = (ICSMA / "icsma-18-025-01.json").read_bytes()
    outcome = read_advisory(data)
    advisory = outcome.advisory
    product = advisory.products[0]
    vulnerability = advisory.vulnerabilities[0]
    vector = "CVSS:3.0/AV:L/AC:L/PR:L/UI:R/S:C/C:H/I:L/A:N"
    assert advisory.id == "ICSMA-18-025-01"
    assert (product.vendor, product.name, product.version) == ("Phillips", "IntelliSpace Cardiovascular", "<= 2.3.0")
    assert product.version_is_range
    assert product.path == ("Phillips", "IntelliSpace Cardiovascular", "<= 2.3.0")
    assert vulnerability.cve == "CVE-2018-5438"
    assert (vulnerability.cwe_id, vulnerability.cwe_name) == ("CWE-613", "Insufficient Session Expiration")
    assert vulnerability.scores == (Score("3.0", vector, 6.7, "MEDIUM", ("CSAFPID-0001",)),)
    assert [remediation.category for remediation in vulnerability.remediations] == ["mitigation"] * 3
    assert not vulnerability.exploited
    assert advisory.summary.startswith("Successful exploitation of this vulnerability could allow")
    assert advisory.initial_release == datetime(2018, 1, 25, tzinfo=UTC)
    assert advisory.tlp is Tlp.CLEAR
    assert outcome.sha256 == hashlib.sha256(data).hexdigest()
    assert outcome.sha512 == hashlib.sha512(data).hexdigest()
    assert outcome.original == data
    assert outcome.warnings == ()


@needs_icsma
def test_all_104_medical_advisories_are_read_with_nothing_lost() -> None:
    outcomes = [read_advisory(file.read_bytes(), name=file.name) for file in icsma_files()]
    losses = {line for outcome in outcomes for line in outcome.warnings}
    assert len(outcomes) == 104
    assert sum(len(outcome.advisory.products) for outcome in outcomes) == 459
    assert sum(len(outcome.advisory.vulnerabilities) for outcome in outcomes) == 315
    assert losses == set()


def test_the_trailing_blank_of_a_maker_is_kept_as_the_publisher_wrote_it() -> None:
    document = minimal()
    document["product_tree"]["branches"][0]["name"] = "Medtronic "
    assert read(document).advisory.products[0].vendor == "Medtronic "


def test_a_byte_order_mark_is_skipped_and_said() -> None:
    outcome = read_advisory(codecs.BOM_UTF8 + as_bytes(minimal()))
    assert outcome.advisory.id == "ACME-1"
    assert outcome.warnings == ("the file begins with a byte order mark; it was skipped",)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_with_a_mark_is_converted_and_said(encoding: str) -> None:
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}.get(encoding, b"")
    outcome = read_advisory(mark + as_bytes(minimal()).decode().encode(encoding))
    assert outcome.advisory == read(minimal()).advisory
    assert outcome.warnings == ("the file is UTF-16, JSON must be UTF-8; it was converted",)


@pytest.mark.parametrize(
    ("written", "meant", "said"),
    [
        ("2026-03-02T12:00:00Z", NOON, ""),
        ("2026-03-02T14:00:00+02:00", NOON, ""),
        ("2026-03-02t12:00:00.000000Z", NOON, ""),
        ("2026-03-02T12:00:00", NOON, "no time zone"),
        ("2026-03-02", datetime(2026, 3, 2, tzinfo=UTC), "no time zone"),
        (" 2026-03-02T12:00:00Z ", NOON, "blanks"),
        ("2026-03-02T11:59:60Z", datetime(2026, 3, 2, 11, 59, 59, tzinfo=UTC), "leap second"),
    ],
)
def test_odd_dates_are_read_and_what_was_assumed_is_said(written: str, meant: datetime, said: str) -> None:
    document = minimal()
    document["document"]["tracking"]["current_release_date"] = written
    outcome = read(document)
    assert outcome.advisory.current_release == meant
    assert any(said in line for line in outcome.warnings) if said else outcome.warnings == ()


@pytest.mark.parametrize("written", ["last Tuesday", "2026-02-30T00:00:00Z", "0001-01-01T00:00:00+14:00", ""])
def test_a_date_nobody_can_read_is_replaced_by_the_revision_and_said(written: str) -> None:
    document = minimal()
    document["document"]["tracking"]["current_release_date"] = written
    outcome = warned(document, "the revision dates were taken")
    assert outcome.advisory.current_release == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_an_advisory_without_any_date_is_refused() -> None:
    document = minimal()
    tracking = document["document"]["tracking"]
    for key in ("current_release_date", "initial_release_date", "revision_history"):
        del tracking[key]
    assert refused(document).code == "no-date"


def test_only_what_is_needed_is_needed() -> None:
    document = minimal()
    for key in ("title", "publisher", "distribution", "category", "csaf_version"):
        del document["document"][key]
    for key in ("status", "version"):
        del document["document"]["tracking"][key]
    outcome = read(document)
    assert (outcome.advisory.title, outcome.advisory.status, outcome.advisory.version) == ("ACME-1", "interim", "1")
    assert len(outcome.warnings) == 6


def test_a_missing_marking_keeps_the_document_in_the_house() -> None:
    document = minimal()
    del document["document"]["distribution"]
    assert warned(document, "no TLP label").advisory.tlp is Tlp.AMBER_STRICT


def test_an_unknown_marking_keeps_the_document_in_the_house() -> None:
    document = minimal()
    document["document"]["distribution"]["tlp"]["label"] = "PINK"
    assert warned(document, "'PINK' is not known").advisory.tlp is Tlp.AMBER_STRICT


@pytest.mark.parametrize("category", ["csaf_informational_advisory", "csaf_security_incident_response", "csaf_base"])
def test_information_without_products_is_read_with_a_warning(category: str) -> None:
    document = minimal()
    document["document"]["category"] = category
    del document["product_tree"], document["vulnerabilities"]
    assert warned(document, "names no product").advisory.products == ()


@pytest.mark.parametrize("tree", [None, {}, {"branches": []}])
def test_a_security_advisory_without_products_is_refused(tree: dict[str, Any] | None) -> None:
    document = minimal()
    del document["product_tree"]
    document |= {} if tree is None else {"product_tree": tree}
    refusal = refused(document)
    assert (refusal.code, refusal.where) == ("no-product-tree", "product_tree")


def test_members_of_2_1_without_a_place_are_named() -> None:
    document = minimal()
    document["document"]["csaf_version"] = "2.1"
    document["document"]["license_expression"] = "CC0-1.0"
    document["vulnerabilities"] *= 2
    document["vulnerabilities"][0]["dl_vuln_id"] = "1"
    outcome = read(document)
    assert outcome.warnings == (
        "not carried over (the original file is kept whole): "
        "vulnerabilities[].dl_vuln_id (2 times); document.license_expression",
    )


def test_a_flood_of_repairs_is_counted_not_listed() -> None:
    document = minimal()
    document["vulnerabilities"][0]["notes"] = [{"category": "other"}] * 5_000
    outcome = read(document)
    assert len(outcome.warnings) == 101
    assert outcome.warnings[-1] == "and 4900 more of this kind"


def test_csaf_2_1_is_read_as_far_as_it_maps() -> None:
    document = minimal()
    document["document"]["csaf_version"] = "2.1"
    document["document"]["distribution"]["tlp"]["label"] = "AMBER+STRICT"
    vector = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:H/VA:H/SC:N/SI:N/SA:N"
    document["vulnerabilities"][0] |= {
        "cwes": [{"id": "CWE-306", "name": "Missing Authentication", "version": "4.15"}],
        "metrics": [
            {
                "content": {"cvss_v4": {"version": "4.0", "vectorString": vector, "baseScore": 8.8}},
                "products": ["P1"],
            }
        ],
        "first_known_exploitation_dates": [{"date": "2026-01-01T00:00:00Z"}],
    }
    advisory = read(document).advisory
    vulnerability = advisory.vulnerabilities[0]
    assert advisory.tlp is Tlp.AMBER_STRICT
    assert vulnerability.scores == (Score("4.0", vector, 8.8, "HIGH", ("P1",)),)
    assert vulnerability.cwe_id == "CWE-306"
    assert vulnerability.exploited


def test_an_unknown_version_of_csaf_is_refused() -> None:
    document = minimal()
    document["document"]["csaf_version"] = "3.0"
    assert refused(document).code == "unknown-version"


def test_a_contradiction_keeps_the_less_comforting_status() -> None:
    document = minimal()
    document["vulnerabilities"][0]["product_status"] = {"fixed": ["P1"], "known_affected": ["P1"]}
    statements = warned(document, "affected and fixed").advisory.vulnerabilities[0].statements
    assert [statement.status for statement in statements] == [ProductStatus.AFFECTED]


def test_first_and_last_affected_are_affected() -> None:
    document = minimal()
    document["vulnerabilities"][0]["product_status"] = {"last_affected": ["P1"]}
    statements = warned(document, "read as affected").advisory.vulnerabilities[0].statements
    assert [statement.status for statement in statements] == [ProductStatus.AFFECTED]


def test_a_score_that_is_none_is_left_out_and_said() -> None:
    document = minimal()
    document["vulnerabilities"][0]["scores"] = [{"cvss_v3": {"baseScore": 11.0}, "products": ["P1"]}]
    assert warned(document, "no base score of 0 to 10").advisory.vulnerabilities[0].scores == ()


@pytest.mark.parametrize(
    "details",
    [
        "Exploited:Yes;Latest Software Release:Exploitation More Likely",
        "This vulnerability has been exploited in the wild.",
        "Active exploitation. Patch now.",
        "CISA says it is being exploited",
    ],
)
def test_an_explicit_word_of_attacks_counts(details: str) -> None:
    assert says_exploited(details)


@pytest.mark.parametrize(
    "details",
    [
        "No known public exploitation.",
        "Exploited:No;Latest Software Release:Exploitation Less Likely",
        "It has not been exploited in the wild",
        "Proof of concept code is public.",
        "It is not known whether it has been exploited.",
        "Could be exploited by an attacker in the network",
        "If it has been exploited, logs show it.",
        "",
    ],
)
def test_doubt_and_denial_do_not_count_as_attacks(details: str) -> None:
    assert not says_exploited(details)


def test_only_the_exploit_status_says_that_attacks_are_known() -> None:
    document = minimal()
    sentence = "Known to be exploited"
    document["vulnerabilities"][0]["threats"] = [{"category": "impact", "details": sentence, "product_ids": ["P1"]}]
    vulnerability = read(document).advisory.vulnerabilities[0]
    assert not vulnerability.exploited
    assert [(note.title, note.text) for note in vulnerability.notes] == [("Threat: impact", sentence)]
