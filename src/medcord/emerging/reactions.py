"""What emerging signals and recalls do when a fact arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import SignalLinked, SignalsRead
from medcord.core.refusals import RuleRefusal
from medcord.core.signals import Source
from medcord.emerging.actions import link_recall
from medcord.ledger.models import FactRow
from medcord.signals import queries as signals

if TYPE_CHECKING:
    from medcord.cases.models import Case
    from medcord.signals.models import Signal

_SYSTEM = Viewer(kind=ViewerKind.SYSTEM)
_RECALLS = (Source.RECALL.value, Source.ENFORCEMENT.value)


@ledger.on(SignalLinked, name="emerging.recall-of-signal")
def recall_of_signal(fact: FactRow) -> None:
    """A recall that was linked as a signal stands among the recalls of its case (FDA7)."""
    if fact.data["source"] not in _RECALLS:
        return
    signal = UUID(fact.data["signal"])
    row = signals.for_case([signal]).get(signal)
    if row is None:
        return
    case = cases.for_reaction(UUID(fact.data["case"]))
    _bring_up_to_date(case, row, Viewer(kind=ViewerKind.SYSTEM, party_id=case.owner_id))


@ledger.on(SignalsRead, name="emerging.recalls-read-again")
def recalls_read_again(fact: FactRow) -> None:
    """A recall that stands in a case says something else now, perhaps that it got its class or is over (FDA7)."""
    if fact.data["source"] in _RECALLS and fact.data["changed"]:
        for row in signals.for_reaction(UUID(fact.data["batch"])):
            if (case := cases.holding_signal(row.pk)) is not None:
                _bring_up_to_date(case, row, _SYSTEM)


def _bring_up_to_date(case: Case, signal: Signal, actor: Viewer) -> None:
    try:
        link_recall(case, signals.entry_of(signal), actor=actor)
    except RuleRefusal:
        return  # it is there already and says the same
