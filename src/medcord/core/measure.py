"""Durations and counts from a list of facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median


@dataclass(frozen=True, slots=True)
class Happened:
    """A fact as measuring sees it: what, when, the ids and the instants it names by field, and what it says is so."""

    kind: str
    at: datetime
    ids: Mapping[str, str]
    times: Mapping[str, datetime] = field(default_factory=dict)
    holds: frozenset[str] = frozenset()


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
    _Rule("Emergency to review", "EmergencyReviewDue", "EmergencyReviewed", "form", ("released alone", "reviewed")),
    _Rule("Advisory to worklist", "AdvisoryPublished", "MatchRunCompleted", "advisory", ("published", "matched here")),
    _Rule("Advisory to closure", "AdvisoryPublished", "RemediationRecorded", "advisory", ("published", "first closed")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _OfRecall:
    """A leg between two days of a recall, as its records have them. It is under way while the recall is ``open``; where
    the records only lack the day, nothing is counted."""

    name: str
    begins: str
    ends: tuple[str, ...]
    words: tuple[str, str]


OF_RECALLS: tuple[_OfRecall, ...] = (
    _OfRecall("Recall to its class", "initiated", ("classified", "posted"), ("recall begun", "class given or posted")),
    _OfRecall("Recall to its end", "initiated", ("terminated",), ("recall begun", "recall terminated")),
)


def legs(happened: Iterable[Happened]) -> list[Leg]:
    """Every leg of RULES over these facts, in road order. A leg that cannot end here (no such fact) counts as under
    way."""
    rows = sorted(happened, key=lambda one: one.at)
    return [*(_leg(rule, rows) for rule in RULES), *(_leg_of_recalls(rule, rows) for rule in OF_RECALLS)]


def _leg_of_recalls(rule: _OfRecall, rows: Sequence[Happened]) -> Leg:
    newest = {one.ids["recall"]: one for one in rows if one.kind == "RecallLinked" and "recall" in one.ids}
    together: dict[str, list[Happened]] = {}
    for recall, one in newest.items():
        together.setdefault(one.ids.get("first", recall), []).append(one)
    durations, under_way = [], 0
    for records in together.values():
        begun = _first(records, (rule.begins,))
        ended = _first(records, rule.ends)
        if begun is not None and ended is not None and ended >= begun:
            durations.append(ended - begun)
        elif begun is not None and ended is None:
            under_way += all("is_open" in one.holds for one in records)
    return Leg(rule.name, rule.words[0], rule.words[1], tuple(durations), under_way)


def _first(records: Sequence[Happened], names: Sequence[str]) -> datetime | None:
    """The earliest that the records have under the first of these names that any of them has."""
    said = ([one.times[name] for one in records if name in one.times] for name in names)
    return next((min(days) for days in said if days), None)


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
