"""No circle of files: of two that know each other neither can be understood, changed or tested alone."""

from __future__ import annotations

import ast

from tests.architecture.source import modules, nodes_of


def imports_of(name: str) -> set[str]:
    """Our own modules that one imports, those inside functions too; type-checking blocks are for readers only."""
    tree = modules()[name].tree
    typing_only = {
        id(inner)
        for node in nodes_of(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in nodes_of(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {target for target in found if target in modules() and target != name}


def test_no_files_stand_in_a_circle() -> None:
    waiting = {name: imports_of(name) for name in modules()}
    while free := {name for name, known in waiting.items() if not known & waiting.keys()}:
        waiting = {name: known for name, known in waiting.items() if name not in free}
    # What is left stands in a circle or knows one; those that nobody left knows are only above it.
    while above := waiting.keys() - {target for known in waiting.values() for target in known}:
        waiting = {name: known for name, known in waiting.items() if name not in above}
    assert sorted(waiting) == []
