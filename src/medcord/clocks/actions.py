"""Verbs of clocks: telling the holder how far one is. Nobody starts or stops a clock; facts do."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.clocks import computing, queries
from medcord.clocks.models import ClockRow
from medcord.core.access import Viewer
from medcord.core.clocks import step_reached
from medcord.core.facts import ClockReached, Code, FacilityClockReached, RecallListed
from medcord.core.refusals import EditedMeanwhile
from medcord.declarations import queries as declarations
from medcord.gateways import clock as time

_OFFICES = {"the regulator": "regulator", "the agencies": "regulator", "all parties": "parties"}
"""Who hears of a clock that names no party; of the others the coordinator hears."""


@ledger.action
def tell(pk: UUID, *, actor: Viewer) -> ClockRow:
    """Note that a clock has come to a step: its holder and the owner of the case are told, once for each step.

    Where several were passed since somebody last looked, only the last one is told.
    """
    row = queries.to_tell_now(pk)
    clock = queries.as_clock(row)
    step = step_reached(clock, time.now())
    row.next_at = queries.after(clock.steps, step)
    fact = ClockReached(
        case=row.case_id,
        clock=row.pk,
        rule=Code(row.rule),
        party=row.holder,
        holder=Code(_OFFICES.get(clock.held_by, "coordinator")),
        began=Code(row.start["kind"]),
        began_at=queries.began(row),
        step=Code(step),
        due=row.due,
    )
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def tell_facility(party: UUID, *, actor: Viewer) -> None:
    """Note which clocks of a hospital's events have come to a step: its people are told, once for each step."""
    declarations.hold_events(party)
    facts = [
        FacilityClockReached(party, computing.ident(party, clock), Code(clock.rule), Code(step), clock.due)
        for clock, step in queries.steps_to_tell(party)
    ]
    if not facts:
        raise EditedMeanwhile("clock")  # another worker was quicker
    ledger.commit(facts=facts, actor=actor)


@ledger.action
def note_listed(case: UUID, recall: UUID, *, actor: Viewer) -> None:
    """Note that a classified recall stands in an Enforcement Report that was read into the case (CLK-9)."""
    ledger.commit(facts=[RecallListed(case, recall)], actor=actor)
