"""A worker that is killed at any instant loses nothing and does nothing twice inside the house.

Outside it, a mail may come twice; then it carries the Message-ID by which a mail server knows the repeat.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from tests.ledger.node import Node, database

MESSAGES = 40
WORKER = ("medcord.cli.main", "worker")


@pytest.fixture(scope="module")
def full_node(tmp_path_factory: pytest.TempPathFactory) -> Node:
    """A case whose messages nobody has been told of yet."""
    node = Node(tmp_path_factory.mktemp("kill") / "full")
    node.migrate()
    node.run("tests.ledger.busy_case", str(MESSAGES))
    return node


def ask(node: Node, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database(node), timeout=20)) as rows:
        return rows.execute(question).fetchall()


def count(node: Node, table: str, state: str) -> int:
    return int(ask(node, f"SELECT count(*) FROM {table} WHERE state = '{state}'")[0][0])


def wait_until(true: Any, process: subprocess.Popen[str], seconds: float = 30.0) -> None:
    """Look again and again; fail with what the worker said when it ended or took too long."""
    end = time.monotonic() + seconds
    while not true():
        if process.poll() is not None or time.monotonic() > end:
            process.kill()
            said = process.communicate()[0]
            raise AssertionError(f"the worker ended or is stuck: {said}")
        time.sleep(0.02)  # looking, not waiting for luck: the loop ends with what it looks for


@contextmanager
def working(node: Node) -> Iterator[subprocess.Popen[str]]:
    process = node.start(*WORKER)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def carried(node: Node) -> int:
    return count(node, "ledger_delivery", "done")


def test_every_effect_of_a_reaction_happens_exactly_once_however_often_the_worker_dies(
    full_node: Node, tmp_path: Path
) -> None:
    node = full_node.copy_to(tmp_path / "node")
    dice = random.Random(41)
    waiting = count(node, "ledger_delivery", "waiting")
    for _ in range(3):
        before = carried(node)
        with working(node) as process:
            wait_until(lambda before=before: carried(node) > before, process)
            time.sleep(dice.random() * 0.08)  # the instant of the kill is what the story is about
            os.kill(process.pid, signal.SIGKILL)
        assert carried(node) < waiting, "the worker was done before it was killed: give it more to carry"
    with working(node) as process:
        wait_until(lambda: count(node, "ledger_delivery", "waiting") == 0, process)
    assert Counter(to for (to,) in ask(node, 'SELECT "to" FROM ledger_outgoingletter')) == {
        # every message, the invitation, and that the regulator takes part
        "ostrava@karst.example": MESSAGES + 2,
        # the same, and that the manufacturer signed
        "sennick@dsa.example": MESSAGES + 3,
        # that the manufacturer signed; its own messages are no news to it
        "tarrow@ncc.example": 1,
    }
    assert ask(node, "SELECT count(*) FROM consults_consultation") == [(1,)]
    assert ask(node, "SELECT max(attempts), max(error) FROM ledger_delivery") == [(0, "")]
    assert node.run("medcord.cli.main", "ledger", "verify").startswith("Every chain holds.\n")


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Postbox:
    """A mail server that kills who writes to it, after it took the letter and before it said so."""

    def __init__(self, *, kill_at: set[int]) -> None:
        self.came: list[str] = []
        self.kill_at = kill_at
        self.writer: subprocess.Popen[str] | None = None

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:
        letter = message_from_bytes(envelope.content or b"")
        self.came.append(str(letter["Message-ID"]))
        if len(self.came) in self.kill_at and self.writer is not None:
            self.writer.kill()
        return "250 taken"


def test_a_mail_comes_at_least_once_and_a_repeat_has_the_same_message_id(full_node: Node, tmp_path: Path) -> None:
    kills = {1, 20}
    postbox = Postbox(kill_at=kills)
    server = Controller(postbox, hostname="127.0.0.1", port=(port := free_port()))
    server.start()
    try:
        node = full_node.copy_to(tmp_path / "node", MEDCORD_SMTP_URL=f"smtp://127.0.0.1:{port}")
        for _ in kills:
            with working(node) as postbox.writer:
                assert postbox.writer.wait(timeout=30) == -signal.SIGKILL
        with working(node) as postbox.writer:
            wait_until(lambda: everything_is_done(node), postbox.writer)
    finally:
        server.stop()
    written = {message_id for (message_id,) in ask(node, "SELECT message_id FROM ledger_outgoingletter")}
    assert len(written) == 2 * MESSAGES + 6
    assert set(postbox.came) == written
    repeats = Counter(postbox.came)
    assert sorted(repeats.values())[-len(kills) :] == [2] * len(kills)
    assert repeats.total() == len(written) + len(kills)


def everything_is_done(node: Node) -> bool:
    return count(node, "ledger_delivery", "waiting") + count(node, "ledger_outgoingletter", "waiting") == 0
