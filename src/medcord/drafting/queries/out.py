"""What of a case is out already, for who writes an emergency revision of it, or reads one before it goes out (88)."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from medcord.core.advisory import Advisory
from medcord.core.advisory.revising import ENDS
from medcord.drafting import door
from medcord.drafting.flaws import FIRST, put_keys
from medcord.drafting.models import Draft, DraftRevision
from medcord.drafting.queries.revising import open_revision, released_kind, revisions_of, words_out
from medcord.drafting.texts import PARTS, What, parts_of, put

if TYPE_CHECKING:
    from medcord.cases.models import Case


@dataclass(frozen=True, slots=True)
class OutNow:
    """``row``: the draft as it stands, ``draft``: a copy with the words that are out, which nobody saves; ``writing``:
    the ordinary revision that is being written, if one is. ``lost``: the words that are out were destroyed here."""

    row: Draft
    draft: Draft
    writing: DraftRevision | None
    number: int
    value: Advisory
    stands: bool
    lost: bool


def out_now(case: Case) -> OutNow | None:
    """What is out of a case; None before its advisory is. The caller was allowed to read the case."""
    row = Draft.objects.filter(case=case).exclude(advisory=None).first()
    if row is None or row.advisory is None:
        return None
    rows = revisions_of(row)
    writing = open_revision(rows)
    number, value = door.out_now(row.advisory)
    draft, lost = _as_out(row, writing)
    return OutNow(row, draft, writing, number, value, released_kind(rows) not in ENDS, lost)


def _as_out(row: Draft, writing: DraftRevision | None) -> tuple[Draft, bool]:
    draft = copy(row)
    draft.further = [dict(one) for one in row.further]
    if writing is None:
        return draft, False
    words = words_out(row, writing)
    if not words:
        return draft, True
    put_out(draft, writing.plan, words)
    at = writing.plan.get("planned_at", "")
    draft.planned_at = datetime.fromisoformat(at) if at else None
    draft.actions = list(writing.plan.get("actions", ()))
    return draft, False


def put_out(draft: Draft, plan: dict[str, object], words: dict[str, str]) -> None:
    """Make the words and the vulnerabilities of a draft those of the version that was kept so."""
    draft.ssvc = plan.get("ssvc", {})
    keys = plan.get("flaws", [FIRST])
    assert isinstance(keys, list), "kept by plan_of"
    put_keys(draft, keys, words)
    for name in parts_of(draft):
        put(draft, name, words.get(name, ""))


EVERY_PART = tuple(PARTS[What.ADVISORY])
