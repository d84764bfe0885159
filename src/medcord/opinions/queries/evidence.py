"""What of a case an opinion may stand on, and what of it one viewer may look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.core.refusals import InputRefusal
from medcord.intake import queries as intake

if TYPE_CHECKING:
    from medcord.cases.models import Case

NEWEST = 40
"""So many messages are offered to choose from; any other is named by its id."""


class SourceKind(StrEnum):
    """What can be cited."""

    MESSAGE = "message"
    FILE = "file"
    STATEMENT = "statement"
    REPORT = "report"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Source:
    """A thing of the case, as "kind:id"."""

    kind: SourceKind
    id: UUID

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.id}"

    @classmethod
    def read(cls, text: str) -> Source:
        """From "kind:id". Raises InputRefusal."""
        kind, _colon, pk = text.strip().partition(":")
        try:
            return cls(SourceKind(kind), UUID(pk))
        except ValueError:
            known = ", ".join(one.value for one in SourceKind)
            raise InputRefusal(
                f"“{text[:60]}” names nothing of a case. Write kind:id, where the kind is one of {known}.",
                fields={"field": "sources"},
            ) from None


@dataclass(frozen=True, slots=True)
class Cited:
    """A thing as the viewer may have it: what it is called, and where to look at it."""

    source: Source
    words: str
    tail: str


def citable(viewer: Viewer, case: Case, also: Iterable[str] = ()) -> list[Cited]:
    """What the viewer may cite: reports, statements, tests, files, the newest messages, and those in ``also``."""
    every, wanted = _everything(viewer, case), set(also)
    messages = [one for one in every if one.source.kind is SourceKind.MESSAGE]
    old = {one.source for one in messages[:-NEWEST] if str(one.source) not in wanted}
    return [one for one in every if one.source not in old]


def cited(viewer: Viewer, case: Case, sources: Iterable[str]) -> list[Cited]:
    """Those of these that exist for the viewer. What it may not read is not there: no title, no count."""
    wanted = list(sources)
    if not wanted:
        return []
    known = {str(one.source): one for one in _everything(viewer, case)}
    return [known[one] for one in wanted if one in known]


def existing(viewer: Viewer, case: Case, sources: Iterable[Source]) -> list[Source]:
    """These, each once. Raises InputRefusal for one that the viewer does not read in this case."""
    wanted = list(dict.fromkeys(sources))
    if wanted:
        known = {one.source for one in _everything(viewer, case)}
        lost = [one for one in wanted if one not in known]
        if lost:
            raise InputRefusal(
                f"“{lost[0]}” is not in this case, or not open to your party. Choose from the list.",
                fields={"field": "sources"},
            )
    return wanted


def _everything(viewer: Viewer, case: Case) -> list[Cited]:
    view = cases.sight(viewer, case)
    seen = cases.said(view)
    messages = [one for one in cases.messages(viewer, case) if one.purged_at is None] if seen else []
    files = cases.files_of(viewer, case, messages)
    found = [
        Cited(Source(SourceKind.REPORT, row.pk), f"The report {row.reference}", "/report")
        for row, _item in intake.readable_in_case(viewer, cases.reports_in(viewer, case), cases.item(case))
    ]
    found += [
        Cited(
            Source(SourceKind.STATEMENT, row.pk),
            f"{row.party}: {row.product.name} {row.versions}, {row.status}",
            "/statements",
        )
        for row in cases.statements(viewer, case)
    ]
    found += [
        Cited(Source(SourceKind.TEST, UUID(fact.data["test"])), f"The independent test reported {fact.at:%d %B %Y}", "")
        for fact in cases.known(view, (), without=())
        if fact.kind == "LabTestReported"
    ]
    found += [
        Cited(Source(SourceKind.FILE, each.row.pk), f"The file {each.row.name}", f"/messages/{message.pk}")
        for message in messages
        for each in files.get(message.pk, ())
        if each.row.purged_at is None
    ]
    found += [
        Cited(
            Source(SourceKind.MESSAGE, row.pk),
            f"{row.party or 'The finder'}, {row.at:%d %B}: {' '.join(row.body.split())[:70]}",
            f"/messages/{row.pk}",
        )
        for row in messages
    ]
    return found
