"""A text with its comments beside the passages, its versions, who was asked; and the two texts side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from medcord.cases import queries as cases
from medcord.cases.models import Case, Participant, Statement
from medcord.core.access import CommunicationItem, DraftItem, Permission, Viewer, may
from medcord.core.clocks import Clock
from medcord.core.crossing.changes import Run, changes
from medcord.core.crossing.comparison import ACTIONS, Comparison
from medcord.core.crossing.passages import Whereabouts
from medcord.core.cvd.embargo import IN_FORCE, EmbargoState
from medcord.drafting import queries as drafts
from medcord.drafting.models import Asking, Comment, Communication, Draft, Passage, Text, Version
from medcord.drafting.queries import Asked
from medcord.drafting.texts import CHOSEN, NAMES, What, actions_of, label, parts_of, said, what_of
from medcord.web.forms.texts import CommentForm, DecideForm
from medcord.web.pages import clocks


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment as it stands beside its passage. ``place``: number on the page. ``runs``: passage against proposal."""

    row: Comment
    place: int
    stand: Whereabouts
    start: int | None
    runs: tuple[Run, ...]
    mine: bool
    form: DecideForm | None


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a part with the comments that are on them."""

    words: str
    on: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a text, its words cut at the passages, and its comments."""

    name: str
    label: str
    pieces: tuple[Piece, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """What changed between two versions, part by part; parts that stayed are left out."""

    before: Version
    now: Version
    parts: tuple[tuple[str, tuple[Run, ...]], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who was asked, with the clock."""

    row: Asking
    clock: Clock


@dataclass(frozen=True, slots=True)
class TextPage:
    """Everything about one text that this viewer may know."""

    what: What
    name: str
    text: Text
    path: str
    parts: tuple[Part, ...]
    chosen: tuple[tuple[str, str], ...]
    remarks: int
    undecided: int
    asked: tuple[Waiting, ...]
    versions: tuple[Version, ...]
    between: Between | None
    form: CommentForm | None
    owed: bool
    mine: int
    writes: bool
    item: DraftItem | CommunicationItem


def build(
    viewer: Viewer, case: Case, text: Text, *, asked_for: Mapping[str, str], form: CommentForm | None = None,
    deciding: DecideForm | None = None, quoted: Sequence[Passage] | None = None,
) -> TextPage:  # fmt: skip
    """The text with what hangs on it. ``asked_for`` holds the two versions to compare, as "from" and "to"; ``quoted``
    are a draft's ``passages_of`` where the caller read them."""
    what, item = what_of(text), drafts.item_of_text(text, quoted)
    versions = [row for row in drafts.versions_of(viewer, text, item) if row.purged_at is None]
    writes = _writes(viewer, text, item)
    remarks = _remarks(
        text, drafts.comments_of(viewer, text, item), versions, writes=writes, viewer=viewer, deciding=deciding
    )
    asked = drafts.askings_of(viewer, text)
    newest = versions[-1] if versions else None
    names = dict.fromkeys([*parts_of(text), *(one.row.field for one in remarks)])
    return TextPage(
        what=what,
        name=NAMES[what],
        text=text,
        path=f"/cases/{case.reference}/texts/{what.value}",
        parts=tuple(_part(text, name, [one for one in remarks if one.row.field == name]) for name in names),
        chosen=tuple(
            (words, newest.words.get(name, "")) for name, words in CHOSEN.items() if newest and name in newest.words
        ),
        remarks=len(remarks),
        undecided=sum(one.row.decided_at is None for one in remarks),
        asked=tuple(Waiting(row, _clock(row, text)) for row in asked),
        versions=tuple(reversed(versions)),
        between=_between(text, versions, asked_for),
        form=_form(viewer, text, item, form),
        owed=text.released_at is None
        and any(row.party_id == viewer.party_id and not (row.answered_at or row.ended_at) for row in asked),
        mine=sum(one.mine for one in remarks),
        writes=writes,
        item=item,
    )


def _clock(row: Asking, text: Text) -> Clock:
    out_at = row.ended_at or text.released_at
    return clocks.of_comments(row.asked_at, row.due_at, row.answered_at, row.party.name, out_at=out_at)


def _writes(viewer: Viewer, text: Text, item: DraftItem | CommunicationItem) -> bool:
    permission = Permission.DRAFT_WRITE if isinstance(text, Draft) else Permission.COMMUNICATION_WRITE
    return may(viewer, permission, item).allowed


def _form(
    viewer: Viewer, text: Text, item: DraftItem | CommunicationItem, given: CommentForm | None
) -> CommentForm | None:
    permission = Permission.DRAFT_COMMENT if isinstance(text, Draft) else Permission.COMMUNICATION_COMMENT
    if text.released_at is not None or not may(viewer, permission, item).allowed:
        return None
    return given or CommentForm(of=text, initial={"number": text.number})


def _remarks(
    text: Text,
    comments: Sequence[Comment],
    versions: Sequence[Version],
    *,
    writes: bool,
    viewer: Viewer,
    deciding: DecideForm | None,
) -> list[Remark]:
    words = {row.number: row.words for row in versions}
    found = []
    order = {name: place for place, name in enumerate(parts_of(text))}
    rows = [(row, drafts.stand_of(row, words, said(text, row.field))) for row in comments]
    last = len(order)
    rows.sort(key=lambda pair: (order.get(pair[0].field, last), pair[1].start is None, pair[1].start or 0, pair[0].at))
    for place, (row, stand) in enumerate(rows, start=1):
        form = None
        if writes and row.decided_at is None:
            asked = deciding is not None and deciding.comment == row.pk
            form = deciding if asked else DecideForm(comment=row.pk, initial={"version": text.version})
        runs = changes(row.quote, row.proposal) if row.proposes else ()
        found.append(Remark(row, place, stand.stand, stand.start, runs, row.party_id == viewer.party_id, form))
    return found


def _part(text: Text, name: str, remarks: Sequence[Remark]) -> Part:
    words = said(text, name)
    spans = [(one.start, one.start + len(one.row.quote), one.place) for one in remarks if one.start is not None]
    cuts = sorted({0, len(words), *(edge for begin, end, _place in spans for edge in (begin, end))})
    pieces = [
        Piece(words[a:b], tuple(place for begin, end, place in spans if begin <= a and b <= end))
        for a, b in pairwise(cuts)
    ]
    return Part(name, parts_of(text).get(name) or label(what_of(text), name), tuple(pieces), tuple(remarks))


def _between(text: Text, versions: Sequence[Version], asked_for: Mapping[str, str]) -> Between | None:
    """The versions that were asked for, else the newest and the one before. A part is called as it is in the text now:
    of several vulnerabilities each has its number."""
    if len(versions) < 2:
        return None
    by_number = {str(row.number): row for row in versions}
    now = by_number.get(asked_for.get("to", ""), versions[-1])
    before = by_number.get(asked_for.get("from", ""), versions[-2])
    names = dict.fromkeys([*before.words, *now.words])
    called = parts_of(text)
    pairs = [
        (called.get(name) or label(what_of(text), name), before.words.get(name, ""), now.words.get(name, ""))
        for name in names
    ]
    return Between(before, now, tuple((title, changes(old, new)) for title, old, new in pairs if old != new))


def queue(viewer: Viewer) -> list[tuple[Asked, Clock]]:
    """Texts that wait for the viewer's party, with their clocks."""
    return [
        (one, clocks.of_comments(one.asked_at, one.due_at, one.answered_at, "us", out_at=one.out_at))
        for one in drafts.texts_to_comment(viewer)
    ]


@dataclass(frozen=True, slots=True)
class Beside:
    """Both texts of a case, part beside part, and what differs. A text the viewer does not read is None."""

    draft: Draft | None
    communication: Communication | None
    rows: tuple[tuple[str, str, str], ...]
    found: Comparison | None
    planned: datetime | None
    embargo_until: datetime | None
    may_record: bool


def beside(
    viewer: Viewer, case: Case, draft: Draft | None, communication: Communication | None, stated: Sequence[Statement]
) -> Beside:
    """The two texts of a case side by side, as far as the viewer reads them (FDA3), and when each is to come out
    (C5)."""
    item = drafts.communication_item(communication, case)
    rows: list[tuple[str, str, str]] = []
    found = None
    if draft is not None and communication is not None:
        rows, found = _rows(stated, draft, communication), drafts.comparison_of(draft, communication, case, stated)
    return Beside(
        draft,
        communication,
        tuple(rows),
        found,
        drafts.planned(draft, case) if draft else None,
        case.embargo_until if EmbargoState(case.embargo) in IN_FORCE else None,
        bool(rows) and may(viewer, Permission.COMMUNICATION_COMPARE, item).allowed,
    )


def _rows(statements: Sequence[Statement], draft: Draft, communication: Communication) -> list[tuple[str, str, str]]:
    stated = "\n".join(_stated(row) for row in statements)
    chosen = "\n".join(f"{one['name']} {one['versions']}" for one in communication.products)
    return [
        ("Title", draft.title, communication.title),
        ("Products", stated, "\n".join(filter(None, (chosen, communication.devices)))),
        ("Advises", _advises(draft), _advises(communication)),
        ("What to do", draft.what_to_do, communication.what_to_do),
        ("For patients", draft.what_could_happen, communication.for_patients),
        ("For clinicians", _to_clinicians(draft), communication.for_clinicians),
        ("What is not known", draft.not_known, communication.not_known),
    ]


def _to_clinicians(draft: Draft) -> str:
    return "\n".join(filter(None, (draft.clinicians_could_happen, draft.clinicians_to_do)))


def _stated(row: Statement) -> str:
    return f"{row.product.name} {row.versions}: {row.status.replace('_', ' ')}"


def _advises(text: Text) -> str:
    return "\n".join(words for action, words in ACTIONS.items() if action in actions_of(text))


def parties_to_ask(viewer: Viewer, case: Case) -> list[Participant]:
    """Parties of the case that can be asked for comments: those that read it and act in it, but one's own."""
    rows = cases.content_readers(viewer, case)
    return [row for row in rows if row.party_id != viewer.party_id and not row.observer]
