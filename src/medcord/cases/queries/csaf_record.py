"""Who took part in a case and what they did, as the coordination record of a CSAF 2.1 vulnerability report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from medcord.cases.models import Case, Participant
from medcord.cases.queries.cases import item
from medcord.cases.queries.parties import participants
from medcord.core.access import Permission, Viewer, may
from medcord.core.cvd.embargo import IN_FORCE, EmbargoState
from medcord.core.vocabulary import Role
from medcord.formats.csaf.vulnerability_report import Act, Entity
from medcord.intake.values import Origin

if TYPE_CHECKING:
    from medcord.intake.models import Report

_CATEGORY: Final = {Role.COORDINATOR.value: "coordinator", Role.MANUFACTURER.value: "vendor"}
_OWNER, _FINDER = "EID-COORDINATOR", "EID-DISCOVERER"


def record_of(
    viewer: Viewer, case: Case, report: Report | None, finder: str, *, now: datetime
) -> tuple[tuple[Entity, ...], tuple[Act, ...]]:
    """Parties and acts, oldest first, as far as the viewer may know them. ``finder`` is empty for one not named."""
    rows = [row for row in participants(viewer, case) if row.party_id != case.owner_id]
    ids = {row.party_id: f"EID-PARTY-{number}" for number, row in enumerate(rows, start=1)}
    entities = [Entity(_OWNER, "coordinator", case.owner.name), Entity(_FINDER, "discoverer", finder)]
    entities += [Entity(ids[row.party_id], _CATEGORY.get(row.role, "other"), row.party.name) for row in rows]
    known = may(viewer, Permission.CASE_READ, item(case))
    acts = [*_reported(report, ids), *_joined(rows, ids), *_marks(case)]
    acts = sorted((act for act in acts if known.spans(act.at)), key=lambda act: act.at)
    return tuple(entities), (*acts, *_end(case, now))


def _reported(report: Report | None, ids: dict[UUID, str]) -> Iterator[Act]:
    if report is None or report.origin == Origin.SIGNAL.value:
        return
    by = ids.get(report.party_id, "") if report.party_id else _FINDER
    if by:  # a manufacturer that asked and is in the case no more is not named
        yield Act("notification", report.received_at, by, "It was reported.", (_OWNER,))


def _joined(rows: list[Participant], ids: dict[UUID, str]) -> Iterator[Act]:
    for row in rows:
        party = ids[row.party_id]
        yield Act("notification", row.invited_at, _OWNER, "It was told of the case.", (party,))
        if row.signed_at is not None:
            yield Act("embargo", row.signed_at, party, "It signed the terms of the case.", (_OWNER,))


def _marks(case: Case) -> Iterator[Act]:
    told = (
        ("assessment", case.confirmed_at, "It was confirmed."),
        ("observation", case.public_at, "It is known to the public."),
        ("observation", case.exploit_public_at, "An exploit is public."),
        ("observation", case.attacks_at, "Attacks were seen."),
    )
    for category, at, words in told:
        if at is not None:
            yield Act(category, at, _OWNER, words)


def _end(case: Case, now: datetime) -> Iterator[Act]:
    """The agreed end, while it lies ahead."""
    if EmbargoState(case.embargo) in IN_FORCE and case.embargo_until is not None and case.embargo_until > now:
        yield Act("embargo", case.embargo_until, _OWNER, "The embargo ends.", status="planned")
