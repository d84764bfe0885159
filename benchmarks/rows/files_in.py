"""Files that people bring: a registry of 5,000 products added and then changed whole, and a log of 19 MB looked at for
signs of patient data. The peers only read: every cell with the csv module, and the log with SHA-256.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.row import Row, in_child

PRODUCTS = 5000
LOG_BYTES = 19 * 1024 * 1024
LINE = b"2026-11-23T10:00:00Z pump-7 alarm muted port=5011 rate=120 vtbi=500 state=running seq=00012\n"


def measure() -> list[Row]:
    """Seconds for the two, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        registry, log = in_child(__name__, "registry", folder), in_child(__name__, "log", folder)
    return [
        Row("products-import-5000", registry["seconds"], "s", {"csv module, reading only": registry["peer"]}, limit=30),
        Row("patient-data-log-19mb", log["seconds"], "s", {"sha256 of the file": log["peer"]}, limit=8),
    ]


def registry(folder: Path) -> tuple[float, float]:
    """The same file twice: 5,000 rows that are new, then 5,000 that differ in one cell."""
    os.environ |= {"MEDCORD_HOME": str(folder / "home"), "MEDCORD_DATABASE_URL": ""}
    os.environ["DJANGO_SETTINGS_MODULE"] = "medcord.project.settings"
    import django

    django.setup()
    from tests.cast import make_cast

    from medcord.products import actions
    from medcord.products.models import Product
    from medcord.project import node

    node.migrate()
    maker = make_cast().manufacturer.viewer
    sheets = [_sheet("first"), _sheet("second")]
    started = time.perf_counter()
    for data in sheets:
        actions.use_file(actions.receive_file(data, name="all.csv", actor=maker).pk, actor=maker)
    taken = time.perf_counter() - started
    if Product.objects.filter(description="second", version=2).count() != PRODUCTS:
        raise SystemExit("the registry of the benchmark was not changed as its file says")
    return taken, _seconds(lambda: [sum(1 for _row in csv.reader(io.StringIO(data.decode()))) for data in sheets])


def _sheet(note: str) -> bytes:
    from medcord.formats.registry import write_registry
    from medcord.products import actions

    out = io.StringIO()
    rows = (
        actions.ProductWords(name=f"Pump {n}", model_number=f"P-{n}", versions=["1.0", "1.1"], description=note)
        for n in range(PRODUCTS)
    )
    write_registry(out, (("", words) for words in rows))
    return out.getvalue().encode()


def log(_folder: Path) -> tuple[float, float]:
    """A log without a patient in it, which has to be read to its end."""
    from medcord.formats import evidence

    data = LINE * (LOG_BYTES // len(LINE))
    taken = _seconds(lambda: evidence.look("pump.log", io.BytesIO(data)))
    return taken, _seconds(lambda: hashlib.sha256(data).digest())


def _seconds(what: Callable[[], object]) -> float:
    started = time.perf_counter()
    what()
    return time.perf_counter() - started


if __name__ == "__main__":
    seconds, peer = {"registry": registry, "log": log}[sys.argv[1]](Path(sys.argv[2]))
    json.dump({"seconds": round(seconds, 2), "peer": round(peer, 3)}, sys.stdout)
