"""A second, independent validator (npm @secvisogram/csaf-validator-lib) must think of each document as we do.

Runs where node is installed and the library is found in ./node_modules or in the folder CSAF_VALIDATOR_LIB names. Its
start takes seconds, so it is started once for all documents. Disagreements stand in docs/reference/validation.md.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from medcord.formats.csaf import Finding, read_advisory, validate, write_csaf
from tests.advisories.stories import PUMP_ADVISORY
from tests.formats.csaf.documents import SHARED, as_bytes, icsma_files, minimal, realistic_advisory

ROOT = Path(__file__).parents[3]
NODE = shutil.which("node")
LIBRARY = Path(os.environ.get("CSAF_VALIDATOR_LIB") or ROOT / "node_modules" / "@secvisogram" / "csaf-validator-lib")
pytestmark = [
    pytest.mark.skipif(
        not (NODE and (LIBRARY / "basic.js").is_file()),
        reason="node, or npm @secvisogram/csaf-validator-lib (CSAF_VALIDATOR_LIB names its folder), is not installed",
    ),
    pytest.mark.xdist_group("second validator"),  # started in one process
]

PROGRAM = """
import { pathToFileURL } from 'node:url';
const load = (name) => import(pathToFileURL(`${process.argv[1]}/${name}`).href);
const { default: validate } = await load('validate.js');
const tests = [...Object.values(await load('basic.js')), ...Object.values(await load('optionalTests.js'))];
let text = '';
for await (const chunk of process.stdin) text += chunk;
const failed = {};
for (const [name, document] of Object.entries(JSON.parse(text))) {
  const report = await validate(tests, document);
  failed[name] = report.tests.filter((one) => !one.isValid || one.warnings.length).map((one) => one.name);
}
console.log(JSON.stringify(failed));
"""
HOST = "https://node.example/.well-known/csaf/white/2026"
OURS, BROKEN = "ours ", "broken "


def ours() -> dict[str, bytes]:
    """What we write: our own advisories, and the public medical ones after they passed through us."""
    told = realistic_advisory()
    dates = {"initial_release": told.initial_release, "current_release": told.current_release, "version": "2"}
    pump = replace(PUMP_ADVISORY, id="MCA-2026-0001", status="final", revisions=told.revisions, **dates)
    own = {"realistic": told, "realistic-vex": replace(told, category="csaf_vex"), "pump": pump}
    own |= {file.stem: read_advisory(file.read_bytes()).advisory for file in icsma_files()}
    return {
        OURS + name: write_csaf(one, canonical_url=f"{HOST}/{one.id.lower()}.json", engine_version="1.0")
        for name, one in own.items()
    }


def public() -> dict[str, bytes]:
    """The public advisories at hand, as they were published."""
    found = {file.stem: file.read_bytes() for file in icsma_files()}
    for archive in sorted((SHARED / "data" / "cisa-ot").glob("*.tar.xz")):
        with tarfile.open(archive) as files:
            for member in files:
                content = files.extractfile(member) if member.name.endswith(".json") else None
                if content is not None:
                    found[Path(member.name).stem] = content.read()
    return found


def broken() -> dict[str, bytes]:
    undefined, unnoted, unsorted = minimal(), minimal(), minimal()
    undefined["vulnerabilities"][0] |= {"notes": [{"category": "other", "text": "t"}]}
    undefined["vulnerabilities"][0]["product_status"]["fixed"] = ["P9"]
    unsorted["vulnerabilities"][0] |= {"notes": [{"category": "other", "text": "t"}]}
    unsorted["document"]["tracking"]["version"] = "2"
    breaches = {"6.1.1": undefined, "6.1.27": unnoted, "6.1.16": unsorted}
    return {BROKEN + rule: as_bytes(document) for rule, document in breaches.items()}


class Judged:
    """Every document with what each validator found: ids of tests, of which "schema" is one."""

    def __init__(self) -> None:
        self.documents = ours() | public() | broken()
        whole = ",".join(f"{json.dumps(name)}:{data.decode()}" for name, data in self.documents.items())
        run = subprocess.run(
            [str(NODE), "--max-old-space-size=512", "--input-type=module", "-e", PROGRAM, str(LIBRARY)],
            input=f"{{{whole}}}",
            capture_output=True,
            check=True,
            text=True,
            timeout=120,
        )
        self.theirs = {name: {rule_named(one) for one in failed} for name, failed in json.loads(run.stdout).items()}
        self.findings = {name: validate(data, recommended=True) for name, data in self.documents.items()}
        self.ours = {name: {one.rule for one in found if counts(one)} for name, found in self.findings.items()}


def rule_named(name: str) -> str:
    """ "mandatoryTest_6_1_27_5" is "6.1.27": our rules are not numbered deeper."""
    hit = re.match(r"(?:mandatory|optional)Test_(\d+)_(\d+)_(\d+)", name)
    return ".".join(hit.groups()) if hit else "schema"


def counts(finding: Finding) -> bool:
    return finding.level == "error" or finding.rule.startswith("6.2.")


@pytest.fixture(scope="module")
def judged() -> Judged:
    return Judged()


def rows(title: str) -> set[tuple[str, ...]]:
    """The table below a heading of the reference, without its head; the last cell of each row is its reason."""
    page = (ROOT / "docs" / "reference" / "validation.md").read_text(encoding="utf-8")
    part = page.split(f"## {title}\n")[1].split("\n## ")[0]
    cells = [
        tuple(cell.strip() for cell in line.strip("|").split("|")) for line in part.splitlines() if line[:1] == "|"
    ]
    assert all(row[-1] for row in cells), "each row has a reason"
    return {row[:-1] for row in cells[2:]}


def test_every_disagreement_has_a_written_reason_and_every_reason_a_disagreement(judged: Judged) -> None:
    found = set()
    for name in judged.documents:
        found |= {(name, rule, "ours") for rule in judged.ours[name] - judged.theirs[name]}
        found |= {(name, rule, "theirs") for rule in judged.theirs[name] - judged.ours[name]}
    # A reason is asked for of the documents at hand alone: the public ones are not on every machine.
    assert found == {row for row in rows("Where the two validators disagree") if row[0] in judged.documents}


def test_both_validators_accept_what_we_write(judged: Judged) -> None:
    written = [name for name in judged.documents if name.startswith(OURS)]
    failed = {name: judged.theirs[name] | judged.ours[name] for name in written}
    assert {name for name, rules in failed.items() if any(not rule.startswith("6.2.") for rule in rules)} == set()


def test_the_recommended_tests_that_our_documents_fail_are_exactly_those_written_down(judged: Judged) -> None:
    found = {
        (name.removeprefix(OURS), rule)
        for name in (OURS + "realistic", OURS + "pump")
        for rule in judged.ours[name] | judged.theirs[name]
    }
    assert found == rows("Recommended tests that our own documents do not meet")


def test_both_validators_refuse_the_same_breaches(judged: Judged) -> None:
    for name in (name for name in judged.documents if name.startswith(BROKEN)):
        expected = {name.removeprefix(BROKEN)}
        mandatory = [{rule for rule in found[name] if rule[:4] != "6.2."} for found in (judged.theirs, judged.ours)]
        assert mandatory == [expected, expected]
