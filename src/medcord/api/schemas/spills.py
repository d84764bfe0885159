"""Destroying content, and holds."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from medcord.api.schemas.base import Given, Time
from medcord.cases.actions import Chosen
from medcord.cases.queries import Destroyable
from medcord.ledger.destroying import Said

Why = Annotated[str, StringConstraints(max_length=4000)]


class Thing(BaseModel):
    """One thing of a case that can be destroyed."""

    what: str
    id: UUID
    words: str
    begins: str
    at: Time | None
    along: int = Field(description="How many things that hang on it go along.")
    purged: bool

    @classmethod
    def of(cls, one: Destroyable) -> Thing:
        return cls(
            what=one.what, id=one.item, words=one.words, begins=one.shows, at=one.at, along=one.along, purged=one.gone
        )


class BookEntry(BaseModel):
    """What was destroyed or held, by whom and why."""

    what: str
    at: Time
    by: str
    reason: str

    @classmethod
    def of(cls, one: Said, names: dict[UUID, str]) -> BookEntry:
        return cls(what=one.what, at=one.at, by=names.get(one.by, "") if one.by else "", reason=one.reason)


class Spill(BaseModel):
    """What of a case can be destroyed, whether a legal hold stands, and what was destroyed before."""

    held_since: Time | None
    things: list[Thing]
    book: list[BookEntry]


class ThingGiven(Given):
    """One thing to destroy."""

    what: Annotated[str, StringConstraints(max_length=24)]
    id: UUID


class DestroyGiven(Given):
    """Why something is destroyed, and its reference again. It cannot be undone."""

    reason: Why
    typed: Annotated[str, StringConstraints(max_length=255)] = Field(
        description="The reference, once more: of a member the mail address, of a device its tag, of a file its name."
    )


class ReportDestroyGiven(DestroyGiven):
    """All of a report is destroyed, or one file, one note, or one message with its files: “report-file”, “triage”,
    “report-message”."""

    thing: ThingGiven | None = Field(
        None, description="The one thing that goes; all of the report when it is left out."
    )


class SpillGiven(DestroyGiven):
    """What is to be destroyed; what hangs on it goes along."""

    things: Annotated[list[ThingGiven], Field(min_length=1, max_length=1000)]

    def chosen(self) -> list[Chosen]:
        """The plain values of the action."""
        return [Chosen(one.what, one.id) for one in self.things]


class Destroyed(BaseModel):
    """How many things are gone."""

    gone: int


class Held(BaseModel):
    """Since when a legal hold stands; null when none does."""

    held_since: Time | None
