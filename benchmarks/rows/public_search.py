"""A stranger's search among 3,000 published advisories: the whole answer, from the request to its last byte.

The peers look for the same words in the same documents with SQLite alone, and make no page of it: LIKE over all texts,
and a full-text index of its own.
"""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.row import Row, in_child

ADVISORIES = 3000
LIMIT_MS = 100
PLACES = ("Harbor", "Meadow", "Summit", "Orchard", "Lantern", "Quarry", "Willow", "Beacon", "Juniper", "Cobalt")
DEVICES = ("pump", "monitor", "ventilator", "programmer", "analyzer", "gateway")


def measure() -> list[Row]:
    """Milliseconds, each the median of seven after a warm-up: a common word, rare words, and the list without any."""
    with tempfile.TemporaryDirectory() as folder:
        found = in_child(__name__, folder)
    peers = {name: round(found[name], 1) for name in ("LIKE", "FTS5")}
    return [
        Row("public-search-3000", round(max(found["common"], found["rare"]), 1), "ms", peers, limit=LIMIT_MS),
        Row("public-list-3000", round(found["list"], 1), "ms", limit=LIMIT_MS),
    ]


def run(folder: Path) -> dict[str, float]:
    """All figures, on a database of its own."""
    os.environ |= {"MEDCORD_HOME": str(folder / "home"), "MEDCORD_DATABASE_URL": ""}
    os.environ["DJANGO_SETTINGS_MODULE"] = "medcord.project.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from tests.advisories.stories import COORDINATOR, PUMP_ADVISORY

    from medcord.advisories import actions
    from medcord.advisories.models import AdvisoryRevision
    from medcord.ledger import channels
    from medcord.ledger.rows import writing
    from medcord.project import node

    node.migrate()
    settings.ALLOWED_HOSTS = ["testserver"]
    channels._CHANNELS.pop("provider-files")  # nobody reads files here
    note = replace(PUMP_ADVISORY.notes[0], text="What was found. " * 1200)  # as long as CISA's mean advisory
    for number in range(ADVISORIES):
        name = f"{PLACES[number % 10]} {PLACES[number // 10 % 10]} {DEVICES[number % 6]} {number}"
        value = replace(PUMP_ADVISORY, title=name, summary=f"A flaw of the {name}.", notes=(*PUMP_ADVISORY.notes, note))
        actions.publish(value, actor=COORDINATOR)
    client = Client()

    def asked(**words: str) -> float:
        def ask() -> None:
            answer = client.get("/advisories", words)
            if answer.status_code != 200 or b"/advisories/MCA-" not in answer.content:
                raise SystemExit("the search of the benchmark found nothing")

        return _milliseconds(ask)

    with writing():
        documents = [bytes(one).decode() for one in AdvisoryRevision.objects.values_list("document", flat=True)]
    rare = "Quarry Willow monitor"
    return {"common": asked(q="pump"), "rare": asked(q=rare), "list": asked(), **_peers(documents, rare)}


def _peers(documents: list[str], words: str) -> dict[str, float]:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE plain (body TEXT)")
    database.execute("CREATE VIRTUAL TABLE indexed USING fts5(body)")
    for table in ("plain", "indexed"):
        database.executemany(f"INSERT INTO {table} VALUES (?)", [(one,) for one in documents])
    like = "SELECT rowid FROM plain WHERE " + " AND ".join("body LIKE ?" for _ in words.split())
    parts = [f"%{word}%" for word in words.split()]
    return {
        "LIKE": _milliseconds(lambda: database.execute(like, parts).fetchall()),
        "FTS5": _milliseconds(
            lambda: database.execute("SELECT rowid FROM indexed WHERE indexed MATCH ?", [words]).fetchall()
        ),
    }


def _milliseconds(what: Callable[[], object]) -> float:
    what()
    taken = []
    for _round in range(7):
        begun = time.perf_counter()
        what()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    json.dump(run(Path(sys.argv[1])), sys.stdout)
