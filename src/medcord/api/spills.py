"""After a spill: what can be destroyed, destroying it, and the legal hold that forbids it."""

from __future__ import annotations

from medcord.api.routing import Subject
from medcord.api.schemas import spills as shapes
from medcord.api.schemas.base import Key, Reason
from medcord.api.viewers import COORDINATOR, Asked
from medcord.cases import actions, queries
from medcord.core.access import Viewer
from medcord.intake import actions as intake
from medcord.parties import queries as parties

router = Subject(tags=["Spills"])


@router.get("/cases/{reference}/spill", auth=COORDINATOR, response=shapes.Spill)
def look(request: Asked, reference: Key) -> shapes.Spill:
    """What of a case can be destroyed, and what was; for the coordinator that owns the case."""
    return _spill(request.auth, reference)


def _spill(viewer: Viewer, reference: str) -> shapes.Spill:
    case = queries.case_for(viewer, reference)
    things, book, hold = queries.destroyable(viewer, case), queries.book(viewer, case), queries.hold_on(viewer, case)
    names = parties.member_names([one.by for one in book if one.by])
    return shapes.Spill(
        held_since=hold.placed_at if hold else None,
        things=[shapes.Thing.of(one) for one in things],
        book=[shapes.BookEntry.of(one, names) for one in book],
    )


@router.post("/cases/{reference}/spill", auth=COORDINATOR, response=shapes.Destroyed)
def destroy(request: Asked, reference: Key, given: shapes.SpillGiven) -> shapes.Destroyed:
    """Destroy things of a case for good. “typed” is the reference again; the reason is kept sealed."""
    chosen, why = given.chosen(), {"reason": given.reason, "typed": given.typed}
    return shapes.Destroyed(gone=actions.purge(reference, chosen, actor=request.auth, **why))


@router.post("/cases/{reference}/hold", auth=COORDINATOR, response=shapes.Held)
def hold(request: Asked, reference: Key, given: Reason) -> shapes.Held:
    """Place a legal hold: nobody destroys anything of the case or its reports while it stands."""
    return shapes.Held(held_since=actions.place_hold(reference, reason=given.reason, actor=request.auth).placed_at)


@router.post("/cases/{reference}/hold/lifting", auth=COORDINATOR, response=shapes.Held)
def lift(request: Asked, reference: Key, given: Reason) -> shapes.Held:
    """Lift the legal hold of a case."""
    actions.lift_hold(reference, reason=given.reason, actor=request.auth)
    return shapes.Held(held_since=None)


@router.post("/reports/{reference}/purge", auth=COORDINATOR, response=shapes.Destroyed)
def purge_report(request: Asked, reference: Key, given: shapes.ReportDestroyGiven) -> shapes.Destroyed:
    """Destroy a report's words, thread, files and the finder's name, or one file, note, or message with its files."""
    one, why = given.thing, {"reason": given.reason, "typed": given.typed}
    if one is None:
        intake.purge_report(reference, actor=request.auth, **why)
        return shapes.Destroyed(gone=1)
    return shapes.Destroyed(gone=intake.purge_part(reference, one.what, one.id, actor=request.auth, **why))


@router.post("/reports/{reference}/finder/purge", auth=COORDINATOR, response=shapes.Destroyed)
def forget_finder(request: Asked, reference: Key, given: shapes.DestroyGiven) -> shapes.Destroyed:
    """Destroy who the finder of a report is; what was reported stays, and the code still opens it."""
    intake.forget_finder(reference, actor=request.auth, **dict(given))
    return shapes.Destroyed(gone=1)


@router.post("/reports/{reference}/hold", auth=COORDINATOR, response=shapes.Held)
def hold_report(request: Asked, reference: Key, given: Reason) -> shapes.Held:
    """Place a legal hold on a report."""
    return shapes.Held(held_since=intake.hold_report(reference, reason=given.reason, actor=request.auth).placed_at)


@router.post("/reports/{reference}/hold/lifting", auth=COORDINATOR, response=shapes.Held)
def lift_report(request: Asked, reference: Key, given: Reason) -> shapes.Held:
    """Lift the legal hold of a report."""
    intake.lift_report_hold(reference, reason=given.reason, actor=request.auth)
    return shapes.Held(held_since=None)
