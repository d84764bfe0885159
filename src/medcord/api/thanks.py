"""Organisations that an advisory thanks beside its finders."""

from __future__ import annotations

from medcord.api.routing import Subject
from medcord.api.schemas import thanks as shapes
from medcord.api.schemas.base import Key
from medcord.api.viewers import CASE_PARTIES, COORDINATOR, Asked
from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.drafting import actions, queries

router = Subject(tags=["Drafts"])


def _shown(viewer: Viewer, reference: str) -> shapes.ThanksList:
    case = cases.case_for(viewer, reference)
    draft, rows = queries.thanks_for(viewer, case)
    owns = draft is not None and viewer.party_id == case.owner_id
    entries = [shapes.ThanksEntry.of(draft, one) for one in rows] if draft else []
    return shapes.ThanksList(version=draft.version if draft and owns else None, thanks=entries)


@router.get("/cases/{reference}/thanks", auth=CASE_PARTIES, response=shapes.ThanksList)
def listed(request: Asked, reference: Key) -> shapes.ThanksList:
    """Whom the advisory thanks: all for the owner of the case, one's own for another party."""
    return _shown(request.auth, reference)


@router.put("/cases/{reference}/draft/thanks", auth=COORDINATOR, response=shapes.ThanksList)
def put(request: Asked, reference: Key, given: shapes.ThanksListGiven) -> shapes.ThanksList:
    """Say which organisations the advisory thanks. Who has to agree is asked; a change asks for a new approval."""
    said = [one.said() for one in given.thanks]
    actions.set_thanks(reference, said, expected_version=given.expected_version, actor=request.auth)
    return _shown(request.auth, reference)


@router.post("/cases/{reference}/thanks/{entry}", auth=CASE_PARTIES, response=shapes.ThanksList)
def answer(request: Asked, reference: Key, entry: shapes.Key, given: shapes.ThanksAnswerGiven) -> shapes.ThanksList:
    """Agree to be thanked in these words, or not; until the advisory is out also the other way round."""
    actions.answer_thanks(reference, entry, seal=given.seal, agreed=given.agreed, actor=request.auth)
    return _shown(request.auth, reference)
