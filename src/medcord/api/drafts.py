"""The draft of a case's advisory, and the one door out."""

from __future__ import annotations

from uuid import UUID

from medcord.api.routing import Subject
from medcord.api.schemas import drafts as shapes
from medcord.api.schemas.base import Key
from medcord.api.viewers import CASE_PARTIES, COORDINATOR, Asked
from medcord.cases import queries as cases
from medcord.cases.models import Case
from medcord.core.access import Viewer
from medcord.core.advisory.revising import RevisionKind
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.decisions import queries as decisions
from medcord.decisions.cautions import cautions
from medcord.drafting import actions, queries
from medcord.drafting.models import Draft

router = Subject(tags=["Drafts"])


def _found(viewer: Viewer, reference: str) -> tuple[Case, Draft]:
    case = cases.case_for(viewer, reference)
    draft = queries.draft_for(viewer, case)
    if draft is None:
        raise NotFound("draft")
    return case, draft


def _shown(viewer: Viewer, case: Case, draft: Draft) -> shapes.DraftShown:
    writes = viewer.role is Role.COORDINATOR
    material, quoted = queries.material(viewer, case), queries.passages_of(draft)
    checked = writes and draft.released_at is None
    held = [one.sentence for one in queries.bars(viewer, case, draft, material, quoted)] if checked else []
    missing = queries.missing(draft, material) if writes else []
    return shapes.DraftShown.of(draft, missing, held, quoted, queries.revisions_of(draft))


@router.get("/cases/{reference}/draft", auth=CASE_PARTIES, response=shapes.DraftShown)
def one(request: Asked, reference: Key) -> shapes.DraftShown:
    """The draft of a case, for those who write it and those it was sent to."""
    return _shown(request.auth, *_found(request.auth, reference))


@router.get("/cases/{reference}/draft/preview", auth=CASE_PARTIES, response=shapes.DraftPreview)
def preview(request: Asked, reference: Key) -> shapes.DraftPreview:
    """The advisory as it would be published now, from what may be used of the case."""
    case, draft = _found(request.auth, reference)
    return shapes.DraftPreview(advisory=queries.preview(case, draft, queries.material(request.auth, case)))


@router.put("/cases/{reference}/draft", auth=COORDINATOR, response=shapes.DraftShown)
def save(request: Asked, reference: Key, given: shapes.DraftGiven) -> shapes.DraftShown:
    """Save words of the draft; somebody who saved first is not overwritten (409)."""
    flaws, version = given.all_flaws(), given.expected_version
    draft = actions.save_draft(
        reference, given.words(), given.plan(), flaws, expected_version=version, actor=request.auth
    )
    return _shown(request.auth, draft.case, draft)


@router.post("/cases/{reference}/draft/ssvc", auth=COORDINATOR, response=shapes.DraftShown)
def choose_ssvc(request: Asked, reference: Key, given: shapes.SsvcGiven) -> shapes.DraftShown:
    """Choose the decision by SSVC that goes out with the advisory, or none."""
    viewer, version = request.auth, given.expected_version
    case = cases.case_for(viewer, reference)
    chosen = decisions.published(viewer, case, given.decision) if given.decision else None
    draft = actions.choose_ssvc(reference, chosen, expected_version=version, actor=viewer)
    return _shown(viewer, draft.case, draft)


@router.post("/cases/{reference}/draft/circulation", auth=COORDINATOR, response=shapes.DraftShown)
def circulate(request: Asked, reference: Key, given: shapes.CirculationGiven) -> shapes.DraftShown:
    """Send the draft to a party of the case for comment; it reads every later save as well."""
    draft = actions.circulate(reference, given.party, emergency=given.emergency, actor=request.auth)
    return _shown(request.auth, draft.case, draft)


@router.post("/cases/{reference}/draft/quotations", auth=COORDINATOR, response=shapes.DraftShown)
def quote(request: Asked, reference: Key, given: shapes.QuotationGiven) -> shapes.DraftShown:
    """Quote a message in a passage of the draft, where all its readers may read the message."""
    draft = actions.quote(reference, given.field, given.message, actor=request.auth)
    return _shown(request.auth, draft.case, draft)


@router.post("/cases/{reference}/draft/quotations/{quotation}/dropping", auth=COORDINATOR, response=shapes.DraftShown)
def drop_quotation(request: Asked, reference: Key, quotation: UUID) -> shapes.DraftShown:
    """Say that the words of a quotation are out of the draft again."""
    draft = actions.drop_quotation(reference, quotation, actor=request.auth)
    return _shown(request.auth, draft.case, draft)


@router.get("/cases/{reference}/draft/release", auth=CASE_PARTIES, response=shapes.ReleaseShown)
def release(request: Asked, reference: Key) -> shapes.ReleaseShown:
    """How far the newest version is on its way out: four eyes, the parties' stands, what keeps it in."""
    return _release(request.auth, reference)


def _release(viewer: Viewer, reference: str) -> shapes.ReleaseShown:
    case, draft = _found(viewer, reference)
    material = queries.material(viewer, case)
    unmatched = queries.unmatched(draft, queries.preview(case, draft, material), material.statements)
    now = queries.readiness(viewer, case, draft)
    return shapes.ReleaseShown.of(draft.number, now, unmatched, cautions(viewer, case, draft))


@router.post("/cases/{reference}/draft/approval", auth=COORDINATOR, response=shapes.ReleaseShown)
def approve(request: Asked, reference: Key, given: shapes.ApprovalGiven) -> shapes.ReleaseShown:
    """Approve a version that somebody else wrote (83)."""
    actions.approve(reference, number=given.number, actor=request.auth)
    return _release(request.auth, reference)


@router.post("/cases/{reference}/draft/stand", auth=CASE_PARTIES, response=shapes.ReleaseShown)
def stand(request: Asked, reference: Key, given: shapes.StandGiven) -> shapes.ReleaseShown:
    """Say that one's party is ready for the release, or objects. It can be said anew."""
    actions.take_stand(reference, number=given.number, armed=given.ready, reason=given.reason, actor=request.auth)
    return _release(request.auth, reference)


@router.post("/cases/{reference}/draft/override", auth=COORDINATOR, response=shapes.ReleaseShown)
def override(request: Asked, reference: Key, given: shapes.OverrideGiven) -> shapes.ReleaseShown:
    """Prepare a release over objections, or stand in for it as the second person (83)."""
    if given.second:
        actions.second(reference, number=given.number, actor=request.auth)
    else:
        why, factors = given.reason, given.factors
        actions.override(reference, number=given.number, reason=why, factors=factors, actor=request.auth)
    return _release(request.auth, reference)


@router.post("/cases/{reference}/draft/waiver", auth=COORDINATOR, response=shapes.ReleaseShown)
def waive(request: Asked, reference: Key, given: shapes.WaiverGiven) -> shapes.ReleaseShown:
    """Give the reason why the advisory goes out although machines cannot match a product (C9)."""
    actions.waive(reference, given.statement, given.what, reason=given.reason, actor=request.auth)
    return _release(request.auth, reference)


@router.post("/cases/{reference}/draft/revision", auth=COORDINATOR, response=shapes.DraftShown)
def open_revision(request: Asked, reference: Key, given: shapes.RevisionGiven) -> shapes.DraftShown:
    """Open the published advisory for a revision (84). Nothing of it is public before it is approved and published."""
    kind, at = RevisionKind(given.kind), given.expected_version
    draft = actions.open_for_revision(reference, kind, given.news, expected_version=at, actor=request.auth)
    return _shown(request.auth, draft.case, draft)


@router.post("/cases/{reference}/draft/withdrawal", auth=COORDINATOR, response=shapes.DraftShown)
def withdraw(request: Asked, reference: Key, given: shapes.WithdrawalGiven) -> shapes.DraftShown:
    """Prepare that the published advisory no longer stands (87). It is approved and published like a revision."""
    draft = actions.withdraw(reference, actor=request.auth, **dict(given))
    return _shown(request.auth, draft.case, draft)


@router.post("/cases/{reference}/draft/superseding", auth=COORDINATOR, response=shapes.DraftShown)
def supersede(request: Asked, reference: Key, given: shapes.SupersedingGiven) -> shapes.DraftShown:
    """Prepare that another published advisory of ours takes the place of this one (87)."""
    draft = actions.supersede(reference, actor=request.auth, **dict(given))
    return _shown(request.auth, draft.case, draft)


@router.post("/cases/{reference}/draft/revision/giving-up", auth=COORDINATOR, response=shapes.DraftShown)
def give_up_revision(request: Asked, reference: Key) -> shapes.DraftShown:
    """Give up the revision that is being written; the text becomes again the one that is out."""
    draft = actions.give_up_revision(reference, actor=request.auth)
    return _shown(request.auth, draft.case, draft)


@router.post("/cases/{reference}/draft/publication", auth=COORDINATOR, response={201: shapes.Publication})
def publish(request: Asked, reference: Key, given: shapes.PublicationGiven) -> shapes.Publication:
    """Publish the advisory; it cannot be taken back, only revised."""
    draft = actions.publish(reference, actor=request.auth, **dict(given))
    return shapes.Publication(tracking_id=draft.tracking_id, published_at=draft.released_at or draft.saved_at)
