"""How soon a hospital acts on an advisory: the deployer tables with what the worklist knows, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from medcord.core.access import InventoryItem, Permission, Viewer, may
from medcord.core.safety.ssvc import SHEETS
from medcord.matching import queries as matching
from medcord.matching.models import AdvisoryHead
from medcord.remediation import queries
from medcord.web.pages import decisions as tables

SHEET = SHEETS[queries.DECIDED[0]]


def build(viewer: Viewer, head: AdvisoryHead, sent: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Everything the page shows. ``sent`` are the answers of a browser; without them the worklist answers what it can.
    Decided once, the page begins with the answers of the newest decision; what the worklist knows better goes first.
    """
    known = queries.suggestions(viewer, head)
    kept = queries.decisions_under(viewer, head.pk)
    if sent is None:
        sent = (dict(kept[0].answers) if kept else {}) | {key: one.value for key, one in known.items()}
    own = InventoryItem(viewer.party_id) if viewer.party_id else None
    return {
        "head": head,
        "touches": matching.touches(viewer, head.pk),
        "base": f"/worklist/{head.pk}",
        "look_at": f"/worklist/{head.pk}/decisions",
        "panel": tables.panel(SHEET, tables.answers_in(SHEET, sent), known),
        "past": [tables.past(row, SHEET.key) for row in kept],
        "moved": bool(kept) and kept[0].revision != head.revision,
        "news": [one for key, one in known.items() if kept and kept[0].answers.get(key) != one.value],
        "may_decide": own is not None and may(viewer, Permission.WORKLIST_CLOSE, own).allowed,
    }


def latest(viewer: Viewer, head: AdvisoryHead) -> tables.Past | None:
    """What counts now for an advisory."""
    kept = queries.decisions_under(viewer, head.pk)
    return tables.past(kept[0], SHEET.key) if kept else None
