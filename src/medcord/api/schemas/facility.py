"""A hospital's events of harm, and the reports of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from medcord.api.schemas.base import Given, GivenTime, Line, Text, Time
from medcord.api.schemas.cases import RunningClock
from medcord.core.clocks import Clock
from medcord.core.declarations.facility import Addressee, Annual, Event, Report
from medcord.declarations.models import FacilityEvent, FacilityReport, FacilityYear

Device = Annotated[str, StringConstraints(max_length=200)]
_SEEN = Field(False, description="What looked like patient data is none; sign it all the same.")


class EventGiven(Given):
    """That the hospital became aware of a death or serious injury; ``maker`` is empty when it is not known."""

    act: Literal["event"]
    death: bool
    aware: GivenTime
    device: Device
    maker: Line = ""
    text: Text
    patient_data_seen: bool = _SEEN

    def plain(self) -> Event:
        """The value of the action."""
        return Event(self.death, self.aware, self.device, self.maker, self.text)


class EventReportGiven(Given):
    """That the report of an event went out, and what was filed."""

    act: Literal["report"]
    event: UUID
    to: Addressee
    reported: GivenTime
    text: Text
    patient_data_seen: bool = _SEEN

    def plain(self) -> Report:
        """The value of the action."""
        return Report(self.event, self.to, self.reported, self.text)


class AnnualGiven(Given):
    """That the annual report of a year with an event went out, and what was filed."""

    act: Literal["annual"]
    year: Annotated[int, Field(ge=1, le=9999)]
    reported: GivenTime
    text: Text
    patient_data_seen: bool = _SEEN

    def plain(self) -> Annual:
        """The value of the action."""
        return Annual(self.year, self.reported, self.text)


class FacilityGiven(Given):
    """An event, the report of one, or the annual report."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "do": {
                        "act": "event",
                        "death": False,
                        "aware": "2026-03-02T09:30:00Z",
                        "device": "Breva V2",
                        "text": "An alarm did not sound.",
                    }
                }
            ]
        }
    )

    do: Annotated[EventGiven | EventReportGiven | AnnualGiven, Field(discriminator="act")]


class EventReportEntry(BaseModel):
    """A report that went out."""

    to: Addressee
    reported: Time
    text: str
    signed_name: str
    signed_at: Time

    @classmethod
    def of(cls, row: FacilityReport) -> EventReportEntry:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class YearEntry(BaseModel):
    """The annual report of a year that has an event, with its clock."""

    year: int
    clock: RunningClock
    reported: Time | None
    text: str
    signed_name: str

    @classmethod
    def of(cls, clock: Clock, row: FacilityYear | None, now: datetime) -> YearEntry:
        return cls(
            year=int(clock.key),
            clock=RunningClock.of(clock, {}, now),
            reported=row.reported if row else None,
            text=row.text if row else "",
            signed_name=row.signed_name if row else "",
        )


class EventEntry(BaseModel):
    """An event of harm of the own hospital, with the clocks of its reports."""

    id: UUID
    death: bool
    aware: Time
    device: str
    maker: str
    text: str
    signed_name: str
    signed_at: Time
    reports: list[EventReportEntry]
    clocks: list[RunningClock]

    @classmethod
    def of(cls, row: FacilityEvent, clocks: Iterable[Clock], now: datetime) -> EventEntry:
        same = ("id", "death", "aware", "device", "maker", "text", "signed_name", "signed_at")
        return cls(
            reports=[EventReportEntry.of(each) for each in row.reports.all()],
            clocks=[RunningClock.of(each, {}, now) for each in clocks],
            **{name: getattr(row, name) for name in same},
        )


class FacilityEntry(BaseModel):
    """Events of harm of the own hospital, newest first, and the years that have one."""

    events: list[EventEntry]
    years: list[YearEntry]
