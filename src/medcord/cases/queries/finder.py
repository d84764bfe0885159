"""What the finder of a case is told in it: messages of rooms that were opened for the finder too, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q

from medcord.cases.models import Case, Message, Room
from medcord.cases.queries.files import FileSeen, file_for, files_of
from medcord.cases.queries.messages import with_words
from medcord.cases.queries.sight import as_finder, said
from medcord.core.access import Viewer, ViewerKind
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role

WHO = {Role.MANUFACTURER.value: "A manufacturer", Role.REGULATOR.value: "The regulator"}


@dataclass(frozen=True, slots=True)
class ToFinder:
    """A message addressed to the finder, with its files. ``who`` names the coordinator; who else takes part in the case
    is not the finder's to know (16), so another party is named by its role and tells its name itself, if it wants to.
    ``by_finder``: the finder who asks wrote it; a case of two reports has two finders."""

    message: Message
    room: UUID
    who: str
    by_finder: bool
    files: tuple[FileSeen, ...] = ()


def for_finder(viewer: Viewer) -> list[ToFinder]:
    """Messages addressed to the finder who asks, oldest first."""
    if viewer.kind is not ViewerKind.FINDER or viewer.report_id is None or not viewer.active:
        return []
    found: list[ToFinder] = []
    of_report = Q(report=viewer.report_id) | Q(more_reports__report=viewer.report_id)
    cases = Case.objects.filter(of_report, rooms__with_finder=True).distinct().select_related("owner")
    for case in cases.prefetch_related("participants__party", "more_reports"):
        view = as_finder(viewer, case)
        rows = [row for row in with_words(view, said(view)) if row.room_id is not None]
        files = files_of(viewer, case, rows) if rows else {}
        for row in rows:
            assert row.room_id is not None, "asked before"
            mine, hung = row.report_id == viewer.report_id, tuple(files.get(row.pk, ()))
            found.append(ToFinder(row, row.room_id, "You" if mine else _who(row, case), mine, hung))
    return found


@dataclass(frozen=True, slots=True)
class FinderRoom:
    """A room that was opened for the finder too. Its title is the parties' own word and is not shown."""

    room: UUID
    open: bool
    messages: list[ToFinder]


def rooms_of_finder(viewer: Viewer) -> list[FinderRoom]:
    """The rooms of the finder who asks in which something was said, with what was said, oldest first."""
    told: dict[UUID, list[ToFinder]] = {}
    for one in for_finder(viewer):
        told.setdefault(one.room, []).append(one)
    rows = Room.objects.filter(pk__in=list(told)).select_related("case").order_by("opened_at") if told else ()
    return [FinderRoom(row.pk, row.closed_at is None and row.case.closed_at is None, told[row.pk]) for row in rows]


def room_of_finder(viewer: Viewer, room: UUID) -> FinderRoom:
    """One of them. Raises NotFound."""
    found = next((one for one in rooms_of_finder(viewer) if one.room == room), None)
    if found is None:
        raise NotFound("room")
    return found


def file_of_finder(viewer: Viewer, room: UUID, file: UUID) -> FileSeen:
    """A file of a message in a room of the finder who asks. Raises NotFound."""
    case = case_of_room(viewer, room)
    seen = file_for(viewer, case, file) if case is not None else None
    if seen is None or seen.row.message.room_id != room:
        raise NotFound("file")
    return seen


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changed in the case, in words that name no party and quote nobody."""

    what: str
    at: datetime


def changes_for_finder(case: Case) -> list[Change]:
    """What changed in the case of a finder (``case_of_finder``), newest first: its state, and no more of it (16)."""
    found = [Change(what, at) for name, what in _OF_CASE.items() if (at := getattr(case, name)) is not None]
    present = [row for row in case.participants.all() if row.removed_at is None]
    for name, what in _OF_PARTIES.items():
        times = [at for row in present if (at := getattr(row, name)) is not None]
        found += [Change(what, min(times))] if times else []
    return sorted(found, key=lambda one: one.at, reverse=True)


_OF_CASE: Final[Mapping[str, str]] = {
    "opened_at": "A case was opened from your report",
    "confirmed_at": "The weakness was confirmed",
    "public_at": "It is known to the public",
    "exploit_public_at": "An exploit is public",
    "attacks_at": "Attacks are confirmed",
    "closed_at": "The case was closed",
}
_OF_PARTIES: Final[Mapping[str, str]] = {
    "maker_aware_at": "A manufacturer knows of it",
    "fix_ready_at": "A manufacturer has a fix ready",
    "fix_deployed_at": "A fix is in use",
}


def _who(row: Message, case: Case) -> str:
    if row.party is None:
        return "A finder"
    if row.party_id == case.owner_id:
        return row.party.name
    return WHO.get(row.party.role, "Another coordinator")


def case_of_room(viewer: Viewer, room: UUID, *, lock: bool = False) -> Case | None:
    """The case that holds a room opened for the finder who asks."""
    if viewer.kind is not ViewerKind.FINDER or viewer.report_id is None:
        return None
    mine = Q(report=viewer.report_id) | Q(more_reports__report=viewer.report_id)
    found = Case.objects.filter(mine, rooms=room, rooms__with_finder=True)
    if lock:
        Case.objects.filter(pk__in=list(found.values_list("pk", flat=True))).select_for_update().first()
    return found.select_related("owner", "report").prefetch_related("participants__party", "more_reports").first()
