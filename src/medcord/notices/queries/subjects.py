"""What a fact is about, as it may be named outside: a random reference and a page to sign in at; of what is published,
the number everybody knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from medcord.advisories import queries as advisories
from medcord.calls import queries as calls
from medcord.cases import queries as cases
from medcord.core.access import Viewer, ViewerKind
from medcord.intake import queries as intake
from medcord.ledger import queries as ledger
from medcord.notices.models import Call
from medcord.notices.policy import CALLS, PUBLISHED

OF_EVENTS: Final = "harm-events"
"""What notices about a hospital's own events of harm stand under, with the hospital."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A case, a report, a call between the parties, or an advisory."""

    kind: str
    reference: str
    path: str


def subject_of(stream: str, reader: UUID | None = None) -> Subject | None:
    """The case or report of a chain, the call of a notice, or a hospital's events; None for other chains.
    ``reader`` is the party that is told: its own request lies on a page of its own."""
    kind, _, key = stream.partition(":")
    if kind == "call":
        row = calls.for_reaction(UUID(key))
        return Subject("call", row.reference, calls.path_of(row))
    if kind == OF_EVENTS:
        return Subject("event", "your hospital's own", "/harm-events")
    if kind == "case":
        reference = cases.reference_of(UUID(key))
        return Subject("case", reference, f"/cases/{reference}")
    report = intake.for_reaction(UUID(key)) if kind == "report" else None
    if report is None:
        return None
    page = "requests" if reader is not None and report.party_id == reader else "reports"
    return Subject("report", report.reference, f"/{page}/{report.reference}")


def subject_of_call(call: Call) -> Subject | None:
    """What a call is about; None for one that only tries the webhook."""
    if call.kind in PUBLISHED or call.kind in CALLS:
        fact = ledger.fact(call.fact) if call.fact else None
        if fact is None:
            return None
        return subject_of(f"call:{fact.data['call']}") if call.kind in CALLS else _advisory(UUID(fact.data["advisory"]))
    return subject_of(call.stream, call.webhook.party_id) if call.stream else None


def _advisory(advisory: UUID) -> Subject:
    row = advisories.by_id(Viewer(kind=ViewerKind.SYSTEM), advisory)
    return Subject("advisory", row.tracking_id, f"/advisories/{row.tracking_id}")
