"""What a coordinator does beside talking: asks, notes contacts, sees who is silent, invites by link, hands over."""

from __future__ import annotations

from uuid import UUID

from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.routing import Subject
from medcord.api.schemas import coordination as shapes
from medcord.api.schemas.base import Key
from medcord.api.schemas.products import SiblingShown
from medcord.api.viewers import COORDINATOR, Asked
from medcord.cases import actions, queries
from medcord.cases.models import Case
from medcord.notices import queries as notices

router = Subject(tags=["Coordination"])


@router.get("/cases/{reference}/answers", auth=COORDINATOR, response=Page[shapes.PartyAnswers])
def answers(request: Asked, reference: Key, cut: CutQuery) -> Page[shapes.PartyAnswers]:
    """How far each manufacturer is with each product, the silent ones first; for the owner of the case."""
    case = queries.case_for(request.auth, reference)
    found = queries.standing_of(request.auth, case, notices.delivered_in(request.auth, case))
    return page_of(queries.not_asked(request.auth, found), cut, shapes.PartyAnswers.of)


@router.get("/cases/{reference}/answers/beside", auth=COORDINATOR, response=Page[SiblingShown])
def beside(request: Asked, reference: Key, cut: CutQuery) -> Page[SiblingShown]:
    """Siblings of what is named in the case whose makers do not take part in it; for the owner of the case."""
    case = queries.case_for(request.auth, reference)
    found = queries.beside(request.auth, case, queries.standing_of(request.auth, case))
    return page_of(found, cut, SiblingShown.of)


@router.post("/cases/{reference}/contacts", auth=COORDINATOR, response={201: shapes.ContactNoted})
def contact(request: Asked, reference: Key, given: shapes.ContactGiven) -> shapes.ContactNoted:
    """Note an attempt to reach a party; the first to a manufacturer starts the 45 days."""
    return shapes.ContactNoted.of(actions.log_contact(reference, given.party, given.words(), actor=request.auth))


@router.post("/cases/{reference}/questions", auth=COORDINATOR, response={201: shapes.QuestionPut})
def ask(request: Asked, reference: Key, given: shapes.QuestionGiven) -> shapes.QuestionPut:
    """Ask a manufacturer about one of its products, or about all of them."""
    row = actions.ask(reference, given.party, product=given.product, versions=given.versions, actor=request.auth)
    return shapes.QuestionPut.of(row)


@router.get("/cases/{reference}/links", auth=COORDINATOR, response=Page[shapes.LinkEntry])
def links(request: Asked, reference: Key, cut: CutQuery) -> Page[shapes.LinkEntry]:
    """Organisations that were asked in by link, newest first."""
    found = queries.links_of(request.auth, queries.case_for(request.auth, reference))
    return page_of(found, cut, shapes.LinkEntry.of)


@router.post("/cases/{reference}/links", auth=COORDINATOR, response={201: shapes.LinkEntry})
def make_link(request: Asked, reference: Key, given: shapes.LinkGiven) -> shapes.LinkEntry:
    """Ask in an organisation that is not here yet; the link goes to its address and shows nothing of the case."""
    link, _secret = actions.invite_by_link(reference, given.words(), actor=request.auth)
    return shapes.LinkEntry.of(link)


@router.post("/cases/{reference}/links/{link}/withdrawal", auth=COORDINATOR, response=shapes.LinkEntry)
def withdraw_link(request: Asked, reference: Key, link: UUID) -> shapes.LinkEntry:
    """Take a link back that nobody has accepted."""
    return shapes.LinkEntry.of(actions.withdraw_link(reference, link, actor=request.auth))


def _offer(case: Case) -> shapes.Offer:
    return shapes.Offer(owner=case.owner_id, offered_to=case.offered_to_id, offered_at=case.offered_at)


@router.post("/cases/{reference}/hand-over/offer", auth=COORDINATOR, response=shapes.Offer)
def offer(request: Asked, reference: Key, given: shapes.OfferGiven) -> shapes.Offer:
    """Offer the case to another coordinator that takes part and has signed."""
    return _offer(actions.offer_case(reference, given.party, reason=given.reason, actor=request.auth))


@router.post("/cases/{reference}/hand-over/acceptance", auth=COORDINATOR, response=shapes.Offer)
def take_over(request: Asked, reference: Key) -> shapes.Offer:
    """Take a case over that was offered to one's party."""
    return _offer(actions.take_over(reference, actor=request.auth))


@router.post("/cases/{reference}/hand-over/refusal", auth=COORDINATOR, response=shapes.Offer)
def decline(request: Asked, reference: Key) -> shapes.Offer:
    """Turn the offer of a case down, or take one's own offer back."""
    return _offer(actions.decline_case(reference, actor=request.auth))
