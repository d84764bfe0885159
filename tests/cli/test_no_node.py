"""A command that works on a node, given a place where none is: it says so, and leaves nothing there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COMMANDS = [
    "status", "clocks MC-7K3M-Q2XD --member a@ncc.example", "clocks --rebuild", "duties --member a@ncc.example",
    "party list", "party add Centre --role coordinator --short C", "party administrator C a@b.example", "member list",
    "member deactivate a@b.example --reason left", "member recover a@b.example --reason lost", "ledger verify",
    "ledger key", "ledger new-key", "ledger export --stream node", "blobs check", "blobs rotate", "blobs encrypt",
    "search rebuild", "provider build out", "provider key show", "provider key renew",
    "worker", "work retry letter 1", "mail bounced m-1", "inventory import x",
]  # fmt: skip

# One process for all of them: none gets so far as to load Django.
SCRIPT = """
import sys
from medcord.cli import main
for line in sys.argv[2:]:
    try:
        main.run([*line.split(), "--home", sys.argv[1]])
    except SystemExit as end:
        print(f"{line}: {end.code}", file=sys.stderr)
print("django.apps" in sys.modules)
"""


def ran(place: Path, *lines: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("MEDCORD_", "DJANGO_"))}
    command = [sys.executable, "-c", SCRIPT, str(place), *lines]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=plain, cwd=place.parent)


def test_every_command_on_a_place_without_a_node_says_what_to_do_and_leaves_nothing(tmp_path: Path) -> None:
    place = tmp_path / "nowhere"
    done = ran(place, *COMMANDS)
    said = done.stderr.splitlines()
    assert [line for line in said if line.endswith(": 2")] == [f"{one}: 2" for one in COMMANDS]
    assert {line for line in said if not line.endswith(": 2")} == {
        f"There is no node in {place}: it is no folder. Nothing was made there. Give the folder of your node with "
        f"--home, or make a node there: “medcord run --home {place}”, or “medcord migrate --home {place}” for its "
        "database alone."
    }
    assert done.stdout == "False\n"
    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_that_an_earlier_release_left_is_no_node(tmp_path: Path) -> None:
    place = tmp_path / "left"
    place.mkdir()
    (place / "medcord.sqlite3").touch()
    assert "it has no database" in ran(place, "status").stderr
    assert [one.name for one in place.iterdir()] == ["medcord.sqlite3"]
