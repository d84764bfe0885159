"""What the spill page of a case, and the last panels of a report, show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from medcord.cases import queries as cases
from medcord.cases.models import Case
from medcord.cases.queries import Destroyable
from medcord.core.access import Viewer
from medcord.intake import queries as intake
from medcord.intake.models import Report, ReportFile, ReportMessage, TriageDecision
from medcord.parties import queries as parties
from medcord.web.forms.case import DestroyForm, DestroyReportForm, ReasonForm

MOST_LISTED = 200
"""So many things of a case are listed at once, and what is ticked; words narrow them."""
SHOWN = 60
"""So many characters of a message tell it from the others."""


def of_case(viewer: Viewer, case: Case, things: list[Destroyable], sent: QueryDict) -> dict[str, Any]:
    """Everything of the case, what was found in it, what is ticked and what goes along, the hold and the book."""
    words, ticked = sent.get("words", "")[:200], set(sent.getlist("item"))
    going = [one for one in things if one.key in ticked and not one.gone]
    found = cases.holding(things, words)
    listed = [one for place, one in enumerate(found) if place < MOST_LISTED or one.key in ticked]
    return {
        "case": case,
        "things": listed,
        "found": len(found),
        "left_out": len(found) - len(listed),
        "all": len(things),
        "words": words,
        "ticked": ticked,
        "going": going,
        "along": sum(one.along for one in going),
        "held": cases.hold_on(viewer, case),
        "book": named(cases.book(viewer, case)),
        "hold": ReasonForm(prefix="hold"),
    }


def of_report(viewer: Viewer, report: Report) -> dict[str, Any]:
    """The forms that destroy and hold, the hold that stands, and the book."""
    return {
        "purge": destroy_form(viewer, report),
        "forget": DestroyForm(prefix="forget"),
        "hold": ReasonForm(prefix="hold"),
        "held": intake.hold_on(viewer, report),
        "book": named(intake.book(viewer, report)),
    }


def destroy_form(viewer: Viewer, report: Report, sent: QueryDict | None = None) -> DestroyReportForm:
    """What of a report can go, with why; what came after its words were destroyed can still go one by one."""
    parts = [(f"{what}:{row.pk}", _begins(what, row)) for what, row in intake.destroyable(viewer, report)]
    return DestroyReportForm(sent, prefix="purge", parts=parts, whole=report.purged_at is None)


def _begins(what: str, row: ReportFile | ReportMessage | TriageDecision) -> str:
    if isinstance(row, ReportFile):
        return f"The file {row.name}"
    words = row.body if isinstance(row, ReportMessage) else row.because
    short = words if len(words) <= SHOWN else f"{words[:SHOWN]}…"
    return f"{'The message' if what == 'report-message' else 'The note on triage'} “{short}”"


def named(book: Iterable[Any]) -> list[tuple[Any, str]]:
    """Entries of a book with the names of who made them."""
    entries = list(book)
    names = parties.member_names([one.by for one in entries if one.by])
    return [(one, names.get(one.by, "") if one.by else "") for one in entries]
