"""Disputes of harm (FDA2): positions side by side, the regulator's assessment, dissent, and a panel that advises."""

from __future__ import annotations

from uuid import UUID

from medcord.api.routing import Subject
from medcord.api.schemas import disputes as shapes
from medcord.api.schemas.base import Key
from medcord.api.viewers import AGENCIES, CASE_PARTIES, Asked
from medcord.cases import queries as cases
from medcord.core.refusals import NotFound
from medcord.opinions import actions, queries

router = Subject(tags=["Harm"])


def _shown(request: Asked, reference: str, dispute: UUID) -> shapes.DisputeShown:
    case = cases.case_for(request.auth, reference)
    seen = next((one for one in queries.disputes(request.auth, case) if one.row.pk == dispute), None)
    if seen is None:
        raise NotFound("dispute")
    return shapes.DisputeShown.of(seen)


@router.get("/cases/{reference}/disputes", auth=CASE_PARTIES, response=list[shapes.DisputeShown])
def listing(request: Asked, reference: Key) -> list[shapes.DisputeShown]:
    """Disputes of the potential impact that exist for the caller's party, newest first."""
    case = cases.case_for(request.auth, reference)
    return [shapes.DisputeShown.of(one) for one in queries.disputes(request.auth, case)]


@router.post("/cases/{reference}/disputes", auth=CASE_PARTIES, response={201: shapes.DisputeShown})
def state(request: Asked, reference: Key, given: shapes.PositionGiven) -> shapes.DisputeShown:
    """Dispute the potential impact, or state one's position anew while the dispute waits for its assessment."""
    row = actions.state_position(reference, given.value(), actor=request.auth)
    return _shown(request, reference, row.dispute_id)


@router.post("/cases/{reference}/disputes/{dispute}/opening", auth=AGENCIES, response=shapes.DisputeShown)
def open_positions(request: Asked, reference: Key, dispute: UUID) -> shapes.DisputeShown:
    """Open the positions that hold no confidence to all parties of the dispute; for the regulator."""
    actions.open_positions(reference, dispute, actor=request.auth)
    return _shown(request, reference, dispute)


@router.post("/cases/{reference}/disputes/{dispute}/assessments", auth=AGENCIES, response={201: shapes.DisputeShown})
def assess(request: Asked, reference: Key, dispute: UUID, given: shapes.AssessmentGiven) -> shapes.DisputeShown:
    """Answer a dispute with reasons, on one version of the opinion; for the regulator."""
    actions.assess(reference, dispute, opinion=given.opinion, reasons=given.reasons, actor=request.auth)
    return _shown(request, reference, dispute)


@router.post("/cases/{reference}/disputes/{dispute}/dissents", auth=CASE_PARTIES, response={201: shapes.DisputeShown})
def dissent(request: Asked, reference: Key, dispute: UUID, given: shapes.DissentGiven) -> shapes.DisputeShown:
    """Put on record that one does not agree with the newest assessment; for the parties of the dispute."""
    actions.dissent(reference, dispute, given.value(), actor=request.auth)
    return _shown(request, reference, dispute)


@router.post("/cases/{reference}/disputes/{dispute}/panel", auth=AGENCIES, response={201: shapes.DisputeShown})
def ask_panel(request: Asked, reference: Key, dispute: UUID, given: shapes.PanelGiven) -> shapes.DisputeShown:
    """Ask experts, who advise; for the regulator."""
    actions.ask_panel(reference, dispute, given.value(), actor=request.auth)
    return _shown(request, reference, dispute)


@router.post("/cases/{reference}/disputes/{dispute}/votes", auth=AGENCIES, response={201: shapes.DisputeShown})
def note_votes(request: Asked, reference: Key, dispute: UUID, given: shapes.VotesGiven) -> shapes.DisputeShown:
    """Note what experts said of the newest assessment; for the regulator."""
    actions.note_votes(reference, dispute, given.value(), actor=request.auth)
    return _shown(request, reference, dispute)
