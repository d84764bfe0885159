"""What stands on a draft's page once its advisory is out: what became of it, and how it is written on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from medcord.core.advisory.revising import FOLLOWS, MEANS, WORDS, RevisionKind
from medcord.drafting import queries as drafts
from medcord.drafting.models import Draft, DraftRevision
from medcord.web.forms.revising import RevisionForm
from medcord.web.pages.since import steps


@dataclass(frozen=True, slots=True)
class RevisionPage:
    """``open``: the revision that is being written, if one is; ``writes``: whether this viewer opens and gives up."""

    history: list[tuple[str, DraftRevision]]
    open: DraftRevision | None
    means: str
    writes: bool


def build(draft: Draft | None, *, writes: bool) -> dict[str, Any]:
    """The part of the page, with the form that this viewer may send; nothing before the advisory is out."""
    if draft is None or draft.advisory is None:
        return {}
    rows = drafts.revisions_of(draft)
    now = drafts.open_revision(rows)
    page = RevisionPage(
        history=[(WORDS[RevisionKind(row.kind)], row) for row in rows if row is not now],
        open=now,
        means=MEANS[RevisionKind(now.kind)] if now else "",
        writes=writes,
    )
    kinds = FOLLOWS[drafts.released_kind(rows)]
    form = RevisionForm(kinds=kinds, initial={"version": draft.version}) if writes and now is None else None
    return {"revision": page, "revision_form": form, "steps": steps(draft, rows)}
