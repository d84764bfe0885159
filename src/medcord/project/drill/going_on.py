"""How far an exercise that people play has come: kept in its home, so that it goes on after a stop or a kill.

The state is written anew, whole, before and after each step of the script. A step that was under way when the process
was killed is not played twice: it is told, and a person looks whether it happened.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from medcord.core.exercise import Scenario, Step
from medcord.core.refusals import RuleRefusal
from medcord.gateways import clock
from medcord.gateways.clock import Faster
from medcord.project.drill.home import CLOCK, STATE
from medcord.project.drill.play import CannotPlay, Play, Verb, do

LOST: Final = "It was under way when the exercise broke off. Look whether it happened; it is not played again."


@dataclass
class Going:
    """What is kept. ``done`` are the places of steps that were played or passed over, ``doing`` the one under way,
    ``names`` what steps made."""

    home: Path
    scenario: str
    shown: datetime
    done: list[str] = field(default_factory=list)
    doing: str = ""
    names: dict[str, Any] = field(default_factory=dict)

    def write(self) -> None:
        """Put it on the disk as a whole, with the instant that the clock shows."""
        self.shown = max(self.shown, clock.now())
        kept = {
            "scenario": self.scenario,
            "shown": self.shown.isoformat(),
            "done": self.done,
            "doing": self.doing,
            "names": {key: [type(made).__name__, str(made)] for key, made in self.names.items()},
        }
        _whole(self.home / STATE, json.dumps(kept, indent=1))

    def stand_still(self) -> None:
        """Stop the clock of the home where it stands: whoever opens it later sees that time."""
        self.write()
        _whole(self.home / CLOCK, str(Faster(self.shown, datetime.now(UTC), 0)))


def begin(home: Path, scenario: Scenario) -> Going:
    """The state of a new exercise."""
    going = Going(home, digest_of(scenario), scenario.start)
    going.write()
    return going


def found(home: Path, scenario: Scenario, newest: datetime | None) -> Going:
    """The state of an exercise that was stopped or killed. ``newest`` is the time of its last fact: what people did
    after the last writing is not in the future when it goes on. Refuses another scenario, and one that is over."""
    kept = json.loads((home / STATE).read_text("utf-8"))
    if kept["scenario"] != digest_of(scenario):
        raise RuleRefusal(
            f"{home} holds an exercise of another scenario, or this file was changed since. Choose another --home.",
            code="another-scenario",
        )
    shown = datetime.fromisoformat(kept["shown"])
    going = Going(home, kept["scenario"], max(shown, newest or shown), kept["done"], kept["doing"])
    going.names = {key: UUID(text) if kind == "UUID" else text for key, (kind, text) in kept["names"].items()}
    if going.shown >= scenario.end:
        raise RuleRefusal(
            f"The exercise in {home} is over; its report lies there. Start a new one in another --home.", code="over"
        )
    return going


def start_clock(going: Going, speed: int) -> None:
    """Let the clock of this process, of its parts, and of whoever opens the home meanwhile run on from where it is."""
    faster = Faster(going.shown + timedelta(seconds=1), datetime.now(UTC), speed)
    os.environ["MEDCORD_DRILL_CLOCK"] = str(faster)
    _whole(going.home / CLOCK, str(faster))
    clock.run_faster(faster)


def inject(
    play: Play, going: Going, verbs: Mapping[str, Verb], tell: Callable[[Step, str], None],
    wait: Callable[[float], None],
) -> None:  # fmt: skip
    """While people play: do what comes by script when the exercise's clock says so, until it ends. A step that the
    product refuses, because people acted otherwise, is told and passed over."""
    play.names.update(going.names)
    for step in (one for one in play.scenario.steps if one.inject and one.place not in going.done):
        if step.place == going.doing:
            tell(step, LOST)
        else:
            _until(play.scenario.at(step), going, wait)
            going.doing = step.place
            going.write()
            tell(step, _played(play, step, verbs))
        going.doing, going.names = "", play.names
        going.done.append(step.place)
        going.write()
    _until(play.scenario.end, going, wait)


def _played(play: Play, step: Step, verbs: Mapping[str, Verb]) -> str:
    try:
        do(play, step, verbs)
    except CannotPlay as refusal:
        return refusal.sentence
    return ""


def _until(at: datetime, going: Going, wait: Callable[[float], None]) -> None:
    while (left := (at - clock.now()).total_seconds()) > 0:
        wait(left)
        going.write()


def digest_of(scenario: Scenario) -> str:
    """Tells one scenario, as it was read, from another."""
    return hashlib.sha256(repr(scenario).encode()).hexdigest()


def _whole(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)
