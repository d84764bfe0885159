"""What a stranger reads of a node after it was killed: every channel, and whether all of them agree."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.test import Client

from medcord import ledger
from medcord.advisories import actions
from medcord.advisories import queries as advisories
from medcord.core.access import Viewer
from medcord.gateways.openpgp import Certificate, signer_of
from medcord.ledger import channels
from medcord.ledger import queries as ledger_queries
from medcord.ledger.models import FactRow
from medcord.project import node
from medcord.sharing import queries as provider
from medcord.sharing import tree
from tests.advisories.stories import PUMP_ADVISORY, STRANGER

NUMBER = re.compile(r"MCA-\d{4}-\d{4}", re.IGNORECASE)
EDITIONS = {"csaf/white": "csaf-feed-tlp-white.json", "csaf/v2.1/clear": "csaf-feed-tlp-clear.json"}
FEED_LENGTH = 50


@ledger.action
def publish_all(number: int, *, actor: Viewer) -> list[str]:
    """So many advisories in one act."""
    values = (replace(PUMP_ADVISORY, title=f"{PUMP_ADVISORY.title} ({one})") for one in range(number))
    return [actions.publish(value, actor=actor).advisory.tracking_id for value in values]


def start_and_read(before: int, more: int) -> dict[str, Any]:
    """Before the start: who reads by the link reads one whole tree. Then the node starts, and everybody reads."""
    problems = list(_whole_by_the_link(before, more))
    lagged = tree.current(provider.home()) != provider.provider_folder()
    node.make_whole()
    if tree.current(provider.home()) != provider.provider_folder():
        problems.append("the link names another tree than the database, after the start")
    out = sorted(row.tracking_id for row in advisories.matching(STRANGER))
    problems += _read_by_http(out)
    problems += _files_agree(out)
    problems += _rows_agree()
    return {"out": len(out), "lagged": int(lagged), "problems": problems}


def _numbers(text: str) -> list[str]:
    return sorted({found.upper() for found in NUMBER.findall(text)})


def _whole_by_the_link(before: int, more: int) -> Iterator[str]:
    folder = tree.current(provider.home())
    if folder is None:
        yield "the link names nothing"
        return
    listed = _numbers((folder / ".well-known/csaf/white/index.txt").read_text())
    if len(listed) not in (before, before + more):
        yield f"by the link half of it is out: {len(listed)}"
    yield from _tree_is_whole(folder, listed)


def _tree_is_whole(folder: Path, listed: list[str]) -> Iterator[str]:
    """Index, changes, feed and files of both editions name the same, and each hash and signature fits."""
    root = folder / ".well-known"
    keys = [Certificate.read(path.read_bytes()) for path in (root / "csaf/openpgp").glob("*.asc")]
    for place, feed in EDITIONS.items():
        entries = json.loads((root / place / feed).read_bytes())["feed"]["entry"]
        for name, found in {
            "index.txt": _numbers((root / place / "index.txt").read_text()),
            "changes.csv": _numbers((root / place / "changes.csv").read_text()),
            feed: sorted(entry["id"] for entry in entries),
            "files": sorted(path.stem.upper() for path in (root / place).glob("20*/*.json")),
        }.items():
            if found != listed:
                yield f"{place}: {name} names {len(found)} of {len(listed)}"
        for path in (root / place).glob("20*/*.json"):
            yield from _file_is_whole(path, keys)


def _file_is_whole(path: Path, keys: list[Certificate]) -> Iterator[str]:
    data = path.read_bytes()
    for kind in ("sha256", "sha512"):
        if path.with_name(f"{path.name}.{kind}").read_text().split()[0] != hashlib.new(kind, data).hexdigest():
            yield f"{path.name}: the {kind} beside it is of another file"
    if signer_of(data, path.with_name(f"{path.name}.asc").read_bytes(), keys) is None:
        yield f"{path.name}: no published key signed it"


def _pages(client: Client) -> list[str]:
    first = client.get("/advisories").content.decode()
    found, number = set(_numbers(first)), 2
    while more := set(_numbers(client.get(f"/advisories?page={number}").content.decode())) - found:
        found |= more
        number += 1
    return sorted(found)


def _of_api(client: Client) -> list[str]:
    found: list[str] = []
    while True:
        part = client.get(f"/api/v1/advisories?limit=50&offset={len(found)}").json()
        found += [one["tracking_id"] for one in part["items"]]
        if not part["items"] or len(found) >= part["count"]:
            return sorted(found)


def _read_by_http(out: list[str]) -> Iterator[str]:
    client = Client(SERVER_NAME="127.0.0.1")
    newest = out[-FEED_LENGTH:]
    for name, found, expected in (
        ("pages", _pages(client), out),
        ("api", _of_api(client), out),
        ("csv", _numbers(client.get("/advisories/list.csv").content.decode()), out),
        ("atom", _numbers(client.get("/advisories/feed.atom").content.decode()), newest),
        ("json", _numbers(client.get("/advisories/feed.json").content.decode()), newest),
        ("search", sorted(row.tracking_id for row in advisories.matching(STRANGER, q="Tidewater")), out),
        ("index", _numbers(client.get("/.well-known/csaf/white/index.txt").content.decode()), out),
        ("changes", _numbers(client.get("/.well-known/csaf/v2.1/clear/changes.csv").content.decode()), out),
    ):
        if found != expected:
            yield f"{name} shows {len(found)} of {len(expected)}"
    for number in (out[0], out[len(out) // 2], out[-1]):
        file = client.get(f"/.well-known/csaf/white/{number[4:8]}/{number.lower()}.json").content
        if client.get(f"/advisories/{number}/csaf.json").content != file:
            yield f"{number}: page and feed give two documents"
        if client.get(f"/advisories/{number}/csaf.json.sha256").content.split()[0] != _sha256(file):
            yield f"{number}: the page gives another hash"


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()


def _files_agree(out: list[str]) -> Iterator[str]:
    folder = provider.provider_folder()
    if folder is None:
        yield "the tree in force is not there"
        return
    yield from _tree_is_whole(folder, out)
    row = provider.in_force()
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    if row is None or tree.digest({name: path.read_bytes() for name, path in files.items()}) != row.digest:
        yield "the tree in force is not the one that the database names"


def _rows_agree() -> Iterator[str]:
    yield from (f"chain broken: {one.stream}" for one in ledger_queries.breaks())
    said = [one.data for one in FactRow.objects.filter(kind="AdvisoryPublished")]
    yield from channels.verify(
        [channels.Released(UUID(one["advisory"]), one["revision"], one["digest"]) for one in said]
    )
