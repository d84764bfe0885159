"""The draft's own schema (from ../shared where it is there) and a report of its profile to start from."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs

from medcord.core.vocabulary import ProductStatus, Tlp
from medcord.formats.csaf import Finding, validate
from medcord.formats.csaf.vulnerability_report import Act, Entity, Stated, VulnerabilityReport

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
EARLIER = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)

WHOLE = VulnerabilityReport(
    id="MC-AAAA-BBBB-20261102T090000Z",
    title="Breva V2: alarms can be silenced",
    publisher="National Coordination Centre",
    publisher_category="coordinator",
    namespace="https://ncc.example",
    at=NOW,
    tlp=Tlp.AMBER,
    handling="For the parties of the case.",
    description="The alarm service takes a mute command without sign-in.\n\nSeen twice.",
    maker="Karst Respiratory",
    model="Breva V2",
    version="4.1.0 and earlier",
    how_tested="On two units in a laboratory.",
    patient_impact="An alarm could stay silent.",
    cves=("CVE-2026-90533", "CVE-2026-90534"),
    numbers=(("https://ncc.example", "MC-AAAA-BBBB"), ("Others' numbers", "VU#123456")),
    statements=(
        Stated("Karst Respiratory", "Breva V2", "< 4.2.1", ProductStatus.AFFECTED),
        Stated("Karst Respiratory", "Breva V3", "5.0", ProductStatus.NOT_AFFECTED),
    ),
    entities=(
        Entity("EID-1", "coordinator", "National Coordination Centre"),
        Entity("EID-2", "discoverer"),
        Entity("EID-3", "vendor", "Karst Respiratory"),
    ),
    acts=(
        Act("notification", EARLIER, "EID-2", "It was reported.", ("EID-1",)),
        Act("notification", EARLIER, "EID-1", "It was told of the case.", ("EID-3",)),
        Act("embargo", datetime(2026, 12, 15, tzinfo=UTC), "EID-1", "The embargo ends.", (), "planned"),
    ),
)


def schema_of_the_draft(shared: Path) -> jsonschema_rs.Draft202012Validator:
    """The official schema of the fourth draft; nothing is fetched."""
    folder = shared / "oracles" / "csaf-schemas" / "2.1-csd04-rc1" / "schema"
    parts = {}
    for file in folder.rglob("*.json"):
        part = json.loads(file.read_bytes())
        if known := part.pop("$id", ""):
            parts[known.partition("?")[0]] = part
        parts[f"https://www.first.org/cvss/{file.name}"] = part

    def only_known(uri: str) -> Any:
        return parts[uri.partition("?")[0]]

    main = json.loads((folder / "csaf.json").read_bytes())
    return jsonschema_rs.Draft202012Validator(main, retriever=only_known, validate_formats=True)


def breaches(shared: Path, document: bytes) -> list[str]:
    """What the draft's schema has against a document."""
    return [one.message[:300] for one in schema_of_the_draft(shared).iter_errors(json.loads(document))]


def errors_of(document: bytes) -> list[Finding]:
    """What the mandatory tests of the csaf package find, but for its 6.1.26: the package (2026.10.25) does not know the
    category of this profile yet, which the standard's own example 6-1-26-15 calls valid."""
    found = [one for one in validate(document) if one.level == "error"]
    return [one for one in found if not (one.rule == "6.1.26" and "csaf_vulnerability_report" in one.message)]
