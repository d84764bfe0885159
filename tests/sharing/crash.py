"""``make crash``: kill -9 at random instants while many advisories go out in one act, start again, and read.

The process that releases is a real one with a real disk and database. After each kill the node starts as it always does
and a stranger reads every channel: all of the release or none of it, and everything agrees.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice, pairwise
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console

say = Console(highlight=False, soft_wrap=True, markup=False).print

BEFORE = 3
"""Advisories that are out already."""
START, READY, COMMIT = b".", b":", b";"
"""The act begins; the channels begin to make ready; all of them are ready."""


@dataclass
class Outcome:
    """What became of the kills. ``lasted``: seconds of writing rows, making ready, and committing with what follows."""

    seed: int
    lasted: list[float] = field(default_factory=list)
    took: float = 0.0
    out: int = 0
    none: int = 0
    lagged: int = 0
    again: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def kills(self) -> int:
        return self.out + self.none

    def told(self) -> str:
        names = ("writing", "making ready", "commit")
        parts = ", ".join(f"{name} {one * 1000:.0f}" for name, one in zip(names, self.lasted, strict=True))
        words = [
            f"{self.kills} kills of a release that lasts {sum(self.lasted) * 1000:.0f} ms ({parts}), "
            f"seed {self.seed}, in {self.took:.0f} s:",
            f"  {self.none} with nothing out, {self.out} with all of it out, {len(self.problems)} with anything else;",
            f"  {self.lagged} between the commit and the link for other web servers, made good at the start;",
            f"  {self.again} released again after a kill that had taken all back.",
        ]
        return "\n".join([*words, *self.problems[:20]])


class Database(Protocol):
    """Where the rows lie, when they do not lie in the home."""

    def keep(self) -> None:
        """Keep it as it is now."""

    def put_back(self) -> None:
        """Bring it to what was kept; whoever is still in it is put out."""


class InTheHome:
    """SQLite: it is kept and put back with the home."""

    def keep(self) -> None:
        pass

    def put_back(self) -> None:
        pass


class OnPostgresql:
    """A copy beside it, by the server."""

    def __init__(self, url: str) -> None:
        self._server, _, self._name = url.rpartition("/")

    def keep(self) -> None:
        self._copy(self._name, f"{self._name}_kept")

    def put_back(self) -> None:
        self._copy(f"{self._name}_kept", self._name)

    def _copy(self, of: str, name: str) -> None:
        import psycopg
        from psycopg import sql

        with psycopg.connect(f"{self._server}/postgres", autocommit=True) as line:
            line.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            line.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [of])
            names = sql.Identifier(name), sql.Identifier(of)
            line.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))


class Crash:
    """One home and, where an address is given, one database, put back to the same state before each kill."""

    def __init__(self, home: Path, database: Database, *, advisories: int) -> None:
        self._home, self._database, self._advisories = home, database, advisories
        self._kept = home.with_name("kept")

    def prepare(self) -> list[float]:
        """A node with some advisories out; returns how long each part of the release to be killed lasts."""
        said = self._child(lambda: release(BEFORE))
        assert said["released"] == BEFORE, said
        shutil.copytree(self._home, self._kept, symlinks=True)
        self._database.keep()
        lasted = self._child(lambda: release(self._advisories))["lasted"]
        found = self._child(lambda: self._read())
        assert (found["problems"], found["out"]) == ([], BEFORE + self._advisories), found
        return lasted

    def kill_at(self, sign: bytes, delay: float, outcome: Outcome, *, again: bool) -> None:
        """One kill, one start, one reader."""
        self._restore()
        reader, process = self._start(lambda mark: release(self._advisories, mark))
        while os.read(reader, 1) not in (sign, b""):
            pass
        time.sleep(delay)  # the instant of the kill is what the story is about
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(reader)
        found = self._child(lambda: self._read())
        problems = list(found["problems"])
        outcome.lagged += found["lagged"]
        if found["out"] == BEFORE:
            outcome.none += 1
            if again and not problems:
                outcome.again += 1
                self._child(lambda: release(self._advisories))
                after = self._child(lambda: self._read())
                problems += after["problems"]
                if after["out"] != BEFORE + self._advisories:
                    problems.append(f"released again, and {after['out']} are out")
        elif found["out"] == BEFORE + self._advisories:
            outcome.out += 1
        else:
            problems.append(f"half of it is out: {found['out']}")
        outcome.problems += [f"killed {delay * 1000:.1f} ms after “{sign.decode()}”: {said}" for said in problems]

    def _read(self) -> dict[str, Any]:
        from tests.sharing import crash_reader

        return crash_reader.start_and_read(BEFORE, self._advisories)

    def _restore(self) -> None:
        shutil.rmtree(self._home)
        shutil.copytree(self._kept, self._home, symlinks=True)
        self._database.put_back()

    def _start(self, work: Callable[[Callable[[bytes], object]], dict[str, Any]]) -> tuple[int, int]:
        """A process of its own that does it: it gives signs on its way, and says at the end what came of it."""
        reader, writer = os.pipe()
        process = os.fork()
        if process:
            os.close(writer)
            return reader, process
        said: dict[str, Any] = {}
        try:
            os.close(reader)
            said = work(lambda sign: os.write(writer, sign))
        except BaseException:  # noqa: BLE001 - what went wrong is told to the process that asked
            said = {"failed": traceback.format_exc()}
        finally:
            os.write(writer, json.dumps(said).encode())
            os._exit(0)

    def _child(self, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        reader, process = self._start(lambda _mark: work())
        said = b""
        while part := os.read(reader, 65536):
            said += part
        os.close(reader)
        os.waitpid(process, 0)
        found = dict(json.loads(said or b'{"failed": "the process ended without a word"}'))
        if "failed" in found:
            raise RuntimeError(found["failed"])
        return found


def release(number: int, mark: Callable[[bytes], object] = len) -> dict[str, Any]:
    """Release so many advisories in one act, and say how long each part of it took."""
    from medcord.ledger import channels
    from tests.advisories.stories import COORDINATOR
    from tests.sharing.crash_reader import publish_all

    times = [time.perf_counter()]

    def pass_by(sign: bytes) -> Callable[[object], None]:
        return lambda _released: (times.append(time.perf_counter()), mark(sign))[0]

    known = dict(channels._CHANNELS)
    channels._CHANNELS.clear()
    channels.lay(channels.Channel("begins", "the first", prepare=pass_by(READY)))
    channels._CHANNELS.update(known)
    channels.lay(channels.Channel("ends", "the last", prepare=pass_by(COMMIT)))
    mark(START)
    released = publish_all(number, actor=COORDINATOR)
    times.append(time.perf_counter())
    return {"released": len(released), "lasted": [after - before for before, after in pairwise(times)]}


def moments(lasted: Sequence[float], kills: int, dice: random.Random) -> list[tuple[bytes, float]]:
    """When to kill: how long after which sign. A third over the whole act, a third from when channels are made ready,
    and a third from when all are ready, around the commit and the link."""
    spans = {START: sum(lasted), READY: sum(lasted[1:]), COMMIT: lasted[2] * 1.5}
    found = [(sign, dice.uniform(0, span * 1.05)) for sign, span in islice(cycle(spans.items()), kills)]
    dice.shuffle(found)
    return found


def run(home: Path, database: Database, given: argparse.Namespace, tell: Callable[[str], object]) -> Outcome:
    """All kills, one after another."""
    dice, began = random.Random(given.seed), time.monotonic()
    crash, outcome = Crash(home, database, advisories=given.advisories), Outcome(given.seed)
    outcome.lasted = crash.prepare()
    for number, (sign, delay) in enumerate(moments(outcome.lasted, given.kills, dice), start=1):
        crash.kill_at(sign, delay, outcome, again=number % 20 == 1)
        if number % 20 == 0:
            tell(f"{number} kills: {outcome.none} nothing out, {outcome.out} all out, {len(outcome.problems)} other")
    outcome.took = time.monotonic() - began
    return outcome


def warm_up() -> None:
    """Load what every process needs, once; no database is asked and no key is made before the processes part."""
    import django

    django.setup()
    from django.urls import get_resolver

    import tests.sharing.crash_reader  # noqa: F401
    from medcord.formats.csaf import validate, write_csaf
    from tests.advisories.stories import PUMP_ADVISORY

    # The schemas are read here, once for all: a release that reads them first would be measured too long.
    validate(write_csaf(PUMP_ADVISORY, canonical_url="https://node.example/x.json", engine_version="1"))
    get_resolver().url_patterns  # noqa: B018


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--kills", type=int, default=200)
    asked.add_argument("--advisories", type=int, default=50)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    asked.add_argument("--json", action="store_true", help="Say the outcome as one line for a program.")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="medcord-crash-") as folder:
        home = Path(folder) / "home"
        outcome = crash_in(home, given)
    say(json.dumps(vars(outcome)) if given.json else outcome.told())
    return 1 if outcome.problems else 0


def crash_in(home: Path, given: argparse.Namespace) -> Outcome:
    os.environ["MEDCORD_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medcord.project.settings")
    from tests.ledger.node import Node

    url = os.environ.get("MEDCORD_DATABASE_URL", "")
    Node(home, url).migrate()
    warm_up()
    return run(home, OnPostgresql(url) if url else InTheHome(), given, len if given.json else say)


if __name__ == "__main__":
    sys.exit(main())
