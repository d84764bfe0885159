"""What stands on a draft's page once its advisory is out: what became of it, and how it is written on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from medcord.core.advisory.revising import ENDS, FOLLOWS, MEANS, WORDS, RevisionKind
from medcord.drafting import queries as drafts
from medcord.drafting.models import Draft, DraftRevision
from medcord.web.forms.revising import RevisionForm, SupersedeForm, WithdrawForm
from medcord.web.pages.since import steps


@dataclass(frozen=True, slots=True)
class RevisionPage:
    """``open``: the revision that is being written, if one is, and whether it ``ends`` the advisory.
    ``writes``: whether this viewer opens and gives up; ``stands``: what is out was neither withdrawn nor replaced."""

    history: list[tuple[str, DraftRevision]]
    open: DraftRevision | None
    means: str
    writes: bool
    ends: bool
    stands: bool


def went_out(draft: Draft) -> str:
    """What is said to who pressed the button, once it is out."""
    kind = drafts.released_kind(drafts.revisions_of(draft))
    done = "is withdrawn" if kind is RevisionKind.WITHDRAWAL else "is published"
    done = "is replaced" if kind is RevisionKind.SUPERSEDING else done
    return f"{draft.tracking_id} {done}. Feeds and hospitals follow within seconds."


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
        ends=now is not None and now.kind in ENDS,
        stands=drafts.released_kind(rows) not in ENDS,
    )
    shown = {"revision": page, "steps": steps(draft, rows)}
    if not writes or now is not None:
        return shown
    kinds, at = FOLLOWS[drafts.released_kind(rows)], {"version": draft.version}
    ends = kinds >= ENDS
    return shown | {
        "revision_form": RevisionForm(kinds=kinds, initial=at),
        "withdraw_form": WithdrawForm(initial=at) if ends else None,
        "supersede_form": SupersedeForm(initial=at) if ends else None,
    }
