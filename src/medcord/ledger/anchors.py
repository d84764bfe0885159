"""Where the chains stood on a day, kept outside the database that could be rewritten as a whole.

One file a day in the node's home (``anchors/2026-11-23.json``): who rewrites a chain and its head must rewrite every
copy of these files too, so keep copies elsewhere. They hold numbers and hashes only. They are not signed yet.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import orjson
from django.conf import settings

from medcord.gateways import clock
from medcord.ledger.chain import Break, canonical
from medcord.ledger.models import FactRow, StreamHead
from medcord.ledger.ticks import every


def folder() -> Path:
    """Where this node keeps its anchors."""
    return Path(settings.MEDCORD_HOME) / "anchors"


@every(timedelta(hours=1), name="ledger.anchor")
def anchor() -> None:
    """Write today's anchor unless it is there; whole or not at all."""
    path = folder() / f"{clock.now():%Y-%m-%d}.json"
    if path.exists():
        return
    heads = {head.stream: [head.seq, head.digest] for head in StreamHead.objects.all()}
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    with beside.open("wb") as file:
        file.write(canonical({"at": clock.now().isoformat(), "heads": heads}))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def breaks() -> Iterator[Break]:
    """Every fact that is no longer what an anchor says it was."""
    for path in sorted(folder().glob("*.json")):
        try:
            heads = orjson.loads(path.read_bytes())["heads"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            yield Break(path.name, 0, None, "this anchor cannot be read; compare it with its copy elsewhere")
            continue
        for stream, (seq, digest) in heads.items():
            row = FactRow.objects.filter(stream=stream, seq=seq).values_list("id", "digest").first()
            if row is None or row[1] != digest:
                said = f"it is not what the anchor of {path.stem} says"
                yield Break(stream, seq, row[0] if row else None, said)
