"""Passing on what was supplied under a rule: consultations, PCII, consents, readers, legal basis."""

from __future__ import annotations

from typing import assert_never
from uuid import UUID

from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.routing import Subject
from medcord.api.schemas import supplies as shapes
from medcord.api.schemas.base import Key
from medcord.api.viewers import CASE_PARTIES, Asked
from medcord.cases import actions, queries
from medcord.cases.actions import NearVerdict, SupplierQuestion
from medcord.core.access import Viewer
from medcord.core.confidentiality import Giver, Move

router = Subject(tags=["Consult before share"])


@router.get("/cases/{reference}/supplied", auth=CASE_PARTIES, response=Page[shapes.SuppliedItem])
def supplied(request: Asked, reference: Key, cut: CutQuery) -> Page[shapes.SuppliedItem]:
    """Items under a rule that the viewer may know of, newest first."""
    case = queries.case_for(request.auth, reference)
    return page_of(queries.supplies(request.auth, case), cut, shapes.SuppliedItem.of)


@router.get("/cases/{reference}/supplied/{message}", auth=CASE_PARTIES, response=shapes.SuppliedOne)
def one(request: Asked, reference: Key, message: UUID) -> shapes.SuppliedOne:
    """One item and how far it may be passed on."""
    return _one(request.auth, reference, message)


@router.post("/cases/{reference}/supplied/{message}", auth=CASE_PARTIES, response=shapes.SuppliedOne)
def act(request: Asked, reference: Key, message: UUID, given: shapes.SupplyGiven) -> shapes.SuppliedOne:
    """Ask, answer, confer, claim, consent: one act on one item, each for whom the rules name.

    What follows from an answer is the rule of the class. Nothing overrides it.
    """
    _do(reference, message, given.do, request.auth)
    return _one(request.auth, reference, message)


def _one(viewer: Viewer, reference: str, message: UUID) -> shapes.SuppliedOne:
    case = queries.case_for(viewer, reference)
    supply = queries.supply_for(viewer, case, message)
    return shapes.SuppliedOne.with_near(supply, queries.near_to(viewer, case, supply.row))


def _do(reference: str, message: UUID, given: shapes.SupplyAct, actor: Viewer) -> object:
    if isinstance(given, shapes.AskSupplier):
        words = SupplierQuestion(given.purpose, given.question, given.party, given.work_days)
        return actions.ask_supplier(reference, message, words, actor=actor)
    if isinstance(given, shapes.AnswerCoordinator):
        agreed, seen = given.agreed, given.seen or ""
        return actions.answer_supplier(
            reference, given.consultation, agreed=agreed, words=given.words, seen=seen, actor=actor
        )
    if isinstance(given, shapes.ConferWithSupplier):
        return actions.confer(reference, given.consultation, given.words, actor=actor)
    if isinstance(given, shapes.SetBasis):
        days = {"valid_from": given.valid_from, "valid_to": given.valid_to}
        return actions.set_basis(reference, message, given.basis, actor=actor, **days)
    if isinstance(given, shapes.DecideNear):
        verdict = NearVerdict(given.independent, given.reason, given.near, given.passage)
        return actions.decide_near(reference, message, verdict, actor=actor)
    return _protect(reference, message, given, actor)


def _protect(
    reference: str,
    message: UUID,
    given: shapes.ClaimPcii
    | shapes.QuoteProgramme
    | shapes.ConfirmProgramme
    | shapes.ConsentToUse
    | shapes.DropConsent
    | shapes.NameReaders,
    actor: Viewer,
) -> object:
    if isinstance(given, shapes.ClaimPcii):
        verb = actions.claim_protection if given.act == "claim" else actions.withdraw_protection
        return verb(reference, message, actor=actor)
    if isinstance(given, shapes.QuoteProgramme):
        decision, paper = Move(given.decision), given.paper()
        return actions.quote_programme(reference, message, decision, paper, tracking=given.tracking, actor=actor)
    if isinstance(given, shapes.ConfirmProgramme):
        return actions.confirm_programme(reference, message, given.document, actor=actor)
    if isinstance(given, shapes.ConsentToUse):
        return actions.consent_to_use(reference, message, Giver(given.giver), given.use, given.paper(), actor=actor)
    if isinstance(given, shapes.DropConsent):
        return actions.withdraw_consent(reference, given.consent, actor=actor)
    if isinstance(given, shapes.NameReaders):
        return actions.name_readers(reference, message, given.readers, actor=actor)
    assert_never(given)
