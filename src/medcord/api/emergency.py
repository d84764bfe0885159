"""Break-glass: the short form of an advisory for an emergency (88)."""

from __future__ import annotations

from medcord.api.routing import Subject
from medcord.api.schemas import emergency as shapes
from medcord.api.schemas.base import Key
from medcord.api.viewers import AGENCIES, COORDINATOR, REGULATOR, Asked
from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.core.refusals import NotFound
from medcord.drafting import actions, queries

router = Subject(tags=["Drafts"])


def _shown(viewer: Viewer, reference: str) -> shapes.ShortFormShown:
    found = queries.short_form_for(viewer, cases.case_for(viewer, reference))
    if found is None:
        raise NotFound("short form")
    return shapes.ShortFormShown.of(found)


@router.get("/cases/{reference}/emergency", auth=AGENCIES, response=shapes.ShortFormShown)
def one(request: Asked, reference: Key) -> shapes.ShortFormShown:
    """The short form of a case, for its coordinator and the regulators in it."""
    return _shown(request.auth, reference)


@router.put("/cases/{reference}/emergency", auth=COORDINATOR, response=shapes.ShortFormShown)
def prepare(request: Asked, reference: Key, given: shapes.ShortFormGiven) -> shapes.ShortFormShown:
    """Write the short form; words that must not be published are refused. The regulator reads each save anew."""
    at = given.expected_version
    actions.prepare_emergency(reference, given.words(), given.products, expected_version=at, actor=request.auth)
    return _shown(request.auth, reference)


@router.post("/cases/{reference}/emergency/seen", auth=REGULATOR, response=shapes.ShortFormShown)
def see(request: Asked, reference: Key, given: shapes.ShortFormRead) -> shapes.ShortFormShown:
    """Record that one has read exactly this version, as a member of the regulator."""
    actions.see_emergency(reference, number=given.number, actor=request.auth)
    return _shown(request.auth, reference)


@router.post("/cases/{reference}/emergency/release", auth=COORDINATOR, response=shapes.ShortFormShown)
def release(request: Asked, reference: Key, given: shapes.BreakGlass) -> shapes.ShortFormShown:
    """Ask for the release, agree to it as the second person, or release it alone with a review due in 24 hours."""
    confirmed = given.confirmed
    if given.way == "second":
        actions.second_emergency(reference, confirmed=confirmed, actor=request.auth)
    else:
        verb = actions.release_alone if given.way == "alone" else actions.ask_emergency
        verb(reference, reason=given.reason, confirmed=confirmed, actor=request.auth)
    return _shown(request.auth, reference)


@router.post("/cases/{reference}/emergency/review", auth=COORDINATOR, response=shapes.ShortFormShown)
def review(request: Asked, reference: Key, given: shapes.ReviewGiven) -> shapes.ShortFormShown:
    """Record what the review of a release by one person found, as another member."""
    form = actions.review_emergency(reference, given.outcome, given.words, actor=request.auth)
    return shapes.ShortFormShown.of(queries.prepared(request.auth, form))
