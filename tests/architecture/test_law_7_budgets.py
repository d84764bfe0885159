"""Law 7: sizes that fit a head, names from the glossary, no silent errors, a command line that starts at once."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.architecture.source import (
    ROOT,
    SOURCE,
    chain_of,
    docstring_length,
    functions_of,
    in_rooms,
    length_of,
    module_from,
    modules,
    nodes_of,
)

LONGEST_FUNCTION = 50
LONGEST_FILE = {"src": 500, "tools": 500, "benchmarks": 500, "tests": 800}
LONGEST_VIEW = 15
VAGUE = re.compile(r"(^|_)(utils?|utilities|helpers?|managers?|misc|common|stuff|v2)(_|$)")
FILES = [path for top in LONGEST_FILE for path in sorted((ROOT / top).rglob("*.py"))]


def where(path: Path) -> str:
    return str(path.relative_to(ROOT))


def is_generated(path: Path) -> bool:
    return "migrations" in path.parts


def test_no_file_is_longer_than_its_budget() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in FILES if not is_generated(path)}
    over = [f"{where(path)}: {n}" for path, n in lengths.items() if n > LONGEST_FILE[path.relative_to(ROOT).parts[0]]]
    assert over == []


def test_no_function_is_longer_than_fifty_lines() -> None:
    over = [
        f"{where(path)}:{node.lineno} {node.name}: {length_of(node)}"
        for path in FILES
        if not is_generated(path)
        for node in functions_of(module_from(path, path.stem).tree)
        if length_of(node) > LONGEST_FUNCTION
    ]
    assert over == []


def test_a_view_only_asks_and_shows() -> None:
    """Functions of web that take a request first; their docstring is not counted."""
    over = [
        f"{module.where}:{node.lineno} {node.name}: {length_of(node) - docstring_length(node)}"
        for module in in_rooms("web")
        for node in functions_of(module.tree)
        if [argument.arg for argument in node.args.args[:1]] == ["request"]
        and length_of(node) - docstring_length(node) > LONGEST_VIEW
    ]
    assert over == []


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    vague = [where(path) for path in FILES if any(VAGUE.search(part) for part in path.with_suffix("").parts[-3:])]
    assert vague == []


def swallows(handler: ast.ExceptHandler) -> bool:
    """A handler of everything, or one of Exception that does nothing with it."""
    if handler.type is None:
        return True
    names = {chain_of(node)[-1] for node in ast.walk(handler.type) if isinstance(node, ast.Name | ast.Attribute)}
    idle = all(isinstance(node, ast.Pass | ast.Continue) for node in handler.body)
    return bool(names & {"Exception", "BaseException"}) and idle


def test_no_error_is_swallowed() -> None:
    found = [
        f"{module.where}:{node.lineno}"
        for module in modules().values()
        for node in nodes_of(module.tree)
        if isinstance(node, ast.ExceptHandler) and swallows(node)
    ]
    assert found == []


def test_only_the_command_line_prints() -> None:
    found = [
        f"{module.where}:{node.lineno}"
        for module in modules().values()
        if module.room != "cli"
        for node in nodes_of(module.tree)
        if isinstance(node, ast.Call) and chain_of(node.func) == ["print"]
    ]
    assert found == []


REQUEST_CONTENT = frozenset({"body", "POST", "FILES", "COOKIES", "META", "headers"})
LOG_METHODS = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log"})


def is_log_call(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    chain = chain_of(node.func)
    return len(chain) > 1 and chain[-1] in LOG_METHODS and chain[-2].lower().lstrip("_") in {"log", "logger", "logging"}


def test_no_log_line_carries_what_a_request_brought() -> None:
    found = [
        f"{module.where}:{call.lineno} logs {node.attr}"
        for module in modules().values()
        for call in nodes_of(module.tree)
        if isinstance(call, ast.Call) and is_log_call(call)
        for argument in [*call.args, *(keyword.value for keyword in call.keywords)]
        for node in ast.walk(argument)
        if isinstance(node, ast.Attribute) and node.attr in REQUEST_CONTENT
    ]
    assert found == []


@pytest.mark.skipif(not (SOURCE / "medcord/cli/main.py").is_file(), reason="the command line is not built yet")
def test_starting_the_command_line_loads_neither_django_nor_polars() -> None:
    code = "import sys, medcord.cli.main; sys.stdout.write(' '.join(sorted({'django', 'polars'} & set(sys.modules))))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
