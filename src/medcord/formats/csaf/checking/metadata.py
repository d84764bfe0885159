"""provider-metadata.json and the ways to find it (requirements 7 to 10), and the public key (20)."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from medcord.core.refusals import UnreadableFile
from medcord.formats.csaf.checking.forms import provider_faults
from medcord.formats.csaf.checking.outcome import FOLDER_CANNOT_TELL, Outcome
from medcord.formats.csaf.checking.walk import Walk, items_of, joined, origin_of, text_of, texts_of
from medcord.formats.csaf.json_text import load_object

_MOST_OF_SECURITY_TXT = 256 * 1024
MOST = 50
"""Folders, feeds, keys and the like that are looked at; nobody has so many."""
WELL_KNOWN = "/.well-known/csaf/provider-metadata.json"
BESIDE = {version: f"/.well-known/csaf/v{version}/provider-metadata.json" for version in ("2.0", "2.1")}
"""Where the metadata of each edition lie while both are served (CSAF 2.1, 7.4)."""
_SECURITY_TXT = ("/.well-known/security.txt", "/security.txt")
_LINE = re.compile(r"^CSAF:\s*(\S+)\s*$", re.IGNORECASE | re.MULTILINE)


def find_metadata(walk: Walk, origin: str, given: str = "") -> None:
    """Try every way the standard names, note each, and read what was found first. ``given``: an address to start at."""
    named = _by_security_txt(walk, origin)
    well_known = _by_well_known(walk, origin)
    by_name = _by_dns_name(walk, origin)
    found = given or well_known or named or by_name
    if not found:
        nowhere = "No provider-metadata.json at the well-known address, in security.txt, or by the DNS name."
        unknown = not walk.source.is_folder and any(
            walk.findings.result(way).outcome is Outcome.UNTOLD for way in (8, 9, 10)
        )
        (walk.findings.untold if unknown else walk.findings.fails)(7, nowhere, origin)
        return
    walk.start = found
    metadata = walk.object_at(7, found)
    walk.metadata = metadata or {}
    if metadata is not None:
        _check_form(walk, walk.metadata, found)


def _by_well_known(walk: Walk, origin: str) -> str:
    address = origin + BESIDE.get(walk.edition, WELL_KNOWN)
    got = walk.source.get(address)
    if not got.ok:
        walk.missing(9, address, got)
        return address if walk.get(address).ok else ""
    if not _is_metadata(got.body):
        walk.findings.fails(9, "What is there is no provider metadata.", address)
    else:
        walk.findings.holds(9, "It is there.", address)
    return address


def _by_security_txt(walk: Walk, origin: str) -> str:
    for path in _SECURITY_TXT:
        got = walk.get(origin + path)
        if got.ok:
            break
    else:
        walk.missing(8, origin + _SECURITY_TXT[0], got)
        return ""
    named = _LINE.findall(got.body[:_MOST_OF_SECURITY_TXT].decode("utf-8", "replace").replace("\r", ""))[:MOST]
    if not named:
        walk.findings.fails(8, "It has no line that begins with CSAF:.", origin + path)
        return ""
    _order(walk, named, origin, path)
    if walk.edition:
        own = origin_path(BESIDE[walk.edition])
        named = [one for one in named if own(one)]
        if not named:
            walk.findings.fails(8, f"It has no line CSAF: for CSAF {walk.edition}.", origin + path)
            return ""
    for one in named:
        if not one.startswith("https://"):
            walk.findings.fails(8, f"Its line CSAF: {one[:200]} is not an https address.", origin + path)
            continue
        # A folder stands for the host that its own security.txt names.
        target = walk.get(one)
        if not target.ok or not _is_metadata(target.body):
            walk.findings.fails(8, f"It names {one[:200]}, and no provider metadata is there.", origin + path)
            continue
        walk.findings.holds(8, f"It names {one[:200]}.", origin + path)
        return str(one)
    return ""


def _order(walk: Walk, named: list[str], origin: str, path: str) -> None:
    """The well-known address comes first, says CSAF 2.1; 2.0 does not speak of it."""
    first = origin_path(WELL_KNOWN)
    if walk.edition == "2.1" and any(map(first, named[1:])) and not first(named[0]):
        walk.findings.fails(8, "The well-known address must be the first of its lines CSAF:.", origin + path)


def origin_path(path: str) -> Callable[[str], bool]:
    """Whether an address has just this path."""

    def has(address: str) -> bool:
        try:
            return urlsplit(address).path == path
        except ValueError:
            return False

    return has


def _by_dns_name(walk: Walk, origin: str) -> str:
    if walk.source.is_folder:
        walk.findings.untold(10, FOLDER_CANNOT_TELL[10])
        return ""
    host = urlsplit(origin).hostname or ""
    if _is_number(host):
        walk.findings.fails(10, "The provider is asked by a number, which has no names in the DNS.", origin)
        return ""
    address = f"https://csaf.data.security.{host.removeprefix('www.')}"
    got = walk.source.get(address)
    if not got.ok:
        walk.missing(10, address, got)
        return ""
    if not _is_metadata(got.body):
        walk.findings.fails(10, "What is served there is no provider metadata.", address)
        return ""
    if walk.edition and got.body != walk.source.get(origin + BESIDE[walk.edition]).body:
        walk.findings.untold(10, "It serves the metadata of the other edition, the one in force.", address)
        return ""
    walk.findings.holds(10, "It serves the provider metadata.", address)
    return address


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_metadata(body: bytes) -> bool:
    try:
        return {"canonical_url", "publisher", "role"} <= load_object(body, name="", warnings=[]).keys()
    except UnreadableFile:
        return False


def _check_form(walk: Walk, metadata: dict[str, Any], address: str) -> None:
    wrong = list(_faults(metadata))
    for sentence in wrong:
        walk.findings.fails(7, sentence, address)
    canonical = text_of(metadata, "canonical_url")
    own = text_of(metadata, "metadata_version")
    if walk.edition and own != walk.edition:
        walk.findings.fails(7, f"It lies at the address for CSAF {walk.edition}, and is of {own[:20]!r}.", address)
    elif walk.edition and not origin_path(BESIDE[walk.edition])(canonical):
        walk.findings.fails(7, f"Its canonical_url {canonical[:200]} is not its own address.", address)
    if not wrong and not walk.source.is_folder and canonical != walk.start and not walk.get(canonical).ok:
        walk.findings.fails(7, f"Nothing is at its canonical_url {canonical[:200]}.", address)
    walk.findings.holds(7, "It has what the standard asks for.", address)
    walk.own = origin_of(canonical) if canonical else walk.own


def _faults(metadata: dict[str, Any]) -> list[str]:
    found = provider_faults(metadata)
    if not text_of(metadata, "canonical_url").startswith("https://"):
        found.append("canonical_url must be an https address.")
    return found


def folders_of(metadata: dict[str, Any]) -> list[tuple[str, str]]:
    """Address (with a slash at its end) and TLP label of each folder (2.0: directory_url, 2.1: directory)."""
    found = []
    for one in items_of(metadata, "distributions"):
        for address, label in (
            (text_of(one, "directory_url"), ""),
            (text_of(one, "directory", "url"), text_of(one, "directory", "tlp_label")),
        ):
            if address:
                found.append((address.rstrip("/") + "/", label))
    return found[:MOST]


def feeds_of(metadata: dict[str, Any]) -> list[tuple[str, str]]:
    """Address and TLP label of each ROLIE feed."""
    return [
        (text_of(feed, "url"), text_of(feed, "tlp_label"))
        for one in items_of(metadata, "distributions")
        for feed in items_of(one, "rolie", "feeds")
    ][:MOST]


def rolie_documents(metadata: dict[str, Any], kind: str) -> list[str]:
    """Addresses of "services" or "categories"."""
    return [address for one in items_of(metadata, "distributions") for address in texts_of(one, "rolie", kind)][:MOST]


def key_addresses(walk: Walk) -> list[tuple[str, str]]:
    """Address and stated fingerprint of each public key."""
    keys = items_of(walk.metadata, "public_openpgp_keys")[:MOST]
    return [(joined(walk.start, text_of(key, "url")), text_of(key, "fingerprint")) for key in keys]
