"""What clocks do when a fact arrives: those of its case are computed anew. And from time to time holders are told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from medcord import ledger
from medcord.cases import queries as cases
from medcord.clocks import actions, computing, queries
from medcord.clocks.models import ClockRow
from medcord.core import facts as kinds
from medcord.core.access import Viewer, ViewerKind
from medcord.core.clocks import Clock
from medcord.core.refusals import EditedMeanwhile
from medcord.ledger import outbox
from medcord.ledger.models import FactRow
from medcord.ledger.queries import ShortFact

STARTING = tuple(getattr(kinds, name) for name in sorted(computing.OF_CASES))
SYSTEM = Viewer(kind=ViewerKind.SYSTEM)


OF_CASE = "clocks.of-case"


@ledger.on(*STARTING, name=OF_CASE)
def of_case(fact: FactRow) -> None:
    """Compute the clocks of the case anew, once for facts that came together. Doing it twice does no harm."""
    if not outbox.newer_waits(fact, OF_CASE):
        refresh(UUID(fact.data["case"]))


@ledger.on(kinds.CallJoined, kinds.CallCancelled, name="clocks.of-call")
def of_call(fact: FactRow) -> None:
    """What becomes of an emergency call moves the clocks of the cases that were tabled for it."""
    for case in queries.tabled_for(UUID(fact.data["call"])):
        refresh(case)


@ledger.on(kinds.RecallClassified, kinds.RecallLinked, name="clocks.recall-listed")
def recall_listed(fact: FactRow) -> None:
    """A record of the Enforcement Report stops the week of the recall that it names, whichever came first."""
    case = UUID(fact.data["case"])
    for recall in queries.newly_listed(case):
        actions.note_listed(case, recall, actor=SYSTEM)


@ledger.on(kinds.PartyProfileChanged, name="clocks.of-party")
def of_party(fact: FactRow) -> None:
    """A party that moved to another time zone, or promises another time, moves its clocks. They may be in thousands of
    cases, so here they are marked, and done anew some at a time."""
    party = UUID(fact.data["organisation"])
    its = ClockRow.objects.filter(case__closed_at=None)
    its.filter(Q(holder=party) | Q(holder=None, case__participants__party=party)).update(stale=True)


AT_ONCE = 50


@ledger.every(timedelta(seconds=10), name="clocks.stale")
def do_anew() -> None:
    """Compute anew what was marked."""
    for case in queries.stale(AT_ONCE):
        refresh(case)


@transaction.atomic
def refresh(case: UUID) -> int:
    """Write the clocks of one case as they are now; how many. The case is held, so that an older look cannot end up
    above a newer one."""
    row = cases.for_reaction(case, lock=True)
    clocks = queries.of_facts_in(row, queries.facts_of(case))
    told = queries.told_in(case)
    ClockRow.objects.filter(case=case).delete()
    ClockRow.objects.bulk_create((_row(row.pk, clock, told) for clock in clocks), batch_size=500)
    return len(clocks)


def rebuild(advance: Callable[[int, int], None] = lambda _done, _all: None) -> int:
    """Compute the clocks of every open case anew, each in a transaction of its own; how many clocks there are."""
    found = sorted(cases.open_ids())
    total = 0
    for done, case in enumerate(found, start=1):
        total += refresh(case)
        advance(done, len(found))
    return total


def _row(case: UUID, clock: Clock, told: dict[UUID, list[str]]) -> ClockRow:
    pk = computing.ident(case, clock)
    return ClockRow(
        id=pk,
        case_id=case,
        pack=clock.pack,
        rule=clock.rule,
        key=clock.key,
        started=clock.started,
        due=clock.due,
        met=clock.met,
        ended=clock.ended,
        standing=clock.standing.value,
        note=clock.note,
        holder=clock.holder,
        zone=clock.zone,
        also=[at.isoformat() for at in clock.also],
        start=_kept(clock.start),
        stop=_kept(clock.stop),
        only_for=[str(one) for one in clock.only_for],
        not_for=[str(one) for one in clock.not_for],
        counts=clock.counts,
        next_at=queries.after(clock.steps, *told.get(pk, ())) if clock.counts else None,
    )


def _kept(fact: object) -> dict[str, object] | None:
    """What the rules of sight look at."""
    if not isinstance(fact, ShortFact):
        return None
    party = str(fact.party) if fact.party else None
    about = fact.data.get("party")
    return {
        "id": str(fact.pk),
        "seq": fact.seq,
        "kind": fact.kind,
        "at": fact.at.isoformat(),
        "party": party,
        "about": about,
    }


@ledger.every(timedelta(minutes=5), name="clocks.tell-facilities")
def tell_facilities() -> None:
    """Tell hospitals of the clocks of their own events that have come to a step."""
    for party in queries.facilities_to_tell():
        with suppress(EditedMeanwhile):
            actions.tell_facility(party, actor=SYSTEM)


@ledger.every(timedelta(seconds=30), name="clocks.tell")
def tell_holders() -> None:
    """Tell of each clock that has come to a step."""
    for pk in queries.to_tell():
        with suppress(EditedMeanwhile):  # another worker was quicker, or facts have moved it: nothing is lost
            actions.tell(pk, actor=SYSTEM)
