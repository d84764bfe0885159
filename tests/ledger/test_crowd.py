"""However many write at once, a chain has one end. The same on PostgreSQL is told in tests/postgres."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.ledger.node import Node, database
from tests.ledger.stories import CASE, OTHER

THREADS, FACTS, PROCESSES = 4, 8, 3


@pytest.fixture
def node(tmp_path: Path) -> Node:
    made = Node(tmp_path / "node")
    made.migrate()
    return made


def test_threads_of_several_processes_never_fork_a_chain(node: Node) -> None:
    crowd = [node.start("tests.ledger.crowd", str(THREADS), str(FACTS)) for _ in range(PROCESSES)]
    said = [process.communicate(timeout=120)[0] for process in crowd]
    assert [(process.returncode, words) for process, words in zip(crowd, said, strict=True)] == [(0, "")] * PROCESSES
    written = THREADS * FACTS * PROCESSES
    with closing(sqlite3.connect(database(node))) as rows:
        places = rows.execute("SELECT stream, seq FROM ledger_factrow ORDER BY stream, seq").fetchall()
    assert places == [
        *((f"case:{CASE}", number) for number in range(1, written + 1)),
        *((f"case:{OTHER}", number) for number in range(1, written // 2 + 1)),
    ]
    assert node.run("medcord.cli.main", "ledger", "verify").startswith("Every chain holds.\n")


def test_the_command_line_names_a_break_and_ends_with_a_no(node: Node) -> None:
    node.run("tests.ledger.crowd", "1", "3")
    with closing(sqlite3.connect(database(node))) as rows:
        rows.execute("UPDATE ledger_factrow SET kind = 'CaseClosed' WHERE seq = 2")
        rows.commit()
    process = node.start("medcord.cli.main", "ledger", "verify")
    said, _ = process.communicate(timeout=60)
    assert (process.returncode, said) == (1, f"case:{CASE} fact 2: its content was changed after it was written\n")
