"""Reading CISA's advisories: JSON, schema of CSAF 2.0 and the core value, documents a second on one core.

Peers in the same run, each in a process of its own and on as much of the road as it has: the parser alone (what nobody
can pass), and the schema check of the ``csaf`` package with the parser of the standard library.
"""

from __future__ import annotations

import json
import sys
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.row import Row, in_child, shared

LEAST = 3_000.0
ROUNDS = 3
SLOW = 200
"""Documents that a peer of pure Python reads; all of them would take half a minute."""


def measure() -> list[Row]:
    """Our reader beside its peers. Raises SkippedRow without the advisories."""
    folder = str(shared("data", "cisa-ot").parent)
    peers = {name: round(in_child(__name__, name, folder)["rate"]) for name in ("parser alone", "pure Python")}
    return [Row("csaf-read", round(in_child(__name__, "ours", folder)["rate"]), "docs/s", peers, LEAST)]


def child(whose: str, folder: Path) -> dict[str, float]:
    """One reader over all documents; the best of three rounds, in time of the processor."""
    documents = [file.read_bytes() for file in sorted((folder / "icsma").glob("*.json"))]
    with tarfile.open(folder / "cisa-ot" / "cisa-ot-2017-2021.tar.xz") as packed:
        for member in packed:
            stream = packed.extractfile(member) if member.name.endswith(".json") else None
            if stream is not None:
                documents.append(stream.read())
    if whose == "pure Python":
        documents = documents[:SLOW]
    read = READERS[whose]()
    read(documents[0])
    best = float("inf")
    for _ in range(ROUNDS if whose != "pure Python" else 1):
        begun = time.process_time()
        for document in documents:
            read(document)
        best = min(best, time.process_time() - begun)
    return {"rate": len(documents) / best}


def _ours() -> Callable[[bytes], object]:
    import orjson

    from medcord.formats.csaf import read_advisory
    from medcord.formats.csaf.editions import Edition, schema_of

    schema = schema_of(Edition.V20)

    def read(document: bytes) -> None:
        read_advisory(document)
        if not schema.is_valid(orjson.loads(document)):
            raise ValueError("an advisory of CISA does not follow the schema")

    return read


def _parser() -> Callable[[bytes], object]:
    import orjson

    return orjson.loads


def _pure() -> Callable[[bytes], object]:
    from csaf.csaf.v20._validator import validate

    return lambda document: validate(json.loads(document), preset="schema")


READERS: dict[str, Callable[[], Callable[[bytes], object]]] = {
    "ours": _ours,
    "parser alone": _parser,
    "pure Python": _pure,
}

if __name__ == "__main__":
    json.dump(child(sys.argv[1], Path(sys.argv[2])), sys.stdout)
