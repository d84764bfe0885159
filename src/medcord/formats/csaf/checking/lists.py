"""The lists of documents: index.txt, changes.csv, listings (12 to 14), and ROLIE (15 to 17)."""

from __future__ import annotations

import csv
import re
from itertools import pairwise
from typing import Any
from urllib.parse import unquote, urlsplit

from medcord.formats.csaf.checking.metadata import feeds_of, folders_of, rolie_documents
from medcord.formats.csaf.checking.outcome import FOLDER_CANNOT_TELL
from medcord.formats.csaf.checking.walk import PROTECTED, Listed, Walk, items_of, joined, text_of
from medcord.formats.csaf.times import parse_time

MOST_LINES = 200_000
_PLAIN = re.compile(r"[0-9]{4}/[a-z0-9_+-]+\.json")
_FREE = frozenset({"WHITE", "CLEAR", "GREEN", "UNLABELED"})


def read_lists(walk: Walk) -> None:
    """Read every list the metadata names; fills ``walk.documents``."""
    if not walk.metadata:
        return
    folders = folders_of(walk.metadata)
    for folder, label in folders:
        _index(walk, folder, label)
        _changes(walk, folder, label)
        _listing(walk, folder)
    if not folders:
        for number in (11, 12, 13, 14):
            walk.findings.fails(number, "The metadata name no folder.", walk.start)
    feeds = feeds_of(walk.metadata)
    for address, label in feeds:
        _feed(walk, address, label)
    if not feeds:
        walk.findings.fails(15, "The metadata name no ROLIE feed.", walk.start)
    elif not any(label in _FREE for _, label in feeds):
        walk.findings.fails(15, "No feed is for TLP:WHITE, GREEN or unlabeled documents.", walk.start)
    for folder, _ in folders:
        _unlisted(walk, folder)
    _rolie_extras(walk, bool(feeds))


def _unlisted(walk: Walk, folder: str) -> None:
    """What lies in the folder, as the other lists say, must stand in index.txt and changes.csv too."""
    inside = [one for one in walk.documents.values() if one.address.startswith(folder)]
    for number, name, lacking in (
        (12, "index.txt", sum(not one.in_index for one in inside)),
        (13, "changes.csv", sum(not one.in_changes for one in inside)),
    ):
        if lacking:
            walk.findings.fails(number, f"It lacks {lacking} of the files that the other lists name.", folder + name)


def _text(walk: Walk, number: int, address: str) -> str | None:
    got = walk.get(address)
    if not got.ok:
        walk.missing(number, address, got)
        return None
    try:
        text = got.body.decode()
    except UnicodeDecodeError:
        walk.findings.fails(number, "It is not UTF-8.", address)
        return None
    if "\x00" in text:
        walk.findings.fails(number, "It holds the control character NUL.", address)
        return None
    if text.count("\n") > MOST_LINES:
        walk.findings.fails(number, f"It has more than {MOST_LINES:,} lines and was not read.", address)
        return None
    return text


def _document(walk: Walk, number: int, folder: str, label: str, name: str, where: str) -> Listed | None:
    """The document a line names. A line that leads out of the folder fails; a line with a path from elsewhere, as some
    publishers write, is read by its last two parts if a file is there."""
    if _PLAIN.fullmatch(name) and "?" not in folder and "#" not in folder:  # as nearly all are: nothing to look for
        return _listed(walk, folder + name, folder, label)
    address = joined(folder, name.strip())
    parts = unquote(name).replace("\\", "/").split("/")
    if ".." in parts or not address.startswith(folder):
        walk.findings.fails(number, f"It names {name[:120]!r}, which leads out of the folder.", where)
        return None
    if len(parts) > 2 and not (parts[0].isdigit() and len(parts[0]) == 4):
        short = joined(folder, "/".join(parts[-2:]))
        walk.findings.fails(
            number, f"It names {name[:120]!r}: paths must begin at the folder, so {'/'.join(parts[-2:])[:80]!r}.", where
        )
        address = short
    return _listed(walk, address, folder, label)


def _listed(walk: Walk, address: str, folder: str, label: str) -> Listed:
    listed = walk.documents.setdefault(address, Listed(address))
    listed.folder, listed.label = folder, label or listed.label
    return listed


def _index(walk: Walk, folder: str, label: str) -> None:
    where = f"{folder}index.txt"
    text = _text(walk, 12, where)
    if text is None:
        return
    names = [line for line in text.splitlines() if line.strip()]
    if len(set(names)) != len(names):
        walk.findings.fails(12, "It names a file more than once.", where)
    for name in names:
        listed = _document(walk, 12, folder, label, name, where)
        if listed is not None:
            listed.in_index = True
    walk.findings.holds(12, f"It names {len(names)} files.", where)


def _changes(walk: Walk, folder: str, label: str) -> None:
    where = f"{folder}changes.csv"
    text = _text(walk, 13, where)
    if text is None:
        return
    before = None
    lines = [line for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines, start=1):
        try:
            row = next(csv.reader([line], strict=True))
        except (csv.Error, StopIteration):
            row = []
        time = parse_time(row[1]) if len(row) == 2 else None
        if len(row) != 2 or time is None:
            walk.findings.fails(13, f"Line {number} is not a file and a time.", where)
            continue
        if walk.version == "2.1":
            if '"' in line:
                walk.findings.fails(13, f"Line {number}: CSAF 2.1 wants no quotation marks.", where)
        elif not line.startswith('"') or not line.rstrip().endswith('"') or '","' not in line:
            walk.findings.fails(13, f"Line {number}: file and time must stand in quotation marks.", where)
        if before is not None and time[0] > before:
            walk.findings.fails(13, f"Line {number} is newer than the line before it; the newest comes first.", where)
        before = time[0]
        listed = _document(walk, 13, folder, label, row[0], where)
        if listed is not None:
            listed.in_changes = row[1]
            listed.updated = listed.updated or row[1]
    walk.findings.holds(13, f"It names {len(lines)} files.", where)


def _listing(walk: Walk, folder: str) -> None:
    if walk.source.is_folder:
        walk.findings.untold(14, FOLDER_CANNOT_TELL[14])
        return
    got = walk.get(folder, protected=True)  # a server without listings answers 403; no password would help
    if not got.ok or "html" not in got.headers.get("content-type", "text/html"):
        walk.findings.fails(14, f"The server shows no listing of the folder (it answers {got.status}).", folder)
        return
    page = got.body.decode("utf-8", "replace")
    own = [one.address.removeprefix(folder) for one in walk.documents.values() if one.folder == folder]
    absent = sorted({name.split("/")[0] for name in own} - _names_in(page))
    if absent:
        walk.findings.fails(14, f"The listing does not show {absent[0][:80]!r}.", folder)
    walk.findings.holds(14, "The server lists the folder.", folder)


def _names_in(page: str) -> set[str]:
    """Last parts of the links of a page."""
    found = set()
    for piece in page.split("href=")[1:]:
        mark = piece[:1]
        link = piece[1:].split(mark, 1)[0] if mark in ("'", '"') else piece.split(">", 1)[0]
        try:
            found.add(unquote(urlsplit(link).path).rstrip("/").rpartition("/")[2])
        except ValueError:
            continue
    return found


def _feed(walk: Walk, address: str, label: str) -> None:
    if label in PROTECTED:
        _protected_feed(walk, address, label)
        return
    body = walk.object_at(15, address)
    if body is None:
        return
    feed = body.get("feed")
    for key in ("id", "title", "updated"):
        if not text_of(feed, key):
            walk.findings.fails(15, f"feed.{key} is missing.", address)
    if not any(text_of(one, "term") == "csaf" for one in items_of(feed, "category")):
        walk.findings.fails(15, "feed.category does not say csaf.", address)
    if not any(text_of(one, "rel") == "self" for one in items_of(feed, "link")):
        walk.findings.fails(15, "feed.link has no self.", address)
    if not isinstance(feed, dict) or not isinstance(feed.get("entry"), list):
        walk.findings.fails(15, "feed.entry is missing.", address)
    times = [_entry(walk, one, address, label) for one in items_of(feed, "entry")]
    known = [time for time in times if time]
    parsed = [time[0] for time in map(parse_time, known) if time]
    if any(later > earlier for earlier, later in pairwise(parsed)):
        walk.findings.fails(15, "Its entries are not in the order of their times; the newest comes first.", address)
    whole = parse_time(text_of(feed, "updated"))
    if parsed and whole and max(parsed) > whole[0]:
        walk.findings.fails(15, "An entry is newer than the feed says it is.", address)
    walk.findings.holds(15, f"It has {len(times)} entries.", address)


def _protected_feed(walk: Walk, address: str, label: str) -> None:
    if walk.source.is_folder:
        walk.findings.untold(5, FOLDER_CANNOT_TELL[5], address)
        return
    got = walk.get(address, protected=True)
    if got.ok:
        walk.findings.fails(5, f"Anybody may read this feed of TLP:{label} documents.", address)
    elif got.status in (401, 403):
        walk.findings.holds(5, f"The feed of TLP:{label} documents is protected.", address)
    else:
        walk.missing(5, address, got)


def _entry(walk: Walk, entry: dict[str, Any], where: str, label: str) -> str:
    """Note one entry and its faults; its time."""
    own = text_of(entry, "id") or "(an entry without id)"
    source, updated = text_of(entry, "content", "src"), text_of(entry, "updated")
    for key in ("id", "title", "published", "updated"):
        if not text_of(entry, key):
            walk.findings.fails(15, f"{own[:80]}: {key} is missing.", where)
    if updated and parse_time(updated) is None:
        walk.findings.fails(15, f"{own[:80]}: updated is no time.", where)
    if not text_of(entry, "format", "schema") or not text_of(entry, "format", "version"):
        walk.findings.fails(15, f"{own[:80]}: format is missing.", where)
    links = {rel: [text_of(one, "href") for one in items_of(entry, "link") if text_of(one, "rel") == rel]
             for rel in ("self", "hash", "signature")}  # fmt: skip
    if not source:
        walk.findings.fails(15, f"{own[:80]}: content.src is missing.", where)
        return updated
    if source not in links["self"]:
        walk.findings.fails(15, f"{own[:80]}: no self link leads to its document.", where)
    listed = walk.documents.setdefault(source, Listed(source))
    listed.label, listed.updated, listed.entry = label or listed.label, updated, own
    listed.version = text_of(entry, "format", "version")
    listed.feed, listed.links = where, frozenset(links["hash"] + links["signature"])
    return updated


def _rolie_extras(walk: Walk, has_feeds: bool) -> None:
    """Service and category documents need not be; where the metadata name one, it must be right."""
    for number, kind, word in ((16, "services", "service"), (17, "categories", "categories")):
        named = rolie_documents(walk.metadata, kind)
        for address in named:
            body = walk.object_at(number, address)
            if body is None:
                continue
            if not isinstance(body.get(word), dict):
                walk.findings.fails(number, f"It has no {word!r}.", address)
            elif word == "service":
                _service(walk, body, address)
            elif not items_of(body, word, "category"):
                walk.findings.fails(number, "It has no category.", address)
            walk.findings.holds(number, "It is there.", address)
        if not named and has_feeds:
            walk.findings.holds(number, "None is used, and none need be.")
        elif not named:
            walk.findings.untold(number, "There is no ROLIE feed, so it was not looked for.")


def _service(walk: Walk, body: dict[str, Any], address: str) -> None:
    shown = {
        text_of(one, "href")
        for space in items_of(body, "service", "workspace")
        for one in items_of(space, "collection")
    }
    for feed, label in feeds_of(walk.metadata):
        if label not in PROTECTED and feed not in shown:
            walk.findings.fails(16, f"It does not show the feed {feed[:200]}.", address)
