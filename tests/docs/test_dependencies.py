"""Dependencies: each has its reason, each imported one is declared, and the lock files pin by hash alone."""

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/reference/dependencies.md"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES = json.loads((ROOT / "package.json").read_text("utf-8"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
ROW = re.compile(r"^\| (?!package \|)([@a-z][\w./@-]*) \| (.+?) \| (.+?) \|$", re.MULTILINE)
OWN = {"medcord"}


def name_of(requirement: str) -> str:
    matched = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert matched, requirement
    return normal(matched.group())


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def run_time() -> set[str]:
    extras = PROJECT["project"]["optional-dependencies"].values()
    return {
        name_of(text) for text in [*PROJECT["project"]["dependencies"], *(one for group in extras for one in group)]
    }


def declared() -> set[str]:
    grouped = {name_of(text) for group in PROJECT["dependency-groups"].values() for text in group}
    return run_time() | grouped | PACKAGES["dependencies"].keys() | PACKAGES["devDependencies"].keys()


def test_every_dependency_has_a_reason_and_every_reason_a_dependency() -> None:
    rows = ROW.findall(PAGE.read_text("utf-8"))
    assert sorted(name for name, _, _ in rows) == sorted(declared())


def test_every_reason_is_a_sentence_and_names_a_licence() -> None:
    thin = [name for name, reason, licence in ROW.findall(PAGE.read_text("utf-8")) if len(reason) < 12 or not licence]
    assert thin == []


def test_everything_the_product_imports_is_declared() -> None:
    """A package that only comes along with another may stop coming."""
    distributions = packages_distributions()
    undeclared = {
        f"{path.relative_to(ROOT)} imports {top}"
        for path in (ROOT / "src").rglob("*.py")
        for top in top_level_imports(path) - OWN - sys.stdlib_module_names
        if not {normal(name) for name in distributions.get(top, [])} & run_time()
    }
    assert sorted(undeclared) == []


def top_level_imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def pinned(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[^]]*\])?==([^ ]+)", path.read_text("utf-8"), re.MULTILINE))


def lock(name: str) -> dict[str, str]:
    return pinned(ROOT / "requirements" / f"{name}.txt")


def test_the_locks_pin_what_is_declared() -> None:
    groups = PROJECT["dependency-groups"]
    needed = {
        "run": {name_of(text) for text in [*PROJECT["project"]["dependencies"], *groups["build"]]},
        "test": {name_of(text) for text in [*PROJECT["project"]["dependencies"], *groups["build"], *groups["test"]]},
        "uv": {name_of(text) for text in groups["bootstrap"]},
        "node": {name_of(text) for text in groups["node"]},
    }
    assert {name: names - lock(name).keys() for name, names in needed.items()} == {name: set() for name in needed}


def test_the_test_set_is_the_run_set_and_more() -> None:
    """So that the tests judge the very versions that people run."""
    assert {name: version for name, version in lock("test").items() if name in lock("run")} == lock("run")


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_file_holds_names_versions_and_hashes_and_no_address(path: Path) -> None:
    text = path.read_text("utf-8")
    foreign = [line for line in text.splitlines() if re.search(r"https?:|file:|--(index|extra|find)|\s/", line)]
    assert foreign == []
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_npm_lock_holds_versions_and_hashes_and_no_address() -> None:
    text = (ROOT / "package-lock.json").read_text("utf-8")
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert re.findall(r"https?:|\"resolved\"", text) == []
    assert [name for name, entry in packages.items() if not entry.get("integrity")] == []
