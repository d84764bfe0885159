"""The page of one report: what the finder says, triage, and what it looks like."""

from __future__ import annotations

from typing import Any

from medcord.cases import queries as cases
from medcord.clocks import queries as clocks
from medcord.core.access import Viewer
from medcord.intake import queries
from medcord.intake.models import Report, TriageDecision
from medcord.parties import queries as parties
from medcord.web.forms.case import OpenCaseForm, ReasonForm
from medcord.web.forms.finder import PassedOnForm
from medcord.web.forms.merging import JoinForm
from medcord.web.forms.triage import TriageForm
from medcord.web.pages import alike
from medcord.web.pages.triage import asked, look


def context(viewer: Viewer, report: Report, triage: TriageForm | None) -> dict[str, Any]:
    """Everything the page shows; ``triage`` is the form as it was sent, if it was."""
    form = triage or _blank(viewer, report)
    answers, case = form.answers(), cases.of_report(viewer, report.pk)
    said = queries.said_files(viewer, report)
    found = [] if case else alike.of_report(viewer, report)
    nearest = next((one.reference for one in found if one.case and not one.case.closed_at), "")
    return {
        "report": report,
        "clock": clocks.of_report(report),
        "thread": [(one, said.get(one.pk, ())) for one in queries.thread(viewer, report)],
        "files": queries.files_of(viewer, report),
        "case": case,
        "found": found,
        "join": JoinForm(prefix="join", initial={"case": nearest}),
        "decisions": _decisions(viewer, report),
        "triage": form,
        "asked": asked(answers),
        "look": look(answers),
        "message": PassedOnForm(),
        "open_case": OpenCaseForm(initial={"title": f"{report.device_maker} {report.device_model}: "}),
        "purge": ReasonForm(prefix="purge"),
    }


def _blank(viewer: Viewer, report: Report) -> TriageForm:
    """The form with the answers of the last decision, or with what the report itself says."""
    last = next(iter(queries.decisions(viewer, report)), None)
    known = last.answers if last else {"report_public": "yes"} if report.already_public else {}
    return TriageForm(initial={"version": report.version, "medical_device": report.medical_device, **known})


def _decisions(viewer: Viewer, report: Report) -> list[tuple[TriageDecision, str]]:
    rows = queries.decisions(viewer, report)
    names = parties.member_names({row.by for row in rows if row.by})
    return [(row, names.get(row.by, "the node") if row.by else "the node") for row in rows]
