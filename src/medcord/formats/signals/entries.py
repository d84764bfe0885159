"""Any public list by its content: bytes to entries, whichever list it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from urllib.parse import quote

from medcord.core.refusals import UnreadableFile
from medcord.core.signals import EPSS_LOOK, Entry, Named, Source
from medcord.formats.signals.csaf import read_csaf
from medcord.formats.signals.cve import read_cve
from medcord.formats.signals.epss import read_epss
from medcord.formats.signals.kev import read_kev
from medcord.formats.signals.openfda import RecallRecord, read_recalls
from medcord.formats.signals.osv import OsvRecord, read_osv
from medcord.formats.signals.text import plain
from medcord.formats.unpacking import Given, documents_in

_TODO: Final = (
    "Give a KEV catalogue, EPSS scores, CVE records (JSON 5), advisories in CSAF or OSV records, one or a ZIP of them, "
    "or an answer of openFDA (device/recall or device/enforcement)."
)
_MARKS: Final = (
    ((b'"cveMetadata"',), Source.CVE),
    ((b'"csaf_version"',), Source.ICSMA),
    ((b'"id"', b'"modified"'), Source.OSV),
    ((b'"vulnerabilities"',), Source.KEV),
    ((b'"product_description"',), Source.RECALL),
)


@dataclass(frozen=True, slots=True)
class SignalFile:
    """One list, or many CVE records or advisories together. ``listed`` counts its entries, also those of EPSS that lie
    below the bound from which they are kept. ``skipped`` are places of entries that carry no id. ``raw`` is a KEV
    catalogue as it was, which hospitals' worklists rest on too."""

    source: Source
    name: str
    version: str = ""
    entries: tuple[Entry, ...] = ()
    listed: int = 0
    skipped: tuple[str, ...] = ()
    digest: str = ""
    raw: bytes = b""


def lists_in(name: str, data: bytes) -> Iterator[Given]:
    """The lists in an uploaded file: those of a ZIP, else the file itself."""
    return documents_in(name, data) if data.startswith(b"PK") else iter([(name, data)])


def read_lists(documents: Iterable[Given]) -> tuple[list[SignalFile], list[UnreadableFile]]:
    """Read lists of any kind; CVE records come together as one, so do advisories and OSV records. What cannot be read
    is listed, the rest is read."""
    found: list[SignalFile] = []
    records: dict[Source, list[SignalFile]] = {}
    refused: list[UnreadableFile] = []
    for given in documents:
        if isinstance(given, UnreadableFile):
            refused.append(given)
            continue
        try:
            one = read_list(given[1], name=given[0])
        except UnreadableFile as refusal:
            refused.append(refusal)
            continue
        (records.setdefault(one.source, []) if one.source in _ONE_BY_ONE else found).append(one)
    return [*found, *(one for many in records.values() for one in _together(many))], refused


_ONE_BY_ONE: Final = {Source.CVE: "CVE records", Source.ICSMA: "advisories", Source.OSV: "OSV files"}
"""Lists that come as one file an entry."""


def _together(records: list[SignalFile]) -> list[SignalFile]:
    if len(records) < 2:
        return records
    source = records[0].source
    digest = hashlib.sha256("".join(sorted(one.digest for one in records)).encode()).hexdigest()
    skipped = tuple(f"{one.name}: {place}" for one in records for place in one.skipped)
    # Of two revisions of one entry the later one is read, whatever the order of the files.
    in_order = sorted((entry for one in records for entry in one.entries), key=lambda entry: entry.day or date.min)
    by_id = {entry.id: entry for entry in in_order}
    return [
        SignalFile(
            source, f"{len(records)} {_ONE_BY_ONE[source]}", entries=tuple(by_id.values()),
            listed=sum(one.listed for one in records), skipped=skipped, digest=digest,
        )
    ]  # fmt: skip


def read_list(data: bytes, *, name: str) -> SignalFile:
    """Read one list; which it is stands in its content. Raises UnreadableFile with the place."""
    raw = plain(data, name=name, todo=_TODO)
    read = _READERS[_source_of(raw, name)](raw, name)
    digest = hashlib.sha256(data).hexdigest()
    entries = tuple(replace(entry, file=digest) for entry in {one.key: one for one in read.entries}.values())
    return replace(read, entries=entries, digest=digest, raw=raw if read.source is Source.KEV else b"")


def _source_of(raw: bytes, name: str) -> Source:
    if raw.removeprefix(b"\xef\xbb\xbf")[:200].lower().startswith((b"#model_version", b"cve,epss")):
        return Source.EPSS
    for marks, source in _MARKS:
        if all(mark in raw for mark in marks):
            return source
    raise UnreadableFile(name, "this is none of the lists that are read.", _TODO, where="its content", code="no-list")


def _kev(raw: bytes, name: str) -> SignalFile:
    kev = read_kev(raw, name=name)
    entries = tuple(
        Entry(
            Source.KEV,
            one.cve,
            one.title or f"{one.maker} {one.product}".strip() or one.cve,
            " ".join(filter(None, (one.text, one.action))),
            cve=one.cve,
            day=one.added,
            exploited=True,
            url=f"https://nvd.nist.gov/vuln/detail/{one.cve}",
            named=(Named(one.maker, one.product),) if one.product else (),
        )
        for one in kev.entries
    )
    return SignalFile(Source.KEV, name, kev.version[:40], entries, len(entries) + len(kev.skipped), kev.skipped)


def _epss(raw: bytes, name: str) -> SignalFile:
    epss = read_epss(raw, name=name)
    entries = tuple(
        Entry(
            Source.EPSS,
            cve,
            f"EPSS expects attacks on {cve} with a probability of {score:.0%} within 30 days",
            cve=cve,
            day=epss.day,
            score=score,
            url=f"https://api.first.org/data/v1/epss?cve={cve}",
        )
        for cve, score in epss.scores.items()
        if score >= EPSS_LOOK
    )
    return SignalFile(Source.EPSS, name, epss.model[:40], entries, len(epss.scores))


def _cve(raw: bytes, name: str) -> SignalFile:
    one = read_cve(raw, name=name)
    if one.rejected:
        gone = Entry(Source.CVE, one.cve, f"{one.cve} was rejected", one.text, cve=one.cve, day=one.updated)
        return SignalFile(Source.CVE, name, entries=(gone,), listed=1)
    said = {"poc": "A proof of concept is public, says its coordinator.", "active": "It is attacked, says its record."}
    entry = Entry(
        Source.CVE,
        one.cve,
        one.title or one.text[:300] or one.cve,
        " ".join(filter(None, (one.text, said.get(one.exploitation, "")))),
        cve=one.cve,
        day=one.updated or one.published,
        exploited=one.exploited,
        exploit_public=one.exploitation in ("poc", "active"),
        url=f"https://www.cve.org/CVERecord?id={one.cve}",
        named=tuple(
            Named(each.maker, each.product, each.versions, each.states_versions, each.doubt) for each in one.products
        ),
    )
    return SignalFile(Source.CVE, name, entries=(entry,), listed=1)


def _csaf(raw: bytes, name: str) -> SignalFile:
    return SignalFile(Source.ICSMA, name, entries=(read_csaf(raw, name=name),), listed=1)


def _osv(raw: bytes, name: str) -> SignalFile:
    read = read_osv(raw, name=name)
    entries = tuple(_osv_entry(one) for one in read.records)
    return SignalFile(Source.OSV, name, entries=entries, listed=len(entries) + len(read.skipped), skipped=read.skipped)


def _osv_entry(one: OsvRecord) -> Entry:
    """A record as an entry. One that was withdrawn is about nothing any more."""
    url = f"https://osv.dev/vulnerability/{quote(one.id, safe='')}"
    if one.withdrawn is not None:
        return Entry(Source.OSV, one.id, f"{one.id} was withdrawn", one.text, day=one.modified, url=url)
    packages = f"Packages: {'; '.join(one.packages)}." if one.packages else "It names no package."
    return Entry(
        Source.OSV,
        one.id,
        f"{one.id}: {one.title}" if one.title else one.id,
        f"{packages} {one.text}".strip()[:4000],
        cve=next(iter(one.cves), ""),
        more_cves=one.cves[1:],
        day=one.modified,
        url=url,
        aliases=one.aliases,
        upstream=one.upstream,
        packages=one.names,
    )


def _recalls(raw: bytes, name: str) -> SignalFile:
    read = read_recalls(raw, name=name)
    entries = tuple(recall_entry(one) for one in read.records)
    source = entries[0].source if entries else Source.RECALL
    version = read.updated.isoformat() if read.updated else ""
    return SignalFile(source, name, version, entries, len(entries) + len(read.skipped), read.skipped)


def recall_entry(one: RecallRecord) -> Entry:
    """A recall as an entry; the device stands in a text."""
    return Entry(
        Source(one.kind),
        one.number,
        f"Recall {one.number} of {one.firm}: {one.product}"[:300],
        one.reason,
        day=one.initiated,
        url=f"https://api.fda.gov/device/{one.kind}.json",
        named=(Named(one.firm, one.product, in_prose=True),),
        number=one.event,
        status=one.status,
        recall_class=one.recall_class,
        initiated=one.initiated,
        classified=one.classified,
        posted=one.posted,
        terminated=one.terminated,
    )


_READERS: Final[Mapping[Source, Callable[[bytes, str], SignalFile]]] = {
    Source.KEV: _kev,
    Source.EPSS: _epss,
    Source.CVE: _cve,
    Source.ICSMA: _csaf,
    Source.OSV: _osv,
    Source.RECALL: _recalls,
}
