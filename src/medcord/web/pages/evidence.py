"""On what the states of a case rest, the signals that point to it, and its emerging signals, warnings and recalls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from medcord.cases import queries as cases
from medcord.cases.models import Case, Evidence
from medcord.core.access import Permission, Viewer, may
from medcord.core.signals.factors import weighed
from medcord.core.vocabulary import Role
from medcord.emerging import queries as emerging
from medcord.web.pages import room as room_page
from medcord.web.pages import warned


@dataclass(frozen=True, slots=True)
class StateLine:
    """One of the three: since when it holds (None: it does not), and what was said for it."""

    name: str
    what: str
    since: datetime | None
    rows: tuple[Evidence, ...]


def build(viewer: Viewer, reference: str) -> dict[str, Any]:
    """The page for a reader of the case. Words of the evidence are the agencies' (67)."""
    room = room_page.build(viewer, reference)
    case, item = room.case, cases.item(room.case)
    rows = cases.evidence(viewer, case)
    found = emerging.of_case(viewer, case)
    asked = emerging.warnings(viewer, case)
    return {
        "room": room,
        "case": case,
        "tab": "evidence",
        "states": states(case, rows),
        "seen": [row for row in rows if row.of == Evidence.Of.SEEN],
        "signals": cases.linked(viewer, case),
        "emerging": [(row, weighed(row.factors), warned.of_emerging(row)) for row in reversed(found)],
        "undecided": next((row for row in found if row.decided_at is None), None),
        "warnings": [(row, warned.of_warning(row)) for row in asked],
        "to_answer": [row for row in asked if row.party_id == viewer.party_id and row.answered_at is None],
        "recalls": emerging.recall_lines(viewer, case),
        "may": {
            "evidence": may(viewer, Permission.CASE_EVIDENCE_READ, item).allowed,
            "emerging": may(viewer, Permission.EMERGING_WRITE, item).allowed,
            "recall": may(viewer, Permission.RECALL_LINK, item).allowed,
        },
        "firms": firms(viewer, case),
    }


def states(case: Case, rows: list[Evidence]) -> list[StateLine]:
    """Potential, confirmed, exploited: each with its own evidence, apart from how bad it is (X4)."""
    of: dict[str, list[Evidence]] = {}
    for row in rows:
        of.setdefault(row.of, []).append(row)
    public = (*of.get("p", ()), *of.get("x", ()))
    return [
        StateLine("Potential", _first_word(case), case.opened_at, public),
        StateLine("Confirmed", "A person says that it is real", case.confirmed_at, tuple(of.get("confirmed", ()))),
        StateLine("Exploited", "A person says that it is attacked", case.attacks_at, tuple(of.get("a", ()))),
    ]


def _first_word(case: Case) -> str:
    """Who said first that it may be so."""
    said = {"mail": "A mail", "request": "A manufacturer", "signal": "A public signal or a sighting"}
    return f"{said.get(case.origin, 'A report')} says that it may be so"


RECALL_HEAD = (
    "number", "event", "firm", "product", "class", "status", "begun", "classified", "posted", "terminated",
    "days to class or posting", "days to termination", "days from class or posting to termination", "standing",
)  # fmt: skip


def recall_rows(viewer: Viewer, case: Case) -> Iterator[tuple[object, ...]]:
    """The recalls of a case, one a line, for a file."""
    for line in emerging.recall_lines(viewer, case):
        row, times = line.row, line.times
        days = (times.initiated, times.classified, times.posted, times.terminated)
        lags = (times.days_to_seen, times.days_to_end, times.days_seen_to_end)
        said = ("" if value is None else value for value in (*days, *lags))
        yield row.number, row.event, row.firm, row.product, row.recall_class, times.status, *said, times.end_words


def firms(viewer: Viewer, case: Case) -> list[tuple[str, str]]:
    """Manufacturers of the case that have signed: they read what they are asked."""
    return [
        (str(row.party_id), row.party.name)
        for row in cases.participants(viewer, case)
        if row.role == Role.MANUFACTURER.value and row.consent == "signatory"
    ]
