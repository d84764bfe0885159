"""Documents and values the CSAF tests share."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from medcord.core.advisory.value import (
    Acknowledgment,
    Advisory,
    Identifiers,
    Note,
    PlainWords,
    Product,
    Publisher,
    Reference,
    Remediation,
    Revision,
    Score,
    Statement,
    Vulnerability,
)
from medcord.core.vocabulary import ProductStatus, Severity

SHARED = Path(__file__).parents[3] / ".." / "shared"
ICSMA = SHARED / "data" / "icsma"
URL = "https://advisories.example.org/.well-known/csaf/white/2026/mcsa-26-014-01.json"
FIRST = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECOND = datetime(2026, 3, 9, 16, 30, tzinfo=UTC)

needs_icsma = pytest.mark.skipif(
    not ICSMA.is_dir(), reason="the CISA medical advisories (../shared/data/icsma) are not beside this checkout"
)


def icsma_files() -> list[Path]:
    return sorted(ICSMA.glob("*.json"))


_MINIMAL: dict[str, Any] = {
    "document": {
        "category": "csaf_security_advisory",
        "csaf_version": "2.0",
        "distribution": {"tlp": {"label": "WHITE"}},
        "publisher": {"category": "vendor", "name": "Acme Medical", "namespace": "https://acme.example"},
        "title": "Acme pump",
        "tracking": {
            "current_release_date": "2026-03-02T09:00:00Z",
            "id": "ACME-1",
            "initial_release_date": "2026-03-02T09:00:00Z",
            "revision_history": [{"date": "2026-03-02T09:00:00Z", "number": "1", "summary": "First issue"}],
            "status": "final",
            "version": "1",
        },
    },
    "product_tree": {
        "branches": [
            {
                "category": "vendor",
                "name": "Acme Medical",
                "branches": [
                    {
                        "category": "product_name",
                        "name": "Pump 3",
                        "branches": [
                            {
                                "category": "product_version_range",
                                "name": "<= 2.3",
                                "product": {"name": "Acme Medical Pump 3 <= 2.3", "product_id": "P1"},
                            }
                        ],
                    }
                ],
            }
        ]
    },
    "vulnerabilities": [{"cve": "CVE-2026-1000", "product_status": {"known_affected": ["P1"]}}],
}


def minimal() -> dict[str, Any]:
    """A small valid-enough document, free to be changed by the test."""
    return deepcopy(_MINIMAL)


def as_bytes(document: object) -> bytes:
    return json.dumps(document).encode()


def realistic_advisory() -> Advisory:
    """An advisory of our own with everything an advisory can say."""
    return Advisory(
        id="MCSA-26-014-01",
        title="Acme Medical Infusion Pump 3",
        publisher=Publisher("Example Coordination Center", "https://advisories.example.org", "coordinator", "Call us."),
        status="final",
        version="2",
        initial_release=FIRST,
        current_release=SECOND,
        revisions=(Revision("1", FIRST, "First issue"), Revision("2", SECOND, "The corrected version is available")),
        summary="A reachable pump can be given other settings.",
        notes=(Note("general", "Healthcare and Public Health", "Sectors"), Note("legal_disclaimer", "As is.", "Terms")),
        references=(
            Reference(URL, "MCSA-26-014-01 in CSAF", "self"),
            Reference("https://acme.example/psirt/7", "Acme bulletin"),
        ),
        acknowledgments=(
            Acknowledgment(("Frida Finder",), "Example University", "found and reported it", ("https://u.example",)),
        ),
        products=_products(),
        vulnerabilities=(
            _first_vulnerability(),
            _second_vulnerability(),
        ),
        plain=PlainWords(
            device="Acme infusion pumps of the third series.",
            what_could_happen="Somebody on the hospital network could change how fast the pump runs.",
            what_to_do="Do not stop treatment. Ask the staff who look after the pump.",
            not_known="Whether it ever happened.",
            harm=Severity.SERIOUS,
            harm_statement="A wrong rate can need treatment by a professional.",
        ),
    )


def _products() -> tuple[Product, ...]:
    pump = Product(
        "MCPID-0001",
        "Acme Medical",
        "Infusion Pump 3",
        ">=2.0|<2.4.1",
        version_is_range=True,
        full_name="Acme Medical Infusion Pump 3 >=2.0|<2.4.1",
        identifiers=Identifiers(
            cpe="cpe:2.3:h:acme:pump_3:*:*:*:*:*:*:*:*",
            purls=("pkg:generic/acme/pump-firmware@2.4", "pkg:generic/acme/pump-loader@1.0"),
            model_numbers=("AP3-100", "AP3-200"),
            serial_numbers=("SN00*",),
            skus=("8412-AP3",),
            udi_dis=("00860001234563", "+B123ABC0/$"),
        ),
        path=("Acme Medical", "Infusion Pump 3", ">=2.0|<2.4.1"),
        categories=("vendor", "product_name", "product_version_range"),
    )
    fixed = Product(
        "MCPID-0002",
        "Acme Medical",
        "Infusion Pump 3",
        "2.4.1",
        full_name="Acme Medical Infusion Pump 3 2.4.1",
        path=("Acme Medical", "Infusion Pump 3", "2.4.1"),
        categories=("vendor", "product_name", "product_version"),
    )
    older = Product(
        "MCPID-0003",
        "Acme Medical",
        "Infusion Pump 2",
        "1.9",
        full_name="Acme Medical Infusion Pump 2 1.9",
        path=("Acme Medical", "Infusion Pump 2", "1.9"),
        categories=("vendor", "product_name", "product_version"),
    )
    return (pump, fixed, older)


def _second_vulnerability() -> Vulnerability:
    return Vulnerability(
        ids=(("Acme", "PS-77"),),
        title="Verbose log",
        cwe_id="CWE-532",
        cwe_name="Insertion of Sensitive Information into Log File",
        notes=(Note("description", "The log holds the wireless key."),),
        statements=(
            Statement("MCPID-0001", ProductStatus.AFFECTED),
            Statement("MCPID-0003", ProductStatus.UNDER_INVESTIGATION),
        ),
        remediations=(Remediation("none_available", "None yet.", product_ids=("MCPID-0001",)),),
    )


def _first_vulnerability() -> Vulnerability:
    return Vulnerability(
        cve="CVE-2026-1000",
        title="Missing authentication",
        cwe_id="CWE-306",
        cwe_name="Missing Authentication for Critical Function",
        notes=(Note("description", "The service port asks for no password.", "Vulnerability Summary"),),
        statements=(
            Statement("MCPID-0001", ProductStatus.AFFECTED),
            Statement("MCPID-0002", ProductStatus.FIXED),
            Statement("MCPID-0003", ProductStatus.NOT_AFFECTED, "vulnerable_code_not_present"),
        ),
        scores=(
            Score("3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H", 9.1, "CRITICAL", ("MCPID-0001",)),
            Score(
                "4.0",
                "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:H/VA:H/SC:N/SI:N/SA:N",
                8.8,
                "HIGH",
                ("MCPID-0001",),
            ),
        ),
        remediations=(
            Remediation("vendor_fix", "Update to 2.4.1.", "https://acme.example/2.4.1", ("MCPID-0001",), SECOND),
            Remediation("mitigation", "Keep the pump in its own network.", product_ids=("MCPID-0001",)),
        ),
        references=(Reference("https://www.cve.org/CVERecord?id=CVE-2026-1000", "CVE record"),),
        acknowledgments=(Acknowledgment(("Frida Finder",)),),
        exploited=True,
    )
