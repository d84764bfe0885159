"""A scenario as plain values: who plays, which products there are, and what happens when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from medcord.core.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a party. ``key`` is how steps name them."""

    key: str
    name: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Player:
    """A party of the exercise and its people. ``key`` is how steps name it."""

    key: str
    name: str
    short_name: str
    role: Role
    zone: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """A product of one of the makers."""

    key: str
    maker: str
    name: str
    model_number: str = ""
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens so long after the start. ``who`` is a person, "finder" or "system".

    ``inject``: it comes by script also when people play; the others are what is expected of the players, and are played
    by script only when nobody plays. ``place``: where it stands in the file, for refusals.
    """

    after: timedelta
    who: str
    do: str
    given: Mapping[str, object]
    says: str
    inject: bool
    place: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """``source`` names the public facts it was made from; its parties are invented. Steps stand in order of time."""

    code: str
    version: int
    title: str
    purpose: str
    source: str
    start: datetime
    ends_after: timedelta
    players: tuple[Player, ...]
    products: tuple[Product, ...]
    steps: tuple[Step, ...]

    def at(self, step: Step) -> datetime:
        """When a step happens, in the time of the scenario."""
        return self.start + step.after

    @property
    def end(self) -> datetime:
        """When the exercise is over: duties are counted as of then."""
        return self.start + self.ends_after
