"""Small lists as their publishers write them, about devices that do not exist."""

from __future__ import annotations

import json
from typing import Any

KEV_CVE = "CVE-2026-90533"
CVE_CVE = "CVE-2026-11223"


def kev(*entries: tuple[str, str, str], version: str = "2026.11.01") -> bytes:
    """A KEV catalogue of (CVE, maker, product)."""
    listed = [
        {
            "cveID": cve,
            "vendorProject": maker,
            "product": product,
            "vulnerabilityName": f"{maker} {product} Missing Authentication",
            "dateAdded": "2026-10-30",
            "shortDescription": f"{product} takes commands without sign-in.",
            "requiredAction": "Apply mitigations per vendor instructions.",
            "knownRansomwareCampaignUse": "Unknown",
        }
        for cve, maker, product in entries
    ]
    return json.dumps({"catalogVersion": version, "vulnerabilities": listed}).encode()


def cve(
    maker: str = "Karst Respiratory",
    product: str = "Breva V2",
    *,
    number: str = CVE_CVE,
    below: str = "4.2.1",
    exploitation: str = "none",
) -> bytes:
    """A CVE record 5 with an ADP container that holds SSVC."""
    versions = [{"version": "0", "status": "affected", "lessThan": below, "versionType": "custom"}]
    options = [{"Exploitation": exploitation}, {"Automatable": "no"}, {"Technical Impact": "total"}]
    metric = {"other": {"type": "ssvc", "content": {"id": number, "role": "CISA Coordinator", "options": options}}}
    record: dict[str, Any] = {
        "dataType": "CVE_RECORD",
        "dataVersion": "5.1",
        "cveMetadata": {"cveId": number, "state": "PUBLISHED", "dateUpdated": "2026-11-02T10:00:00.000Z"},
        "containers": {
            "cna": {
                "title": f"{product} takes a mute command without sign-in",
                "descriptions": [{"lang": "en", "value": "An alarm can be silenced over the network."}],
                "affected": [
                    {"vendor": maker, "product": product, "versions": versions, "defaultStatus": "unaffected"}
                ],
            },
            "adp": [{"title": "CISA ADP Vulnrichment", "metrics": [metric]}],
        },
    }
    return json.dumps(record).encode()


def epss(**scores: str) -> bytes:
    """EPSS scores of a day; keys are CVEs with underscores."""
    lines = [f"{name.replace('_', '-')},{score},0.9" for name, score in scores.items()]
    head = "#model_version:v2026.03.14,score_date:2026-11-02T12:55:00+0000\ncve,epss,percentile"
    return "\n".join([head, *lines]).encode()


def osv(**changes: Any) -> bytes:
    """An OSV record of a package, whose alias is the CVE of ``cve``."""
    package = {"ecosystem": "PyPI", "name": "breva-web", "purl": "pkg:pypi/breva-web"}
    events = [{"introduced": "0"}, {"fixed": "3.1.2"}]
    record = {
        "schema_version": "1.7.0",
        "id": "GHSA-2v7m-9f4q-x3hw",
        "modified": "2026-11-03T08:00:00Z",
        "published": "2026-11-01T08:00:00Z",
        "aliases": [CVE_CVE],
        "summary": "Sessions stay open",
        "details": "A session is not closed.",
        "affected": [{"package": package, "ranges": [{"type": "ECOSYSTEM", "events": events}]}],
        **changes,
    }
    return json.dumps(record).encode()


def recall(number: str = "Z-0042-2027", **changes: str) -> bytes:
    """An answer of openFDA device/recall about the same recall."""
    record = {
        "product_res_number": number,
        "res_event_number": "95001",
        "recalling_firm": "Karst Respiratory, Inc.",
        "product_description": "Breva V2 ventilator, KR-BV2. Used in intensive care.",
        "recall_status": "Open, Classified",
        "event_date_initiated": "2026-10-05",
        "event_date_created": "2026-11-04",
        "event_date_posted": "2026-11-10",
        **changes,
    }
    return json.dumps({"meta": {"last_updated": "2026-11-12"}, "results": [record]}).encode()


def enforcement(
    number: str = "Z-0042-2027", firm: str = "Karst Respiratory, Inc.", product: str = "Breva V2 ventilator, KR-BV2"
) -> bytes:
    """An answer of openFDA device/enforcement with one record."""
    record = {
        "recall_number": number,
        "event_id": "95001",
        "recalling_firm": firm,
        "product_description": f"{product}. Used in intensive care.",
        "reason_for_recall": "An alarm can be silenced over the network.",
        "classification": "Class I",
        "status": "Ongoing",
        "recall_initiation_date": "20261005",
        "center_classification_date": "20261104",
        "report_date": "20261111",
    }
    return json.dumps({"meta": {"last_updated": "2026-11-12"}, "results": [record]}).encode()
