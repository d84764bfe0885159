"""What a report or case looks like among what the coordinator may read, with because."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from medcord import search
from medcord.cases.models import Case
from medcord.cases.queries import finding as cases
from medcord.core.access import Viewer
from medcord.core.cvd.likeness import Likeness, Reader, Subject, likeness, telling
from medcord.data import load_aliases
from medcord.intake.models import Report
from medcord.intake.queries import finding as intake

MOST = 6
ASKED = 60


@dataclass(frozen=True, slots=True)
class Alike:
    """Something that looks alike: a case (with the report that made it so, if any) or a report without a case."""

    case: Case | None
    report: Report | None
    found: Likeness

    @property
    def reference(self) -> str:
        return self.case.reference if self.case else self.report.reference if self.report else ""

    @property
    def title(self) -> str:
        if self.case:
            return self.case.title
        return f"{self.report.device_maker} {self.report.device_model}" if self.report else ""

    @property
    def url(self) -> str:
        return f"/cases/{self.reference}" if self.case else f"/reports/{self.reference}"


@cache
def _reader() -> Reader:
    return Reader(load_aliases())


def of_report(viewer: Viewer, report: Report) -> list[Alike]:
    """What else looks as if it were about the same as this report, most alike first."""
    if report.purged_at:
        return []
    return _found(viewer, [report], without_report=report.pk)


def of_case(viewer: Viewer, case: Case) -> list[Alike]:
    """What else looks as if it were about the same as this case."""
    reports = [case.report] if case.report and case.report.coordinator_id == viewer.party_id else []
    return _found(viewer, [*reports, case], without_case=case.pk)


def _found(
    viewer: Viewer,
    subjects: Sequence[Report | Case],
    *,
    without_report: UUID | None = None,
    without_case: UUID | None = None,
) -> list[Alike]:
    words = _words(subjects)
    reports = [row for row in intake.alike(viewer, words) if row.pk != without_report]
    of_reports = cases.of_reports(viewer, [row.pk for row in reports])
    best: dict[UUID, Alike] = {}
    others: list[Report | Case] = [*cases.alike(viewer, words), *reports]
    for row in others:
        case = row if isinstance(row, Case) else of_reports.get(row.pk)
        found = _likeness(subjects, row)
        key = case.pk if case else row.pk
        if found is None or key == without_case or (key in best and best[key].found.score >= found.score):
            continue
        best[key] = Alike(case, row if isinstance(row, Report) else None, found)
    return sorted(best.values(), key=lambda one: -one.found.score)[:MOST]


def _words(subjects: Sequence[Report | Case]) -> list[str]:
    """What the index is asked for: numbers first, then the device, then the longest telling words."""
    numbers: list[str] = []
    device: list[str] = []
    said: set[str] = set()
    for one in subjects:
        numbers += [word for number in (*one.cves, *one.numbers) for word in search.words_of(number)[:1]]
        if isinstance(one, Report):
            device += search.words_of(f"{one.device_maker} {one.device_model}")
        said |= telling(_text(one))
    longest = sorted((word for line in said for word in search.words_of(line)), key=lambda word: (-len(word), word))
    return list(dict.fromkeys([*numbers, *device, *longest]))[:ASKED]


def _text(one: Report | Case) -> str:
    if isinstance(one, Case):
        return f"{one.title}\n{one.summary}"
    return f"{one.description}\n{one.how_tested}\n{one.patient_impact}"


def _subject(one: Report | Case) -> Subject:
    report = one if isinstance(one, Report) else None
    return _reader().subject(
        maker=report.device_maker if report else "",
        model=report.device_model if report else "",
        flaws=(*one.cves, *one.numbers),
        text=_text(one),
    )


def _likeness(subjects: Iterable[Report | Case], other: Report | Case) -> Likeness | None:
    there = _subject(other)
    found = [each for one in subjects if (each := likeness(_subject(one), there)) is not None]
    return max(found, key=lambda each: each.score, default=None)
