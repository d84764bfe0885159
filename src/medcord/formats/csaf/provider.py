"""The files of a CSAF trusted provider (CSAF 2.0 section 7, requirements 1-20) as a mapping of path to bytes.

Same documents, settings, keys and ``now``: same bytes. Only what anybody may read goes in; everything else is refused.
Each version of the standard has a tree of its own below one ``Standard``; one more version is one more entry.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from medcord.core.advisory.value import Advisory, Publisher
from medcord.core.refusals import RuleRefusal
from medcord.core.vocabulary import Tlp
from medcord.formats.csaf.times import write_time

SECURITY_TXT_DAYS = 180
KEYS = ".well-known/csaf/openpgp"

_CATEGORY = {"scheme": "urn:ietf:params:rolie:category:information-type", "term": "csaf"}
_instant = functools.lru_cache(maxsize=16_384)(write_time)
"""Each date of a document stands in its entry, its line of changes and again in the next release."""
_OTHER = re.compile(r"[^+\-a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Standard:
    """A version of CSAF as a provider lays it out: the folder of its tree, and what it calls the labels of TLP 2.0."""

    version: str
    root: str
    schema_url: str
    labels: Mapping[Tlp, str]

    def folder(self, label: str) -> str:
        """Where documents of this label lie: those of one label apart from those of another (requirement 5)."""
        return f"{self.root}/{_slug(label)}"

    def feed(self, label: str) -> str:
        """The path of the ROLIE feed of this label."""
        return f"{self.folder(label)}/csaf-feed-tlp-{_slug(label)}.json"


def _slug(label: str) -> str:
    return label.lower().replace("+", "-")


# CSAF 2.0 knows TLP 1.0 alone: CLEAR is its WHITE, and nothing but RED is strict enough for AMBER+STRICT.
_TLP_1 = {Tlp.CLEAR: "WHITE", Tlp.GREEN: "GREEN", Tlp.AMBER: "AMBER", Tlp.AMBER_STRICT: "RED", Tlp.RED: "RED"}

CSAF_2_0 = Standard(
    "2.0", ".well-known/csaf", "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json", _TLP_1
)
CSAF_2_1 = Standard(
    "2.1",
    ".well-known/csaf/v2.1",
    "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json",
    {tlp: tlp.value for tlp in Tlp},
)
STANDARDS = {each.version: each for each in (CSAF_2_0, CSAF_2_1)}


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """Who publishes and where: ``base_url`` is the origin whose ``/.well-known/`` will hold the files.

    ``security_contact`` (a mailto: or https: address) goes into security.txt; empty means the publisher's contact.
    """

    base_url: str
    publisher: Publisher
    role: str = "csaf_provider"
    security_contact: str = ""
    list_on_aggregators: bool = True
    mirror_on_aggregators: bool = True

    def url(self, path: str) -> str:
        """The address of a file of the tree."""
        return f"{self.base_url.rstrip('/')}/{path}"


@dataclass(frozen=True, slots=True)
class ProviderKey:
    """A public OpenPGP key readers may check signatures with: fingerprint in hexadecimal digits, armored text."""

    fingerprint: str
    armored: bytes

    @property
    def path(self) -> str:
        """Where it lies in the tree (requirement 20)."""
        return f"{KEYS}/{self.fingerprint.lower()}.asc"


@dataclass(frozen=True, slots=True)
class Listed:
    """A document as the lists of a provider speak of it; hashes in hexadecimal digits, ``signature`` armored."""

    path: str
    id: str
    title: str
    summary: str
    first_release: datetime
    current_release: datetime
    sha256: str
    sha512: str
    signature: bytes = b""
    tlp: Tlp = Tlp.CLEAR
    standard: Standard = CSAF_2_0


def csaf_filename(tracking_id: str) -> str:
    """The file name a tracking id demands (CSAF 2.0 5.1): "ICSMA-24-200-01" is icsma-24-200-01.json."""
    return _OTHER.sub("_", tracking_id.lower()) + ".json"


def csaf_path(advisory: Advisory, standard: Standard = CSAF_2_0) -> str:
    """Where the advisory lies in the tree: the folder is the year of its first release (requirement 11)."""
    return csaf_place(advisory.tlp, advisory.initial_release.year, advisory.id, standard)


def csaf_place(tlp: Tlp, year: int, tracking_id: str, standard: Standard) -> str:
    """The same by what it hangs on, without reading the advisory."""
    return f"{standard.folder(standard.labels[tlp])}/{year:04}/{csaf_filename(tracking_id)}"


def listed(advisory: Advisory, document: bytes, signature: bytes = b"", standard: Standard = CSAF_2_0) -> Listed:
    """What the lists say of a document. Raises RuleRefusal for a draft and for any marking but TLP:CLEAR."""
    _require_public(advisory)
    return entry_of(advisory, document, signature, standard)


def entry_of(advisory: Advisory, document: bytes, signature: bytes, standard: Standard) -> Listed:
    """The same of a document of any marking, for a list that is made for who may read it."""
    return Listed(
        path=csaf_path(advisory, standard),
        id=advisory.id,
        title=advisory.title,
        summary=advisory.summary,
        first_release=advisory.initial_release,
        current_release=advisory.current_release,
        sha256=hashlib.sha256(document).hexdigest(),
        sha512=hashlib.sha512(document).hexdigest(),
        signature=signature,
        tlp=advisory.tlp,
        standard=standard,
    )


def provider_tree(
    entries: Iterable[tuple[Advisory, bytes]], settings: ProviderSettings, *, now: datetime
) -> dict[str, bytes]:
    """All files of an unsigned provider by path, for the newest revision of each published advisory.

    Raises RuleRefusal for a draft, for any marking but TLP:CLEAR and for two advisories with one file name.
    """
    documents = [(listed(advisory, document), document) for advisory, document in entries]
    files = provider_files([each for each, _ in documents], settings, now=now)
    return dict(sorted((files | {each.path: document for each, document in documents}).items()))


def provider_files(
    documents: Sequence[Listed],
    settings: ProviderSettings,
    *,
    now: datetime,
    keys: Sequence[ProviderKey] = (),
    standards: Sequence[Standard] = (CSAF_2_0,),
) -> dict[str, bytes]:
    """Every file but the documents themselves, by path: what lies beside them, lists, feeds and metadata.

    With ``keys`` it is a trusted provider, and every document must be signed. Raises RuleRefusal.
    """
    _require_apart(documents)
    files = {key.path: key.armored for key in keys}
    for document in documents:
        files.update(_beside(document, signed=bool(keys)))
    for standard in standards:
        mine = [each for each in documents if each.standard == standard]
        files.update(_lists(mine, standard, settings, now))
        metadata = _metadata(mine, standard, settings, keys, now)
        files[f"{standard.root}/provider-metadata.json"] = _json(metadata)
    files[".well-known/security.txt"] = _security_txt(settings, now, standards)
    return dict(sorted(files.items()))


def rolie_feed(
    documents: Sequence[Listed], label: str, standard: Standard, settings: ProviderSettings, *, now: datetime
) -> bytes:
    """The ROLIE feed of one label (requirement 15), alone: it stands in no service document. ``now`` is when an empty
    one was changed last."""
    newest_first = sorted(documents, key=lambda each: each.current_release, reverse=True)
    found = _feed(newest_first, label, standard, settings, now)
    found["feed"]["link"] = [one for one in found["feed"]["link"] if one["rel"] == "self"]
    return _json(found)


def hash_file(document: Listed, algorithm: str) -> bytes:
    """The file ``.sha256`` or ``.sha512`` beside a document (requirement 18)."""
    return _beside(document, signed=False)[f"{document.path}.{algorithm}"]


def _require_public(advisory: Advisory) -> None:
    if advisory.tlp is Tlp.CLEAR and advisory.status != "draft":
        return
    why = "is a draft" if advisory.status == "draft" else f"is marked TLP:{advisory.tlp.value}"
    raise RuleRefusal(
        f"Advisory {advisory.id} {why}; only released advisories marked TLP:CLEAR go to the public provider. "
        "Leave it out, or release it first.",
        code="not-public",
        fields={"advisory": advisory.id},
    )


def _require_apart(documents: Sequence[Listed]) -> None:
    there: dict[str, Listed] = {}
    for document in documents:
        other = there.setdefault(document.path, document)
        if other is not document:
            raise RuleRefusal(
                f"Advisories {other.id} and {document.id} would both be the file {document.path}. "
                "Give only the newest revision of each, and ids that differ in letters or digits.",
                code="same-file-name",
                fields={"path": document.path},
            )


def _beside(document: Listed, *, signed: bool) -> dict[str, bytes]:
    """Requirements 18 and 19: hash files (digest first, then blanks and the file name), and the signature."""
    name = document.path.rpartition("/")[2]
    files = {
        f"{document.path}.sha256": f"{document.sha256}  {name}\n".encode(),
        f"{document.path}.sha512": f"{document.sha512}  {name}\n".encode(),
    }
    if signed:
        if not document.signature:
            raise RuleRefusal(
                f"Advisory {document.id} is not signed yet, so the provider's files are not put in force. "
                "Sign it first.",
                code="not-signed-yet",
                fields={"advisory": document.id},
            )
        files[f"{document.path}.asc"] = document.signature
    return files


def _labels(documents: Sequence[Listed], standard: Standard) -> list[str]:
    """The labels that have a feed: always that of CLEAR, and each that something was released under."""
    used = {Tlp.CLEAR, *(each.tlp for each in documents)}
    return list(dict.fromkeys(standard.labels[tlp] for tlp in Tlp if tlp in used))


def _under(documents: Sequence[Listed], standard: Standard, label: str) -> list[Listed]:
    return [each for each in documents if standard.labels[each.tlp] == label]


def _lists(
    documents: Sequence[Listed], standard: Standard, settings: ProviderSettings, now: datetime
) -> dict[str, bytes]:
    files = {
        f"{standard.root}/service.json": _json(_service(documents, standard, settings)),
        f"{standard.root}/category.json": _json({"categories": {"category": [_CATEGORY]}}),
    }
    for label in _labels(documents, standard):
        folder = standard.folder(label)
        mine = sorted(_under(documents, standard, label), key=lambda each: each.path)
        files[f"{folder}/index.txt"] = "".join(f"{_below(each.path, folder)}\n" for each in mine).encode()
        mine.sort(key=lambda each: each.current_release, reverse=True)
        files[f"{folder}/changes.csv"] = _changes(mine, folder, standard)
        files[standard.feed(label)] = _json(_feed(mine, label, standard, settings, now))
    return files


def _changes(newest_first: Sequence[Listed], folder: str, standard: Standard) -> bytes:
    """Requirement 13: newest first, no header; 2.0 wants quotation marks and 2.1 none. No field can hold one."""
    mark = '"' if standard is CSAF_2_0 else ""
    lines = [
        f"{mark}{_below(each.path, folder)}{mark},{mark}{_instant(each.current_release)}{mark}\n"
        for each in newest_first
    ]
    return "".join(lines).encode()


def _feed(
    newest_first: Sequence[Listed], label: str, standard: Standard, settings: ProviderSettings, now: datetime
) -> dict[str, Any]:
    """Requirement 15: ROLIE (RFC 8322) in its JSON form."""
    return {
        "feed": {
            "id": standard.feed(label).rpartition("/")[2].removesuffix(".json"),
            "title": _feed_title(label, settings),
            "link": [
                {"rel": "self", "href": settings.url(standard.feed(label))},
                {"rel": "service", "href": settings.url(f"{standard.root}/service.json")},
            ],
            "category": [_CATEGORY],
            "updated": write_time(_updated(newest_first, now)),
            "entry": [_entry(each, settings) for each in newest_first],
        }
    }


def _feed_title(label: str, settings: ProviderSettings) -> str:
    return f"{settings.publisher.name}: security advisories (TLP:{label})"


def _updated(documents: Iterable[Listed], now: datetime) -> datetime:
    return max((each.current_release for each in documents), default=now)


def _entry(document: Listed, settings: ProviderSettings) -> dict[str, Any]:
    url = settings.url(document.path)
    links = [
        {"rel": "self", "href": url},
        {"rel": "hash", "href": f"{url}.sha256"},
        {"rel": "hash", "href": f"{url}.sha512"},
    ]
    if document.signature:
        links.append({"rel": "signature", "href": f"{url}.asc"})
    entry: dict[str, Any] = {
        "id": document.id,
        "title": document.title,
        "link": links,
        "published": _instant(document.first_release),
        "updated": _instant(document.current_release),
        "content": {"type": "application/json", "src": url},
        "format": {"schema": document.standard.schema_url, "version": document.standard.version},
    }
    if document.summary:
        entry["summary"] = {"content": document.summary}
    return entry


def _service(documents: Sequence[Listed], standard: Standard, settings: ProviderSettings) -> dict[str, Any]:
    """Requirement 16: the ROLIE service document."""
    collections = [
        {
            "title": _feed_title(label, settings),
            "href": settings.url(standard.feed(label)),
            "categories": {"category": [_CATEGORY]},
        }
        for label in _labels(documents, standard)
    ]
    return {"service": {"workspace": [{"title": "Public CSAF feed", "collection": collections}]}}


def _metadata(
    documents: Sequence[Listed],
    standard: Standard,
    settings: ProviderSettings,
    keys: Sequence[ProviderKey],
    now: datetime,
) -> dict[str, Any]:
    """Requirement 7: provider-metadata.json, and requirement 20: where the public keys are."""
    publisher = settings.publisher
    who: dict[str, Any] = {"category": publisher.category, "name": publisher.name, "namespace": publisher.namespace}
    if publisher.contact and standard is CSAF_2_0:
        who["contact_details"] = publisher.contact
    elif publisher.contact:
        who["contact"] = {"details": publisher.contact}
    rolie = {
        "categories": [settings.url(f"{standard.root}/category.json")],
        "feeds": [_feed_named(documents, label, standard, settings, now) for label in _labels(documents, standard)],
        "services": [settings.url(f"{standard.root}/service.json")],
    }
    metadata: dict[str, Any] = {
        "canonical_url": settings.url(f"{standard.root}/provider-metadata.json"),
        "distributions": [*_directories(documents, standard, settings), {"rolie": rolie}],
        "last_updated": write_time(now),
        "list_on_CSAF_aggregators": settings.list_on_aggregators,
        "metadata_version": standard.version,
        "mirror_on_CSAF_aggregators": settings.mirror_on_aggregators,
        "publisher": who,
        "role": "csaf_trusted_provider" if keys else settings.role,
    }
    if keys:
        metadata["public_openpgp_keys"] = [
            {"fingerprint": key.fingerprint.upper(), "url": settings.url(key.path)} for key in keys
        ]
    if standard is not CSAF_2_0:
        metadata["$schema"] = standard.schema_url.replace("csaf.json", "provider.json")
    return metadata


def _feed_named(
    documents: Sequence[Listed], label: str, standard: Standard, settings: ProviderSettings, now: datetime
) -> dict[str, Any]:
    feed: dict[str, Any] = {
        "summary": "All public advisories.",
        "tlp_label": label,
        "url": settings.url(standard.feed(label)),
    }
    if standard is not CSAF_2_0:
        feed["last_updated"] = write_time(_updated(_under(documents, standard, label), now))
    return feed


def _directories(documents: Sequence[Listed], standard: Standard, settings: ProviderSettings) -> list[dict[str, Any]]:
    """Requirements 11 to 14. CSAF 2.1 says the label beside the address."""
    addresses = [(label, settings.url(f"{standard.folder(label)}/")) for label in _labels(documents, standard)]
    if standard is CSAF_2_0:
        return [{"directory_url": url} for _, url in addresses]
    return [{"directory": {"tlp_label": label, "url": url}} for label, url in addresses]


def _security_txt(settings: ProviderSettings, now: datetime, standards: Sequence[Standard]) -> bytes:
    """Requirement 8, in the form of RFC 9116: at least Contact and Expires; the well-known address comes first."""
    ordered = sorted(standards, key=lambda standard: standard is not CSAF_2_0)
    expires = (now + timedelta(days=SECURITY_TXT_DAYS)).replace(microsecond=0)
    lines = [
        f"Contact: {_contact(settings)}",
        f"Expires: {write_time(expires)}",
        f"Canonical: {settings.url('.well-known/security.txt')}",
        *(f"CSAF: {settings.url(f'{standard.root}/provider-metadata.json')}" for standard in ordered),
    ]
    return ("\n".join(lines) + "\n").encode()


def _contact(settings: ProviderSettings) -> str:
    contact = settings.security_contact or settings.publisher.contact
    if contact.startswith(("https://", "mailto:", "tel:")) and not re.search(r"\s", contact):
        return contact
    if re.fullmatch(r"[^\s@]+@[^\s@]+", contact):
        return f"mailto:{contact}"
    return settings.publisher.namespace


def _below(path: str, folder: str) -> str:
    return path.removeprefix(f"{folder}/")


def _json(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
