"""The files of a CSAF provider (CSAF 2.0 section 7, requirements 1-18) as a mapping of path to bytes.

Same entries, settings and ``now``: same bytes. Only what anybody may read goes in; everything else is refused.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from medcord.core.advisory.value import Advisory, Publisher
from medcord.core.refusals import RuleRefusal
from medcord.core.vocabulary import Tlp
from medcord.formats.csaf.times import write_time

ROOT = ".well-known/csaf"
FOLDER = f"{ROOT}/white"
FEED_NAME = "csaf-feed-tlp-white.json"
SECURITY_TXT_DAYS = 180

_SCHEMA_URL = "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json"
_CATEGORY = {"scheme": "urn:ietf:params:rolie:category:information-type", "term": "csaf"}
_OTHER = re.compile(r"[^+\-a-z0-9]+")


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


def csaf_filename(tracking_id: str) -> str:
    """The file name a tracking id demands (CSAF 2.0 5.1): "ICSMA-24-200-01" is icsma-24-200-01.json."""
    return _OTHER.sub("_", tracking_id.lower()) + ".json"


def csaf_path(advisory: Advisory) -> str:
    """Where the advisory lies in the tree: the folder is the year of its first release (requirement 11)."""
    return f"{FOLDER}/{advisory.initial_release.year:04}/{csaf_filename(advisory.id)}"


def provider_tree(
    entries: Iterable[tuple[Advisory, bytes]], settings: ProviderSettings, *, now: datetime
) -> dict[str, bytes]:
    """All files of the provider by path, for the newest revision of each published advisory.

    Raises RuleRefusal for a draft, for any marking but TLP:CLEAR and for two advisories with one file name.
    """
    documents: dict[str, tuple[Advisory, bytes]] = {}
    for advisory, document in entries:
        _require_public(advisory)
        path = csaf_path(advisory)
        if path in documents:
            raise RuleRefusal(
                f"Advisories {documents[path][0].id} and {advisory.id} would both be the file {path}. "
                "Give only the newest revision of each, and ids that differ in letters or digits.",
                code="same-file-name",
                fields={"path": path},
            )
        documents[path] = (advisory, document)
    files: dict[str, bytes] = {}
    for path, (_, document) in documents.items():
        files[path] = document
        files.update(_digest_files(path, document))
    newest_first = sorted(documents.items(), key=lambda item: item[0])
    newest_first.sort(key=lambda item: item[1][0].current_release, reverse=True)
    listed = [(path, advisory) for path, (advisory, _) in newest_first]
    files[f"{FOLDER}/index.txt"] = "".join(f"{_below(path)}\n" for path in sorted(documents)).encode()
    files[f"{FOLDER}/changes.csv"] = _changes(listed)
    files[f"{FOLDER}/{FEED_NAME}"] = _json(_feed(listed, settings, now))
    files[f"{ROOT}/service.json"] = _json(_service(settings))
    files[f"{ROOT}/provider-metadata.json"] = _json(_metadata(settings, now))
    files[".well-known/security.txt"] = _security_txt(settings, now)
    return dict(sorted(files.items()))


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


def _digest_files(path: str, document: bytes) -> dict[str, bytes]:
    """Requirement 18: digest first, then blanks and the file name."""
    name = path.rpartition("/")[2]
    return {
        f"{path}.sha256": f"{hashlib.sha256(document).hexdigest()}  {name}\n".encode(),
        f"{path}.sha512": f"{hashlib.sha512(document).hexdigest()}  {name}\n".encode(),
    }


def _changes(listed: list[tuple[str, Advisory]]) -> bytes:
    """Requirement 13: newest first, quoted, no header. Neither field can hold a quotation mark."""
    lines = [f'"{_below(path)}","{write_time(advisory.current_release)}"\n' for path, advisory in listed]
    return "".join(lines).encode()


def _feed(listed: list[tuple[str, Advisory]], settings: ProviderSettings, now: datetime) -> dict[str, Any]:
    """Requirement 15: ROLIE (RFC 8322) in its JSON form."""
    updated = max((advisory.current_release for _, advisory in listed), default=now)
    return {
        "feed": {
            "id": FEED_NAME.removesuffix(".json"),
            "title": f"{settings.publisher.name}: security advisories (TLP:WHITE)",
            "link": [
                {"rel": "self", "href": settings.url(f"{FOLDER}/{FEED_NAME}")},
                {"rel": "service", "href": settings.url(f"{ROOT}/service.json")},
            ],
            "category": [_CATEGORY],
            "updated": write_time(updated),
            "entry": [_entry(path, advisory, settings) for path, advisory in listed],
        }
    }


def _entry(path: str, advisory: Advisory, settings: ProviderSettings) -> dict[str, Any]:
    url = settings.url(path)
    entry: dict[str, Any] = {
        "id": advisory.id,
        "title": advisory.title,
        "link": [
            {"rel": "self", "href": url},
            {"rel": "hash", "href": f"{url}.sha256"},
            {"rel": "hash", "href": f"{url}.sha512"},
        ],
        "published": write_time(advisory.initial_release),
        "updated": write_time(advisory.current_release),
        "content": {"type": "application/json", "src": url},
        "format": {"schema": _SCHEMA_URL, "version": "2.0"},
    }
    if advisory.summary:
        entry["summary"] = {"content": advisory.summary}
    return entry


def _service(settings: ProviderSettings) -> dict[str, Any]:
    """Requirement 16: the ROLIE service document."""
    collection = {
        "title": f"{settings.publisher.name}: security advisories (TLP:WHITE)",
        "href": settings.url(f"{FOLDER}/{FEED_NAME}"),
        "categories": {"category": [_CATEGORY]},
    }
    return {"service": {"workspace": [{"title": "Public CSAF feed", "collection": [collection]}]}}


def _metadata(settings: ProviderSettings, now: datetime) -> dict[str, Any]:
    """Requirement 7: provider-metadata.json."""
    publisher = settings.publisher
    who = {"category": publisher.category, "name": publisher.name, "namespace": publisher.namespace}
    if publisher.contact:
        who["contact_details"] = publisher.contact
    feed = {
        "summary": "All public advisories.",
        "tlp_label": "WHITE",
        "url": settings.url(f"{FOLDER}/{FEED_NAME}"),
    }
    return {
        "canonical_url": settings.url(f"{ROOT}/provider-metadata.json"),
        "distributions": [
            {"directory_url": settings.url(f"{FOLDER}/")},
            {"rolie": {"feeds": [feed], "services": [settings.url(f"{ROOT}/service.json")]}},
        ],
        "last_updated": write_time(now),
        "list_on_CSAF_aggregators": settings.list_on_aggregators,
        "metadata_version": "2.0",
        "mirror_on_CSAF_aggregators": settings.mirror_on_aggregators,
        "publisher": who,
        "role": settings.role,
    }


def _security_txt(settings: ProviderSettings, now: datetime) -> bytes:
    """Requirement 8, in the form of RFC 9116: at least Contact and Expires."""
    expires = (now + timedelta(days=SECURITY_TXT_DAYS)).replace(microsecond=0)
    lines = [
        f"Contact: {_contact(settings)}",
        f"Expires: {write_time(expires)}",
        f"Canonical: {settings.url('.well-known/security.txt')}",
        f"CSAF: {settings.url(f'{ROOT}/provider-metadata.json')}",
    ]
    return ("\n".join(lines) + "\n").encode()


def _contact(settings: ProviderSettings) -> str:
    contact = settings.security_contact or settings.publisher.contact
    if contact.startswith(("https://", "mailto:", "tel:")) and not re.search(r"\s", contact):
        return contact
    if re.fullmatch(r"[^\s@]+@[^\s@]+", contact):
        return f"mailto:{contact}"
    return settings.publisher.namespace


def _below(path: str) -> str:
    return path.removeprefix(f"{FOLDER}/")


def _json(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
