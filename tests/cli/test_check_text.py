"""What a person reads at a terminal of ``medcord advisory check``; a pipe gets lines for grep."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from medcord.cli import check_text
from medcord.cli.advisory import advisory

ERROR = {"level": "error", "rule": "6.1.1", "path": "/product_tree", "message": "The product is missing."}
NOTE = {"level": "note", "rule": "no-plain-words", "path": "", "message": "It says nothing to patients."}
WARNING = {"level": "warning", "rule": "6.2.16", "path": "product A", "message": "It has no helper."}


def test_the_verdict_stands_first_and_findings_of_one_rule_together_gravest_first() -> None:
    shown = check_text.of_file("a.json", [NOTE, WARNING, ERROR, WARNING | {"path": "product B"}], "2.0", width=80)
    assert shown.splitlines() == [
        "a.json",
        "  ✗ not valid CSAF 2.0: 1 error, 3 remarks",
        "  error 6.1.1",
        "    /product_tree: The product is missing.",
        "  warning 6.2.16 (2 times)",
        "    product A: It has no helper.",
        "    product B: It has no helper.",
        "  note no-plain-words",
        "    It says nothing to patients.",
    ]


def test_a_valid_file_is_two_lines_and_no_line_is_wider_than_the_terminal() -> None:
    assert check_text.of_file("a.json", [], "2.1", width=80).splitlines() == ["a.json", "  ✓ valid CSAF 2.1"]
    long = ERROR | {"message": "word " * 60}
    lines = check_text.of_file("a.json", [long], "", width=60).splitlines()
    assert max(map(len, lines)) <= 60
    assert lines[1] == "  ✗ not valid CSAF: 1 error"


def test_foreign_words_move_no_cursor_and_turn_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_text, "at_a_terminal", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    said = check_text.of_file("\x1b[2Ja.json", [ERROR | {"message": "\u202eevil\x1b[31m"}], "2.0", width=80)
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_colours_are_for_a_terminal_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    broken = tmp_path / "a.json"
    broken.write_text('{"document": {"csaf_version": "2.0"}}')
    piped = CliRunner().invoke(advisory, ["check", str(broken)])
    assert piped.exit_code == 1
    assert piped.stdout.startswith(f"{broken}: error, rule schema, at /document: ")
    assert "\x1b" not in piped.stdout
    monkeypatch.setattr(check_text, "at_a_terminal", lambda: True)
    shown = CliRunner().invoke(advisory, ["check", str(broken)], color=True)
    assert shown.exit_code == 1
    assert "✗ not valid CSAF 2.0: " in shown.stdout
    assert "\x1b[31m" in shown.stdout


@pytest.mark.parametrize("words", ["no", "[1, 2]", "{}", "\u20ac"])
def test_what_is_no_advisory_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setattr(check_text, "at_a_terminal", lambda: True)
    given = tmp_path / "a.json"
    given.write_text(words)
    result = CliRunner().invoke(advisory, ["check", str(given)])
    assert result.exit_code == 1
    assert "✗ not valid CSAF" in result.stdout
