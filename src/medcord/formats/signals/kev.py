"""CISA's catalogue of known exploited vulnerabilities (KEV) as its JSON file has it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date

from medcord.core.refusals import UnreadableFile

_CVE = re.compile(r"CVE-\d{4}-\d{4,19}")
_TODO = "Fetch the catalogue again: known_exploited_vulnerabilities.json from cisa.gov."


@dataclass(frozen=True, slots=True)
class KevEntry:
    """One entry: attacks on the CVE are known since ``added`` at the latest; ``action`` is what CISA asks for."""

    cve: str
    added: date | None = None
    ransomware: bool = False
    action: str = ""


@dataclass(frozen=True, slots=True)
class Kev:
    """The catalogue of one day. ``skipped`` names entries that carry no CVE id, by their JSON path."""

    version: str
    entries: tuple[KevEntry, ...]
    skipped: tuple[str, ...] = ()

    @property
    def cves(self) -> frozenset[str]:
        """The CVE ids known to be exploited."""
        return frozenset(entry.cve for entry in self.entries)


def read_kev(data: bytes, *, name: str = "KEV") -> Kev:
    """Read the catalogue. Fields not used here may be missing or odd; raises UnreadableFile if it is no catalogue."""
    try:
        document = json.loads(data)
    except (UnicodeDecodeError, RecursionError) as error:
        raise UnreadableFile(name, "it is not JSON text.", _TODO, code="broken-json") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UnreadableFile(name, f"broken JSON ({error.msg}).", _TODO, where=where, code="broken-json") from error
    listed = document.get("vulnerabilities") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise UnreadableFile(
            name, "there is no list here, so it is no KEV catalogue.", _TODO, where="$.vulnerabilities", code="no-kev"
        )
    entries: list[KevEntry] = []
    skipped: list[str] = []
    for number, item in enumerate(listed):
        entry = _entry(item) if isinstance(item, dict) else None
        if entry is None:
            skipped.append(f"$.vulnerabilities[{number}].cveID")
        else:
            entries.append(entry)
    return Kev(str(document.get("catalogVersion", "")), tuple(entries), tuple(skipped))


def _entry(item: dict[str, object]) -> KevEntry | None:
    cve = str(item.get("cveID", "")).strip().upper()
    if not _CVE.fullmatch(cve):
        return None
    return KevEntry(
        cve,
        added=_day(str(item.get("dateAdded", ""))),
        ransomware=str(item.get("knownRansomwareCampaignUse", "")).casefold() == "known",
        action=str(item.get("requiredAction", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
