"""Durations and counts from a list of facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median


@dataclass(frozen=True, slots=True)
class Happened:
    """A fact as measuring sees it: what, when, and the ids it names by field."""

    kind: str
    at: datetime
    ids: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg of the road: how often it was walked, how long it took, and how many are still on it."""

    name: str
    begins: str
    ends: str
    durations: tuple[timedelta, ...]
    under_way: int

    @property
    def count(self) -> int:
        return len(self.durations)

    @property
    def median(self) -> timedelta | None:
        if not self.durations:
            return None
        return timedelta(seconds=median(one.total_seconds() for one in self.durations))

    @property
    def longest(self) -> timedelta | None:
        return max(self.durations, default=None)

    @property
    def shortest(self) -> timedelta | None:
        return min(self.durations, default=None)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A leg goes from the first ``begins`` to the first later ``ends`` that names the same ``key``."""

    name: str
    begins: str
    ends: str
    key: str
    words: tuple[str, str]


RULES: tuple[_Rule, ...] = (
    _Rule("Report to triage", "ReportReceived", "ReportTriaged", "report", ("report received", "triaged")),
    _Rule("Report to case", "ReportReceived", "CaseOpened", "report", ("report received", "case opened")),
    _Rule("Case to harm opinion", "CaseOpened", "OpinionSigned", "case", ("case opened", "first opinion signed")),
    _Rule("Case to first statement", "CaseOpened", "StatementMade", "case", ("case opened", "first statement")),
    _Rule("Case to advisory", "CaseOpened", "DraftReleased", "case", ("case opened", "advisory published")),
    _Rule("Advisory to worklist", "AdvisoryPublished", "MatchRunCompleted", "advisory", ("published", "matched here")),
    _Rule("Advisory to closure", "AdvisoryPublished", "RemediationRecorded", "advisory", ("published", "first closed")),
)  # fmt: skip


def legs(happened: Iterable[Happened]) -> list[Leg]:
    """Every leg of RULES over these facts, in road order. A leg that cannot end here (no such fact) counts as under
    way."""
    rows = sorted(happened, key=lambda one: one.at)
    return [_leg(rule, rows) for rule in RULES]


def _leg(rule: _Rule, rows: Sequence[Happened]) -> Leg:
    """Begins first, then ends: facts of one instant have no order among streams."""
    started: dict[str, datetime] = {}
    for one in rows:
        if one.kind == rule.begins and rule.key in one.ids:
            started.setdefault(one.ids[rule.key], one.at)
    done: dict[str, timedelta] = {}
    for one in rows:
        key = one.ids.get(rule.key)
        if one.kind == rule.ends and key in started and key not in done and one.at >= started[key]:
            done[key] = one.at - started[key]
    return Leg(rule.name, rule.words[0], rule.words[1], tuple(done.values()), len(started) - len(done))
