"""What is known of a case that decides whether a law applies, who said it, and what was decided beside the 45 days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from medcord.cases import queries as cases
from medcord.cases.models import Case
from medcord.clocks import queries as clocks
from medcord.core.access import Permission, Viewer, may
from medcord.core.clocks.scope import ASKED, Proposal, Question, ScopeSaid
from medcord.core.declarations.disclosure import FACTORS, DisclosureOutcome
from medcord.core.vocabulary import Role
from medcord.decisions import queries as decisions
from medcord.declarations import queries
from medcord.declarations.models import DisclosureDecision, RecallClassification, ScopeAnswer
from medcord.web.forms.clocks import ClassifiedForm, DisclosureForm, Form, ListingForm, ScopeForm, TakeOverForm
from medcord.web.pages import room as room_page

NOBODY_SAID = "Nobody has answered."


@dataclass(frozen=True, slots=True)
class Line:
    """One question. ``hangs``: a clock of the case hangs on it now. ``parts``: what is said of the case and of each
    product, ``before``: answers that were replaced, ``kept``: what a decision would answer."""

    question: Question
    words: str
    by: str
    hangs: bool
    parts: list[Part]
    before: list[ScopeAnswer]
    kept: Proposal | None


@dataclass(frozen=True, slots=True)
class Part:
    """What is said of the case (``product`` is "") or of one product: how it stands by the answers of all sides,
    ``given``: the one of each side that counts. Of a side that is silent about a product the case's counts."""

    product: str
    stand: str
    given: list[ScopeAnswer]


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision about publication, with its factors in words."""

    row: DisclosureDecision
    words: str
    factors: list[tuple[str, str]]


def build(viewer: Viewer, reference: str, sent: Form | None = None) -> dict[str, Any]:
    """The context of the page of clocks."""
    room = room_page.build(viewer, reference)
    found = room.clocks
    out = clocks.left_out(room.view)
    hangs = clocks.questions_of([*found.counting, *found.doubtful, *out])
    answers = queries.scope_answers(viewer, room.case)
    called = queries.product_names(viewer, room.case, {row.product_id for row in answers if row.product_id})
    classifies = may(viewer, Permission.DECLARATION_CLASSIFY, room.view.item).allowed
    recalls = queries.classifications(viewer, room.case)
    read = clocks.read_here(room.view) if recalls else {}
    links = may(viewer, Permission.RECALL_LINK, room.view.item).allowed
    return {
        "room": room,
        "case": room.case,
        "tab": "clocks",
        "groups": [
            ("Running", found.counting, "No clock runs. A fact starts one: an invitation, a declaration, a question."),
            ("Waiting, or may apply", found.doubtful, "None hangs on what is not known."),
            ("Stopped", found.stopped, "None has stopped yet."),
        ],
        "out": out,
        "lines": lines(answers, hangs, called, decisions.proposals(viewer, room.case)),
        "taken": sent if isinstance(sent, TakeOverForm) else None,
        "scope": sent
        if isinstance(sent, ScopeForm)
        else scope_form(viewer, room.case)
        if open_to(viewer, room.case)
        else None,
        "offer": (offer := queries.offer_in(viewer, room.case)),
        "disclosure": sent if isinstance(sent, DisclosureForm) else DisclosureForm() if offer else None,
        "classified": [(row, read.get(row.pk)) for row in recalls],
        "listing": sent if isinstance(sent, ListingForm) else listing_form(recalls) if recalls and links else None,
        "classify": sent if isinstance(sent, ClassifiedForm) else ClassifiedForm() if classifies else None,
        "decisions": [_decided(row) for row in reversed(queries.disclosures(viewer, room.case))],
    }


def open_to(viewer: Viewer, case: Case) -> list[Question]:
    """The questions that the viewer may answer in this case."""
    if not may(viewer, Permission.DECLARATION_SCOPE, cases.item(case)).allowed:
        return []
    return [one for one in Question if viewer.role in ASKED[one].by]


def listing_form(recalls: Iterable[RecallClassification], sent: Mapping[str, str] | None = None) -> ListingForm:
    """The form that states when a recall was listed."""
    return ListingForm(sent, recalls=[(str(row.pk), row.number) for row in recalls], auto_id="id_listing_%s")


def scope_form(viewer: Viewer, case: Case, sent: Mapping[str, str] | None = None) -> ScopeForm:
    """The form to answer with: what the viewer may answer, of which products."""
    mine = open_to(viewer, case)
    products = [(str(row.pk), f"{row.name}, {row.maker.name}") for row in queries.products_of(viewer, case)]
    return ScopeForm(sent, open_to=mine, products=products)


def lines(
    answers: Iterable[ScopeAnswer],
    hangs: frozenset[Question],
    called: Mapping[UUID, str],
    kept: Mapping[Question, Proposal],
) -> list[Line]:
    """Every question with what was said of it; those on which a clock hangs first."""
    by_question: dict[str, list[ScopeAnswer]] = {}
    for row in answers:
        by_question.setdefault(row.question, []).append(row)
    found = [
        replace(_line(one, by_question.get(one.value, []), called, hangs=one in hangs), kept=kept.get(one))
        for one in Question
    ]
    return sorted(found, key=lambda line: not line.hangs)


def _line(question: Question, rows: list[ScopeAnswer], called: Mapping[UUID, str], *, hangs: bool) -> Line:
    of_case = _sides(row for row in rows if row.product_id is None)
    parts = [Part("", _stand(of_case), list(of_case.values()))]
    for product in sorted({row.product_id for row in rows if row.product_id}, key=lambda one: (called[one], one)):
        own = _sides(row for row in rows if row.product_id == product)
        parts.append(Part(called[product], _stand({**of_case, **own}), list(own.values())))
    counting = {row.pk for part in parts for row in part.given}
    asked = ASKED[question]
    who = " or a manufacturer of the case" if Role.MANUFACTURER in asked.by else ""
    return Line(
        question=question,
        words=asked.words,
        by=f"the coordinator{who}",
        hangs=hangs,
        parts=parts,
        before=[row for row in reversed(rows) if row.pk not in counting],
        kept=None,
    )


def _sides(rows: Iterable[ScopeAnswer]) -> dict[object, ScopeAnswer]:
    """The newest of each side."""
    return {(row.office if row.office == Role.COORDINATOR.value else row.party_id): row for row in rows}


def _stand(given: Mapping[object, ScopeAnswer]) -> str:
    values = {row.said for row in given.values()} - {ScopeSaid.UNKNOWN.value}
    if len(values) > 1:
        return "Open: the answers differ"
    return "".join(values).capitalize() or ("Not known" if given else NOBODY_SAID)


def _decided(row: DisclosureDecision) -> Decided:
    said = [(words, ScopeSaid(row.factors[key]).words) for key, words in FACTORS.items() if key in row.factors]
    return Decided(row, DisclosureOutcome(row.outcome).words, said)
