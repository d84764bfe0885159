"""Readers of emerging signals, warnings and recalls, scoped to who may read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, WarningItem, may
from medcord.core.refusals import NotFound
from medcord.core.signals import RecallTimes, Source, together
from medcord.core.vocabulary import Role
from medcord.emerging.models import EmergingSignal, PublicWarning, Recall

if TYPE_CHECKING:
    from medcord.cases.models import Case


def of_case(viewer: Viewer, case: Case) -> list[EmergingSignal]:
    """Emerging signals of a case with the decision on each, oldest first; the agencies' (70)."""
    if not may(viewer, Permission.EMERGING_READ, cases.item(case)).allowed:
        return []
    return list(EmergingSignal.objects.filter(case=case).order_by("number"))


def queue(viewer: Viewer) -> list[EmergingSignal]:
    """The regulator's list: what waits for a decision first, by due time."""
    if viewer.role is not Role.REGULATOR:
        return []
    readable = {case.pk for case in cases.visible(viewer)}
    rows = EmergingSignal.objects.filter(case__in=readable).select_related("case")
    return sorted(rows, key=lambda row: (row.decided_at is not None, row.due_at))


def warning_item(row: PublicWarning, case: Case) -> WarningItem:
    """What the policy needs to know of a request for a warning."""
    return WarningItem(cases.item(case), row.party_id, row.asked_at)


def warnings(viewer: Viewer, case: Case) -> list[PublicWarning]:
    """Requests for public warnings in a case that exist for the viewer, oldest first (70)."""
    rows = PublicWarning.objects.filter(case=case).select_related("party").order_by("asked_at")
    return [row for row in rows if may(viewer, Permission.WARNING_READ, warning_item(row, case)).allowed]


def warning_for(viewer: Viewer, case: Case, warning: UUID) -> PublicWarning:
    """One request. Raises NotFound."""
    for row in warnings(viewer, case):
        if row.pk == warning:
            return row
    raise NotFound("warning")


def recalls(viewer: Viewer, case: Case) -> list[Recall]:
    """Recalls of a case: public data, for whoever reads its content now (71)."""
    answer = may(viewer, Permission.CASE_READ, cases.item(case))
    if not answer.allowed:
        return []
    return [row for row in Recall.objects.filter(case=case) if answer.spans(row.at)]


@dataclass(frozen=True, slots=True)
class RecallLine:
    """One recall of a case with its records, and the days that they say together."""

    rows: tuple[Recall, ...]
    times: RecallTimes

    @property
    def row(self) -> Recall:
        """The record to show: one that has the class, else the first."""
        return next((one for one in self.rows if one.recall_class), self.rows[0])

    @property
    def class_words(self) -> str:
        """The class. Only an enforcement report has one, so that the other record alone says nothing of it."""
        reported = any(one.kind == Source.ENFORCEMENT.value for one in self.rows)
        return self.row.recall_class or ("not given yet" if reported else "not in this record")


def recall_lines(viewer: Viewer, case: Case) -> list[RecallLine]:
    """The same by recall number: openFDA has two records of one recall, and each says something of its own."""
    found: dict[str, list[Recall]] = {}
    for row in recalls(viewer, case):
        found.setdefault(row.number, []).append(row)
    return [RecallLine(tuple(rows), together(row.times for row in rows)) for rows in found.values()]


def listed_in(case: UUID) -> set[str]:
    """Numbers of recalls that records of the Enforcement Report in a case have, for the worker: scoped to nobody."""
    found = Recall.objects.filter(case=case, kind=Source.ENFORCEMENT.value)
    return {number.upper() for number in found.values_list("number", flat=True)}


def next_number(case: Case) -> int:
    """The number that the next information on this case gets."""
    last = EmergingSignal.objects.filter(case=case).order_by("number").last()
    return last.number + 1 if last else 1
