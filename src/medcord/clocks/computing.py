"""From the facts of a case to its clocks, for whoever asks: a viewer, the projection, a benchmark. One road."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from heapq import merge
from operator import attrgetter
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from medcord.core.clocks import PACKS, Clock, Context, LeftOut, Length, Unit, by_kind, clocks, left_out
from medcord.core.clocks.rule import NOT_CHOSEN
from medcord.core.declarations.discretion import zone_of
from medcord.core.declarations.facility import year_of
from medcord.core.vocabulary import Role
from medcord.ledger.queries import ShortFact
from medcord.parties.queries import Living

OF_CALLS: Final = frozenset({"CallJoined", "CallCancelled"})
OF_REPORTS: Final = frozenset({"ReportReceived", "ReportTriaged", "ReportMessageSent", "ReportHandedOver"})
OF_FACILITIES: Final = frozenset({"FacilityEventDeclared", "FacilityEventReported", "FacilityYearReported"})
"""In the chain of a hospital, and in no case."""
OF_CASES: Final = by_kind(PACKS) - OF_CALLS - OF_REPORTS - OF_FACILITIES
"""Kinds of the facts of a case that clocks look at; those of calls stand in the chain of who convened them."""


def context_of(parties: Iterable[Living]) -> Context:
    """What parties say of themselves. One that chose no time zone lives where the law was made."""
    zones: dict[UUID, str] = {}
    offices: dict[str, str] = {}
    declared: dict[UUID, Length] = {}
    for party, role, zone, acknowledges in parties:
        if acknowledges is not None:
            declared[party] = Length(acknowledges, Unit.WORK_DAYS)
        if zone == NOT_CHOSEN:
            continue
        zones[party] = zone
        if role == Role.REGULATOR.value:
            offices.setdefault("the regulator", zone)
    return Context(zones=zones, role_zones=offices, acknowledges=declared)


def of_facts(facts: Sequence[ShortFact], where: Context, now: datetime) -> tuple[Clock, ...]:
    """The clocks of one case. A fact that another machine's clock dates a little ahead counts all the same."""
    return clocks(_in_order(facts), PACKS, _latest(facts, now), _with_lists(facts, where))


_at = attrgetter("at")


def _in_order(facts: Sequence[ShortFact]) -> Sequence[ShortFact]:
    """Facts of calls stand in another chain, and behind those of the case: each goes to its time, so that who joined
    a call comes before the words that the case was spoken of in it."""
    if not facts or facts[-1].kind not in OF_CALLS:
        return facts
    of_calls = sorted((fact for fact in facts if fact.kind in OF_CALLS), key=_at)
    return list(merge((fact for fact in facts if fact.kind not in OF_CALLS), of_calls, key=_at))


def of_facility(facts: Sequence[ShortFact], where: Context, party: UUID, now: datetime) -> tuple[Clock, ...]:
    """The clocks of one hospital's events: those of each report, and of each year that has an event."""
    zone = zone_of(where.zones.get(party, NOT_CHOSEN))
    return of_facts([_with_year(fact, zone) for fact in facts], where, now)


def _with_year(fact: ShortFact, zone: ZoneInfo) -> ShortFact:
    """An event of earlier days with the year to which it belongs, where the hospital lives."""
    if fact.kind != "FacilityEventDeclared" or "year" in fact.data:
        return fact
    year = year_of(datetime.fromisoformat(fact.data["aware"]), zone)
    return fact._replace(data={**fact.data, "year": year})


def out_of_scope(facts: Sequence[ShortFact], where: Context, now: datetime) -> tuple[LeftOut, ...]:
    """What would run in this case if it were in the scope of its law, and does not."""
    return left_out(facts, PACKS, _latest(facts, now), _with_lists(facts, where))


def _latest(facts: Sequence[ShortFact], now: datetime) -> datetime:
    return max([now, *(fact.at for fact in facts)])


def _with_lists(facts: Sequence[ShortFact], where: Context) -> Context:
    known = any(fact.kind == "SignalLinked" and fact.data.get("source") == "kev" for fact in facts)
    return replace(where, in_kev=True) if known else where


def calls_in(facts: Iterable[ShortFact]) -> Mapping[UUID, frozenset[str]]:
    """Parties that tabled the case for an emergency call, with the calls."""
    found: dict[UUID, set[str]] = {}
    for fact in facts:
        if fact.kind == "CaseTabled" and fact.data.get("way") == "emergency" and fact.party is not None:
            found.setdefault(fact.party, set()).add(str(fact.data["call"]))
    return {party: frozenset(calls) for party, calls in found.items()}


def ident(whose: UUID, clock: Clock) -> UUID:
    """The same for the same clock, however often it is computed."""
    return uuid5(whose, clock.ident)
