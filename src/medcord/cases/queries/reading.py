"""What of a case is new to a member. Counted over what the member may read, so that a count betrays nothing."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from medcord.cases.models import Case, Message, ReadMark
from medcord.cases.queries.sight import Seen, said_in, short_rows, sights
from medcord.core.access import Viewer
from medcord.core.ranges import Ranges, gaps, holds

MOST_GAPS = 20


def mark_of(viewer: Viewer, case: Case, *, lock: bool = False) -> ReadMark | None:
    """The viewer's own mark in a case."""
    if viewer.member_id is None:
        return None
    found = ReadMark.objects.filter(case=case, member=viewer.member_id)
    return (found.select_for_update() if lock else found).first()


def new_to(viewer: Viewer, ranges: Ranges, rows: Iterable[Seen]) -> list[Seen]:
    """Which of these the viewer has not had before their eyes; what one wrote oneself is never new."""
    return [row for row in rows if row.author != viewer.member_id and not holds(ranges, row.number)]


def unread_of(viewer: Viewer, found: Iterable[Case]) -> dict[UUID, int]:
    """How many messages are new to the viewer in each of these cases, in three queries."""
    cases = list(found)
    if viewer.member_id is None or not cases:
        return {}
    views = sights(viewer, cases)
    marks = ReadMark.objects.filter(member=viewer.member_id, case__in=cases)
    ranges: dict[UUID, Ranges] = {row.case_id: row.ranges for row in marks}
    wanted = Q()
    for case in cases:
        wanted |= _open(case, ranges.get(case.pk, ()))
    rows = said_in(views, short_rows(Message.objects.filter(wanted)))
    return {pk: len(new_to(viewer, ranges.get(pk, ()), seen)) for pk, seen in rows.items()}


def _open(case: Case, ranges: Ranges) -> Q:
    """Messages of a case outside the ranges, or a little more where there are very many gaps."""
    open_ranges = gaps(ranges)
    if len(open_ranges) > MOST_GAPS:
        open_ranges = [(open_ranges[0][0], None)]
    found = Q()
    for first, last in open_ranges:
        found |= Q(number__gte=first) if last is None else Q(number__gte=first, number__lte=last)
    return Q(case=case) & found
