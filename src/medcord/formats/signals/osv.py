"""OSV records: which versions of which open-source package a vulnerability is in, as ossf.github.io/osv-schema has it.

A package is no device: which products hold it stands in no registry here, so a record counts by the ids it is known by,
and by a package whose name holds a product's. Packages and versions are kept as words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from medcord.core.refusals import UnreadableFile
from medcord.formats.csaf.json_text import load_object
from medcord.formats.signals.text import cve_of, day_of, objects_of, within, words_of

_REMEDY: Final = "Give records as osv.dev serves them: one, a ZIP of an ecosystem, or an answer of its API."
LONGEST_ID: Final = 60
MOST_RECORDS: Final = 20_000
MOST_IDS: Final = 100
MOST_NAMES: Final = 500
MOST_PACKAGES: Final = 20
"""Of the packages of one record so many are kept as words; a distribution may list hundreds."""


@dataclass(frozen=True, slots=True)
class OsvRecord:
    """One record. ``cves`` are the CVEs among its id, its aliases, and what a distribution's record takes up
    ("upstream"); ``aliases`` are all other ids of the same weakness, ``upstream`` those taken up that are no CVEs.
    ``packages`` are lines such as "PyPI jinja2: < 3.1.2", ``names`` the names in them."""

    id: str
    title: str = ""
    text: str = ""
    modified: date | None = None
    withdrawn: date | None = None
    cves: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OsvFile:
    """The records of one file. ``skipped`` names those without an id, by their JSON path."""

    records: tuple[OsvRecord, ...]
    skipped: tuple[str, ...] = ()


def read_osv(data: bytes, *, name: str = "OSV record") -> OsvFile:
    """Read one record, or the ``vulns`` of an answer. Raises UnreadableFile with the place."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        raise UnreadableFile(name, "it is no JSON object, so it is no OSV record.", _REMEDY, where="$", code="no-osv")
    document = load_object(data, name=name, warnings=[])
    listed = document.get("vulns", [document])
    if not isinstance(listed, list) or len(listed) > MOST_RECORDS:
        raise UnreadableFile(
            name, f"there is no list of up to {MOST_RECORDS:,} records here.", _REMEDY, where="$.vulns", code="no-osv"
        )
    records, skipped = [], []
    for number, item in enumerate(listed):
        record = _record(item) if isinstance(item, dict) else None
        if record is None:
            skipped.append(f"$.vulns[{number}].id")
        else:
            records.append(record)
    if not records and "vulns" not in document:
        raise UnreadableFile(name, "this record has no id.", _REMEDY, where="$.id", code="no-osv")
    return OsvFile(tuple(records), tuple(skipped))


def _record(item: dict[str, Any]) -> OsvRecord | None:
    key = words_of(item.get("id"))
    if not key or len(key) > LONGEST_ID:
        return None
    aliases, upstream = (tuple(dict.fromkeys(_ids(item.get(name)))) for name in ("aliases", "upstream"))
    return OsvRecord(
        key,
        words_of(item.get("summary"), 240),
        words_of(item.get("details"), 3000),
        day_of(item.get("modified")),
        day_of(item.get("withdrawn")),
        tuple(dict.fromkeys(filter(None, (cve_of(one) for one in (key, *aliases, *upstream))))),
        tuple(dict.fromkeys(_packages(item)))[:MOST_PACKAGES],
        aliases,
        tuple(one for one in upstream if not cve_of(one)),
        tuple(dict.fromkeys(_names(item)))[:MOST_NAMES],
    )


def _ids(value: object) -> list[str]:
    """Ids in a list, CVEs as they are written everywhere; what is too long to be one is none."""
    found = (words_of(one) for one in _texts(value)[:MOST_IDS])
    return [cve_of(one) or one for one in found if one and len(one) <= LONGEST_ID]


def _names(item: dict[str, Any]) -> Iterator[str]:
    """The names of packages, or where there is none the place of their sources."""
    for one in objects_of(item.get("affected")):
        named = words_of(within(one, "package", "name"), 200) or words_of(within(one, "package", "purl"), 200)
        places = () if named else (words_of(each.get("repo"), 200) for each in objects_of(one.get("ranges")))
        yield from filter(None, (named, *places))


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _packages(item: dict[str, Any]) -> Iterator[str]:
    for one in objects_of(item.get("affected")):
        where, package = within(one, "package", "ecosystem"), within(one, "package", "name")
        named = f"{words_of(where, 60)} {words_of(package, 200)}".strip()
        purl = words_of(within(one, "package", "purl"), 200)
        if named or purl:
            yield f"{named or purl}: {_versions(one)}{f' ({purl})' if named and purl else ''}"


def _versions(one: dict[str, Any]) -> str:
    """The versions in words. Commits say nothing to whoever looks at a device."""
    ranges = [each for each in objects_of(one.get("ranges")) if each.get("type") != "GIT"]
    said = list(dict.fromkeys(filter(None, (span for each in ranges for span in _spans(each)))))
    listed = [words_of(each, 40) for each in _texts(one.get("versions"))]
    if said:
        return " or ".join(said[:10])
    if listed:
        more = f" and {len(listed) - 5:,} more" if len(listed) > 5 else ""
        return ", ".join(listed[:5]) + more
    return "versions not said"


def _spans(of: dict[str, Any]) -> Iterator[str]:
    """The spans between events: each begins where the weakness came in and ends where it was mended, last, or never."""
    start: str | None = None
    for event in objects_of(of.get("events")):
        begun = words_of(event.get("introduced"), 60)
        if begun:
            if start is not None:
                yield _span(start, "")
            start = begun
        for mark, word in (("fixed", "<"), ("last_affected", "<="), ("limit", "<")):
            if (end := words_of(event.get(mark), 60)) and start is not None:
                yield _span(start, f"{word} {end}")
                start = None
    if start is not None:
        yield _span(start, "")


def _span(start: str, end: str) -> str:
    low = "" if start == "0" else f">= {start}"
    return ", ".join(filter(None, (low, end))) or "every version"
