"""A small hospital for stories: its devices as a file, and advisories that speak of them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from uuid import UUID

from medcord.advisories import actions as advisories
from medcord.inventory import actions, queries
from medcord.inventory.models import ImportBatch
from medcord.ledger import worker
from medcord.matching import queries as matching
from medcord.parties.models import Member
from tests.cast import SYSTEM

HEADER = ("Asset Tag", "Manufacturer", "Model", "Description", "SW Version", "Department", "Site", "Serial")

PUMP = "Becton, Dickinson and Company (BD)"
ROWS = (
    ("SE-001", "BD", "Alaris 8015 PCU", "infusion pump", "9.33", "ICU", "Main", "S1"),
    ("SE-002", "BD", "Alaris 8015 PCU", "infusion pump", "9.33", "ED", "Main", "S2"),
    ("SE-003", "BD", "Alaris 8015 PCU", "infusion pump", "", "ICU", "West", "S3"),
    ("SE-004", "BD", "Alaris 8015 PCU", "infusion pump", "12.5", "Ward 3", "West", "S4"),
    ("SE-005", "Stryker", "EPIC II", "bed", "", "Ward 3", "West", "S5"),
)


def table(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> bytes:
    """An inventory file."""
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode()


def many(number: int, **other: str) -> bytes:
    """An inventory of this many pumps, each with a tag of its own."""
    values = {"version": "9.33", "department": "ICU"} | other
    rows = [
        (f"N-{n:05}", "BD", "Alaris 8015 PCU", "infusion pump", values["version"], values["department"], "Main", str(n))
        for n in range(number)
    ]
    return table(*rows)


def imported(member: Member, data: bytes = b"", *, keep_absent: bool = False) -> ImportBatch:
    """An inventory in use, and matched."""
    batch = actions.import_file(data or table(*ROWS), name="cmms.csv", keep_absent=keep_absent, actor=member.viewer)
    worker.drain()
    return batch


def tags(member: Member) -> list[str]:
    """The asset tags in use."""
    listed = queries.devices(member.viewer, queries.DeviceFilter(), per=100_000)
    return [str(entry.device) for entry in listed.rows]


def device_of(member: Member, tag: str) -> UUID:
    """The device with this tag."""
    listed = queries.devices(member.viewer, queries.DeviceFilter(q=tag))
    return listed.rows[0].device_id


def bulletin(
    number: str = "ICSMA-17-017-02",
    *,
    maker: str = PUMP,
    product: str = "Alaris 8015 PCU",
    versions: str = "<= 9.33",
    revision: int = 1,
    cve: str = "CVE-2016-9355",
    fix: str = "Update to version 12.1.2.",
) -> bytes:
    """One advisory with one product in one range, as its publisher sends it."""
    document: dict[str, Any] = {
        "document": _head(number, f"{maker} {product}", revision),
        "product_tree": _tree(maker, product, versions),
        "vulnerabilities": [_flaw(cve, fix)],
    }
    return json.dumps(document).encode()


def _head(number: str, title: str, revision: int) -> dict[str, Any]:
    days = [f"2017-02-0{n}T07:00:00.000Z" for n in range(1, revision + 1)]
    return {
        "category": "csaf_security_advisory",
        "csaf_version": "2.0",
        "title": title,
        "distribution": {"tlp": {"label": "WHITE"}},
        "publisher": {"category": "coordinator", "name": "CISA", "namespace": "https://www.cisa.gov/"},
        "notes": [{"category": "summary", "text": "A passphrase is kept in the clear."}],
        "tracking": {
            "id": number,
            "status": "final",
            "version": str(revision),
            "current_release_date": days[-1],
            "initial_release_date": days[0],
            "revision_history": [{"date": day, "number": str(n), "summary": "Said"} for n, day in enumerate(days, 1)],
        },
    }


def _tree(maker: str, product: str, versions: str) -> dict[str, Any]:
    said = {"name": f"{product} {versions}", "product_id": "P-1"}
    leaf = {"category": "product_version_range", "name": versions, "product": said}
    named = {"category": "product_name", "name": product, "branches": [leaf]}
    return {"branches": [{"category": "vendor", "name": maker, "branches": [named]}]}


def _flaw(cve: str, fix: str) -> dict[str, Any]:
    score = {
        "version": "3.0",
        "vectorString": "CVSS:3.0/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
        "baseScore": 4.6,
        "baseSeverity": "MEDIUM",
    }
    return {
        "cve": cve,
        "notes": [{"category": "summary", "text": "Stored in the clear."}],
        "product_status": {"known_affected": ["P-1"]},
        "remediations": [{"category": "vendor_fix", "details": fix, "product_ids": ["P-1"]}] if fix else [],
        "scores": [{"products": ["P-1"], "cvss_v3": score}],
    }


def taken_in(*documents: bytes) -> None:
    """Advisories of other publishers come in, and are matched."""
    done = advisories.take_in([(f"{n}.json", data) for n, data in enumerate(documents)], actor=SYSTEM)
    assert [str(refusal) for refusal in done.refused] == []
    worker.drain()


def advisory_id(member: Member, number: str = "ICSMA-17-017-02") -> UUID:
    """The id an advisory has on this node."""
    return matching.head_for(member.viewer, number).id
