"""Readers of clocks. One about a fact that the viewer may not know does not exist for that viewer (42)."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from medcord.cases import queries as cases
from medcord.cases.queries import Sight
from medcord.clocks import computing
from medcord.clocks.models import ClockRow
from medcord.core.access import InventoryItem, Permission, may
from medcord.core.clocks import Clock, Context, Happened, LeftOut, Standing, Step, step_reached
from medcord.core.clocks.packs import RULES
from medcord.core.clocks.packs.us_fda_1_2 import ANNUAL
from medcord.core.clocks.rule import By
from medcord.core.clocks.scope import Question
from medcord.core.refusals import EditedMeanwhile
from medcord.declarations import queries as declarations
from medcord.emerging import queries as emerging
from medcord.gateways import clock as time
from medcord.ledger import queries as ledger
from medcord.ledger.queries import ShortFact
from medcord.parties import queries as parties

if TYPE_CHECKING:
    from medcord.cases.models import Case
    from medcord.consults.models import Consultation
    from medcord.core.access import Viewer
    from medcord.intake.models import Report

OF_TABLE = frozenset({Question.PUBLICLY_EXPOSED, Question.AUTOMATABLE, Question.TOTAL_IMPACT})
"""What the table of the federal directive asks beside its scope."""


def of_case(viewer: Viewer, case: Case) -> tuple[Clock, ...]:
    """Clocks of a case that exist for the viewer: what is due first stands first."""
    return before(cases.sight(viewer, case))


def before(view: Sight) -> tuple[Clock, ...]:
    """The same for a viewer before a case.

    They are computed from every fact and then shown or not. From the facts that a viewer knows alone a clock could come
    out wrong: one who joined late would see the 45 days run from the second attempt to reach a manufacturer.
    """
    if not view.answer.allowed:
        return ()
    facts = [fact for fact in cases.chain_of(view) if fact.kind in computing.OF_CASES]
    found = of_facts_in(view.case, facts)
    return _in_words(view, [seen for clock in found if (seen := _as_known(view, clock))])


def _in_words(view: Sight, found: Sequence[Clock]) -> tuple[Clock, ...]:
    """With the names of the products to which a law applies, where that is not the whole case."""
    ids = {one for clock in found for one in (*clock.only_for, *clock.not_for)}
    names = declarations.product_names(view.viewer, view.case, ids)
    return tuple(replace(clock, note=_of_products(clock, names)) for clock in found) if names else tuple(found)


def _of_products(clock: Clock, names: Mapping[UUID, str]) -> str:
    only, but = (", ".join(sorted({names[one] for one in some})) for some in (clock.only_for, clock.not_for))
    about = f"For {only} alone." if only else f"For every product but {but}." if but else ""
    return " ".join(filter(None, (about, clock.note)))


def left_out(view: Sight) -> tuple[LeftOut, ...]:
    """What does not apply to a case by the answers that named people gave, for who may know of what would start it."""
    if not view.answer.allowed:
        return ()
    facts = [fact for fact in cases.chain_of(view) if fact.kind in computing.OF_CASES]
    found = computing.out_of_scope(facts, Context(), time.now())
    return tuple(one for one in found if _knows(view, one.start))


def read_here(view: Sight) -> dict[UUID, datetime]:
    """When a record of the Enforcement Report was read into the case, by classified recall."""
    found = cases.known_of(view, ("RecallListed",))
    return {UUID(fact.data["recall"]): fact.at for fact in found}


def questions_of(found: Iterable[Clock | LeftOut]) -> frozenset[Question]:
    """Questions on which it hangs whether these clocks apply, answered or not."""
    rules = [RULES[one.pack, one.rule] for one in found]
    asked = {Question(each.question) for rule in rules for each in rule.applies_if}
    return frozenset(asked | (OF_TABLE if any(rule.by is By.FEDERAL_TABLE for rule in rules) else set()))


def _as_known(view: Sight, clock: Clock) -> Clock | None:
    """A clock as the viewer may know it: not at all without the fact that started it, running without the one that
    stopped it."""
    if not _knows(view, clock.start):
        return None
    if clock.stop is not None and not _knows(view, clock.stop):
        return replace(clock, met=None, ended=None, stop=None)
    return clock


def _knows(view: Sight, fact: Happened | None) -> bool:
    return fact is not None and cases.knows(view, ShortFact(*(getattr(fact, name) for name in ShortFact._fields)))


def of_facts_in(case: Case, facts: Sequence[ShortFact]) -> tuple[Clock, ...]:
    """Clocks that these facts of a case start, for whoever may know all of them."""
    parts = ((row.party_id, row.role, row.party) for row in case.participants.all())
    living = [parties.Living(pk, role, party.time_zone, party.acknowledges) for pk, role, party in parts]
    return computing.of_facts([*facts, *_of_calls(facts)], computing.context_of(living), time.now())


def _of_calls(facts: Sequence[ShortFact]) -> list[ShortFact]:
    """What became of the emergency calls that these facts speak of; asked only where there is one."""
    found = []
    for party, calls in computing.calls_in(facts).items():
        rows = ledger.short_facts_of(f"organisation:{party}", kinds=computing.OF_CALLS)
        found += [row for row in rows if row.data["call"] in calls]
    return found


def of_report(report: Report) -> Clock:
    """What was promised to the finder of a report that the caller may read (CLK-11). Only its coordinator reads it."""
    key = {"report": str(report.pk)}
    facts = [ShortFact(report.pk, 1, "ReportReceived", report.received_at, None, key)]
    if report.triaged_at is not None:
        facts.append(ShortFact(report.pk, 2, "ReportTriaged", report.triaged_at, None, key))
    (found,) = computing.of_facts(facts, Context(), time.now())
    return replace(found, held_by="us")


def of_consultation(row: Consultation) -> Clock:
    """The regulator's first opinion, from a consultation that the caller may read (FDA2)."""
    key = {"consultation": str(row.pk), "due": row.due_at.isoformat()}
    facts = [ShortFact(row.pk, 1, "RegulatorConsulted", row.asked_at, None, key)]
    if row.answered_at is not None:
        facts.append(ShortFact(row.pk, 2, "ConsultationAnswered", row.answered_at, None, key))
    (found,) = computing.of_facts(facts, Context(), time.now())
    return found


def of_facility(viewer: Viewer) -> Facility:
    """Clocks of the events of harm that the viewer's own hospital signed (78)."""
    found = Facility()
    if viewer.party_id is None or not may(viewer, Permission.EVENT_READ, InventoryItem(viewer.party_id)).allowed:
        return found
    facts = ledger.short_facts_of(f"organisation:{viewer.party_id}", kinds=computing.OF_FACILITIES)
    for clock in _of_hospital(viewer.party_id, facts):
        if clock.rule == ANNUAL.id:
            found.by_year[int(clock.key)] = clock
        else:
            found.by_event[UUID(clock.key)].append(clock)
    return found


@dataclass(frozen=True, slots=True)
class Facility:
    """Clocks of a hospital's events: of the reports of each event, and of the annual report of each year."""

    by_event: dict[UUID, list[Clock]] = field(default_factory=lambda: defaultdict(list))
    by_year: dict[int, Clock] = field(default_factory=dict)


def _of_hospital(party: UUID, facts: Sequence[ShortFact]) -> tuple[Clock, ...]:
    own = [row for row in parties.where_all_live() if row[0] == party] if facts else []
    return computing.of_facility(facts, computing.context_of(own), party, time.now())


def facilities_to_tell() -> dict[UUID, list[tuple[Clock, str]]]:
    """Clocks of hospitals' events that have come to a step which was not told, with the step, by hospital; for the
    worker."""
    by_party: dict[UUID, list[ShortFact]] = defaultdict(list)
    for row in ledger.facts_of_kinds(computing.OF_FACILITIES):
        by_party[UUID(row.data["organisation"])].append(
            ShortFact(row.pk, row.seq, row.kind, row.at, row.party, row.data)
        )
    found = {party: steps_to_tell(party, facts) for party, facts in by_party.items()}
    return {party: steps for party, steps in found.items() if steps}


def steps_to_tell(party: UUID, facts: Sequence[ShortFact] | None = None) -> list[tuple[Clock, str]]:
    """The same for one hospital."""
    stream = f"organisation:{party}"
    some = facts if facts is not None else ledger.short_facts_of(stream, kinds=computing.OF_FACILITIES)
    reached = [(clock, step_reached(clock, time.now())) for clock in _of_hospital(party, some) if clock.counts]
    due = [(clock, step) for clock, step in reached if step]
    told = {
        (UUID(fact.data["clock"]), fact.data["step"])
        for fact in (ledger.short_facts_of(stream, kinds=("FacilityClockReached",)) if due else ())
    }
    return [(clock, step) for clock, step in due if (computing.ident(party, clock), step) not in told]


def counting_in(viewer: Viewer, found: Iterable[Case]) -> dict[UUID, list[Clock]]:
    """Clocks that count now in each of many cases, first due first: two queries, from what was last computed."""
    listed = list(found)
    views = cases.sights(viewer, listed)
    seen: dict[UUID, list[Clock]] = {case.pk: [] for case in listed}
    # Who lapsed may not see that a clock has stopped since: it counts as it did then.
    lapsed = [case for case, view in views.items() if view.answer.until is not None]
    rows = ClockRow.objects.filter(case__in=list(seen)).filter(Q(counts=True) | Q(case__in=lapsed))
    for row in rows.order_by("due"):
        clock = _as_known(views[row.case_id], as_clock(row))
        if clock is not None and clock.counts:
            seen[row.case_id].append(clock)
    return seen


def facts_of(case: UUID) -> list[ShortFact]:
    """Every fact of a case that clocks look at, for the worker: scoped to nobody."""
    return ledger.short_facts_of(f"case:{case}", kinds=computing.OF_CASES)


def told_in(case: UUID) -> dict[UUID, list[str]]:
    """Which steps of which clocks were told already: the facts of the case say so, no row does."""
    found: dict[UUID, list[str]] = defaultdict(list)
    for fact in ledger.short_facts_of(f"case:{case}", kinds=("ClockReached",)):
        found[UUID(fact.data["clock"])].append(fact.data["step"])
    return found


def after(steps: Sequence[Step], *told: str) -> datetime | None:
    """When the holder is told next, after the furthest of the steps that were told; None after the last one."""
    names = [step.name for step in steps]
    first = max((names.index(name) + 1 for name in told if name in names), default=0)
    return steps[first].at if first < len(steps) else None


def to_tell() -> list[UUID]:
    """Clocks that have come to a step, for the worker."""
    found = ClockRow.objects.filter(counts=True, next_at__lte=time.now(), case__closed_at=None)
    return list(found.order_by("next_at").values_list("pk", flat=True))


def to_tell_now(pk: UUID) -> ClockRow:
    """One of them, held. Raises EditedMeanwhile when another worker told it first, or facts have moved it."""
    found = ClockRow.objects.select_for_update().filter(pk=pk, counts=True, next_at__lte=time.now()).first()
    if found is None:
        raise EditedMeanwhile("clock")
    return found


def began(row: ClockRow) -> datetime:
    """The time of the fact that started it."""
    return datetime.fromisoformat(row.start["at"])


def newly_listed(case: UUID) -> list[UUID]:
    """Classified recalls of a case that a record of the Enforcement Report names and that were not noted yet, for the
    worker."""
    classified = declarations.classified_in(case)
    listed = emerging.listed_in(case) if classified else set()
    noted = {fact.data["recall"] for fact in ledger.short_facts_of(f"case:{case}", kinds=("RecallListed",))}
    return [pk for number, pk in classified.items() if number in listed and str(pk) not in noted]


def stale(most: int) -> list[UUID]:
    """Cases whose clocks are to be computed anew, for the worker."""
    return list(ClockRow.objects.filter(stale=True).order_by("case").values_list("case", flat=True).distinct()[:most])


def tabled_for(call: UUID) -> set[UUID]:
    """Cases on the agenda of an emergency call, for the worker."""
    found = ClockRow.objects.filter(rule="C11", key=str(call))
    return set(found.values_list("case", flat=True))


def projected(case: UUID) -> list[Clock]:
    """Clocks of a case as they were last computed, for the worker and for tests: scoped to nobody."""
    return [as_clock(row) for row in ClockRow.objects.filter(case=case)]


def as_clock(row: ClockRow) -> Clock:
    """The value that a row keeps. Words and force are those of the rule, which its pack never changes."""
    rule = RULES[row.pack, row.rule]
    start, stop = _fact(row.start), _fact(row.stop) if row.stop else None
    kept = Clock(
        name=rule.name,
        started=row.started,
        due=row.due,
        force=rule.force.value,
        held_by=rule.holder,
        started_by=rule.starts_on,
        stops_on=rule.stops_on,
        met=row.met,
        rule=row.rule,
        key=row.key,
        holder=row.holder,
        start=start,
        stop=stop,
        ended=row.ended,
        standing=Standing(row.standing),
        note=row.note,
        source=rule.source,
        verified=rule.verified,
        pack=row.pack,
        zone=row.zone,
        also=tuple(datetime.fromisoformat(each) for each in row.also),
        shares=rule.shares,
        runs_out=rule.runs_out,
        only_for=tuple(map(UUID, row.only_for)),
        not_for=tuple(map(UUID, row.not_for)),
    )
    return kept.over(time.now()) if rule.runs_out else kept


def _fact(kept: dict[str, Any]) -> ShortFact:
    party = UUID(kept["party"]) if kept["party"] else None
    about = {"party": kept["about"]} if kept["about"] else {}
    return ShortFact(UUID(kept["id"]), kept["seq"], kept["kind"], datetime.fromisoformat(kept["at"]), party, about)


def every_open() -> dict[UUID, tuple[Clock, ...]]:
    """Every clock of every open case of this node, computed anew: for rebuilding and measuring, scoped to nobody."""
    where = computing.context_of(parties.where_all_live())
    now = time.now()
    open_cases = cases.open_ids()
    calls = _every_call()
    found = {}
    with _all_of_it_stays():
        for case, facts in ledger.short_facts_by_case(computing.OF_CASES):
            if case in open_cases:
                found[case] = computing.of_facts([*facts, *_in(calls, facts)] if calls else facts, where, now)
    return found


@contextmanager
def _all_of_it_stays() -> Iterator[None]:
    """While what is made is kept: to look for what could be thrown away among a million values is a third of the
    time, and nothing is found."""
    often = gc.get_threshold()
    gc.set_threshold(200_000, *often[1:])
    try:
        yield
    finally:
        gc.set_threshold(*often)


def _every_call() -> dict[tuple[UUID, str], list[ShortFact]]:
    """What became of each call, by the party that convened it: its chain is the one it stands in."""
    found: dict[tuple[UUID, str], list[ShortFact]] = defaultdict(list)
    for row in ledger.facts_of_kinds(computing.OF_CALLS):
        fact = ShortFact(row.pk, row.seq, row.kind, row.at, row.party, row.data)
        found[UUID(row.stream.partition(":")[2]), row.data["call"]].append(fact)
    return found


def _in(calls: dict[tuple[UUID, str], list[ShortFact]], facts: Sequence[ShortFact]) -> list[ShortFact]:
    named = [(party, call) for party, some in computing.calls_in(facts).items() for call in some]
    return [fact for key in named for fact in calls.get(key, ())]
