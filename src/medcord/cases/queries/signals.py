"""Public signals of cases, and on what their states rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from medcord.cases.models import Case, CaseSignal, Evidence
from medcord.cases.queries.cases import for_reaction, item, visible
from medcord.core.access import Permission, Viewer, ViewerKind, may
from medcord.core.signals.naming import named_by
from medcord.core.vocabulary import Role
from medcord.ledger import queries as ledger

if TYPE_CHECKING:
    from medcord.signals.models import Signal


def evidence(viewer: Viewer, case: Case) -> list[Evidence]:
    """On what confirmed, public and attacked rest, oldest first; its words are the agencies' (67)."""
    if not may(viewer, Permission.CASE_EVIDENCE_READ, item(case)).allowed:
        return []
    return list(Evidence.objects.filter(case=case).select_related("party", "signal", "sighting__party"))


def linked(viewer: Viewer, case: Case) -> list[CaseSignal]:
    """The signals that belong to a case, oldest first (67)."""
    if not may(viewer, Permission.CASE_EVIDENCE_READ, item(case)).allowed:
        return []
    return list(CaseSignal.objects.filter(case=case).select_related("signal"))


@dataclass(frozen=True, slots=True)
class Taken:
    """A signal belongs to a case. ``case`` is None where the viewer does not read it."""

    case: Case | None
    opened: bool


def taken(viewer: Viewer, signals: Iterable[UUID]) -> dict[UUID, Taken]:
    """By signal, the newest case that it belongs to."""
    rows = list(CaseSignal.objects.filter(signal__in=list(signals)).order_by("at"))
    readable = {case.pk: case for case in visible(viewer)} if rows else {}
    return {row.signal_id: Taken(readable.get(row.case_id), row.opened) for row in rows}


@dataclass(frozen=True, slots=True)
class SignalLine:
    """A signal and where it stands: "waiting", "case" or "aside". ``too_many``: the rule would open a case, and its
    list met too much at once."""

    row: Signal
    state: str
    case: Case | None = None
    opened: bool = False

    @property
    def too_many(self) -> bool:
        return self.state == "waiting" and self.row.opens


def signal_lines(viewer: Viewer, rows: Sequence[Signal]) -> list[SignalLine]:
    """Where each of these signals, which the viewer reads, stands."""
    known = taken(viewer, [row.pk for row in rows])
    return [_line(row, known.get(row.pk)) for row in rows]


def _line(row: Signal, known: Taken | None) -> SignalLine:
    if known is not None:
        return SignalLine(row, "case", known.case, known.opened)
    return SignalLine(row, "aside" if row.aside_at else "waiting")


def holding_signal(signal: UUID) -> Case | None:
    """The case a signal belongs to, for an action that has asked whether it may work it."""
    row = CaseSignal.objects.filter(signal=signal, case__merged_into=None).order_by("-at").first()
    return for_reaction(row.case_id) if row else None


def cves_of_signal(case: Case, signal: UUID) -> list[str]:
    """The CVEs that a case shares with a signal of its own, for the worker."""
    rows = CaseSignal.objects.filter(case=case, signal=signal).select_related("signal")
    return [cve for row in rows for cve in row.signal.cves if cve in case.cves]


def with_ids(owner: UUID, ids: Iterable[str]) -> list[tuple[Case, list[str]]]:
    """The open or published cases of a coordinator that have one of these CVEs or other ids, by report, signal or
    draft, each with those that it has; of several with one id the newest open one. For its own actions and the worker.
    """
    named = list(ids)
    known = _ids_of(owner) if named else []
    found: dict[UUID, list[str]] = {}
    for one in named:
        if (case := next((pk for pk, of_case in known if one in of_case), None)) is not None:
            found.setdefault(case, []).append(one)
    return [(for_reaction(pk), shared) for pk, shared in found.items()]


def _ids_of(owner: UUID | None) -> list[tuple[UUID, set[str]]]:
    """The CVEs and other numbers of cases: those of reports and signals, and the CVEs that the draft names."""
    said: dict[str, list[dict[str, Any]]] = {}
    for fact in ledger.facts_of_kinds(["CveNamed"]):
        said.setdefault(fact.data["case"], []).append(fact.data)
    drafted = {case: named_by(each) for case, each in said.items()}
    rows = Case.objects.filter(merged_into=None)
    rows = rows.filter(owner=owner) if owner is not None else rows
    found = list(rows.order_by("-opened_at").values_list("pk", "closed_at", "cves", "numbers"))
    found.sort(key=lambda row: row[1] is not None)
    return [(pk, {*cves, *numbers, *drafted.get(str(pk), ())}) for pk, _, cves, numbers in found]


def watched(viewer: Viewer) -> frozenset[str]:
    """The CVEs and other numbers of the cases of the viewer's coordinator (of all, for the node): an entry of a list
    about one is a signal even if it names no registered product. Nothing for others."""
    node = viewer.kind is ViewerKind.SYSTEM
    if not node and (viewer.role is not Role.COORDINATOR or viewer.cases is not None):
        return frozenset()
    return frozenset(one for _, ids in _ids_of(None if node else viewer.party_id) for one in ids)


def about(viewer: Viewer, ids: Iterable[str]) -> list[Case]:
    """Cases that the viewer reads and its party coordinates, with one of these CVEs or other ids."""
    wanted = set(ids)
    if not wanted or viewer.role is not Role.COORDINATOR:
        return []
    known = {pk for pk, of_case in _ids_of(viewer.party_id) if wanted & of_case}
    return [case for case in visible(viewer) if case.pk in known]
