"""How long cases are kept, and which are due for destruction. Nothing is destroyed by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, may
from medcord.core.records.schedule import BY_CODE, Rule, until
from medcord.core.refusals import NotFound
from medcord.gateways import clock
from medcord.ledger.models import LegalHold
from medcord.records.models import Retention

if TYPE_CHECKING:
    from medcord.cases.models import Case


@dataclass(frozen=True, slots=True)
class Kept:
    """A case with its rule. ``until``: None while it is open or where no day follows. ``held``: nothing of it may be
    destroyed, whatever the day."""

    case: Case
    row: Retention
    rule: Rule
    until: datetime | None
    held: bool


def retention_of(case: Case) -> Retention | None:
    """By which rule a case is kept, for an action."""
    return Retention.objects.filter(case=case).first()


def kept(viewer: Viewer, case: Case) -> Kept | None:
    """By which rule a case is kept. Raises NotFound for everybody but the owner."""
    if not may(viewer, Permission.RECORDS_READ, cases.item(case)).allowed:
        raise NotFound("page")
    row = retention_of(case)
    return _kept(case, row, held=cases.hold_on(viewer, case) is not None) if row else None


def due(viewer: Viewer) -> list[Kept]:
    """The viewer's own cases whose time is over, the longest over first; held ones are marked."""
    own = {case.pk: case for case in cases.visible(viewer) if case.closed_at is not None}
    rows = Retention.objects.filter(case__in=list(own))
    held = _held([f"case:{row.case_id}" for row in rows])
    found = [_kept(own[row.case_id], row, held=f"case:{row.case_id}" in held) for row in rows]
    over = [one for one in found if one.until is not None and one.until <= clock.now()]
    mine = [one for one in over if may(viewer, Permission.RECORDS_READ, cases.item(one.case)).allowed]
    return sorted(mine, key=lambda one: one.until or clock.now())


def _held(streams: list[str]) -> set[str]:
    return set(LegalHold.objects.filter(stream__in=streams, lifted_at=None).values_list("stream", flat=True))


def _kept(case: Case, row: Retention, *, held: bool) -> Kept:
    rule = BY_CODE[row.rule]
    return Kept(case, row, rule, until(rule, case.closed_at), held)
