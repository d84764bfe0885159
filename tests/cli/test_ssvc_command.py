"""Decision tables at the command line: both outcomes, the path, and what would change them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from medcord.cli.main import app

# Cooperative maker, public way, something to add: the original does not publish, whatever the harm.
KNOWN = ("--set", "SINV=cooperative", "--set", "e=p", "--set", "Public Value Added=A", "--set", "patient_harm=serious")


def medcord(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_both_outcomes_are_told_with_the_path_and_what_would_change_them() -> None:
    result = medcord("ssvc", "publish", *KNOWN)
    assert result.exit_code == 0, result.stderr
    text = " ".join(result.stdout.split())
    assert "Original: do not publish" in text
    assert "For devices: publish" in text
    assert "P1 Patients can be hurt" in text
    assert "exploitation public poc" in text
    assert "patient_harm minor → do not publish" in text
    assert "Cannot change it: compensating_control." in text
    assert "a person decides" in text


@pytest.mark.parametrize("columns", ["60", "80", "200"])
def test_no_line_is_wider_than_the_terminal(monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for arguments in ((), ("deployer", "--set", "si=critical", "--set", "dh=y"), ("coordinator", "--set", "e=a")):
        lines = medcord("ssvc", *arguments).stdout.splitlines()
        assert [line for line in lines if len(line) > min(int(columns), 100)] == []


def test_all_tables_and_their_points_are_listed() -> None:
    text = medcord("ssvc").stdout
    for word in (
        "bod-26-04",
        "mission-wellbeing",
        "ssvc:EXP:1.0.1",
        "x_example.medcord#safety:PH:1.0.0",
        "medical:1.0.0",
    ):
        assert word in text
    listed = json.loads(medcord("ssvc", "--json").stdout)
    assert [(one["key"], [table["rows"] for table in one["tables"]]) for one in listed] == [
        ("triage", [192, 384]),
        ("coordinator", [36, 216]),
        ("publish", [27, 162]),
        ("supplier", [36, 216]),
        ("deployer", [72, 432]),
        ("bod-26-04", [16]),
        ("human-impact", [16]),
        ("public-safety-impact", [4]),
        ("utility", [4]),
        ("mission-wellbeing", [9]),
    ]


def test_a_program_reads_the_same_as_json() -> None:
    found = json.loads(medcord("ssvc", "publish", *KNOWN, "--json").stdout)
    assert [(one["table"], one["outcome"]) for one in found["said"]] == [
        ("coordinator-publish:1.0.0", "do not publish"),
        ("safety-publish:1.0.0", "publish"),
    ]
    assert (found["differ"], [rule["key"] for rule in found["rules"]]) == (True, ["P1"])
    assert [(one["point"], one["changes"]) for one in found["missing"]] == [("compensating_control", False)]


def test_the_undefined_pair_is_called_undefined() -> None:
    text = medcord("ssvc", "MWI", "--set", "MP=minimal", "--set", "PWI=material").stdout
    assert "Original:    undefined" in text
    chained = medcord("ssvc", "cisa", "--set", "MP=minimal", "--set", "PWI=material").stdout
    assert "undefined: mission_prevalence minimal" in chained


@pytest.mark.parametrize(
    ("arguments", "code", "names"),
    [
        (("stakeholder",), "unknown-table", "triage, coordinator, publish"),
        (("publish", "--set", "value=A"), "unknown-question", "public_value_added (PVA)"),
        (("publish", "--set", "E=maybe"), "unknown-answer", "“public poc” (P)"),
        (("publish", "--set", "E"), "unknown-answer", "POINT=VALUE"),
        (("supplier", "--set", "si=critical", "--set", "psi=minimal"), "answers-contradict", "Leave one"),
        (("--set", "E=A"), "unknown-table", "Name the table first"),
    ],
)
def test_what_is_not_known_is_refused_with_what_is(arguments: tuple[str, ...], code: str, names: str) -> None:
    plain = medcord("ssvc", *arguments)
    assert (plain.exit_code, names in plain.stderr, plain.stdout) == (2, True, "")
    told = json.loads(medcord("ssvc", *arguments, "--json").stderr)
    assert (told["code"], names in told["sentence"]) == (code, True)


def test_what_was_chosen_is_written_as_a_selection_list(tmp_path: Path) -> None:
    path = tmp_path / "selections.json"
    result = medcord("ssvc", "publish", *KNOWN, "--selection-list", path, "--target", "CVE-2026-90533")
    assert "nobody has decided" in result.stderr
    made = json.loads(path.read_text())
    assert (made["schemaVersion"], made["target_ids"]) == ("2.0.0", ["CVE-2026-90533"])
    assert [one["key"] for one in made["selections"]] == ["SINV", "E", "PVA", "PH", "CC"]
    missing = medcord("ssvc", "publish", "--selection-list", tmp_path / "no" / "where.json")
    assert (missing.exit_code, "there is no folder" in missing.stderr) == (2, True)


def test_it_starts_at_once() -> None:
    slow = "{'django', 'polars', 'rich', 'orjson', 'csaf', 'ninja'}"
    code = (
        "import sys\nfrom medcord.cli.main import run\ntry:\n    run(['ssvc', 'triage'])\n"
        f"except SystemExit:\n    print(sorted({slow} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stderr, "medical:1.0.0" in done.stdout) == ("[]\n", True)
