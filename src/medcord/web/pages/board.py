"""The board: cases and waiting reports by clock. Each role gets its own cut, built from what it may read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from medcord.calls import queries as calls
from medcord.calls.models import Call
from medcord.cases import queries as cases
from medcord.cases.marks import standing
from medcord.cases.models import Case, Claim, Participant, Statement
from medcord.clocks import queries as clocks
from medcord.core.access import Viewer
from medcord.core.clocks import Clock
from medcord.core.vocabulary import Role
from medcord.declarations import queries as declarations
from medcord.gateways import clock as time
from medcord.intake import queries as intake
from medcord.intake.models import Report
from medcord.opinions import queries as opinions
from medcord.opinions.models import HarmOpinion

MOST_NAMED = 3
STATES = ("exploited", "confirmed", "potential", "new")


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One line: a case, or a report that is not yet one."""

    url: str
    title: str
    reference: str
    note: str
    state: str
    severity: str
    clock: Clock | None
    case: Case | None
    silent: tuple[Participant, ...] = ()
    asked: int = 0
    answered: int = 0
    ours: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    unread: int = 0
    words: str = ""
    statements: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    rows: list[BoardRow]
    groups: list[tuple[str, str, list[BoardRow]]]
    counts: list[tuple[str, int]]
    act: list[BoardRow]
    invitations: list[Case]
    claims: list[Claim]
    ending: list[Case]
    disclosure: list[tuple[Case, str]]
    emergencies: list[Call] = field(default_factory=list)


def build(viewer: Viewer, *, q: str = "", state: str = "") -> Board:
    """Everything the board page shows."""
    now = time.now()
    found = cases.visible(viewer, open_only=True)
    rows = _case_rows(viewer, found)
    if viewer.role is Role.COORDINATOR:
        rows += [_report_row(row) for row in intake.inbox(viewer) if _to_do(row)]
    counts = Counter(row.state for row in rows)
    words = q.lower().split()
    rows = [
        row
        for row in rows
        if (not state or row.state == state)
        and all(word in f"{row.title} {row.reference} {row.note} {row.words}".lower() for word in words)
    ]
    rows.sort(key=lambda row: (row.clock is None, row.clock.due if row.clock else now))
    return Board(
        rows=rows,
        groups=_groups(rows, now),
        counts=[(name, counts.get(name, 0)) for name in STATES],
        act=[row for row in rows if row.clock and row.clock.due - now < timedelta(days=2)][:5],
        invitations=cases.invitations(viewer),
        claims=cases.to_decide(viewer, found),
        ending=[case for case in found if case.ending == "proposed" and case.owner_id == viewer.party_id],
        disclosure=declarations.disclosure_due(viewer, found),
        emergencies=calls.emergencies(viewer),
    )


def _named(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return " · ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _groups(rows: list[BoardRow], now: datetime) -> list[tuple[str, str, list[BoardRow]]]:
    bounds = (("Late", "error", timedelta(0)), ("Ends within 3 days", "schedule", timedelta(days=3)))
    found: list[tuple[str, str, list[BoardRow]]] = []
    rest = rows
    for name, icon, limit in bounds:
        inside = [row for row in rest if row.clock and row.clock.due - now <= limit]
        rest = [row for row in rest if row not in inside]
        found.append((name, icon, inside))
    found.append(("Later", "event", [row for row in rest if row.clock]))
    found.append(("No clock runs", "more_horiz", [row for row in rest if not row.clock]))
    return [group for group in found if group[2]]


def _to_do(report: Report) -> bool:
    """Not triaged yet, or its finder says that nobody answers."""
    return (not report.cases.all() and report.state == "received") or intake.waits_for_answer(report)


def _report_row(report: Report) -> BoardRow:
    return BoardRow(
        url=f"/reports/{report.reference}",
        title=f"{report.device_maker} {report.device_model}: {_what_to_do(report)}",
        reference=report.reference,
        note="not a case yet · finder by code",
        state="new",
        severity="",
        clock=clocks.of_report(report),
        case=None,
    )


def _what_to_do(report: Report) -> str:
    if intake.waits_for_answer(report):
        return "its finder says that nobody answers"
    return "report to triage"


def _case_rows(viewer: Viewer, found: list[Case]) -> list[BoardRow]:
    """All cases with a fixed number of queries, however many there are."""
    running = clocks.counting_in(viewer, found)
    statements = cases.statements_of(viewer, found)
    harm = opinions.newest_of(viewer, found)
    unread = cases.unread_of(viewer, found)
    return [
        _case_row(viewer, case, running[case.pk], statements[case.pk], harm.get(case.pk), unread.get(case.pk, 0))
        for case in found
    ]


def _case_row(
    viewer: Viewer,
    case: Case,
    running: list[Clock],
    statements: list[Statement],
    opinion: HarmOpinion | None,
    unread: int,
) -> BoardRow:
    makers = [row for row in cases.participants(viewer, case) if row.role == Role.MANUFACTURER.value]
    spoken = {row.party_id for row in statements}
    mine = cases.participant_of(viewer, case)
    numbers = [(row.party.short_name, number) for row, number in cases.numbers(viewer, case)]
    names = [row.party.short_name for row in makers]
    return BoardRow(
        url=f"/cases/{case.reference}",
        title=case.title,
        reference=case.reference,
        note=_named([row.party.short_name for row in makers if not row.tracking]),
        state=standing(case),
        severity=opinion.severity if opinion else "",
        clock=running[0] if running else None,
        case=case,
        silent=tuple(row for row in makers if row.party_id not in spoken),
        asked=len(makers),
        ours=mine.tracking if mine else "",
        numbers=tuple(numbers),
        unread=unread,
        words=" ".join([*names, *(number for _name, number in numbers), *map(str, case.numbers), *case.cves]),
        answered=len([row for row in makers if row.party_id in spoken]),
        statements=tuple(sorted(Counter(row.status for row in statements).items())),
    )
