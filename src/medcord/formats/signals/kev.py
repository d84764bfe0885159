"""CISA's catalogue of known exploited vulnerabilities (KEV) as its JSON file has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medcord.core.refusals import UnreadableFile
from medcord.formats.signals.text import cve_of, day_of, json_of, words_of

_TODO = "Fetch the catalogue again: known_exploited_vulnerabilities.json from cisa.gov."


@dataclass(frozen=True, slots=True)
class KevEntry:
    """One entry: attacks on the CVE are known since ``added`` at the latest; ``action`` is what CISA asks for."""

    cve: str
    added: date | None = None
    ransomware: bool = False
    action: str = ""
    maker: str = ""
    product: str = ""
    title: str = ""
    text: str = ""


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
    document = json_of(data, name=name, todo=_TODO)
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
    cve = cve_of(item.get("cveID"))
    if not cve:
        return None
    return KevEntry(
        cve,
        added=day_of(item.get("dateAdded")),
        ransomware=words_of(item.get("knownRansomwareCampaignUse")).casefold() == "known",
        action=words_of(item.get("requiredAction")),
        maker=words_of(item.get("vendorProject"), 160),
        product=words_of(item.get("product"), 200),
        title=words_of(item.get("vulnerabilityName"), 300),
        text=words_of(item.get("shortDescription")),
    )
