"""Playing a scenario: each step happens at its own instant, by the same verbs people use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from medcord.cases import queries as cases
from medcord.core.access import Viewer, ViewerKind
from medcord.core.exercise import Scenario, Step
from medcord.core.refusals import InputRefusal, Refusal, RuleRefusal
from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.ledger import ticks, worker
from medcord.parties import actions as parties
from medcord.parties import queries as members
from medcord.parties.models import Member, Organisation
from medcord.products import actions as products
from medcord.products import queries as registry

SYSTEM: Final = Viewer(kind=ViewerKind.SYSTEM)
FINDER: Final = Viewer(kind=ViewerKind.ANONYMOUS)
TICK_EVERY: Final = timedelta(hours=12)
"""How often the node looks at what comes with the clock alone while nobody does anything."""


class CannotPlay(InputRefusal):
    """A step of a scenario cannot be played."""

    code = "cannot-play"

    def __init__(self, step: Step, why: str, todo: str = "Change the scenario.") -> None:
        super().__init__(f"The scenario stops at {step.place} ({step.do}): {why} {todo}", fields={"where": step.place})


@dataclass
class Play:
    """A scenario while it is played. ``names`` holds what steps made, under the names they gave it."""

    scenario: Scenario
    members: dict[str, Member] = field(default_factory=dict)
    parties: dict[str, Organisation] = field(default_factory=dict)
    products: dict[str, UUID] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=dict)

    def viewer(self, step: Step) -> Viewer:
        """Who does a step."""
        if step.who == "finder":
            return FINDER
        return SYSTEM if step.who == "system" else self.members[step.who].viewer

    def text(self, step: Step, key: str, default: str | None = None) -> str:
        """A text the step gives. Raises CannotPlay when it is needed and not there."""
        found = step.given.get(key, default)
        if not isinstance(found, str):
            raise CannotPlay(step, f"“{key}” is missing or is no text.", "Give it in the step's table “with”.")
        return found

    def named(self, step: Step, key: str, default: str | None = None) -> Any:
        """What an earlier step made and named."""
        name = self.text(step, key, default)
        if name not in self.names and name == "case":
            self._look_for_case()
        if name not in self.names:
            raise CannotPlay(step, f"no step before it made “{name}”.", "Name it there with “as”.")
        return self.names[name]

    def _look_for_case(self) -> None:
        """When people play, a person opened the case, and no step named it."""
        lead = next(one for one in self.members.values() if one.organisation.role == Role.COORDINATOR.value)
        found = cases.visible(lead.viewer)
        if found:
            self.names["case"] = found[-1].reference

    def party(self, step: Step, key: str = "party") -> Organisation:
        """A party of the scenario."""
        return self.party_named(step, self.text(step, key))

    def party_named(self, step: Step, name: str) -> Organisation:
        """The same by its key."""
        if name not in self.parties:
            raise CannotPlay(step, f"there is no party “{name}”.")
        return self.parties[name]

    def choice(self, step: Step, key: str, kind: Callable[[str], Any], default: str | None = None) -> Any:
        """One of a closed list of values."""
        text = self.text(step, key, default)
        try:
            return kind(text)
        except ValueError:
            raise CannotPlay(step, f"“{text}” is no value of “{key}”.") from None

    def keep(self, step: Step, made: Any, default: str) -> None:
        """Remember what a step made."""
        self.names[self.text(step, "as", default)] = made


Verb = Callable[[Play, Step], None]


def prepare(scenario: Scenario, password: str = "") -> Play:
    """Register the people, parties and products of a scenario in an empty node, a day before it starts."""
    _require_exercise()
    play = Play(scenario)
    with clock.at(scenario.start - timedelta(days=1)):
        for player in scenario.players:
            organisation = parties.register_organisation(
                name=player.name, short_name=player.short_name, role=player.role, time_zone=player.zone, actor=SYSTEM
            )
            play.parties[player.key] = organisation
            for person in player.people:
                play.members[person.key] = parties.add_member(
                    organisation,
                    email=f"{person.key}@{player.key}.drill.example",
                    name=person.name,
                    title=person.title,
                    password=password or settings.MEDCORD_DEMO_PASSWORD,
                    actor=SYSTEM,
                )
        for product in scenario.products:
            maker = play.parties[product.maker]
            words = products.ProductWords(
                name=product.name,
                model_number=product.model_number,
                versions=tuple(products.RegistryVersion(one) for one in product.versions),
            )
            person = next(one for one in scenario.players if one.key == product.maker).people[0]
            row = products.register(words, maker=maker.pk, actor=play.members[person.key].viewer)
            play.products[product.key] = row.pk
        worker.drain()
    return play


def again(scenario: Scenario) -> Play:
    """The same people, parties and products in a node that was prepared before."""
    _require_exercise()
    play = Play(scenario)
    for player in scenario.players:
        for person in player.people:
            member = members.active_member_at(f"{person.key}@{player.key}.drill.example")
            if member is None:
                raise RuleRefusal(
                    "The people of this exercise are not in its home. Start a new one.", code="unprepared"
                )
            play.members[person.key], play.parties[player.key] = member, member.organisation
    for product in scenario.products:
        named = registry.named(play.parties[product.maker].pk, [product.name])
        play.products[product.key] = named[product.name].pk
    return play


def _require_exercise() -> None:
    """Nothing of an exercise is ever published really: no step is played on a node that is none of one."""
    if not settings.MEDCORD_DRILL:
        raise RuleRefusal(
            "This node is no exercise's: what a scenario does here would be real. Start it with medcord drill, which "
            "gives it a node of its own.",
            code="no-exercise",
        )


def run(play: Play, verbs: dict[str, Verb], tell: Callable[[Step], None] = lambda _step: None) -> None:
    """Play every step at its own instant, and let the node do its own work in between until the exercise ends."""
    last = play.scenario.start
    for step in play.scenario.steps:
        at = play.scenario.at(step)
        pass_time(last, at)
        tell(step)
        with clock.at(at):
            do(play, step, verbs)
            worker.drain()
        last = at
    pass_time(last, play.scenario.end)


def do(play: Play, step: Step, verbs: Mapping[str, Verb]) -> None:
    """One step. Raises CannotPlay with its place when the product refuses it."""
    try:
        verbs[step.do](play, step)
    except CannotPlay:
        raise
    except Refusal as refusal:
        raise CannotPlay(step, refusal.sentence) from refusal


def pass_time(since: datetime, until: datetime) -> None:
    """Let the node look at what comes with the clock alone, every twelve hours and at the end."""
    for at in _instants(since, until):
        with clock.at(at):
            ticks.run_all()
            worker.drain()


def _instants(since: datetime, until: datetime) -> Iterator[datetime]:
    at = since + TICK_EVERY
    while at < until:
        yield at
        at += TICK_EVERY
    yield until
