"""What a published draft takes along when it is written on, and what it gets back when that is given up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from medcord.core.crossing.comparison import Advice
from medcord.drafting import queries
from medcord.drafting.flaws import FIRST, keys_of, put_keys
from medcord.drafting.models import Draft, DraftRevision
from medcord.drafting.texts import Plan
from medcord.gateways import clock


def went_out(draft: Draft, number: int) -> list[DraftRevision]:
    """The rows to write when a revision is released: what was written on is no longer open."""
    row = queries.open_revision(queries.revisions_of(draft)) if draft.revising else None
    if row is None:
        return []
    row.released_at, row.number, row.news = clock.now(), number, draft.news
    draft.revising = ""
    return [row]


def ended(draft: Draft) -> list[Any]:
    """Askings that nobody answered before the text came out: they wait for nothing, now that it is written on."""
    rows = queries.unanswered(draft)
    for row in rows:
        row.ended_at = draft.released_at
    return rows


def plan_of(draft: Draft) -> dict[str, Any]:
    """What was chosen for the text that is out, kept for giving a revision up."""
    planned_at = draft.planned_at.isoformat() if draft.planned_at else ""
    return {"planned_at": planned_at, "actions": list(draft.actions), "flaws": keys_of(draft), "ssvc": draft.ssvc}


def put_flaws_back(draft: Draft, kept: dict[str, Any], words: dict[str, str]) -> None:
    """Which vulnerabilities the text that is out has, and which decision went out with it; none is changed where its
    words were destroyed."""
    if words:
        draft.ssvc = kept.get("ssvc", {})
        put_keys(draft, kept.get("flaws", [FIRST]), words)


def plan_from(kept: dict[str, Any]) -> Plan:
    """The same read back."""
    at = kept.get("planned_at", "")
    return Plan(datetime.fromisoformat(at) if at else None, tuple(Advice(one) for one in kept.get("actions", ())))
