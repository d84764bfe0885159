"""CONTEXT.md: one word for one thing, and the product's own names keep to it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (?!word \|)([a-z][a-z ]*) \| (.+?) \|(.*)\|$", re.MULTILINE)
AVOIDED = {"ticket", "tickets", "asset", "assets", "vuln", "vulns", "vendor", "vendors"}
# Here names follow the standard, which has a branch category "vendor".
SPEAKING_CSAF = ("formats/csaf", "core/advisory")
# The inventory's column keeps the name that hospitals know it by.
KNOWN = {"asset_tag", "asset_tags"}


def rows() -> list[tuple[str, str, str]]:
    return ROW.findall((ROOT / "CONTEXT.md").read_text("utf-8"))


def words_of(name: str) -> set[str]:
    """`AssetTag`, `asset_tag` and `ASSET_TAG` hold the same words."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def own_names(path: Path) -> Iterator[tuple[int, str]]:
    """Names a file defines: classes, functions, arguments, variables."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id


def is_avoided(name: str) -> bool:
    return name.lower().lstrip("_") not in KNOWN and not AVOIDED.isdisjoint(words_of(name))


def test_no_name_of_ours_is_a_word_to_avoid() -> None:
    product = ROOT / "src/medcord"
    found = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in sorted(product.rglob("*.py"))
        if not any(product / room in path.parents for room in SPEAKING_CSAF)
        for line, name in own_names(path)
        if is_avoided(name)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [("open_ticket", True), ("VulnList", True), ("asset_tag", False), ("vulnerability", False), ("VENDOR", True)],
)
def test_a_word_to_avoid_is_told_from_one_that_contains_it(name: str, expected: bool) -> None:
    assert is_avoided(name) == expected


def test_every_word_is_there_once_and_has_one_sentence() -> None:
    words = [word for word, _, _ in rows()]
    assert len(words) > 20
    assert sorted(set(words)) == sorted(words)
    assert [word for word, meaning, _ in rows() if len(meaning) < 20 or ". " in meaning] == []


def test_no_word_is_at_the_same_time_one_to_avoid() -> None:
    instead = {word.strip() for _, _, cell in rows() for word in cell.split(",")}
    assert instead & {word for word, _, _ in rows()} == set()
