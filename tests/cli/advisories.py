"""Small CSAF documents for stories at the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def csaf(
    number: str,
    *,
    maker: str = "Becton, Dickinson and Company (BD)",
    product: str = "Alaris 8015 PCU",
    versions: str = "<= 9.33",
    cve: str = "CVE-2016-9355",
    remediations: tuple[tuple[str, str], ...] = (("vendor_fix", "Update to version 12.1.2."),),
    base: float = 5.3,
    version: str = "1",
) -> dict[str, Any]:
    """One advisory with one product in one range."""
    at = f"2017-02-0{version}T07:00:00.000000Z"
    return {
        "document": {
            "category": "csaf_security_advisory",
            "csaf_version": "2.0",
            "title": f"{maker} {product}",
            "lang": "en-US",
            "distribution": {"tlp": {"label": "WHITE"}},
            "publisher": {"category": "coordinator", "name": "CISA", "namespace": "https://www.cisa.gov/"},
            "notes": [{"category": "summary", "text": "A passphrase is kept in the clear.", "title": "Summary"}],
            "tracking": {
                "id": number,
                "status": "final",
                "version": version,
                "current_release_date": at,
                "initial_release_date": at,
                "revision_history": [{"date": at, "number": version, "summary": "Initial"}],
            },
        },
        "product_tree": _tree(maker, product, versions),
        "vulnerabilities": [
            {
                "cve": cve,
                "notes": [{"category": "summary", "text": "Stored in the clear."}],
                "product_status": {"known_affected": ["P-1"]},
                "remediations": [
                    {"category": kind, "details": details, "product_ids": ["P-1"]} for kind, details in remediations
                ],
                "scores": [_score(base)],
            }
        ],
    }


def _tree(maker: str, product: str, versions: str) -> dict[str, Any]:
    leaf = {
        "category": "product_version_range",
        "name": versions,
        "product": {"name": f"{maker} {product} {versions}", "product_id": "P-1"},
    }
    named = {"category": "product_name", "name": product, "branches": [leaf]}
    return {"branches": [{"category": "vendor", "name": maker, "branches": [named]}]}


def _score(base: float) -> dict[str, Any]:
    return {
        "products": ["P-1"],
        "cvss_v3": {
            "version": "3.0",
            "vectorString": "CVSS:3.0/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
            "baseScore": base,
            "baseSeverity": "MEDIUM",
        },
    }


def shelf(folder: Path, *documents: dict[str, Any]) -> Path:
    """Write the documents into a new folder, one file each."""
    folder.mkdir(exist_ok=True)
    for number, document in enumerate(documents):
        path = folder / f"{number:02}-{document['document']['tracking']['id'].lower()}.json"
        path.write_text(json.dumps(document), encoding="utf-8")
    return folder
