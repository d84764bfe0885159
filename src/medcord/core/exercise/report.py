"""The after-action report: each duty's time against its target, what was decided, what was missed, and how the exercise
before it went. Pure: duties and clocks in, plain values out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from medcord.core.agreement import Clause, Duty, State, tally
from medcord.core.clocks import Clock
from medcord.core.exercise.asked import Asked, Outcome
from medcord.core.refusals import InputRefusal


@dataclass(frozen=True, slots=True)
class Result:
    """One clause over the exercise. ``longest`` is the longest time it took; ``before`` is its count in time in the
    exercise before, None when that had no such clause."""

    code: str
    title: str
    actor: str
    target: str
    arose: int
    in_time: int
    late: int
    open: int
    longest: timedelta | None
    before: tuple[int, int] | None = None

    @property
    def met(self) -> bool:
        """Whether nothing of it was late or left undone."""
        return self.late == 0 and self.open == 0


@dataclass(frozen=True, slots=True)
class Gap:
    """What was missed: which duty or clock, where, by how much; ``over`` is None for what has no day."""

    what: str
    held_by: str
    since: datetime
    due: datetime | None
    over: timedelta | None
    state: str


@dataclass(frozen=True, slots=True)
class AfterAction:
    """The report. ``decisions`` are sentences in the order of time; ``asked`` is what the scenario asked of parties."""

    scenario: str
    version: int
    title: str
    started: datetime
    ended: datetime
    results: tuple[Result, ...]
    gaps: tuple[Gap, ...]
    decisions: tuple[tuple[datetime, str], ...]
    compared_with: str = ""
    asked: tuple[Asked, ...] = ()

    @property
    def met(self) -> int:
        """How many clauses that arose were met."""
        return sum(one.met for one in self.results if one.arose)

    @property
    def arose(self) -> int:
        """How many clauses arose at all."""
        return sum(1 for one in self.results if one.arose)


def after_action(
    scenario: tuple[str, int, str],
    *,
    started: datetime,
    ended: datetime,
    clauses: Sequence[Clause],
    found: Iterable[Duty],
    clocks: Iterable[Clock],
    decisions: Iterable[tuple[datetime, str]],
    asked: Sequence[Asked] = (),
) -> AfterAction:
    """The report of an exercise. ``found`` are its duties as of its end, of both agencies, each once. What was asked
    and came late or never is a gap too."""
    rows = list(found)
    results = tuple(_result(clause, [row for row in rows if row.clause.code == clause.code]) for clause in clauses)
    missed = [_gap(row, ended) for row in rows if row.state in (State.LATE, State.MISSED, State.DONE_LATE)]
    missed += [_late(clock, ended) for clock in clocks if _is_late(clock, ended)]
    missed += [_unmet(one, ended) for one in asked if one.outcome in (Outcome.MISSED, Outcome.DONE_LATE)]
    gaps = tuple(sorted(missed, key=lambda one: one.over or timedelta(0), reverse=True))
    return AfterAction(*scenario, started, ended, results, gaps, tuple(sorted(decisions)), asked=tuple(asked))


def compared(now: AfterAction, before: Mapping[str, Any] | None) -> AfterAction:
    """The report with the counts of an earlier one beside its own. ``before`` is what ``plain`` wrote then."""
    if before is None:
        return now
    earlier = {one["code"]: (int(one["in_time"]), int(one["arose"])) for one in before["results"]}
    results = tuple(
        Result(one.code, one.title, one.actor, one.target, one.arose, one.in_time, one.late, one.open, one.longest,
               earlier.get(one.code))
        for one in now.results
    )  # fmt: skip
    said = f"{before['scenario']} version {before['version']}, held {before['ended'][:10]}"
    return replace(now, results=results, compared_with=said)


def plain(report: AfterAction) -> dict[str, Any]:
    """The report as values that JSON can hold; durations in whole seconds, times in ISO 8601."""
    return {
        "scenario": report.scenario,
        "version": report.version,
        "title": report.title,
        "started": report.started.isoformat(),
        "ended": report.ended.isoformat(),
        "arose": report.arose,
        "met": report.met,
        "compared_with": report.compared_with,
        "results": [
            {
                "code": one.code, "title": one.title, "actor": one.actor, "target": one.target, "arose": one.arose,
                "in_time": one.in_time, "late": one.late, "open": one.open, "longest_seconds": _seconds(one.longest),
                "before": list(one.before) if one.before else None,
            }
            for one in report.results
        ],
        "gaps": [
            {
                "what": one.what, "held_by": one.held_by, "since": one.since.isoformat(),
                "due": one.due.isoformat() if one.due else None, "over_seconds": _seconds(one.over),
                "state": one.state,
            }
            for one in report.gaps
        ],
        "asked": [
            {
                "what": one.what, "held_by": one.held_by, "at": one.at.isoformat(), "due": one.due.isoformat(),
                "done": one.done.isoformat() if one.done else None, "outcome": one.outcome.value,
            }
            for one in report.asked
        ],
        "decisions": [{"at": at.isoformat(), "what": what} for at, what in report.decisions],
    }  # fmt: skip


_TOP: Final[Mapping[str, type]] = {
    "scenario": str, "version": int, "title": str, "started": str, "ended": str, "arose": int, "met": int,
    "compared_with": str, "results": list, "gaps": list, "decisions": list,
}  # fmt: skip
_RESULT: Final = {"code": str, "title": str, "actor": str, "target": str, "arose": int, "in_time": int, "late": int,
                  "open": int}  # fmt: skip
_GAP: Final = {"what": str, "held_by": str, "since": str, "state": str}
_DECISION: Final = {"at": str, "what": str}
_ASKED: Final = {"what": str, "held_by": str, "at": str, "due": str, "outcome": str}
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
PERMITS: Final = frozenset({"CLK-10", "TERMS"})
"""Clocks whose end permits something and that nobody can miss."""
LARGEST: Final = 500
"""Entries of one list of a report."""


def checked(found: object) -> dict[str, Any]:
    """What ``plain`` wrote and somebody brings, if it is that. Raises InputRefusal with the path of what is not."""
    report = _shaped(found, _TOP, "$")
    lists: dict[str, Mapping[str, type]] = {"results": _RESULT, "gaps": _GAP, "decisions": _DECISION}
    if "asked" in report:  # reports of earlier days have no such list
        _shaped(report, {"asked": list}, "$")
        lists["asked"] = _ASKED
    for name, shape in lists.items():
        if len(report[name]) > LARGEST:
            raise _no_report(f"$.{name}", f"has more than {LARGEST} entries")
        for number, entry in enumerate(report[name]):
            _shaped(entry, shape, f"$.{name}[{number}]")
    if not _CODE.fullmatch(report["scenario"]):
        raise _no_report("$.scenario", "is not the short name of a scenario")
    if len(report["title"]) > 200:
        raise _no_report("$.title", "is longer than 200 characters")
    for name in ("started", "ended"):
        _instant(report[name], f"$.{name}")
    return report


def _shaped(found: object, shape: Mapping[str, type], where: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise _no_report(where, "is not an object")
    for name, kind in shape.items():
        value = found.get(name)
        fits = isinstance(value, kind) and not isinstance(value, bool)
        if not fits or (isinstance(value, int) and not 0 <= value <= 1_000_000):
            raise _no_report(f"{where}.{name}", "is missing or of another kind")
    return found


def _instant(text: str, where: str) -> None:
    try:
        known = datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        known = False
    if not known:
        raise _no_report(where, "is no time with its zone")


def _no_report(where: str, why: str) -> InputRefusal:
    return InputRefusal(
        f"This is no after-action report: {where} {why}. Bring the after-action.json that an exercise wrote.",
        code="no-report",
        fields={"where": where},
    )


def _result(clause: Clause, rows: Sequence[Duty]) -> Result:
    counts = tally(rows)
    late = counts.late + counts.done_late
    took = [row.took for row in rows if row.took is not None]
    return Result(
        code=clause.code,
        title=clause.title,
        actor=clause.actor.value,
        target=clause.clock,
        arose=counts.all,
        in_time=counts.done - counts.done_late,
        late=late,
        open=counts.due,
        longest=max(took, default=None),
    )


def _gap(duty: Duty, ended: datetime) -> Gap:
    over_at = duty.done or duty.void
    end = over_at.at if over_at is not None else ended
    over = end - duty.due if duty.due is not None else None
    return Gap(duty.clause.title, duty.clause.actor.value, duty.since, duty.due, over, duty.state.value)


def _unmet(one: Asked, ended: datetime) -> Gap:
    return Gap(
        f"{one.what} (asked for)", one.held_by, one.at, one.due, (one.done or ended) - one.due, one.outcome.value
    )


def _is_late(clock: Clock, ended: datetime) -> bool:
    if clock.rule in PERMITS:
        return False
    return (clock.counts and clock.due < ended) or (clock.met is not None and clock.met > clock.due)


def _late(clock: Clock, ended: datetime) -> Gap:
    end = clock.met or ended
    state = "done late" if clock.met else "late"
    return Gap(f"{clock.name} ({clock.force})", clock.held_by, clock.started, clock.due, end - clock.due, state)


def _seconds(length: timedelta | None) -> int | None:
    return round(length.total_seconds()) if length is not None else None
