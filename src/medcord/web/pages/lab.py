"""Independent tests of a case as pages."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.cases import queries as cases
from medcord.core.access import LabItem, Permission, Viewer, may
from medcord.core.lab import Custody, LabAudience
from medcord.formats import evidence
from medcord.lab import queries as lab
from medcord.lab.models import LabDocument, LabTest
from medcord.web.forms.lab import AUDIENCES, OUTCOMES
from medcord.web.pages import room as room_page
from medcord.web.pages.room import Room

GAPS = {
    "holder": "whoever gives it is not who took it last",
    "seal": "the seal is not the one that was on it",
    "time": "it is older than the hand-over before",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A test in the list of a case. ``request``: the viewer reads what was asked, not the result only."""

    row: LabTest
    state: str
    request: bool
    cited: list[int]


@dataclass(frozen=True, slots=True)
class Tests:
    """The page of tests of a case."""

    room: Room
    lines: list[Line]
    may_ask: bool
    suppliers: list[tuple[str, str]]


def state_of(row: LabTest, *, result: bool) -> str:
    """How a test stands for a viewer, as a chip says it."""
    if row.accepted is None:
        return "requested"
    if not row.accepted:
        return "turned_down"
    return row.outcome if result else "being_tested"


def listing(viewer: Viewer, reference: str) -> Tests:
    """All tests of a case that exist for the viewer; raises NotFound."""
    room = room_page.build(viewer, reference)
    case = room.case
    found = lab.of_case(viewer, case)
    cited = lab.cited(viewer, case, found)
    may_ask = may(viewer, Permission.LAB_REQUEST, cases.item(case)).allowed
    return Tests(
        room=room,
        lines=[_line(viewer, room, row, cited[row.pk]) for row in found],
        may_ask=may_ask,
        suppliers=[(str(one.pk), one.name) for one in lab.suppliers(viewer, case)] if may_ask else [],
    )


def _line(viewer: Viewer, room: Room, row: LabTest, cited: list[int]) -> Line:
    result = lab.reads_result(viewer, room.case, row)
    return Line(row, state_of(row, result=result), lab.reads_request(viewer, room.case, row), cited)


@dataclass(frozen=True, slots=True)
class Page:
    """One test. ``whole``: the viewer reads all of it, not only what it supplied or what was released."""

    room: Room
    row: LabTest
    state: str
    result: bool
    request: bool
    whole: bool
    chains: list[lab.Chain]
    cited: list[int]
    runs: bool
    hands: bool
    document: LabDocument | None

    def shows(self, act: str) -> bool:
        """Whether the form of an act stands on the page: somebody may have done it a moment ago."""
        row = self.row
        shown = {
            "answer": row.accepted is None,
            "report": bool(row.accepted) and not row.outcome,
            "document": bool(row.document) and self.document is None,
            "release": bool(row.outcome) and row.audience != LabAudience.PUBLIC.value,
            "hand": any(chain.specimen.state not in (Custody.RETURNED, Custody.DESTROYED) for chain in self.chains),
        }
        return shown.get(act, True)

    @property
    def remark(self) -> str:
        """What to be careful about with the document."""
        return evidence.remark(self.document.kind, self.document.name) if self.document else ""

    @property
    def outcome(self) -> str:
        return {one.value: words for one, words in OUTCOMES.items()}.get(self.row.outcome, "")

    @property
    def audience(self) -> str:
        return {one.value: words for one, words in AUDIENCES.items()}.get(self.row.audience, "")

    def gaps(self) -> dict[UUID, str]:
        """What does not fit, by hand-over."""
        return {
            link.row.pk: "; ".join(GAPS[one.value] for one in sorted(link.gaps))
            for chain in self.chains
            for link in chain.links
            if link.gaps
        }


def build(viewer: Viewer, reference: str, test: str) -> Page:
    """One test as the viewer may see it; raises NotFound."""
    room = room_page.build(viewer, reference)
    row = lab.test_for(viewer, room.case, test)
    item = lab.item(row, cases.item(room.case))
    result = lab.reads_result(viewer, room.case, row)
    whole = may(viewer, Permission.LAB_READ, LabItem(item.case, created_at=item.created_at)).allowed
    return Page(
        room=room,
        row=row,
        state=state_of(row, result=result),
        result=result,
        request=lab.reads_request(viewer, room.case, row),
        whole=whole,
        chains=lab.custody(viewer, row),
        cited=lab.cited(viewer, room.case, [row])[row.pk],
        runs=may(viewer, Permission.LAB_RUN, item).allowed,
        document=lab.document_of(row) if result else None,
        hands=bool(row.accepted) and may(viewer, Permission.LAB_HAND, item).allowed,
    )
