"""The coordinator's list of signals, one signal, and sightings, composed from what is read, taken up and set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from medcord.cases import queries as cases
from medcord.cases.actions.signals import MOST_OPENED
from medcord.core.access import Viewer
from medcord.core.signals import Source
from medcord.core.vocabulary import MemberRole, Role
from medcord.signals import queries
from medcord.signals.models import Sighting

MOST = 200
STATES = {"waiting": "Look at it", "case": "In a case", "aside": "Nothing for us", "all": "All"}


def listing(viewer: Viewer, asked: Mapping[str, str]) -> dict[str, Any]:
    """The list, filtered by state, source and words, with how many stand in each state."""
    chosen = {"source": asked.get("source", ""), "q": asked.get("q", "").strip()}
    state = asked.get("state", "waiting")
    state = state if state in STATES else "waiting"
    found = cases.signal_lines(viewer, queries.signals(viewer, **chosen))
    counts = Counter(one.state for one in found)
    shown = [one for one in found if state in ("all", one.state)]
    more = {key: value for key, value in chosen.items() if value}
    pills = [
        (words, counts[key] if key != "all" else len(found), urlencode({"state": key, **more}), key == state)
        for key, words in STATES.items()
    ]
    sources = [(one.value, one.words) for one in Source]
    return {
        "lines": shown[:MOST], "shown": len(shown), "pills": pills, "state": state, "sources": sources,
        "lists": queries.lists(viewer), "most_opened": MOST_OPENED, **chosen,
    }  # fmt: skip


def take_in(viewer: Viewer) -> dict[str, Any]:
    """What was read so far, and from where it is fetched."""
    administers = viewer.level is MemberRole.ADMINISTRATOR
    return {
        "lists": queries.lists(viewer), "addresses": queries.addresses(viewer), "administers": administers,
        "unkept": queries.unkept(viewer),
    }  # fmt: skip


def one(viewer: Viewer, signal: UUID) -> dict[str, Any]:
    """One signal, and the cases of the viewer's party with its CVE."""
    row = queries.signal_for(viewer, signal)
    alike = cases.about(viewer, row.about)
    return {"line": cases.signal_lines(viewer, [row])[0], "row": row, "alike": alike}


def sightings(viewer: Viewer) -> dict[str, Any]:
    """Sightings of the viewer's party, or those that came to its coordinator."""
    rows = queries.sightings(viewer)
    waiting = sum(1 for row in rows if row.answered_at is None)
    return {"rows": rows, "waiting": waiting, "decides": viewer.role is Role.COORDINATOR}


def sighting(viewer: Viewer, reference: str) -> dict[str, Any]:
    """One sighting; for its coordinator with the cases that have its CVEs."""
    row: Sighting = queries.sighting_for(viewer, reference)
    decides = viewer.role is Role.COORDINATOR and viewer.party_id == row.coordinator_id
    alike = cases.about(viewer, row.cves) if decides else []
    return {"row": row, "decides": decides, "alike": alike, "mine": viewer.party_id == row.party_id}
