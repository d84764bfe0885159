"""CVE records 5.x: which products and versions a CVE is about, and what its publishers say of attacks.

The record of the CNA comes first; what other containers (ADP) add on products, SSVC and KEV is read along.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from medcord.core.refusals import UnreadableFile
from medcord.formats.signals.text import cve_of, day_of, json_of, objects_of, within, words_of

_TODO = "Give the record itself, CVE JSON 5, as cve.org serves it."
_ALL = frozenset({"", "*", "-", "all", "all versions", "unspecified", "any"})
_UNKNOWN = frozenset({"n/a", "unknown", "not known"})
_NOT_SAID = "the record does not say which versions"
MOST_PRODUCTS = 500


@dataclass(frozen=True, slots=True)
class CveProduct:
    """One product of a record. ``versions`` is a range as the matcher reads it; "" is every version when the record
    says so (``states_versions``), else nothing is known. ``doubt`` says why it may be another one."""

    maker: str
    product: str
    versions: str = ""
    doubt: str = ""
    states_versions: bool = True


@dataclass(frozen=True, slots=True)
class CveRecord:
    """One record. ``exploitation`` is the SSVC point of a coordinator ("none", "poc", "active"; "" when nobody said);
    ``kev_added`` is the day on which a container says it came onto KEV."""

    cve: str
    state: str = "PUBLISHED"
    title: str = ""
    text: str = ""
    published: date | None = None
    updated: date | None = None
    products: tuple[CveProduct, ...] = ()
    exploitation: str = ""
    in_kev: bool = False
    kev_added: date | None = None

    @property
    def rejected(self) -> bool:
        return self.state == "REJECTED"

    @property
    def exploited(self) -> bool:
        """Whether a container says that it is attacked."""
        return self.in_kev or self.exploitation == "active"


def read_cve(data: bytes, *, name: str = "CVE record") -> CveRecord:
    """Read one record. Raises UnreadableFile with the place in the file."""
    document = json_of(data, name=name, todo=_TODO)
    if not isinstance(document, dict) or not isinstance(document.get("cveMetadata"), dict):
        raise UnreadableFile(
            name, "there is no record's head here, so it is no CVE record.", _TODO, where="$.cveMetadata", code="no-cve"
        )
    head = document["cveMetadata"]
    cve = cve_of(head.get("cveId"))
    if not cve:
        raise UnreadableFile(name, "this is no CVE id.", _TODO, where="$.cveMetadata.cveId", code="no-cve")
    cna = within(document, "containers", "cna")
    if not isinstance(cna, dict):
        raise UnreadableFile(
            name, "the CNA's part of the record is missing.", _TODO, where="$.containers.cna", code="no-cna"
        )
    others = objects_of(within(document, "containers", "adp"))
    told = [_attacks(one) for container in (cna, *others) for one in objects_of(container.get("metrics"))]
    found = [one for container in (cna, *others) for one in _products(container)]
    days = [added for _, listed, added in told if listed]
    return CveRecord(
        cve,
        state=words_of(head.get("state"), 20).upper() or "PUBLISHED",
        title=words_of(cna.get("title"), 300),
        text=_english(cna.get("descriptions")),
        published=day_of(head.get("datePublished")),
        updated=day_of(head.get("dateUpdated")),
        products=tuple(dict.fromkeys(found))[:MOST_PRODUCTS],
        exploitation=max((point for point, _, _ in told), key=_RANK.index, default=""),
        in_kev=bool(days),
        kev_added=next((day for day in days if day), None),
    )


_RANK = ("", "none", "poc", "active")


def _attacks(metric: dict[str, Any]) -> tuple[str, bool, date | None]:
    """(SSVC's point of exploitation, whether it is on KEV, since when), as one metric says it."""
    kind, content = within(metric, "other", "type"), within(metric, "other", "content")
    if kind == "kev":
        return "", True, day_of(within(content, "dateAdded"))
    points = objects_of(within(content, "options")) if kind == "ssvc" else []
    said = next((words_of(one.get("Exploitation"), 20).lower() for one in points if "Exploitation" in one), "")
    said = "poc" if said in ("poc", "public poc") else said
    return said if said in _RANK else "", False, None


def _english(value: object) -> str:
    texts = objects_of(value)
    english = [one for one in texts if words_of(one.get("lang")).lower().startswith("en")]
    return next((words_of(one.get("value")) for one in (english or texts)), "")


def _products(container: dict[str, Any]) -> Iterator[CveProduct]:
    for item in objects_of(container.get("affected")):
        maker, product = words_of(item.get("vendor"), 160), words_of(item.get("product"), 200)
        if product.lower() in _UNKNOWN or not product:
            product = words_of(item.get("packageName"), 200)
        if maker.lower() in _UNKNOWN:
            maker = ""
        if product:
            versions, doubt = _versions(item)
            if versions is not None:
                told = doubt != _NOT_SAID
                yield CveProduct(
                    maker.replace("_", " "), product.replace("_", " "), versions, doubt if told else "", told
                )


def _versions(item: dict[str, Any]) -> tuple[str | None, str]:
    """The affected versions as one range, and a doubt; None when the record says that none is affected."""
    default = words_of(item.get("defaultStatus"), 20).lower() or "unknown"
    listed = objects_of(item.get("versions"))
    affected = [one for one in listed if words_of(one.get("status")).lower() == "affected"]
    if default == "affected":
        excepted = len(affected) < len(listed)
        return "", "the record names versions that are not affected; compare them" if excepted else ""
    if not affected:
        none = bool(listed) and all(words_of(one.get("status")).lower() == "unaffected" for one in listed)
        return (None, "") if none or default == "unaffected" else ("", _NOT_SAID)
    ranges = [_range(one) for one in affected]
    if any(not text for text, _ in ranges):
        return "", next((doubt for text, doubt in ranges if not text and doubt), "")
    return " | ".join(dict.fromkeys(text for text, _ in ranges)), next((doubt for _, doubt in ranges if doubt), "")


def _range(one: dict[str, Any]) -> tuple[str, str]:
    first = words_of(one.get("version"), 120)
    before, last = words_of(one.get("lessThan"), 120), words_of(one.get("lessThanOrEqual"), 120)
    doubt = "the record names changes within the range; compare them" if one.get("changes") else ""
    if first.lower() in _UNKNOWN and not before and not last:
        return "", _NOT_SAID
    low = "" if first.lower() in _ALL | _UNKNOWN | {"0"} else first
    high = before if before not in ("", "*") else last if last not in ("", "*") else ""
    if not before and not last:
        return low, doubt  # one version, or a range in words that the matcher reads
    end = f"{'<' if high == before else '<='} {high}" if high else ""
    return ", ".join(filter(None, (f">= {low}" if low else "", end))), doubt
