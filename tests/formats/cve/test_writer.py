"""The draft of a CVE record: what a CNA would write by hand, and no name, date or version that was not given."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest

from medcord.core.advisory.value import (
    Acknowledgment,
    Advisory,
    Note,
    Product,
    Remediation,
    Score,
    Statement,
    Vulnerability,
)
from medcord.core.refusals import InputRefusal
from medcord.core.vocabulary import ProductStatus
from medcord.formats.csaf import read_advisory
from medcord.formats.cve import write_cve_record, write_cve_records
from tests.advisories.stories import PUMP_ADVISORY
from tests.formats.csaf.documents import SHARED, icsma_files, needs_icsma, realistic_advisory

URL = "https://node.example/advisories/MC-1"
ORG = "7d14cffa-0000-4000-8000-52cabd5a23a6"
VECTOR = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
FLAW = Vulnerability(
    cve="CVE-2026-10001",
    title="Pump takes orders from anybody",
    cwe_id="CWE-306",
    cwe_name="Missing Authentication for Critical Function",
    notes=(Note("description", "The pump does not ask who sends it an order."),),
    statements=(
        Statement("A", ProductStatus.AFFECTED),
        Statement("B", ProductStatus.FIXED),
        Statement("C", ProductStatus.AFFECTED),
    ),
    scores=(Score("4.0", VECTOR, 9.3, "CRITICAL", ("A",)),),
    remediations=(
        Remediation("vendor_fix", "Install 2.5.", "https://acme.example/25", ("A",)),
        Remediation("mitigation", "Take it off the network.", product_ids=("A",)),
    ),
    acknowledgments=(Acknowledgment(("Ada Finder",), "Some Lab"),),
)
ADVISORY = replace(
    PUMP_ADVISORY,
    id="MC-1",
    references=(),
    acknowledgments=(),
    products=(
        Product("A", "Acme", "Pump", "< 2.5.0", version_is_range=True),
        Product("B", "Acme", "Pump", "2.5.0"),
        Product("C", "Acme", "Monitor", "vers:all/*", version_is_range=True),
    ),
    vulnerabilities=(FLAW,),
)


def record(advisory: Advisory = ADVISORY, *, org_id: str = "") -> dict[str, Any]:
    vulnerability = advisory.vulnerabilities[0]
    data = write_cve_record(advisory, vulnerability, url=URL, engine_version="1", org_id=org_id)
    found: dict[str, Any] = orjson.loads(data)
    return found


def versions(text: str) -> Any:
    product = Product("A", "Acme", "Pump", text, version_is_range=True)
    flaw = replace(FLAW, statements=FLAW.statements[:1])
    (entry,) = record(replace(ADVISORY, products=(product,), vulnerabilities=(flaw,)))["containers"]["cna"]["affected"]
    return entry.get("versions", entry["defaultStatus"])


def test_the_record_is_what_a_cna_would_write() -> None:
    cna = record()["containers"]["cna"]
    assert cna["title"] == "Pump takes orders from anybody"
    assert cna["descriptions"] == [{"lang": "en-US", "value": "The pump does not ask who sends it an order."}]
    assert cna["affected"] == [
        {
            "vendor": "Acme",
            "product": "Pump",
            "defaultStatus": "unknown",
            "versions": [
                {"version": "0", "lessThan": "2.5.0", "status": "affected", "versionType": "custom"},
                {"version": "2.5.0", "status": "unaffected"},
            ],
        },
        {"vendor": "Acme", "product": "Monitor", "defaultStatus": "affected"},
    ]
    assert cna["problemTypes"][0]["descriptions"] == [
        {
            "lang": "en",
            "type": "CWE",
            "cweId": "CWE-306",
            "description": "CWE-306 Missing Authentication for Critical Function",
        }
    ]
    (metric,) = cna["metrics"]
    assert metric["cvssV4_0"]["vectorString"] == VECTOR
    assert cna["solutions"] == [{"lang": "en-US", "value": "Install 2.5. https://acme.example/25"}]
    assert cna["workarounds"] == [{"lang": "en-US", "value": "Take it off the network."}]
    assert cna["credits"] == [{"lang": "en-US", "value": "Ada Finder of Some Lab"}]
    assert cna["references"][0]["url"] == URL
    assert cna["source"]["advisory"] == "MC-1"


def test_no_organisation_is_made_up() -> None:
    assert record()["cveMetadata"] == {"cveId": "CVE-2026-10001", "state": "RESERVED"}
    assert "providerMetadata" not in record()["containers"]["cna"]
    given = record(org_id=ORG)
    assert given["cveMetadata"]["assignerOrgId"] == given["containers"]["cna"]["providerMetadata"]["orgId"] == ORG


def test_a_range_the_format_has_no_words_for_stays_a_text() -> None:
    assert versions(">= 1.0 | <= 1.4") == [
        {"version": "1.0", "lessThanOrEqual": "1.4", "status": "affected", "versionType": "custom"}
    ]
    assert versions("> 1.0")[0]["version"] == ">1.0"
    assert versions("units sold before the recall") == [
        {"version": "units sold before the recall", "status": "affected"}
    ]
    assert versions("") == "affected"


def test_two_entries_of_one_name_give_the_less_comforting_default() -> None:
    products = tuple(Product(id_, "Acme", "Pump", "vers:all/*", version_is_range=True) for id_ in "ABC")
    (entry,) = record(replace(ADVISORY, products=products))["containers"]["cna"]["affected"]
    assert entry == {"vendor": "Acme", "product": "Pump", "defaultStatus": "affected"}


def test_one_record_is_asked_for_by_its_number_and_a_wrong_number_is_refused() -> None:
    one = orjson.loads(write_cve_records(ADVISORY, cve="CVE-2026-10001", url=URL, engine_version="1"))
    assert one["cveMetadata"]["cveId"] == "CVE-2026-10001"
    several = orjson.loads(write_cve_records(realistic_advisory(), url=URL, engine_version="1"))
    assert [each["cveMetadata"]["cveId"] for each in several] == list(realistic_advisory().cves)
    with pytest.raises(InputRefusal) as refused:
        write_cve_records(ADVISORY, cve="CVE-2026-99999", url=URL, engine_version="1")
    assert refused.value.code == "no-such-cve"


@needs_icsma
def test_our_drafts_say_of_versions_what_the_published_records_say() -> None:
    """Where an advisory of CISA and the record of its CNA name one product alike, their versions are the same."""
    folder = SHARED / "data" / "cve-medical"
    published = {path.stem: orjson.loads(path.read_bytes()) for path in folder.glob("*.json")}
    compared = 0
    for file in icsma_files():
        advisory = read_advisory(file.read_bytes()).advisory
        for flaw in advisory.vulnerabilities:
            if flaw.cve not in published or len(flaw.statements) != 1:
                continue
            theirs = published[flaw.cve]["containers"]["cna"]["affected"]
            ours = orjson.loads(write_cve_record(advisory, flaw, url=URL, engine_version="1"))
            (entry,) = ours["containers"]["cna"]["affected"]
            named = [one for one in theirs if (one["vendor"], one["product"]) == (entry["vendor"], entry["product"])]
            for one in named:
                assert [
                    {**v, "lessThanOrEqual": v["lessThanOrEqual"].strip(" v")} if "lessThanOrEqual" in v else v
                    for v in one["versions"]
                ] == entry["versions"], flaw.cve
                compared += 1
    assert compared >= 8
