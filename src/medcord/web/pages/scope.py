"""What is known of a case that decides whether a law applies, who said it, and what was decided beside the 45 days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from medcord.cases import queries as cases
from medcord.cases.models import Case
from medcord.clocks import queries as clocks
from medcord.core.access import Permission, Viewer, may
from medcord.core.clocks.scope import ASKED, Question, ScopeSaid
from medcord.core.declarations.disclosure import FACTORS, DisclosureOutcome
from medcord.core.vocabulary import Role
from medcord.declarations import queries
from medcord.declarations.models import DisclosureDecision, ScopeAnswer
from medcord.web.forms.clocks import ClassifiedForm, DisclosureForm, Form, ScopeForm
from medcord.web.pages import room as room_page

NOBODY_SAID = "Nobody has answered."


@dataclass(frozen=True, slots=True)
class Line:
    """One question. ``hangs``: a clock of the case hangs on it now. ``given``: the answer of each side that counts,
    ``before``: those that were replaced."""

    question: Question
    words: str
    by: str
    hangs: bool
    stand: str
    given: list[ScopeAnswer]
    before: list[ScopeAnswer]


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
    mine = open_to(viewer, room.case)
    classifies = may(viewer, Permission.DECLARATION_CLASSIFY, room.view.item).allowed
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
        "lines": lines(queries.scope_answers(viewer, room.case), hangs),
        "scope": sent if isinstance(sent, ScopeForm) else ScopeForm(open_to=mine) if mine else None,
        "offer": (offer := queries.offer_in(viewer, room.case)),
        "disclosure": sent if isinstance(sent, DisclosureForm) else DisclosureForm() if offer else None,
        "classified": queries.classifications(viewer, room.case),
        "classify": sent if isinstance(sent, ClassifiedForm) else ClassifiedForm() if classifies else None,
        "decisions": [_decided(row) for row in reversed(queries.disclosures(viewer, room.case))],
    }


def open_to(viewer: Viewer, case: Case) -> list[Question]:
    """The questions that the viewer may answer in this case."""
    if not may(viewer, Permission.DECLARATION_SCOPE, cases.item(case)).allowed:
        return []
    return [one for one in Question if viewer.role in ASKED[one].by]


def lines(answers: Iterable[ScopeAnswer], hangs: frozenset[Question]) -> list[Line]:
    """Every question with what was said of it; those on which a clock hangs first."""
    by_question: dict[str, list[ScopeAnswer]] = {}
    for row in answers:
        by_question.setdefault(row.question, []).append(row)
    found = [_line(one, by_question.get(one.value, []), hangs=one in hangs) for one in Question]
    return sorted(found, key=lambda line: not line.hangs)


def _line(question: Question, rows: list[ScopeAnswer], *, hangs: bool) -> Line:
    sides: Mapping[object, ScopeAnswer] = {
        (row.office if row.office == Role.COORDINATOR.value else row.party_id): row for row in rows
    }
    given = list(sides.values())
    values = {row.said for row in given} - {ScopeSaid.UNKNOWN.value}
    stand = {0: "Not known" if given else NOBODY_SAID, 1: "".join(values).capitalize()}.get(
        len(values), "Open: the answers differ"
    )
    asked = ASKED[question]
    who = " or a manufacturer of the case" if Role.MANUFACTURER in asked.by else ""
    counting = {row.pk for row in given}
    return Line(
        question=question,
        words=asked.words,
        by=f"the coordinator{who}",
        hangs=hangs,
        stand=stand,
        given=given,
        before=[row for row in reversed(rows) if row.pk not in counting],
    )


def _decided(row: DisclosureDecision) -> Decided:
    said = [(words, ScopeSaid(row.factors[key]).words) for key, words in FACTORS.items() if key in row.factors]
    return Decided(row, DisclosureOutcome(row.outcome).words, said)
