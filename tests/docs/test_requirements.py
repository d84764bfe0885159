"""docs/reference/requirements.md: every capability has a row, and every story it names exists."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/reference/requirements.md"
GROUPS = {"C": 14, "FDA": 9, "M": 15, "R": 6, "I": 6, "H": 14, "P": 5, "X": 8}
EXPECTED = [f"{letters}{number}" for letters, count in GROUPS.items() for number in range(1, count + 1)]
ROW = re.compile(r"^\| ([A-Z]+\d+) \| (.*?) \| (.*?) \|$", re.MULTILINE)
NOT_YET = "not yet"


def rows() -> list[tuple[str, str, str]]:
    return ROW.findall(PAGE.read_text("utf-8"))


def stories(cell: str) -> list[str]:
    """Node ids of a cell, without back-ticks and parameters."""
    return [re.sub(r"\[.*\]$", "", part.strip().strip("`")) for part in cell.split(", ")] if cell != NOT_YET else []


def problem_with(story: str) -> str | None:
    """Why a node id leads to no test; None where it leads to one."""
    path, _, name = story.partition("::")
    file = ROOT / path
    told = re.match(r"tests/(?!docs/)[a-z_/]+/test_\w+\.py$", path)
    if not (told and file.is_file()):
        return f"{story}: no such file of stories"
    scope: ast.AST = ast.parse(file.read_text("utf-8"))
    for part in name.split("::"):
        nodes = {node.name: node for node in ast.iter_child_nodes(scope) if isinstance(node, NAMED)}
        if part not in nodes:
            return f"{story}: no {part or 'test'} in it"
        scope = nodes[part]
    is_test = isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef) and scope.name.startswith("test_")
    return None if is_test else f"{story}: not a test"


NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def test_all_seventy_seven_ids_stand_in_order_and_once() -> None:
    assert [identifier for identifier, _, _ in rows()] == EXPECTED
    assert len(EXPECTED) == 77


def test_every_row_says_in_words_what_it_is() -> None:
    assert [identifier for identifier, words, _ in rows() if len(words.split()) < 3] == []


def test_every_story_named_exists() -> None:
    problems = [
        f"{row}: {problem}" for row, _, cell in rows() for one in stories(cell) if (problem := problem_with(one))
    ]
    assert problems == []


def test_a_story_that_does_not_exist_is_noticed() -> None:
    here = Path(__file__).relative_to(ROOT)
    assert (
        problem_with("tests/journeys/test_gone.py::test_gone")
        == "tests/journeys/test_gone.py::test_gone: no such file of stories"
    )
    assert problem_with(f"{here}::test_gone") == f"{here}::test_gone: no such file of stories"


def test_several_stories_in_one_cell_are_all_looked_at() -> None:
    assert stories("`tests/journeys/test_a.py::test_b[x]`, `tests/journeys/test_c.py::test_d`") == [
        "tests/journeys/test_a.py::test_b",
        "tests/journeys/test_c.py::test_d",
    ]
    assert stories(NOT_YET) == []
