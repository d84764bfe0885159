"""The after-action report of an exercise, from what its node holds when it is over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from medcord.agreements import queries as agreements
from medcord.cases import queries as cases
from medcord.clocks import queries as clocks
from medcord.core.access import Viewer
from medcord.core.agreement import Duty
from medcord.core.clocks import Clock
from medcord.core.exercise import AfterAction, Did, Scenario, after_action, compared, judged
from medcord.core.exercise.asked import KINDS
from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.ledger import queries as ledger
from medcord.parties import queries as parties
from medcord.project.drill import glass
from medcord.web.pages.words import line_of

DECISIONS: Final = (
    "CaseMarked", "OpinionSigned", "PublicStatementReleased", "DisputeAssessed", "CommentDecided", "LearnedOfDecided",
    "RiskDeclared", "CorrectionDeclared", "PublicNoticeDecided", "WarningIssued", "SightingDecided", "DecisionTaken",
    "LabTestAnswered", "LabTestReleased", "EmergencyReleased", "EmergencyReviewed", "EmbargoOverridden",
    "DraftReleased", "CommunicationReleased", "CaseClosed",
)  # fmt: skip
"""Kinds of facts that somebody decided."""


def build(scenario: Scenario, *, ended: datetime, before: Mapping[str, Any] | None = None) -> AfterAction:
    """The report as of ``ended``: what both agencies may know, each duty and clock once. ``before``: the report of an
    earlier exercise, as it was written."""
    with clock.at(ended):
        both = [_one_of(Role.COORDINATOR), _one_of(Role.REGULATOR)]
        found = {(one.clause.code, one.stream, one.about): one for one in _duties(both)}
        running = {(stream, one.ident): one for stream, one in _clocks(both)}
        made = after_action(
            (scenario.code, scenario.version, scenario.title),
            started=scenario.start,
            ended=ended,
            clauses=[one.clause for one in agreements.clauses(both[0])],
            found=[one for one in found.values() if one.started is not None],
            clocks=running.values(),
            decisions=_decisions(),
            asked=judged(glass.demands(scenario), _did(), ended),
        )
    return compared(made, before)


def _one_of(role: Role) -> Viewer:
    found = parties.demo_cast()
    return next(one for one in found if one.organisation.role == role.value).viewer


def _duties(both: list[Viewer]) -> Iterator[Duty]:
    for viewer in reversed(both):
        yield from agreements.overall(viewer)


def _clocks(both: list[Viewer]) -> Iterator[tuple[str, Clock]]:
    for viewer in both:
        for case in cases.visible(viewer):
            yield from ((case.reference, one) for one in clocks.of_case(viewer, case))


def _did() -> list[Did]:
    rows = ledger.facts_of_kinds(KINDS.values())
    names = parties.names({row.party for row in rows if row.party})
    return [
        Did(row.kind, row.at, names.get(row.party, "") if row.party else "", int(row.data.get("number", 0)))
        for row in rows
    ]


def _decisions() -> list[tuple[datetime, str]]:
    rows = ledger.facts_of_kinds(DECISIONS)
    named = {row.party for row in rows if row.party}
    named |= {UUID(str(row.data["party"])) for row in rows if row.data.get("party")}
    names = parties.names(named)
    lines = ((row.at, line_of(row, names)) for row in rows)
    return [(at, line.sentence) for at, line in lines if line is not None]
