"""The regulator: what waits for an answer, harm opinions, and the sentence that may leave."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from ninja import Path
from pydantic import Field

from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.routing import Subject
from medcord.api.schemas import opinions as shapes
from medcord.api.schemas.base import LARGEST_NUMBER, Key
from medcord.api.viewers import CASE_PARTIES, COORDINATOR, REGULATOR, Asked
from medcord.cases import queries as cases
from medcord.cases.models import Case
from medcord.consults import actions as consult_actions
from medcord.consults import queries as consults
from medcord.opinions import actions, queries
from medcord.opinions.differences import by_number
from medcord.opinions.models import HarmOpinion

router = Subject(tags=["Harm"])

Number = Annotated[int, Field(ge=1, le=LARGEST_NUMBER), Path()]


@router.get("/consultations", auth=REGULATOR, response=Page[shapes.ConsultationEntry])
def consultations(request: Asked, cut: CutQuery) -> Page[shapes.ConsultationEntry]:
    """What the regulator was asked: what waits first, by due time."""
    return page_of(consults.queue(request.auth), cut, shapes.ConsultationEntry.of)


@router.post("/consultations/{consultation}/answer", auth=REGULATOR, response=shapes.ConsultationEntry)
def answer(request: Asked, consultation: UUID, given: shapes.ConsultationAnswer) -> shapes.ConsultationEntry:
    """Answer a consultation in words."""
    return shapes.ConsultationEntry.of(consult_actions.answer(consultation, given.answer, actor=request.auth))


@router.post("/cases/{reference}/consultations", auth=COORDINATOR, response={201: shapes.ConsultationEntry})
def ask(request: Asked, reference: Key, given: shapes.AdviceAsked) -> shapes.ConsultationEntry:
    """Ask the regulator of a case a question; a clock runs for each."""
    return shapes.ConsultationEntry.of(consult_actions.ask_for_advice(reference, given.question, actor=request.auth))


@router.get("/cases/{reference}/opinions", auth=CASE_PARTIES, response=shapes.CaseOpinions)
def listing(request: Asked, reference: Key) -> shapes.CaseOpinions:
    """Harm opinions on a case, as far as the viewer may read them."""
    case = cases.case_for(request.auth, reference)
    found = queries.released(request.auth, case)
    sentence = (
        shapes.ReleasedSentence(sentence=found.public_sentence, released_at=found.released_at)
        if found and found.released_at
        else None
    )
    rows = queries.of_case(request.auth, case)
    sources = [one for row in rows for one in row.sources]
    seen = {str(one.source): str(one.source) for one in queries.cited(request.auth, case, sources)}
    changed = by_number(rows, seen)
    whole = [
        shapes.Opinion.of(row, [one for one in row.sources if one in seen], changed.get(row.number, [])) for row in rows
    ]
    asked = [shapes.ConsultationEntry.of(row) for row in consults.of_case(request.auth, case)]
    return shapes.CaseOpinions(opinions=whole, released=sentence, consultations=asked)


@router.post("/cases/{reference}/opinions", auth=REGULATOR, response={201: shapes.Opinion})
def sign(request: Asked, reference: Key, given: shapes.OpinionGiven) -> shapes.Opinion:
    """Sign a harm opinion; an earlier one stays readable with its number."""
    row = actions.sign(reference, given.words(), actor=request.auth)
    return _shown(request, row.case, row)


@router.post("/cases/{reference}/opinions/{number}/release", auth=REGULATOR, response=shapes.Opinion)
def release(request: Asked, reference: Key, number: Number, given: shapes.SentenceGiven) -> shapes.Opinion:
    """Release the public sentence of an opinion; only this may enter an advisory."""
    row = actions.release_sentence(reference, number, given.sentence, actor=request.auth)
    return _shown(request, row.case, row)


def _shown(request: Asked, case: Case, row: HarmOpinion) -> shapes.Opinion:
    """With the sources that exist for whoever asks; what changed stands in the listing."""
    return shapes.Opinion.of(row, [str(one.source) for one in queries.cited(request.auth, case, row.sources)])
