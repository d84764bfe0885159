"""A CSAF file to an ``Advisory``: tolerant of what publishers write, never silent on what it drops."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from medcord.core.advisory.value import Advisory, Note, PlainWords, Product, Publisher, Revision
from medcord.core.vocabulary import Tlp
from medcord.formats.csaf.json_text import load_object
from medcord.formats.csaf.our_notes import ENGINE, SUMMARY_TITLE, take_plain
from medcord.formats.csaf.parts import read_acknowledgments, read_notes, read_references
from medcord.formats.csaf.product_tree import read_product_tree
from medcord.formats.csaf.products import Products
from medcord.formats.csaf.reading import Node, Reading
from medcord.formats.csaf.rest import loaded
from medcord.formats.csaf.vulnerabilities import read_vulnerabilities

STRICT_MARK = "TLP:AMBER+STRICT"
"""How the text of a 2.0 distribution begins when the label says AMBER and AMBER+STRICT is meant."""

STRICT_TEXT = f"{STRICT_MARK}: only within the receiving organisation. CSAF 2.0 has no label for it."
TLP_URL = "https://www.first.org/tlp/"

_ROOT = frozenset({"document", "product_tree", "vulnerabilities"})
_DOCUMENT = frozenset(
    [
        "acknowledgments",
        "category",
        "csaf_version",
        "distribution",
        "lang",
        "notes",
        "publisher",
        "references",
        "title",
        "tracking",
    ]
)
_TRACKING = frozenset(
    # who made the file is a fact about the file: whoever writes it anew names itself
    ["current_release_date", "generator", "id", "initial_release_date", "revision_history", "status", "version"]
)
_REVISION = frozenset({"date", "number", "summary", "legacy_version"})
_PUBLISHER = frozenset({"category", "name", "namespace", "contact_details"})
_DISTRIBUTION = frozenset({"tlp", "text"})
_TLP = frozenset({"label", "url"})
_NEEDS_PRODUCTS = frozenset(
    {"csaf_security_advisory", "csaf_vex", "csaf_deprecated_security_advisory", "security_advisory", "vex"}
)
_CORRECTED = "Ask its publisher for a corrected file."


@dataclass(frozen=True, slots=True)
class ReadAdvisory:
    """An advisory as read: the value, the file's own bytes with their digests (hex), what was dropped or repaired."""

    advisory: Advisory
    original: bytes
    warnings: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Made when asked for: it takes longer than a tenth of the reading."""
        return hashlib.sha256(self.original).hexdigest()

    @property
    def sha512(self) -> str:
        return hashlib.sha512(self.original).hexdigest()


def read_advisory(data: bytes, *, name: str = "advisory") -> ReadAdvisory:
    """Read one CSAF 2.0 document (2.1 as far as it maps). Raises UnreadableFile: file, place, why, what to do."""
    warnings: list[str] = []
    root = load_object(data, name=name, warnings=warnings)
    reading = Reading(name, warnings)
    advisory = _advisory(root, reading)
    return ReadAdvisory(
        advisory,
        data,
        reading.all_warnings(),
    )


def _advisory(root: Node, reading: Reading) -> Advisory:
    document = _document(root, reading)
    tracking = reading.object(document, "tracking", "document")
    ours = _is_ours(tracking, reading)
    category = reading.text(document, "category", "document") or "csaf_base"
    products = _products(root, category, reading)
    advisory_id = reading.text(tracking, "id", "document.tracking").strip()
    if not advisory_id:
        raise reading.refusal("document.tracking.id", "the advisory has no id.", _CORRECTED, "no-id")
    title = reading.text(document, "title", "document")
    if not title:
        reading.warn("document.title", "there is no title; the id was taken")
    revisions, version, initial, current = _history(tracking, reading)
    tlp = _tlp(document, reading)
    summary, notes, plain = _notes(document, reading, ours)
    return Advisory(
        id=advisory_id,
        title=title or advisory_id,
        publisher=_publisher(document, reading),
        status=_status(tracking, reading),
        version=version,
        initial_release=initial,
        current_release=current,
        revisions=revisions,
        tlp=tlp,
        language=reading.text(document, "lang", "document"),
        category=category,
        summary=summary,
        notes=notes,
        references=read_references(document, "document", reading),
        acknowledgments=read_acknowledgments(document, "document", reading),
        products=_in_order(products),
        vulnerabilities=read_vulnerabilities(root, products, reading, ours=ours),
        plain=plain,
        relationships=products.relationships,
        groups=tuple(products.groups.values()),
        rest=_rest(root, products, tlp, reading),
    )


def _rest(root: Node, products: Products, tlp: Tlp, reading: Reading) -> str:
    """What the document, its tracking, publisher and distribution say beyond the fields, and any further members."""
    document = root["document"]
    more = loaded(reading.rest(document, _DOCUMENT, "document"))
    publisher = _PUBLISHER if reading.keeps_all else _PUBLISHER | {"contact"}
    for key, known in (("tracking", _TRACKING), ("publisher", publisher)):
        if not document.get(key, {}).keys() <= known:
            more[key] = loaded(reading.rest(document[key], known, f"document.{key}"))
    distribution = _distribution(document, tlp, reading)
    if distribution:
        more["distribution"] = distribution
    found: Node = {"document": more} if more else {}
    if not root.keys() <= _ROOT and reading.keeps_all:
        found |= {key: root[key] for key in root.keys() - _ROOT}
    if products.rest:
        found["product_tree"] = loaded(products.rest)
    return reading.kept(found, "file") if found else ""


def _distribution(document: Node, tlp: Tlp, reading: Reading) -> Node:
    node: Node = document.get("distribution", {})
    place = "document.distribution"
    found = loaded(reading.rest(node, _DISTRIBUTION, place))
    if node.get("text") and not (tlp is Tlp.AMBER_STRICT and node["text"] == STRICT_TEXT):
        found["text"] = node["text"]
    label: Node = node.get("tlp", {})
    said = loaded(reading.rest(label, _TLP, f"{place}.tlp"))
    if label.get("url", TLP_URL) != TLP_URL:
        said["url"] = label["url"]
    if said:
        found["tlp"] = said
    return found


def _document(root: Node, reading: Reading) -> Node:
    if type(root.get("document")) is not dict or type(root["document"].get("tracking")) is not dict:
        raise reading.refusal(
            "",
            'it is JSON, but not a CSAF advisory: there is no "document" with "tracking" in it.',
            "Give a CSAF 2.0 or 2.1 file; feeds, SBOMs and CVE records are read elsewhere.",
            "not-csaf",
        )
    document: Node = root["document"]
    version = reading.text(document, "csaf_version", "document")
    if not version:
        reading.warn("document.csaf_version", "it is missing; the file was read as 2.0")
    elif version not in ("2.0", "2.1"):
        raise reading.refusal(
            "document.csaf_version",
            f"CSAF {version[:20]!r} is not known here; 2.0 and 2.1 are.",
            "Ask its publisher for CSAF 2.0.",
            "unknown-version",
        )
    reading.keeps_all = version != "2.1"
    if not reading.keeps_all:
        reading.lose(root.keys() - _ROOT - {"$schema"}, "file")
    return document


def _is_ours(tracking: Node, reading: Reading) -> bool:
    generator = reading.object(tracking, "generator", "document.tracking")
    engine = reading.object(generator, "engine", "document.tracking.generator")
    return reading.text(engine, "name", "document.tracking.generator.engine") == ENGINE


def _products(root: Node, category: str, reading: Reading) -> Products:
    products = read_product_tree(reading.object(root, "product_tree", "file"), reading)
    if products.by_id:
        return products
    states = any("product_status" in item for item in reading.objects(root, "vulnerabilities", "file"))
    if states or category in _NEEDS_PRODUCTS:
        raise reading.refusal(
            "product_tree",
            "the advisory names no product, so nothing can be matched with it.",
            "Ask its publisher for a file with a product tree.",
            "no-product-tree",
        )
    reading.warn("product_tree", "the advisory names no product; it is read as information only")
    return products


def _in_order(products: Products) -> tuple[Product, ...]:
    """Entries with branches first: the order in which a document can hold them."""
    entries = products.by_id.values()
    if all(entry.path for entry in entries):
        return tuple(entries)
    return tuple(sorted(entries, key=lambda entry: not entry.path))


def _history(tracking: Node, reading: Reading) -> tuple[tuple[Revision, ...], str, datetime, datetime]:
    """Revisions, version, first and current release; what is missing is taken from the revisions, and that is said."""
    place = "document.tracking"
    revisions = []
    for at, node in enumerate(reading.objects(tracking, "revision_history", place)):
        where = f"{place}.revision_history[{at}]"
        time = reading.time(node, "date", where)
        if time is None:
            reading.warn(where, "this revision has no date and was left out")
            continue
        revisions.append(
            Revision(
                reading.text(node, "number", where),
                time,
                reading.text(node, "summary", where),
                reading.text(node, "legacy_version", where),
                reading.rest(node, _REVISION, where),
            )
        )
    version = reading.text(tracking, "version", place)
    if not version:
        version = revisions[-1].number if revisions else "0"
        reading.warn(f"{place}.version", f"it is missing; {version[:40]!r} was taken")
    times = [revision.at for revision in revisions]
    initial = reading.time(tracking, "initial_release_date", place)
    current = reading.time(tracking, "current_release_date", place)
    if initial is None or current is None:
        times += [time for time in (initial, current) if time]
        if not times:
            raise reading.refusal(place, "the advisory carries no date that can be read.", _CORRECTED, "no-date")
        reading.warn(place, "a release date is missing or unreadable; the revision dates were taken")
        initial, current = initial or min(times), current or max(times)
    return tuple(revisions), version, initial, current


def _status(tracking: Node, reading: Reading) -> str:
    status = reading.text(tracking, "status", "document.tracking")
    if status in ("final", "interim", "draft"):
        return status
    reading.warn("document.tracking.status", f"{status[:40]!r} is no status; it was read as interim")
    return "interim"


def _publisher(document: Node, reading: Reading) -> Publisher:
    node = reading.object(document, "publisher", "document")
    place = "document.publisher"
    contact = reading.text(node, "contact_details", place)
    if "contact" in node and not reading.keeps_all:
        details = reading.object(node, "contact", place)
        contact = contact or reading.text(details, "details", place) or reading.text(details, "email", place)
    name = reading.text(node, "name", place)
    if not name:
        reading.warn(place, "the publisher has no name")
    return Publisher(
        name,
        reading.text(node, "namespace", place),
        reading.text(node, "category", place) or "other",
        contact,
    )


def _tlp(document: Node, reading: Reading) -> Tlp:
    """The marking. What cannot be read is kept in the house: a wrong guess must not spread it."""
    node = reading.object(document, "distribution", "document")
    text = reading.text(node, "text", "document.distribution")
    label = reading.text(reading.object(node, "tlp", "document.distribution"), "label", "document.distribution.tlp")
    try:
        tlp = Tlp.read(label)
    except ValueError:
        found = f"TLP label {label[:40]!r} is not known" if label else "there is no TLP label"
        reading.warn("document.distribution", f"{found}; read as AMBER+STRICT until somebody decides")
        return Tlp.AMBER_STRICT
    if tlp is Tlp.AMBER and text.startswith(STRICT_MARK):
        return Tlp.AMBER_STRICT
    return tlp


def _notes(document: Node, reading: Reading, ours: bool) -> tuple[str, tuple[Note, ...], PlainWords]:
    """Summary, notes, plain words. The summary is the text of the first summary note, which stays among the notes."""
    notes = read_notes(document, "document", reading)
    plain = PlainWords()
    if ours:
        plain, notes = take_plain(notes)
        if notes and notes[0].title == SUMMARY_TITLE and notes[0].category == "summary":
            return notes[0].text, notes[1:], plain
    return next((note.text for note in notes if note.category == "summary"), ""), notes, plain
