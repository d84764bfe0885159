"""The frame of the command line: quick help, exit codes, and never a trace."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module

import pytest
from typer.testing import CliRunner

import medcord
from medcord.cli import main
from medcord.cli.output import clean


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_importing_the_command_line_imports_neither_django_nor_polars_nor_what_is_slow() -> None:
    slow = "{'django', 'polars', 'rich', 'csaf', 'pydantic', 'orjson', 'python_calamine', 'ninja'}"
    done = python(f"import sys, medcord.cli.main; print(sorted({slow} & set(sys.modules)))")
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_matching_imports_no_django() -> None:
    done = python(
        "import sys, medcord.cli.match, medcord.cli.worklist, medcord.cli.worklist_data, medcord.cli.worklist_text;"
        "import medcord.cli.summary; print(sorted({'django', 'polars'} & set(sys.modules)))"
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_help_lists_every_command_without_importing_one() -> None:
    done = python(
        "import sys\nfrom typer.testing import CliRunner\nfrom medcord.cli.main import app\n"
        "print(CliRunner().invoke(app, ['--help']).stdout)\nassert 'medcord.cli.match' not in sys.modules"
    )
    assert done.stderr == ""
    assert [name for name in main.COMMANDS if f"  {name}" not in done.stdout] == []


@pytest.mark.parametrize("name", main.COMMANDS)
def test_every_command_is_where_it_is_said_to_be_and_has_help(name: str) -> None:
    module, _, attribute = main.COMMANDS[name].target.partition(":")
    assert hasattr(import_module(module), attribute)
    result = CliRunner().invoke(main.app, [name, "--help"])
    assert (result.exit_code, f"{name} " in result.stdout) == (0, True)


def test_the_version_is_shown() -> None:
    assert f"medcord {medcord.__version__} (Python 3" in CliRunner().invoke(main.app, ["version"]).stdout


def test_an_unknown_command_is_refused_with_exit_2() -> None:
    result = CliRunner().invoke(main.app, ["mach"])
    assert result.exit_code == 2
    assert "No such command 'mach'" in result.stderr


def test_a_misused_option_under_json_is_told_in_json() -> None:
    result = CliRunner().invoke(main.app, ["match", "x.csv", "--format", "json"])
    assert result.exit_code == 2
    assert json.loads(result.stderr) == {"code": "usage", "sentence": "Missing option '--advisories' / '-a'."}


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (KeyboardInterrupt(), 130, "Stopped. Nothing was half-written.\n"),
        (
            ZeroDivisionError("of zero"),
            70,
            "medcord met an error of its own (ZeroDivisionError: of zero). Nothing was half-written. "
            "Please report it; with MEDCORD_TRACE=1 set the place is shown.\n",
        ),
    ],
)
def test_neither_a_stop_nor_an_error_of_ours_shows_a_trace(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int, said: str
) -> None:
    def fails() -> None:
        raise error

    monkeypatch.setattr("medcord.cli.version.version", fails)
    result = CliRunner().invoke(main.app, ["version"])
    assert (status, said) == (result.exit_code, result.stderr)


def test_the_trace_is_there_for_those_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise ZeroDivisionError("of zero")

    monkeypatch.setattr("medcord.cli.version.version", fails)
    monkeypatch.setenv("MEDCORD_TRACE", "1")
    assert isinstance(CliRunner().invoke(main.app, ["version"]).exception, ZeroDivisionError)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain, (ASCII) text", "plain, (ASCII) text"),
        ("Dräger Évita 麻酔", "Dräger Évita 麻酔"),
        ("a\x1b[31mb\x9bc", "a[31mbc"),
        ("two\nlines\tand\u2028more", "two lines and more"),
        ("\u202eright to left\u2066", "right to left"),
    ],
)
def test_foreign_text_loses_what_moves_a_terminal(text: str, expected: str) -> None:
    assert expected == clean(text)
