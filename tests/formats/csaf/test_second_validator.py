"""A second, independent validator (npm @secvisogram/csaf-validator-lib) must think of our documents as we do.

Runs where node is installed and the library is found in ./node_modules or in the folder CSAF_VALIDATOR_LIB names.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from medcord.formats.csaf import read_advisory, validate, write_csaf
from tests.formats.csaf.documents import URL, as_bytes, icsma_files, minimal, realistic_advisory

NODE = shutil.which("node")
LIBRARY = Path(
    os.environ.get("CSAF_VALIDATOR_LIB")
    or Path(__file__).parents[3] / "node_modules" / "@secvisogram" / "csaf-validator-lib"
)
pytestmark = pytest.mark.skipif(
    not (NODE and (LIBRARY / "basic.js").is_file()),
    reason="node, or npm @secvisogram/csaf-validator-lib (CSAF_VALIDATOR_LIB names its folder), is not installed",
)

PROGRAM = """
import { pathToFileURL } from 'node:url';
const load = (name) => import(pathToFileURL(`${process.argv[1]}/${name}`).href);
const { default: validate } = await load('validate.js');
const tests = Object.values(await load('basic.js'));
let text = '';
for await (const chunk of process.stdin) text += chunk;
const failed = [];
for (const document of JSON.parse(text)) {
  const report = await validate(tests, document);
  failed.push(report.tests.filter((test) => !test.isValid).map((test) => test.name));
}
console.log(JSON.stringify(failed));
"""


def failed_tests(documents: list[bytes]) -> list[list[str]]:
    """For each document the names of the mandatory tests the other validator says it fails."""
    run = subprocess.run(
        [str(NODE), "--input-type=module", "-e", PROGRAM, str(LIBRARY)],
        input=json.dumps([json.loads(document) for document in documents]),
        capture_output=True,
        check=True,
        text=True,
        timeout=120,
    )
    found: list[list[str]] = json.loads(run.stdout)
    return found


def test_both_validators_accept_what_we_write() -> None:
    own = [realistic_advisory(), replace(realistic_advisory(), category="csaf_vex")]
    own += [read_advisory(file.read_bytes()).advisory for file in icsma_files()]
    documents = [write_csaf(advisory, canonical_url=URL, engine_version="1.0") for advisory in own]
    assert failed_tests(documents) == [[] for _ in documents]
    assert [f for document in documents for f in validate(document) if f.level == "error"] == []


def test_both_validators_refuse_the_same_breaches() -> None:
    undefined, unnoted, unsorted = minimal(), minimal(), minimal()
    undefined["vulnerabilities"][0] |= {"notes": [{"category": "other", "text": "t"}]}
    undefined["vulnerabilities"][0]["product_status"]["fixed"] = ["P9"]
    unsorted["vulnerabilities"][0] |= {"notes": [{"category": "other", "text": "t"}]}
    unsorted["document"]["tracking"]["version"] = "2"
    documents = [as_bytes(undefined), as_bytes(unnoted), as_bytes(unsorted)]
    expected = [["mandatoryTest_6_1_1"], ["mandatoryTest_6_1_27_5"], ["mandatoryTest_6_1_16"]]
    assert failed_tests(documents) == expected
    ours = [{finding.rule for finding in validate(d) if finding.level == "error"} for d in documents]
    assert ours == [{"6.1.1"}, {"6.1.27"}, {"6.1.16"}]
