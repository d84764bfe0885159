"""Killed while many advisories go out in one act, a node has published all of them or none, in every channel."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from medcord.sharing import actions, queries, tree
from tests.advisories.stories import COORDINATOR, NODE
from tests.ledger.node import ROOT
from tests.sharing.crash import COMMIT, READY, START, moments
from tests.sharing.crash_reader import publish_all, start_and_read

KILLS = 10


def crashed(kills: int, **more: str) -> dict[str, Any]:
    """``make crash`` with so many kills; what it says of them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MEDCORD_")}
    command = [sys.executable, "-m", "tests.sharing.crash", "--kills", str(kills), "--json"]
    done = subprocess.run(command, cwd=ROOT, env=kept | more, capture_output=True, text=True, timeout=280)
    assert done.stdout, done.stderr
    return dict(json.loads(done.stdout))


def test_a_node_that_is_killed_has_published_all_or_nothing() -> None:
    said = crashed(KILLS)
    assert said["problems"] == [], f"seed {said['seed']}"
    assert said["none"] + said["out"] == KILLS


def test_kills_fall_on_the_whole_act_and_more_often_on_its_end() -> None:
    import random

    found = moments([1.0, 0.5, 0.01], 300, random.Random(3))
    by_sign = {sign: [delay for one, delay in found if one == sign] for sign in (START, READY, COMMIT)}
    assert [len(delays) for delays in by_sign.values()] == [100, 100, 100]
    assert max(by_sign[START]) > 1.4
    assert max(by_sign[READY]) < 0.54
    assert max(by_sign[COMMIT]) < 0.016


def forget_the_link(home: Path) -> None:
    """An older tree by the link is no mistake: it is what a kill between the commit and the link leaves."""
    older = sorted((home / "releases").iterdir())[-2]
    tree.switch(home, older.name)


def swap_signatures(home: Path) -> None:
    first, second, *_ = sorted((home / "current").resolve().rglob("white/20*/*.json.asc"))
    kept = first.read_bytes()
    first.unlink()
    first.write_bytes(second.read_bytes())
    second.unlink()
    second.write_bytes(kept)


def lose_a_file(home: Path) -> None:
    next((home / "current").resolve().rglob("v2.1/clear/20*/*.json")).unlink()


def change_the_index(home: Path) -> None:
    index = next((home / "current").resolve().rglob("white/index.txt"))
    lines = index.read_text().splitlines()
    index.unlink()
    index.write_text("\n".join(lines[:-1]))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda _home: None, ""),
        (forget_the_link, ""),
        (swap_signatures, "no published key signed it"),
        (lose_a_file, "csaf/v2.1/clear: files names 2 of 3"),
        (change_the_index, "half of it is out: 2"),
    ],
)
def test_the_reader_finds_what_is_not_whole(damage: Callable[[Path], None], told: str) -> None:
    actions.build_tree(actor=NODE)
    publish_all(1, actor=COORDINATOR)
    publish_all(2, actor=COORDINATOR)
    damage(queries.home())
    found = start_and_read(1, 2)
    assert found["out"] == 3
    assert found["lagged"] == (1 if damage is forget_the_link else 0)
    assert any(told in said for said in found["problems"]) if told else found["problems"] == []
