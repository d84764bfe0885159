"""Readers of what crosses: the safety communication, versions, comments, and who was asked by when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q

from medcord.cases import queries as cases
from medcord.core.access import CommentItem, CommunicationItem, DraftItem, Permission, Viewer, may
from medcord.core.crossing import passages
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.drafting.flaws import COLUMNS, cves_in, further_parts, part_of
from medcord.drafting.models import (
    Asking,
    Comment,
    Communication,
    CommunicationAsking,
    Draft,
    DraftAsking,
    Passage,
    ReleaseWaiver,
    Text,
    Version,
)
from medcord.drafting.texts import What, what_of
from medcord.gateways import clock

if TYPE_CHECKING:
    from medcord.cases.models import Case, Nearness, Participant


def item_of(draft: Draft | None, case: Case, quoted: Sequence[Passage] | None = None) -> DraftItem:
    """What the policy needs to know of a draft. ``quoted`` are its ``passages_of`` where the caller read them."""
    shared = frozenset(UUID(party) for party in draft.shared_with) if draft else frozenset()
    quotes = quoted if quoted is not None or draft is None else passages_of(draft)
    bound = [one.source_id for one in (*(quotes or ()), *(near_of(draft) if draft else ()))]
    roots = cases.roots_for(case, bound)
    saved_at = draft.saved_at if draft else None
    item = cases.item(case)
    return DraftItem(case=item, shared_with=shared, created_at=saved_at, roots=roots, out=_is_out(draft, case))


def _is_out(draft: Draft | None, case: Case) -> bool:
    """Whether the advisory of the draft is published; asked of the rows only in a closed case, where it decides."""
    if draft is not None:
        return draft.advisory is not None
    return case.closed_at is not None and Draft.objects.filter(case=case).exclude(advisory=None).exists()


def passages_of(draft: Draft) -> list[Passage]:
    """What a draft quotes, oldest first. The caller was allowed to read the draft."""
    found = Passage.objects.filter(draft=draft, dropped_at=None, purged_at=None)
    return list(found.select_related("source__party", "source__room"))


def near_of(draft: Draft) -> list[Nearness]:
    """Passages of a draft that are close to an item and bind it; not asked for where the draft was read without any."""
    return cases.binding(draft.pk) if getattr(draft, "is_close", True) else []


def readers(viewer: Viewer, case: Case, draft: Draft | None) -> list[Participant]:
    """Parties that read the draft, by the policy that reads."""
    what = item_of(draft, case)
    rows = cases.participants(viewer, case)
    return [row for row in rows if may(cases.stand_in(row), Permission.DRAFT_READ, what).allowed]


def cves_of(case: UUID) -> tuple[str, ...]:
    """The CVEs that a case's draft names, in the order of its vulnerabilities, for the worker."""
    draft = Draft.objects.filter(case=case).only("case", *COLUMNS, "further").first()
    return cves_in(draft) if draft else ()


def draft_in(case: UUID) -> Draft | None:
    """The draft of a case, for the worker."""
    return Draft.objects.filter(case=case).first()


def further_flaws(draft: Draft) -> dict[str, str]:
    """The technical descriptions of the vulnerabilities after the first, by the name of the part: they may quote."""
    return {name: words for name, words in further_parts(draft).items() if part_of(name)[1] == "flaw"}


def _owed(viewer: Viewer) -> dict[str, Min]:
    """Since when and until when the viewer's party is asked for comments, read with the text itself."""
    open_ones = Q(askings__party=viewer.party_id, askings__answered_at=None, askings__ended_at=None)
    return {
        "asked_since": Min("askings__asked_at", filter=open_ones),
        "owed_until": Min("askings__due_at", filter=open_ones),
    }


def owed(text: Text) -> tuple[datetime, datetime] | None:
    """Since when and until when comments are asked of the party that the text was read for; None when they are not."""
    since, until = getattr(text, "asked_since", None), getattr(text, "owed_until", None)
    return (since, until) if since and until else None


def draft_for(viewer: Viewer, case: Case) -> Draft | None:
    """The draft of a case, if the viewer may read it and one was saved."""
    waived = Exists(ReleaseWaiver.objects.filter(draft=OuterRef("pk")))
    found = Draft.objects.filter(case=case).annotate(**_owed(viewer), is_close=cases.is_bound(), is_waived=waived)
    draft = found.first()
    quoted = passages_of(draft) if draft else []
    if draft is None or not may(viewer, Permission.DRAFT_READ, item_of(draft, case, quoted)).allowed:
        return None
    draft.case = case
    setattr(draft, _READ, quoted)
    return draft


_READ = "passages_read"


def passages_read(draft: Draft) -> list[Passage]:
    """What a draft quoted when it was read, for a page that asks again."""
    found: list[Passage] | None = getattr(draft, _READ, None)
    return passages_of(draft) if found is None else found


def communication_of(case: Case, viewer: Viewer) -> Communication | None:
    """The safety communication of a case, for an action that asks the policy next."""
    row = Communication.objects.filter(case=case).select_related("party").annotate(**_owed(viewer)).first()
    if row is not None:
        row.case = case
    return row


def communication_item(row: Communication | None, case: Case) -> CommunicationItem:
    """What the policy needs to know of a safety communication."""
    if row is None:
        return CommunicationItem(case=cases.item(case))
    return CommunicationItem(
        case=cases.item(case),
        author_party=row.party_id,
        shared_with=frozenset(UUID(party) for party in row.shared_with),
        released=row.released_at is not None,
        created_at=row.saved_at,
    )


def communication_for(viewer: Viewer, case: Case) -> Communication | None:
    """The safety communication of a case, if the viewer may read it and one was saved."""
    row = communication_of(case, viewer)
    if row is None or not may(viewer, Permission.COMMUNICATION_READ, communication_item(row, case)).allowed:
        return None
    return row


def may_communicate(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer writes the safety communication of this case, or could begin it."""
    there = communication_item(communication_of(case, viewer), case)
    return may(viewer, Permission.COMMUNICATION_WRITE, there).allowed


def communication_lacks(row: Communication) -> list[str]:
    """What has to be said before it can be released, as sentences."""
    checked = (
        (row.title, "A title."),
        (row.devices or row.products, "Which devices and versions."),
        (row.what_to_do, "What to do."),
    )
    return [sentence for said, sentence in checked if not said]


def text_for(viewer: Viewer, case: Case, what: What) -> Text:
    """One of the two texts of a case. Raises NotFound."""
    found = draft_for(viewer, case) if what is What.ADVISORY else communication_for(viewer, case)
    if found is None:
        raise NotFound("text")
    return found


def item_of_text(text: Text, quoted: Sequence[Passage] | None = None) -> DraftItem | CommunicationItem:
    """What the policy needs to know of either text. ``quoted``: a draft's ``passages_of``, where they were read."""
    return item_of(text, text.case, quoted) if isinstance(text, Draft) else communication_item(text, text.case)


def _reads(viewer: Viewer, item: DraftItem | CommunicationItem) -> bool:
    return may(
        viewer, Permission.DRAFT_READ if isinstance(item, DraftItem) else Permission.COMMUNICATION_READ, item
    ).allowed


def versions_of(viewer: Viewer, text: Text, item: DraftItem | CommunicationItem | None = None) -> list[Version]:
    """The saves of a text that the viewer may read, oldest first. ``item`` is the text's, where it is known already."""
    item = item or item_of_text(text)
    return [row for row in _versions(text) if _reads(viewer, replace(item, created_at=row.at))]


def _versions(text: Text) -> list[Version]:
    return list(text.versions.order_by("number"))


def words_by_number(text: Text) -> Mapping[int, Mapping[str, str]]:
    """The words of every save, for finding passages again."""
    return {row.number: row.words for row in _versions(text)}


def comments_of(viewer: Viewer, text: Text, item: DraftItem | CommunicationItem | None = None) -> list[Comment]:
    """Comments that the viewer may read, oldest first: an agency all, another party its own (policy 57)."""
    item = item or item_of_text(text)
    rows: Iterable[Comment] = text.comments.select_related("party").order_by("at")
    return [
        row
        for row in rows
        if may(viewer, Permission.DRAFT_COMMENT_READ, CommentItem(item, row.party_id, row.at)).allowed
    ]


def stand_of(row: Comment, words: Mapping[int, Mapping[str, str]], now: str) -> passages.Found:
    """Where the passage of a comment stands in the text now."""
    before = words.get(row.number, {}).get(row.field, "")
    return passages.found_again(passages.Passage(row.quote, row.start), before, now)


def askings_of(viewer: Viewer, text: Text) -> list[Asking]:
    """Who was asked for comments: the agencies that read the text see all, another party itself."""
    agency = viewer.role in (Role.COORDINATOR, Role.REGULATOR)
    rows: Iterable[Asking] = text.askings.select_related("party").order_by("asked_at")
    return [row for row in rows if agency or row.party_id == viewer.party_id]


def waiting_on(text: Text, party: UUID | None) -> list[Any]:
    """What a party was asked about this text and has not answered."""
    return list(text.askings.filter(party=party, answered_at=None, ended_at=None).order_by("asked_at"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A text that waits for a party's comments, or had them. ``out_at``: when it came out without them."""

    case: Case
    what: What
    title: str
    number: int
    asked_at: datetime
    due_at: datetime
    emergency: bool
    overdue: bool
    answered_at: datetime | None
    comments: int
    out_at: datetime | None


def texts_to_comment(viewer: Viewer) -> list[Asked]:
    """What the viewer's party was asked to comment on, what waits first, by due time; for texts it may still read."""
    if viewer.party_id is None:
        return []
    rows: list[DraftAsking | CommunicationAsking] = [
        *DraftAsking.objects.filter(party=viewer.party_id).select_related("text"),
        *CommunicationAsking.objects.filter(party=viewer.party_id).select_related("text"),
    ]
    known = cases.by_ids(viewer, {row.text.case_id for row in rows}) if rows else {}
    found = []
    for row in rows:
        case = known.get(row.text.case_id)
        if case is None:
            continue
        row.text.case = case
        if _reads(viewer, item_of_text(row.text)):
            found.append(_asked(row, case))
    return sorted(found, key=lambda one: ((one.answered_at or one.out_at) is not None, one.due_at))


def _asked(row: DraftAsking | CommunicationAsking, case: Case) -> Asked:
    out = (row.ended_at or row.text.released_at) if row.answered_at is None else None
    return Asked(
        case=case,
        what=what_of(row.text),
        title=row.text.title,
        number=row.number,
        asked_at=row.asked_at,
        due_at=row.due_at,
        emergency=row.emergency,
        overdue=row.answered_at is None and row.due_at <= (out or clock.now()),
        answered_at=row.answered_at,
        comments=row.comments,
        out_at=out,
    )


def overdue_now() -> list[tuple[Asking, Text]]:
    """Askings whose time has passed and of which nothing is recorded yet, for the worker. A text that came out
    meanwhile needs no comments any more."""
    found: list[tuple[Asking, Text]] = []
    for kind in (DraftAsking, CommunicationAsking):
        rows = kind.objects.filter(answered_at=None, ended_at=None, overdue_at=None, due_at__lte=clock.now())
        found += [(row, row.text) for row in rows.filter(text__released_at=None).select_related("text__case")]
    return found
