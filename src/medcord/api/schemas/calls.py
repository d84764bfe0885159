"""Calls between the parties."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from medcord.api.schemas.base import Given, GivenTime, Key, Line, Text, Time
from medcord.api.schemas.embargo import known_zone
from medcord.calls import actions, queries
from medcord.calls.models import AgreedAction, Call, Decision
from medcord.core import calls as rules
from medcord.core.access import Viewer
from medcord.core.vocabulary import Tlp

Zone = Annotated[str, Field(max_length=40), AfterValidator(known_zone)]


class CallEntry(BaseModel):
    """A call of a list. ``minutes_to_first_join`` is from convening it to the first join by another party."""

    reference: str
    way: rules.CallWay
    state: rules.CallState
    starts: Time
    minutes: int
    purpose: str
    convened_by: UUID
    convened_at: Time
    minutes_to_first_join: int | None

    @classmethod
    def of(cls, row: Call) -> CallEntry:
        return cls(**_entry(row))


def _entry(row: Call) -> dict[str, Any]:
    same = ("reference", "way", "state", "starts", "purpose", "convened_at")
    first = rules.minutes_to_first(row.convened_at, row.first_joined_at)
    more = {"minutes": row.length, "convened_by": row.party_id, "minutes_to_first_join": first}
    return {**{name: getattr(row, name) for name in same}, **more}


class ItemShown(BaseModel):
    """A case on the agenda that the viewer reads."""

    case: str
    tlp: Tlp
    discussed: bool


class DecidedShown(BaseModel):
    """What was decided, by which party; ``case`` is empty where it is about none."""

    words: str
    party: UUID
    case: str
    written_by: str
    at: Time


class AgreedShown(BaseModel):
    """What somebody is to do, and by when. ``call`` is where it was agreed."""

    id: UUID
    call: str
    words: str
    party: UUID
    person: str
    due: Time
    done_at: Time | None
    proof: str


class Joined(BaseModel):
    """A member who joined."""

    party: UUID
    member: UUID
    at: Time


class ComingShown(BaseModel):
    """A party that is asked, and whom it named: members of others only where that party shares them. `wanted` is the
    role that the convening party would like, for that party and itself."""

    party: UUID
    wanted: str
    members: list[UUID]
    shared: bool


class CallShown(CallEntry):
    """A call as far as it exists for the viewer."""

    dial: str
    parties: list[UUID]
    coming: list[ComingShown]
    agenda: list[ItemShown]
    decisions: list[DecidedShown]
    actions: list[AgreedShown]
    carried_over: list[AgreedShown]
    joined: list[Joined]
    minutes_text: str
    cancelled_because: str

    @classmethod
    def seen(cls, viewer: Viewer, call: Call) -> CallShown:
        seen = queries.seen(viewer, call)
        names = {pk: case.reference for pk, case in seen.cases.items()}
        return cls(
            **_entry(call),
            dial=call.dial,
            parties=[row.pk for row in queries.parties_of(call)],
            coming=[
                ComingShown(party=one.party.pk, wanted=one.wanted, members=list(one.members), shared=one.shared)
                for one in queries.coming(viewer, call)
            ],
            agenda=[
                ItemShown(case=names[row.case_id], tlp=Tlp(row.tlp), discussed=row.discussed) for row in seen.agenda
            ],
            decisions=[_decision(row, names) for row in seen.decisions],
            actions=[action(row) for row in seen.actions],
            carried_over=[action(row) for row in seen.carried],
            joined=[Joined(party=row.party_id, member=row.member, at=row.at) for row in seen.attendance],
            minutes_text=call.minutes,
            cancelled_because=call.cancelled_because,
        )


def _decision(row: Decision, names: dict[UUID, str]) -> DecidedShown:
    case = names[row.item.case_id] if row.item else ""
    return DecidedShown(words=row.words, party=row.party_id, case=case, written_by=row.by_name, at=row.at)


def action(row: AgreedAction) -> AgreedShown:
    """An action as it is shown."""
    same = ("words", "person", "due", "done_at", "proof")
    known = {name: getattr(row, name) for name in same}
    return AgreedShown(id=row.pk, call=row.call.reference, party=row.party_id, **known)


class TabledGiven(Given):
    """A case for the agenda."""

    case: Key
    tlp: Tlp = Tlp.AMBER


class WantedGiven(Given):
    """A role or contact point of another party, no name."""

    party: UUID
    wanted: Line = ""


class CallGiven(Given):
    """A call; with ``every_days`` a regular one. ``members`` are of the own party, and ``shared`` lets the others read
    their names; ``wanted`` is which role each of the others should send."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "starts": "2026-12-03T15:00:00Z",
                    "zone": "Europe/Berlin",
                    "purpose": "What needs both agencies",
                    "parties": ["00000000-0000-4000-8000-000000000001"],
                    "every_days": 7,
                    "times": 12,
                }
            ]
        }
    )

    starts: GivenTime
    zone: Zone = "UTC"
    purpose: Text
    parties: Annotated[list[UUID], Field(max_length=500)]
    dial: Text = ""
    minutes: Annotated[int, Field(ge=0, le=10_000)] = 60
    agenda: Annotated[list[TabledGiven], Field(max_length=100, default_factory=list)]
    members: Annotated[list[UUID], Field(max_length=500, default_factory=list)]
    every_days: Annotated[int, Field(ge=0, le=10_000)] | None = None
    times: Annotated[int, Field(ge=0, le=10_000)] = 1
    wanted: Annotated[list[WantedGiven], Field(max_length=500, default_factory=list)]
    shared: bool = False

    def words(self) -> actions.CallWords:
        """The plain value of the action."""
        plain = {name: value for name, value in self if name not in ("agenda", "wanted")}
        return actions.CallWords(**plain, agenda=tabled(self.agenda), wanted=roles(self.wanted))


def tabled(given: list[TabledGiven]) -> list[actions.Tabled]:
    """The plain values of the action."""
    return [actions.Tabled(one.case, one.tlp) for one in given]


def roles(given: list[WantedGiven]) -> dict[UUID, str]:
    """Which role each party should send."""
    return {one.party: one.wanted for one in given}


class PeopleGiven(Given):
    """Members of the own party who come, and whether the other parties read their names."""

    members: Annotated[list[UUID], Field(max_length=500, default_factory=list)]
    shared: bool = False


class EmergencyGiven(Given):
    """An emergency call: everybody is told at once."""

    reason: Text
    parties: Annotated[list[UUID], Field(max_length=500)]
    agenda: Annotated[list[TabledGiven], Field(max_length=100, default_factory=list)]
    minutes_ahead: Annotated[int, Field(ge=0, le=10_000)] = 0
    dial: Text = ""
    zone: Zone = "UTC"
    wanted: Annotated[list[WantedGiven], Field(max_length=500, default_factory=list)]


class AgendaGiven(Given):
    """More cases for the agenda."""

    agenda: Annotated[list[TabledGiven], Field(max_length=100)]


class DecidedGiven(Given):
    """A decision; the convening party's when none is named."""

    words: Text
    party: UUID | None = None
    case: Annotated[str, Field(max_length=200)] = ""


class AgreedGiven(Given):
    """What somebody is to do, and by when."""

    words: Text
    party: UUID
    due: GivenTime
    person: Annotated[str, Field(max_length=120)] = ""
    case: Annotated[str, Field(max_length=200)] = ""


class Proof(Given):
    """What shows that it is done."""

    proof: Text


class MinutesGiven(Given):
    """The minutes that close a call, and the cases that were spoken of."""

    minutes: Text
    discussed: Annotated[list[Key], Field(max_length=100, default_factory=list)]


class Moved(Given):
    """Another time."""

    starts: GivenTime


class CallPurge(Given):
    """Why, and the call's reference typed again."""

    reason: Text
    typed: Line
