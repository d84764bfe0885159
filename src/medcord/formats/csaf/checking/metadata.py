"""provider-metadata.json and the ways to find it (requirements 7 to 10), and the public key (20)."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from medcord.core.refusals import UnreadableFile
from medcord.formats.csaf.checking.forms import provider_faults
from medcord.formats.csaf.checking.outcome import FOLDER_CANNOT_TELL, Outcome
from medcord.formats.csaf.checking.walk import Walk, items_of, joined, origin_of, text_of, texts_of
from medcord.formats.csaf.json_text import load_object

MOST = 50
"""Folders, feeds, keys and the like that are looked at; nobody has so many."""
WELL_KNOWN = "/.well-known/csaf/provider-metadata.json"
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
    walk.metadata = walk.object_at(7, found) or {}
    if walk.metadata:
        _check_form(walk, walk.metadata, found)


def _by_well_known(walk: Walk, origin: str) -> str:
    address = origin + WELL_KNOWN
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
    named = _LINE.findall(got.body.decode("utf-8", "replace").replace("\r", ""))
    if not named:
        walk.findings.fails(8, "It has no line that begins with CSAF:.", origin + path)
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
