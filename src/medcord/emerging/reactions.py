"""What emerging signals and recalls do when a fact arrives."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import SignalLinked
from medcord.core.refusals import RuleRefusal
from medcord.core.signals import Source
from medcord.emerging.actions import link_recall
from medcord.ledger.models import FactRow
from medcord.signals import queries as signals

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
    try:
        link_recall(case, signals.entry_of(row), actor=Viewer(kind=ViewerKind.SYSTEM, party_id=case.owner_id))
    except RuleRefusal:
        return  # it is there already
