"""Readers of what became of an advisory after its release: each time its draft was opened again."""

from __future__ import annotations

from collections.abc import Sequence

from medcord.core.advisory.revising import RevisionKind, line
from medcord.drafting.models import Draft, DraftAsking, DraftRevision


def revisions_of(draft: Draft) -> list[DraftRevision]:
    """Each time the released draft was opened again, oldest first. The caller was allowed to read the draft."""
    return list(DraftRevision.objects.filter(draft=draft)) if draft.advisory else []


def open_revision(rows: Sequence[DraftRevision]) -> DraftRevision | None:
    """The one being written; at most one is."""
    return next((row for row in rows if row.released_at is None and row.given_up_at is None), None)


def released_kind(rows: Sequence[DraftRevision]) -> RevisionKind | None:
    """The kind of the newest revision that is out; None while only the first publication is."""
    out = [(row.released_at, row.kind) for row in rows if row.released_at is not None]
    return RevisionKind(max(out)[1]) if out else None


def history_line(draft: Draft) -> str:
    """What the history of the advisory will say of what is written now."""
    return line(RevisionKind(draft.revising), draft.news) if draft.revising else "Initial publication"


def words_out(draft: Draft, row: DraftRevision) -> dict[str, str]:
    """The words of the version that was out when this was opened; none where they were destroyed after a spill, and
    then nothing changes."""
    found = draft.versions.filter(number=row.base, purged_at=None).first()
    return dict(found.words) if found else {}


def unanswered(draft: Draft) -> list[DraftAsking]:
    """Askings for comments on a draft that nobody answered and nothing ended."""
    return list(draft.askings.filter(answered_at=None, ended_at=None))
