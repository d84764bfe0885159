"""The provider's files: 2,400 advisories signed and written whole, then one more released and put in force.

From the call that publishes the last one to its return, when it is out in every channel: checked, signed, written,
committed, linked. The peers write and link the same files, and make nothing.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.row import Row, in_child

ADVISORIES = 2400
FULL_S, ADD_MS = 15, 500


def measure() -> list[Row]:
    """Seconds for all, milliseconds (median of five) for one more."""
    with tempfile.TemporaryDirectory() as folder:
        found = in_child(__name__, folder)
    written, linked = {"writing the files": round(found["write"], 2)}, {"linking the files": round(found["link"], 1)}
    return [
        Row("provider-full", round(found["full"], 2), "s", written, limit=FULL_S),
        Row(
            "provider-add-one",
            round(found["add"], 1),
            "ms",
            linked,
            limit=ADD_MS,
        ),
    ]


def run(folder: Path) -> dict[str, float]:
    """All figures, on a database of its own."""
    os.environ |= {"MEDCORD_HOME": str(folder / "home"), "MEDCORD_DATABASE_URL": ""}
    os.environ["DJANGO_SETTINGS_MODULE"] = "medcord.project.settings"
    import django

    django.setup()
    from tests.advisories.stories import COORDINATOR, NODE, PUMP_ADVISORY

    from medcord.advisories import actions as advisories
    from medcord.ledger import channels
    from medcord.project import node
    from medcord.sharing import actions, disk, queries, renditions

    node.migrate()
    # As long as CISA's mean advisory, 23.5 kB.
    note = replace(PUMP_ADVISORY.notes[0], text="What was found. " * 1200)
    advisory = replace(PUMP_ADVISORY, notes=(*PUMP_ADVISORY.notes, note))
    files = channels._CHANNELS.pop("provider-files")  # all of them are signed and written at once, below
    for number in range(ADVISORIES):
        advisories.publish(replace(advisory, title=f"Advisory {number}"), actor=COORDINATOR)
    channels.lay(files)
    full = _seconds(lambda: actions.build_tree(actor=NODE))

    def one_more() -> None:
        advisories.publish(replace(advisory, title="One more"), actor=COORDINATOR)

    added = []
    for _ in range(5):
        disk.prepare_next()  # what the worker does after each release
        added.append(_seconds(one_more))
    added.sort()
    made = queries.provider_folder()
    signatures = (ADVISORIES + 5) * len(renditions.RENDITIONS)
    if made is None or len(list(made.rglob("*.json.asc"))) != signatures:
        raise SystemExit("the tree of the benchmark does not hold what was published")
    return {"full": full, "add": added[2] * 1000, **_peers(made, folder)}


def _peers(tree: Path, folder: Path) -> dict[str, float]:
    files = {path.relative_to(tree): path.read_bytes() for path in tree.rglob("*") if path.is_file()}

    def write() -> None:
        for path, data in files.items():
            place = folder / "written" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        os.sync()

    def link() -> None:
        for path in files:
            place = folder / "linked" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            os.link(tree / path, place)

    return {"write": _seconds(write), "link": _seconds(link) * 1000}


def _seconds(what: Callable[[], object]) -> float:
    started = time.perf_counter()
    what()
    return time.perf_counter() - started


if __name__ == "__main__":
    json.dump(run(Path(sys.argv[1])), sys.stdout)
