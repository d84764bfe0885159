"""A real node for stories that need several processes: its own home, its own database, Python started anew."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def _migrated() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="medcord-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = Node(folder / "home")
    made.run("medcord.cli.main", "migrate")
    return made.home


@dataclass(frozen=True)
class Node:
    """A home. ``url`` is the database's, empty for SQLite in the home."""

    home: Path
    url: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MEDCORD_")}
        return kept | {
            "MEDCORD_HOME": str(self.home),
            "MEDCORD_DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "medcord.project.settings",
            **self.more,
        }

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start ``python -m command`` in this node."""
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            env=self.environment,
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(self, *command: str) -> str:
        """Run ``python -m command`` to its end and return what it said; fails with that when it failed."""
        process = self.start(*command)
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0, said
        return said

    def migrate(self) -> None:
        """Make its tables. On SQLite by a copy of a home in which the command line made them once for this process."""
        if self.url or self.home.exists():
            self.run("medcord.cli.main", "migrate")
        else:
            shutil.copytree(_migrated(), self.home)

    def copy_to(self, home: Path, **more: str) -> Node:
        """A second node that begins as this one is now (SQLite; nobody may be writing)."""
        shutil.copytree(self.home, home)
        return Node(home, self.url, self.more | more)


def database(node: Node) -> Path:
    return node.home / "medcord.sqlite3"
