"""How long each leg of the road took, computed from facts and nothing else (X6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from medcord.core.access import MeasureItem, Permission, Viewer, may
from medcord.core.measure import Happened, Leg, legs
from medcord.core.vocabulary import Role
from medcord.ledger import queries as ledger
from medcord.ledger.models import FactRow

SUPPLY_SIDE = (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)
READS_CASE = frozenset({"signatory", "lapsed"})


def road(viewer: Viewer) -> list[Leg]:
    """Each leg with its count and durations, over what this viewer's party may read.

    Agencies and manufacturers see the supply side of their own cases; a hospital sees publication to closure of its
    own devices; everyone sees what was published. Facts say who is in which case, so nothing else is asked.
    """
    if viewer.role is None or viewer.party_id is None:
        return []
    if not may(viewer, Permission.MEASURE_READ, MeasureItem(viewer.role, viewer.party_id)).allowed:
        return []
    rows = ledger.facts_of(_open(viewer, _streams(str(viewer.party_id))))
    published = ledger.facts_of_kinds(["AdvisoryPublished"])
    mine = ledger.facts_of([f"organisation:{viewer.party_id}"]) if viewer.role is Role.HOSPITAL else []
    found = legs(_happened([*rows, *published, *mine]))
    return [leg for leg in found if _concerns(viewer.role, leg)]


def _open(viewer: Viewer, streams: list[str]) -> list[str]:
    """What of these chains a member who is limited to named cases may read: these cases and their reports (35)."""
    if viewer.cases is None:
        return streams
    cases = [stream for stream in streams if stream in {f"case:{one}" for one in viewer.cases}]
    opened = ledger.facts_of(cases, kinds=["CaseOpened"])
    reports = {f"report:{fact.data['report']}" for fact in opened if fact.data["report"]}
    return [*cases, *(stream for stream in streams if stream in reports)]


def _concerns(role: Role, leg: Leg) -> bool:
    """A hospital's figures stay in the hospital; when an opinion was signed, and whether a
    release in an emergency was reviewed, stays between the agencies."""
    if leg.begins == "published":
        return role not in SUPPLY_SIDE
    if leg.name in ("Case to harm opinion", "Emergency to review"):
        return role in (Role.COORDINATOR, Role.REGULATOR)
    return role in SUPPLY_SIDE


def _streams(party: str) -> list[str]:
    """Reports a party received, and cases it owns, takes part in by office, or has signed for (by its newest
    consent)."""
    kinds = ("ReportReceived", "CaseOpened", "ParticipantInvited", "ConsentChanged")
    open_to: dict[str, bool] = {}
    for fact in ledger.facts_of_kinds(kinds):
        if fact.kind == "ReportReceived" and fact.data["coordinator"] == party:
            open_to[fact.stream] = True
        if fact.kind == "CaseOpened" and fact.data["owner"] == party:
            open_to[fact.stream] = True
        if fact.kind == "ParticipantInvited" and fact.data["party"] == party:
            open_to[fact.stream] = fact.data["role"] in (Role.REGULATOR.value, Role.COORDINATOR.value)
        if fact.kind == "ConsentChanged" and fact.data["party"] == party:
            open_to[fact.stream] = fact.data["after"] in READS_CASE
    return [stream for stream, is_open in open_to.items() if is_open]


def _happened(rows: Iterable[FactRow]) -> list[Happened]:
    return [
        Happened(
            kind=row.kind,
            at=row.at,
            ids={key: value for key, value in row.data.items() if _is_id(value)},
            times=_instants(row.data) if row.kind == "RecallLinked" else {},
            holds=frozenset(key for key, value in row.data.items() if value is True),
        )
        for row in rows
    ]


def _instants(data: Mapping[str, object]) -> dict[str, datetime]:
    named = ("initiated", "classified", "posted", "terminated")
    return {name: datetime.fromisoformat(str(data[name])) for name in named if data.get(name)}


def _is_id(value: object) -> bool:
    if not isinstance(value, str) or len(value) != 36:
        return False
    try:
        UUID(value)
    except ValueError:
        return False
    return True
