"""Duties of the agreement, and its clauses."""

from __future__ import annotations

from typing import Annotated

from ninja import Path
from pydantic import StringConstraints

from medcord.agreements import actions, queries
from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.routing import Subject
from medcord.api.schemas.base import Key
from medcord.api.schemas.bases import BasisGiven, BasisShown
from medcord.api.schemas.duties import AgreementPurge, ClauseGiven, ClauseShown, DutyShown, ExerciseGiven, ExerciseShown
from medcord.api.schemas.spills import Destroyed
from medcord.api.schemas.supplies import BasisCode
from medcord.api.viewers import AGENCIES, Asked
from medcord.cases import actions as case_actions
from medcord.cases import queries as cases

router = Subject(tags=["Duties"])

BasisPath = Annotated[BasisCode, Path()]
ClauseCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,12}$"), Path()]


@router.get("/duties", auth=AGENCIES, response=Page[DutyShown])
def overall(request: Asked, cut: CutQuery) -> Page[DutyShown]:
    """Every time a duty arose, over all that the viewer may know, clause by clause."""
    named = queries.references(request.auth)
    return page_of(queries.overall(request.auth), cut, lambda duty: DutyShown.of(duty, named))


@router.get("/cases/{reference}/duties", auth=AGENCIES, response=Page[DutyShown])
def of_case(request: Asked, reference: Key, cut: CutQuery) -> Page[DutyShown]:
    """Every time a duty arose in one case."""
    case = cases.case_for(request.auth, reference)
    named = queries.named(case)
    return page_of(queries.of_case(request.auth, case), cut, lambda duty: DutyShown.of(duty, named))


@router.get("/agreement/clauses", auth=AGENCIES, response=Page[ClauseShown])
def clauses(request: Asked, cut: CutQuery) -> Page[ClauseShown]:
    """Every clause as it stands."""
    return page_of(queries.clauses(request.auth), cut, ClauseShown.of)


@router.get("/agreement/clauses/{code}/history", auth=AGENCIES, response=Page[ClauseShown])
def history(request: Asked, code: ClauseCode, cut: CutQuery) -> Page[ClauseShown]:
    """Every version of a clause, the newest first."""
    return page_of(queries.history(request.auth, code), cut, ClauseShown.of)


@router.post("/agreement/clauses/{code}", auth=AGENCIES, response={201: ClauseShown})
def change(request: Asked, code: ClauseCode, given: ClauseGiven) -> ClauseShown:
    """Write a clause anew, or a new one (administrators); the version before stays readable."""
    actions.change_clause(given.clause(code), because=given.because, expected=given.expected, actor=request.auth)
    return ClauseShown.of(queries.clause(request.auth, code))


@router.get("/exercises", auth=AGENCIES, response=Page[ExerciseShown])
def exercises(request: Asked, cut: CutQuery) -> Page[ExerciseShown]:
    """Exercises that were held, the last first, with their after-action reports."""
    return page_of(queries.exercises(request.auth), cut, ExerciseShown.of)


@router.post("/exercises", auth=AGENCIES, response={201: ExerciseShown})
def file_exercise(request: Asked, given: ExerciseGiven) -> ExerciseShown:
    """File the after-action report of an exercise."""
    return ExerciseShown.of(actions.file_exercise(given.report, learned=given.learned, actor=request.auth))


@router.post("/agreement/purge", auth=AGENCIES, response=Destroyed)
def destroy(request: Asked, given: AgreementPurge) -> Destroyed:
    """Destroy an earlier version of a clause or legal basis, the report of an exercise, or what was taken from it."""
    why = {"reason": given.reason, "typed": given.typed}
    if given.what == "basis-change":
        case_actions.destroy_basis(given.item, **why, actor=request.auth)
    else:
        actions.destroy(given.what, given.item, **why, actor=request.auth)
    return Destroyed(gone=1)


@router.get("/agreement/bases", auth=AGENCIES, response=Page[BasisShown])
def bases(request: Asked, cut: CutQuery) -> Page[BasisShown]:
    """Every legal basis that an item can rest on, as it stands."""
    return page_of(cases.bases(request.auth), cut, BasisShown.of)


@router.get("/agreement/bases/{code}", auth=AGENCIES, response=Page[BasisShown])
def basis(request: Asked, code: BasisPath, cut: CutQuery) -> Page[BasisShown]:
    """Every version of a legal basis, the newest first."""
    return page_of(cases.basis_history(request.auth, code), cut, BasisShown.of)


@router.post("/agreement/bases/{code}", auth=AGENCIES, response={201: BasisShown})
def change_basis(request: Asked, code: BasisPath, given: BasisGiven) -> BasisShown:
    """Write a legal basis anew, or a new one (administrators); what rests on the version before goes on naming it."""
    made = given.basis(code)
    case_actions.change_basis(made, because=given.because, expected=given.expected, actor=request.auth)
    return BasisShown.of(cases.basis_for(request.auth, code))
