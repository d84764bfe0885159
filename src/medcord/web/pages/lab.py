"""Independent tests of a case as pages."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.cases import queries as cases
from medcord.core.access import LabItem, Permission, Viewer, may
from medcord.formats import evidence
from medcord.lab import queries as lab
from medcord.lab.models import LabTest
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
    if result:
        return row.outcome
    return "being_tested" if row.outcome or lab.has_specimen(row) else "waits_for_specimen"


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
    paper: lab.Paper

    def takes(self, act: str) -> bool:
        """Whether the form of this act stands on the page."""
        row = self.row
        return {
            "answer": self.runs and row.accepted is None,
            "specimen": self.hands,
            "report": self.runs and bool(row.accepted) and not row.outcome,
            "document": self.runs and bool(self.paper.told) and self.paper.kept is None,
            "release": self.runs and bool(row.outcome) and row.audience != "public",
        }.get(act, False)

    @property
    def remark(self) -> str:
        """What to be careful about with the document."""
        kept = self.paper.kept
        return evidence.remark(kept.kind, kept.name) if kept else ""

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
        paper=lab.paper_of(viewer, room.case, row) if result else lab.NO_PAPER,
        hands=bool(row.accepted) and may(viewer, Permission.LAB_HAND, item).allowed,
    )
