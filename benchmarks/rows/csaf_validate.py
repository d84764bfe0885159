"""Validating the public medical advisories: schema and mandatory tests of CSAF 2.0, documents a second.

Peers in the same run, each in a process of its own: the ``csaf`` package by itself, and the Node library where it is
installed. Starting up is left out of all three; a first document warms each.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.row import ROOT, Row, in_child, shared

LIBRARY = Path(os.environ.get("CSAF_VALIDATOR_LIB") or ROOT / "node_modules" / "@secvisogram" / "csaf-validator-lib")
LEAST = 300.0
PROGRAM = """
import { pathToFileURL } from 'node:url';
import fs from 'node:fs';
const [library, folder] = process.argv.slice(1);
const load = (name) => import(pathToFileURL(`${library}/${name}`).href);
const { default: validate } = await load('validate.js');
const tests = Object.values(await load('basic.js'));
const files = fs.readdirSync(folder).filter((name) => name.endsWith('.json'));
const documents = files.map((name) => fs.readFileSync(`${folder}/${name}`));
await validate(tests, JSON.parse(documents[0]));
const begun = performance.now();
for (const document of documents) await validate(tests, JSON.parse(document));
console.log(JSON.stringify({ rate: (documents.length / (performance.now() - begun)) * 1000 }));
"""


def measure() -> list[Row]:
    """Our validator beside its peers. Raises SkippedRow without the advisories."""
    folder = str(shared("data", "icsma"))
    peers = {"csaf package": round(in_child(__name__, "package", folder)["rate"])}
    node = shutil.which("node")
    if node and (LIBRARY / "basic.js").is_file():
        run = subprocess.run(
            [node, "--input-type=module", "-e", PROGRAM, str(LIBRARY), folder],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        peers["Node library"] = round(json.loads(run.stdout)["rate"])
    return [Row("csaf-validate", round(in_child(__name__, "ours", folder)["rate"]), "docs/s", peers, LEAST)]


def child(whose: str, folder: Path) -> dict[str, float]:
    """One validator over all documents."""
    documents = [file.read_bytes() for file in sorted(folder.glob("*.json"))]
    valid = VALIDATORS[whose]()
    valid(documents[0])
    begun = time.perf_counter()
    for document in documents:
        valid(document)
    return {"rate": len(documents) / (time.perf_counter() - begun)}


def _ours() -> Callable[[bytes], object]:
    from medcord.formats.csaf import validate

    return validate


def _package() -> Callable[[bytes], object]:
    from csaf.csaf.v20._validator import validate

    return lambda document: validate(json.loads(document))


VALIDATORS: dict[str, Callable[[], Callable[[bytes], object]]] = {"ours": _ours, "package": _package}

if __name__ == "__main__":
    json.dump(child(sys.argv[1], Path(sys.argv[2])), sys.stdout)
