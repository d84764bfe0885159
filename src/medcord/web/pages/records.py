"""What the pages of records show: who asks, how far each item is, and how long a case is kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from medcord.cases import queries as cases
from medcord.cases.models import Case
from medcord.core.access import Viewer
from medcord.core.cvd.embargo import IN_FORCE, EmbargoState
from medcord.core.records.exemptions import BY_CODE, LAWS
from medcord.core.records.redaction import segments
from medcord.core.records.schedule import SCHEDULE
from medcord.parties import queries as parties
from medcord.records import queries
from medcord.records.models import RecordsRequest
from medcord.records.queries import Standing
from medcord.web.forms.records import ItemForm, PassageForm, RequestForm, RetentionForm

MOST_LISTED = 200
"""So many items are listed at once; those that are open come first."""
WORDS = {law.code: law.words for law in LAWS}


def of_owner(viewer: Viewer) -> dict[str, Any]:
    """Requests that wait, and cases whose time is over, of the viewer's own cases."""
    return {"waiting": [(row, WORDS[row.law]) for row in queries.waiting(viewer)], "due": queries.due(viewer)}


def of_case(viewer: Viewer, case: Case) -> dict[str, Any]:
    """Requests for one case, the schedule and the hold."""
    kept = queries.kept(viewer, case)
    return {
        "case": case,
        "requests": [(row, WORDS[row.law]) for row in queries.requests_of(viewer, case)],
        "kept": kept,
        "schedule": SCHEDULE,
        "held": cases.hold_on(viewer, case),
        "note": RequestForm(prefix="note"),
        "retention": RetentionForm(prefix="keep", initial={"rule": kept.row.rule} if kept else None),
    }


def of_request(viewer: Viewer, case: Case, request: UUID, wanted: str) -> dict[str, Any]:
    """One request: every item with its state, the chosen one with its words and what looks like something to
    withhold, suppliers to tell, and what is left to do."""
    row = queries.request_for(viewer, case, request)
    standing = queries.standing_of(viewer, case, row)
    chosen = next((one for one in standing if one.record.key == wanted), None)
    left = [one for one in standing if one.withheld is None]
    chosen = chosen or (left[0] if left else standing[0] if standing else None)
    listed = sorted(standing, key=lambda one: one.withheld is not None)[:MOST_LISTED]
    return {
        "case": case,
        "row": row,
        "law": WORDS[row.law],
        "listed": listed,
        "left_out": len(standing) - len(listed),
        "counts": _counts(standing),
        "open": len(left),
        "embargoed": EmbargoState(case.embargo) in IN_FORCE,
        "tasks": _suppliers(standing),
        "leaks": queries.leaks(standing) if not left and row.released_at is None else [],
        "may_sign": row.ready_by != viewer.member_id,
        **_chosen(chosen, queries.finders(standing), row),
    }


def _chosen(one: Standing | None, names: list[str], row: RecordsRequest) -> dict[str, Any]:
    if one is None:
        return {"chosen": None}
    initial = {"item": one.record.key, "exemption": one.exemption or one.record.exemption}
    if one.decision is not None:
        initial |= {"outcome": "withhold" if one.decision.withheld else "release", "because": one.decision.because}
    elif one.record.exemption:
        initial["outcome"] = "withhold"
    open_ = row.released_at is None and not one.record.fixed
    return {
        "chosen": one,
        "segments": segments(one.record.text, one.cuts),
        "suggested": queries.suggested(one, names) if open_ else [],
        "exemption": BY_CODE.get(one.record.exemption),
        "decide": ItemForm(initial=initial, auto_id="decide_%s") if open_ else None,
        "passage": PassageForm(initial={"item": one.record.key}, auto_id="cut_%s") if open_ else None,
    }


def _counts(standing: list[Standing]) -> dict[str, int]:
    states = ("released", "cut", "withheld", "kept")
    return {state: sum(one.state == state for one in standing) for state in states}


def _suppliers(standing: list[Standing]) -> list[tuple[str, int]]:
    """Suppliers who must be asked before something of theirs could leave: a task, sent to nobody."""
    waits = [one.record.party for one in standing if one.record.waits and one.record.party is not None]
    names = parties.names(waits)
    return sorted((names[party], waits.count(party)) for party in dict.fromkeys(waits))
