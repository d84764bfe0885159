"""The short form of an advisory: what is put into it, and how its words get into the draft when it is out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.advisory.revising import RevisionKind
from medcord.core.facts import Fact
from medcord.core.refusals import InputRefusal
from medcord.drafting import reopening
from medcord.drafting.models import Draft, DraftRevision, ShortForm
from medcord.drafting.queries.out import OutNow, put_out
from medcord.drafting.saving import name_of, saved
from medcord.drafting.texts import words_of
from medcord.gateways import clock

if TYPE_CHECKING:
    from medcord.drafting.queries import Prepared

PARTS: Final = MappingProxyType(
    {
        "title": "Title",
        "device": "What device",
        "what_could_happen": "What could happen",
        "what_to_do": "What to do now",
    }
)
"""Parts that have to be written."""
_NEWS: Final = MappingProxyType({"news": "What is new"})
_MOST_OF_TITLE: Final = 200


def put(form: ShortForm, words: Mapping[str, str], products: Sequence[UUID], *, revises: bool) -> None:
    """Put words and products into the form. Raises InputRefusal for one that is not whole; one that ``revises`` says
    what is new too."""
    for name in (*PARTS, "cve", "unmatched", "news"):
        if name in words:
            setattr(form, name, words[name].strip())
    needed = {**PARTS, **_NEWS} if revises else PARTS
    empty = [label for name, label in needed.items() if not getattr(form, name)]
    if empty:
        raise InputRefusal(
            f"A short form holds all of its parts. Still missing: {', '.join(empty)}.", code="short-form"
        )
    if len(form.title) > _MOST_OF_TITLE:
        raise InputRefusal(
            f"The title holds {len(form.title)} characters; {_MOST_OF_TITLE} fit.", fields={"field": "title"}
        )
    form.products = sorted({str(one) for one in products})


def into_draft(now: Prepared, whole: Draft, draft: Draft, actor: Viewer) -> tuple[list[Any], list[Fact]]:
    """The draft of a case whose first advisory went out so: a revision begins from what is out. ``whole`` holds its
    words."""
    words = words_of(whole)
    reopening.put_flaws_back(draft, {}, words)
    rows, facts = saved(draft, words, actor=actor)
    draft.released_at = now.form.released_at
    return rows, facts


def between(out: OutNow, whole: Draft, form: ShortForm, actor: Viewer) -> tuple[list[Any], list[Fact]]:
    """The draft of a case whose advisory was out: what is out now becomes a version of its own. An ordinary revision
    that is being written stays as it is written, as a newer version: it begins from what is out now, and what was said
    of it does not count any more, for it would undo the emergency's words unread."""
    draft, writing = out.row, out.writing
    kept, plan = words_of(draft), reopening.plan_of(draft)
    done = _as_revision(out, form, actor)
    rows, facts = _saved_as(draft, words_of(whole), reopening.plan_of(whole), actor)
    if writing is None:
        draft.released_at, draft.since = form.released_at, draft.number
        return [*rows, done], facts
    writing.base, writing.was_out_at, writing.plan = (
        draft.number,
        done.released_at or clock.now(),
        reopening.plan_of(draft),
    )
    more, said = _saved_as(draft, kept, plan, actor)
    draft.since = draft.number
    return [*rows, *more[1:], done, writing], [*facts, *said]


def _saved_as(draft: Draft, words: dict[str, str], plan: dict[str, Any], actor: Viewer) -> tuple[list[Any], list[Fact]]:
    put_out(draft, plan, words)
    return saved(draft, words, reopening.plan_from(plan), actor=actor)


def _as_revision(out: OutNow, form: ShortForm, actor: Viewer) -> DraftRevision:
    """The line of the draft's history: this revision was opened and released in one act."""
    before = out.writing
    row = DraftRevision(draft=out.row, kind=RevisionKind.UPDATE.value, news=form.news, number=form.revision)
    row.base = before.base if before else out.row.number
    row.was_out_at = (before.was_out_at if before else out.row.released_at) or clock.now()
    row.plan = before.plan if before else reopening.plan_of(out.row)
    row.opened_at, row.opened_by, row.opened_name = clock.now(), actor.member_id, name_of(actor)
    row.released_at, row.salt = form.released_at, ledger.new_salt()
    return row
