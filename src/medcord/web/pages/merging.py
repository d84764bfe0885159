"""The page on which cases are compared, merged and split: what would happen, before it does."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from medcord.cases import queries
from medcord.cases.actions.merging import bringable, may_not_merge
from medcord.cases.models import Case
from medcord.core.access import Viewer
from medcord.core.refusals import NotFound
from medcord.web.forms.base import VerbForm
from medcord.web.forms.merging import MergeForm, SplitForm
from medcord.web.pages import alike
from medcord.web.pages import room as room_page


@dataclass(frozen=True, slots=True)
class Effect:
    """What merging ``gone`` into ``stays`` would do. ``why_not``: it cannot be done, because."""

    gone: Case
    stays: Case
    why_not: str
    coming: tuple[str, ...]
    staying_out: tuple[str, ...]
    until: datetime | None
    earlier: bool
    reports: int
    stated: tuple[tuple[str, int], ...]
    not_stated: tuple[tuple[str, int, str], ...]

    @property
    def statements(self) -> int:
        """How many statements will stand in the case that goes on."""
        return sum(count for _, count in self.stated)


def forms_of(request: HttpRequest, case: Case) -> dict[str, VerbForm]:
    """The forms of the page; the one that was sent holds what was typed."""
    along = [
        (str(row.party_id), row.party.name)
        for row in case.participants.all()
        if row.removed_at is None and not row.statutory and row.party_id != case.owner_id
    ]
    act = request.POST.get("act")
    into = {"into": request.GET.get("with", "")[:16]}
    return {
        "merge": MergeForm(request.POST if act == "merge" else None, prefix="merge", initial=into),
        "split": SplitForm(request.POST if act == "split" else None, prefix="split", parties=along),
    }


def context(
    viewer: Viewer, case: Case, forms: dict[str, VerbForm], room: room_page.Room | None = None
) -> dict[str, Any]:
    """Everything the page shows. ``room``: what stands around it, where it was looked up already."""
    other = str(forms["merge"]["into"].value() or "").strip().upper()
    return {
        "room": room or room_page.build(viewer, case.reference),
        "case": case,
        "tab": "alike",
        "found": alike.of_case(viewer, case),
        "other": other,
        "effect": _effect(viewer, case, other),
        "reports": queries.reports_of(viewer, case),
        "why_joined": queries.why_joined(viewer, case),
        "family": queries.family_of(viewer, case),
        **forms,
    }


def _effect(viewer: Viewer, case: Case, other: str) -> Effect | None:
    if not other:
        return None
    try:
        stays = queries.case_for(viewer, other)
    except NotFound:
        return None
    coming = bringable(case, stays)
    out = [row for row in case.participants.all() if row not in coming and row.party_id != case.owner_id]
    known = {row.party_id for row in stays.participants.all()}
    along, left = queries.coming_along(viewer, case, stays)
    stated = Counter(row.party.name for row in along)
    not_stated = Counter((row.party.name, why) for row, why in left)
    ends = [one.embargo_until for one in (case, stays) if one.embargo == "active" and one.embargo_until]
    until = min(ends, default=None)
    return Effect(
        gone=case,
        stays=stays,
        why_not=may_not_merge(case, stays),
        coming=tuple(row.party.name for row in coming),
        staying_out=tuple(row.party.name for row in out if row.party_id not in known),
        until=until,
        earlier=until is not None and until != stays.embargo_until,
        stated=tuple(stated.items()),
        not_stated=tuple((name, count, why) for (name, why), count in not_stated.items()),
        reports=(1 if case.report_id else 0) + len(case.more_reports.all()),
    )
