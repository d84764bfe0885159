"""A million facts checked: one exported chain offline, and the same facts in a node's database, each in a process of
its own. The peers only read: SHA-256 over the whole file, and all rows of the table.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from benchmarks.row import Row, in_child

FACTS = 1_000_000
CASE = UUID(int=7)
STREAM = f"case:{CASE}"
LIMIT_S = 15


def measure() -> list[Row]:
    """Seconds, and memory held at the end, for the two ways."""
    with tempfile.TemporaryDirectory() as folder:
        in_child(__name__, "make", folder)
        file, floor = in_child(__name__, "file", folder), in_child(__name__, "read-file", folder)
        node, rows = in_child(__name__, "node", folder), in_child(__name__, "read-rows", folder)
    sums, reads = "sha256 of the file", "read the rows only"
    return [
        Row("ledger-verify", file["seconds"], "s", {sums: floor["seconds"]}, limit=LIMIT_S),
        Row("ledger-verify-memory", file["own_mb"], "MB", {sums: floor["own_mb"]}, limit=100),
        Row("ledger-verify-node", node["seconds"], "s", {reads: rows["seconds"]}, limit=LIMIT_S),
        Row("ledger-verify-node-memory", node["own_mb"], "MB", {reads: rows["own_mb"]}, limit=200),
    ]


def make(folder: Path) -> None:
    """A node with one chain of a million facts, linked by the product's own rule, and the chain exported."""
    _node(folder)
    from django.db import connection

    from medcord.ledger import export
    from medcord.ledger.canon import link_of
    from medcord.ledger.models import StreamHead
    from medcord.project import node

    node.migrate()
    begun, previous, batch = datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC), "", []
    put = f"INSERT INTO ledger_factrow VALUES ({', '.join(['%s'] * 11)})"
    with connection.cursor() as cursor:
        columns = [each.name for each in connection.introspection.get_table_description(cursor, "ledger_factrow")]
        for seq in range(1, FACTS + 1):
            at = begun + timedelta(seconds=seq)
            data = {"case": str(CASE), "message": str(UUID(int=seq)), "tlp": "AMBER", "confidentiality": "none",
                    "digest": hashlib.sha256(b"%d" % seq).hexdigest()}  # fmt: skip
            fact = {"id": str(UUID(int=seq)), "stream": STREAM, "seq": seq, "kind": "MessageSent",
                    "at": at.isoformat(timespec="microseconds"), "actor_kind": "member", "actor": str(UUID(int=1)),
                    "party": str(UUID(int=2)), "data": data, "previous": previous}  # fmt: skip
            previous = link_of(fact)
            stored = {**fact, "id": UUID(int=seq).hex, "at": at.strftime("%Y-%m-%d %H:%M:%S.%f"),
                      "actor": UUID(int=1).hex, "party": UUID(int=2).hex, "data": json.dumps(data),
                      "digest": previous}  # fmt: skip
            batch.append([stored[name] for name in columns])
            if len(batch) == 20_000:
                cursor.executemany(put, batch)
                batch = []
    StreamHead.objects.create(stream=STREAM, seq=FACTS, digest=previous)
    with (folder / "chain.jsonl").open("wb") as file:
        file.writelines(export.lines(export.frame(STREAM, FACTS, previous)))


def _node(folder: Path) -> None:
    os.environ |= {"MEDCORD_HOME": str(folder / "home"), "MEDCORD_DATABASE_URL": ""}
    os.environ["DJANGO_SETTINGS_MODULE"] = "medcord.project.settings"
    import django

    django.setup()


def check_file(folder: Path) -> None:
    """The auditor's way."""
    from medcord.ledger.offline import verify_file
    from medcord.ledger.statements import Given

    verdict = verify_file(folder / "chain.jsonl", Given())
    if not verdict.holds or verdict.facts != FACTS:
        raise SystemExit(f"the chain of the benchmark does not hold: {verdict.findings[:1]}")


def check_node(folder: Path) -> None:
    """The node's way."""
    _node(folder)
    from medcord.ledger import queries

    if queries.breaks() or queries.counts() != (FACTS, 1):
        raise SystemExit("the chain of the benchmark does not hold")


def read_file(folder: Path) -> None:
    """The least anybody could do with the file and still notice a change."""
    with (folder / "chain.jsonl").open("rb") as file:
        hashlib.file_digest(file, "sha256")


def read_rows(folder: Path) -> None:
    """Every row out of the database, and nothing done with it."""
    _node(folder)
    from medcord.ledger import stored

    for _row in stored.every():
        pass


WAYS: dict[str, Callable[[Path], None]] = {
    "make": make, "file": check_file, "node": check_node, "read-file": read_file, "read-rows": read_rows,
}  # fmt: skip


if __name__ == "__main__":
    way, where = WAYS[sys.argv[1]], Path(sys.argv[2])
    started = time.perf_counter()
    way(where)
    seconds = time.perf_counter() - started
    # Without the pages of the database file, which SQLite maps into memory and the system takes back at will.
    own = re.search(r"RssAnon:\s+(\d+) kB", Path("/proc/self/status").read_text())
    json.dump({"seconds": round(seconds, 2), "own_mb": round(int(own[1]) / 1024 if own else 0, 1)}, sys.stdout)
