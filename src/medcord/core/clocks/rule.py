"""What a law pack is made of. Frozen data: which facts start a clock, which stop it, how long it runs, for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final
from uuid import UUID

from medcord.core.clocks.calendar import end_of, work_days_after, years_after, zone_of
from medcord.core.clocks.value import HALF_AND_FOUR_FIFTHS, Force, Shares
from medcord.core.vocabulary import Role

Plain = str | int | bool | None


NOT_CHOSEN: Final = "UTC"
"""The time zone of a party that chose none: it lives, for clocks, where the law was made."""


class Unit(StrEnum):
    """How a length is counted. Days begin and end at midnight where the holder is; the day of the start is not counted,
    and the last one counts to its end. Hours, and days of 24 hours, are counted from the very moment."""

    MINUTES = "minutes"
    HOURS = "hours"
    FULL_DAYS = "days of 24 hours"
    DAYS = "days"
    WORK_DAYS = "work days"
    YEARS = "years"
    NEW_YEARS = "New Year's Days"


_SPAN: Final = {
    Unit.MINUTES: timedelta(minutes=1),
    Unit.HOURS: timedelta(hours=1),
    Unit.FULL_DAYS: timedelta(days=1),
}


@dataclass(frozen=True, slots=True)
class Length:
    count: int
    unit: Unit

    def after(self, start: datetime, zone: str) -> datetime:
        """The instant by which it is due, for a holder who lives in ``zone``."""
        span = _SPAN.get(self.unit)
        if span is not None:
            return start + self.count * span
        day = start.astimezone(zone_of(zone)).date()
        if self.unit is Unit.DAYS:
            return end_of(day + timedelta(days=self.count), zone)
        if self.unit is Unit.NEW_YEARS:
            return end_of(date(day.year + self.count, 1, 1), zone)
        if self.unit is Unit.YEARS:
            return end_of(years_after(day, self.count), zone)
        return end_of(work_days_after(day, self.count), zone)

    @property
    def words(self) -> str:
        if self.count == 0:
            return "at the same time"
        if self.unit is Unit.NEW_YEARS:
            return "to the end of the next 1 January"
        name = "days" if self.unit is Unit.FULL_DAYS else self.unit.value
        return f"{self.count} {name.removesuffix('s') if self.count == 1 else name}"


@dataclass(frozen=True, slots=True)
class On:
    """A kind of fact, with what its data must say. ``instant`` names the field that holds the time which counts; ""
    and a field that is empty mean the time of the fact. ``role``: the party that the fact names must have it.
    ``called``: fields of the rule's key that this fact calls otherwise; "" for one that it does not speak of."""

    kind: str
    when: tuple[tuple[str, Plain], ...] = ()
    instant: str = ""
    role: Role | None = None
    any_of: tuple[str, tuple[str, ...]] = ("", ())
    unless: tuple[tuple[str, Plain], ...] = ()
    called: tuple[tuple[str, str], ...] = ()


class Pick(StrEnum):
    """Which of several starts with one key counts."""

    FIRST = "the first"
    LATEST = "the latest"
    EARLIEST = "the earliest time that is declared"


@dataclass(frozen=True, slots=True)
class Requires:
    """A standing of the case, or of the party, without which a clock does not count: the newest such fact with the same
    key, ``among`` those that say so, must say ``value``. While there is none the clock is shown as waiting, with
    ``words``; without words it does not exist yet."""

    kind: str
    name: str
    value: Plain
    words: str
    each: tuple[str, ...] = ("party",)
    among: tuple[tuple[str, Plain], ...] = ()


class By(StrEnum):
    """What sets the length."""

    RULE = "the rule"
    FIRM = "what the holder declared; else the rule"
    KEV_LIST = "the list of known exploited vulnerabilities"
    FEDERAL_TABLE = "the table of the directive"


@dataclass(frozen=True, slots=True)
class Applies:
    """A question to the context of a case. Not known: the clock is shown as one that may apply, and why."""

    question: str
    wanted: bool
    unknown: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One clock of a pack. ``each`` are the fields that tell its clocks apart, and that a stop must share.

    ``other_lengths``: another length when a field of the starting fact says so. ``due_field``: the fact names the
    instant itself. ``ends`` stop it without meeting it. ``settled_by``: a kind of fact by which a named person decides
    between declared times. ``marks``: days at which the holder is told instead of half and four fifths.
    ``declared_in``: kind and field of the fact by which the holder declares the days itself. ``runs_out``: nothing
    stops it, and its end is no lateness. ``unsettled``: why it never counts: its law is not known to be in force.
    ``needs``: why no fact drives it yet. ``says_other_stops``: other times that were recorded for its end are said.
    """

    id: str
    name: str
    starts: tuple[On, ...]
    stops: tuple[On, ...]
    length: Length
    holder: str
    force: Force
    source: str
    verified: bool
    starts_on: str
    stops_on: str
    each: tuple[str, ...] = ()
    pick: Pick = Pick.FIRST
    party_field: str = ""
    ends: tuple[On, ...] = ()
    other_lengths: tuple[tuple[str, Plain, Length], ...] = ()
    due_field: str = ""
    settled_by: str = ""
    requires: Requires | None = None
    applies_if: tuple[Applies, ...] = ()
    marks: tuple[int, ...] = ()
    stop_before_counts: bool = False
    by: By = By.RULE
    valid_from: date | None = None
    valid_to: date | None = None
    zone: str = ""
    needs: str = ""
    declared_in: tuple[str, str] = ("", "")
    runs_out: bool = False
    unsettled: str = ""
    says_other_stops: bool = False

    @property
    def shares(self) -> Shares:
        """When its holder is told before it is due."""
        if self.runs_out:
            return ()
        return _marked(self.marks, self.length.count) if self.marks else HALF_AND_FOUR_FIFTHS


@lru_cache(maxsize=64)
def _marked(marks: tuple[int, ...], count: int) -> Shares:
    return tuple((f"day-{mark}", mark / count) for mark in marks)


@dataclass(frozen=True, slots=True)
class Pack:
    """The rules of one law, policy or agreement. An old version is never edited: a clock names it."""

    key: str
    version: str
    name: str
    authority: str
    zone: str
    rules: tuple[Rule, ...]

    @property
    def ident(self) -> str:
        return f"{self.key} {self.version}"


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a case beside its facts. None: not known, which is not the same as no.

    ``zones``: where a party lives. ``acknowledges``: within what time a firm declared that it acknowledges a report.
    ``said``: by question, who said what of it.
    """

    device_under_mdr: bool | None = None
    eu_market: bool | None = None
    federal_users: bool | None = None
    in_kev: bool | None = None
    kev_due: datetime | None = None
    publicly_exposed: bool | None = None
    automatable: bool | None = None
    total_impact: bool | None = None
    zones: Mapping[UUID, str] = field(default_factory=dict)
    role_zones: Mapping[str, str] = field(default_factory=dict)
    acknowledges: Mapping[UUID, Length] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=16)
def by_kind(packs: tuple[Pack, ...]) -> frozenset[str]:
    """The kinds of facts that these packs look at: what must be loaded, and what a projection waits for."""
    kinds = {"ParticipantInvited", "ScopeAnswered"}
    for pack in packs:
        for rule in pack.rules:
            kinds |= {each.kind for each in (*rule.starts, *rule.stops, *rule.ends)}
            kinds |= {rule.settled_by} if rule.settled_by else set()
            kinds |= {rule.requires.kind} if rule.requires else set()
            kinds |= {rule.declared_in[0]} - {""}
    return frozenset(kinds)
