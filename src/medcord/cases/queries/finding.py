"""Finding cases and messages by words, and what the index is told of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from medcord import search
from medcord.cases.items import item_of, message_item
from medcord.cases.models import Case, CaseReport, Message, Participant, Statement
from medcord.cases.queries.cases import as_known, of_party
from medcord.core.access import Answer, CaseItem, Permission, Viewer, may
from medcord.search import Found, Question, Text

M = TypeVar("M", bound=Model)


@search.source("case")
def case_texts(keys: Collection[UUID] | None) -> Iterator[Text]:
    """What a case is called, and its numbers with others."""
    for row in _of(Case.objects.all(), keys):
        yield Text(row.pk, row.pk, case_text(row), row.opened_at)


@search.source("tracking")
def tracking_texts(keys: Collection[UUID] | None) -> Iterator[Text]:
    """A party's own number for a case."""
    for row in _of(Participant.objects.exclude(tracking=""), keys):
        yield Text(row.pk, row.case_id, row.tracking, row.invited_at)


@search.source("statement")
def statement_texts(keys: Collection[UUID] | None) -> Iterator[Text]:
    """Which product a party speaks of, so that its name finds the case."""
    for row in _of(Statement.objects.select_related("product__maker"), keys):
        product = row.product
        words = [product.maker.name, product.name, product.model_number, *product.aliases, *product.udi_dis]
        yield Text(row.pk, row.case_id, "\n".join(words), row.at)


@search.source("message")
def message_texts(keys: Collection[UUID] | None) -> Iterator[Text]:
    """What is said in a case."""
    for row in _of(Message.objects.filter(purged_at=None), keys):
        yield Text(row.pk, row.case_id, row.body, row.at)


def _of(found: QuerySet[M], keys: Collection[UUID] | None) -> Iterator[M]:
    return (found if keys is None else found.filter(pk__in=keys)).order_by("pk").iterator(chunk_size=500)


def case_text(row: Case) -> str:
    """The words of a case that everybody meets who reads it."""
    return "\n".join([row.reference, row.title, row.summary, *row.cves, *row.numbers])


def readable(viewer: Viewer) -> dict[UUID, tuple[Case, CaseItem, Answer]]:
    """Cases whose content the viewer may read, by id, in two queries however many parties they have: whether one may
    read hangs on one's own part alone."""
    if viewer.party_id is None:
        return {}
    parts = {row.case_id: row for row in Participant.objects.filter(party=viewer.party_id)}
    answers = {}
    for case in of_party(viewer).order_by("-opened_at"):
        what = item_of(case, [parts[case.pk]] if case.pk in parts else [])
        answer = may(viewer, Permission.CASE_READ, what)
        if answer.allowed:
            answers[case.pk] = (as_known(case, answer), what, answer)
    return answers


def cases(viewer: Viewer, line: str, *, most: int) -> Found[Case]:
    """Cases the viewer may read in whose title, summary, numbers or products all words stand; newest first."""
    question = search.question_of(line)
    if not question:
        return Found.nothing()
    rows = _matching(viewer, question)
    return Found.of(search.without_phrases(question), rows, case_text, most, shown=lambda row: row.summary)


def ids(viewer: Viewer, line: str) -> list[UUID]:
    """The same for callers that load the cases themselves."""
    question = search.question_of(line)
    return [case.pk for case in _matching(viewer, question)] if question else []


def _matching(viewer: Viewer, question: Question) -> list[Case]:
    known = readable(viewer)
    by_words = {each["key"] for each in search.find(question, "case", within=known)}
    number = search.find(question, "tracking", within=known)
    rows = Participant.objects.filter(pk__in=number, removed_at=None).values_list("case_id", "invited_at")
    # A lapsed party does not know who has joined since, so not by their number either (13).
    by_number = [case for case, at in rows if (until := known[case][2].until) is None or at <= until]
    product = search.find(question, "statement", within=known)
    by_product = Statement.objects.filter(pk__in=product).values_list("case_id", "at")
    others = {*by_number, *(case for case, at in by_product if known[case][2].spans(at))}
    return [
        case
        for pk, (case, _, _) in known.items()
        if pk in others or (pk in by_words and question.holds(case_text(case)))
    ]


def messages(viewer: Viewer, line: str, *, most: int) -> Found[Message]:
    """Messages the viewer may read in which all words stand, newest first."""
    question = search.question_of(line)
    if not question:
        return Found.nothing()
    known = readable(viewer)
    rows = search.newest(question, "message", within=known, load=_load)
    return Found.of(question, (row for row in rows if _heard(viewer, row, known)), lambda row: row.body, most)


def _load(keys: list[UUID]) -> Iterator[Message]:
    found = Message.objects.filter(pk__in=keys).select_related("room")
    return found.order_by("-at").iterator(chunk_size=100)


def _heard(viewer: Viewer, row: Message, known: dict[UUID, tuple[Case, CaseItem, Answer]]) -> bool:
    case, what, answer = known[row.case_id]
    row.case = case
    if answer.until is not None and row.edited_at is not None and row.edited_at > answer.until:
        return False  # the index holds words that are newer than the lapse
    return may(viewer, Permission.CASE_MESSAGE_READ, message_item(row, what)).allowed


def alike(viewer: Viewer, words: list[str], *, most: int = 200) -> list[Case]:
    """Cases the viewer may read in which any of these words stands, newest first: to be compared one by one."""
    known = readable(viewer)
    keys = {each["key"] for each in search.like(words, "case", within=known)}
    return [case for pk, (case, _, _) in known.items() if pk in keys][:most]


def of_reports(viewer: Viewer, reports: Collection[UUID]) -> dict[UUID, Case]:
    """The cases that these reports belong to, as far as the viewer may read them."""
    known = readable(viewer)
    found = {row.report_id: pk for pk, (row, _, _) in known.items() if row.report_id in set(reports)}
    joined = CaseReport.objects.filter(report__in=reports, case__in=known)
    found |= dict(joined.values_list("report_id", "case_id"))
    return {report: known[case][0] for report, case in found.items() if report is not None}
