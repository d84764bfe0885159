"""The after-action report: counts, gaps and comparison, worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from medcord.core.agreement import CLAUSES, Duty, Happening, State
from medcord.core.clocks import Clock
from medcord.core.exercise import AfterAction, after_action, checked, compared, plain
from medcord.core.refusals import InputRefusal

START = datetime(2027, 2, 8, 14, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
R9 = next(one for one in CLAUSES if one.code == "R9")
C1 = next(one for one in CLAUSES if one.code == "C1")


def duty(since: datetime, due: datetime, done: datetime | None, state: State) -> Duty:
    start = Happening(UUID(int=1), "case:x", "CommentAsked", since, None)
    end = Happening(UUID(int=2), "case:x", "CommentsGiven", done, None) if done else None
    return Duty(R9, "case:x", "d1", start, since, due, end, None, state)


def report() -> AfterAction:
    """One in time after 3 h, one 2 h too late, one still late by 5 h, one open."""
    rows = [
        duty(START, START + 4 * HOUR, START + 3 * HOUR, State.DONE),
        duty(START, START + 4 * HOUR, START + 6 * HOUR, State.DONE_LATE),
        duty(START, START + 15 * HOUR, None, State.LATE),
        duty(START, START + 90 * HOUR, None, State.DUE),
    ]
    clocks = [
        Clock("Embargo ends", START, START + 2 * HOUR, "terms", held_by="all parties", met=START + HOUR),
        Clock("Answer", START, START + 19 * HOUR, "policy", held_by="the coordinator"),
    ]
    return after_action(
        ("small", 1, "A small one"),
        started=START,
        ended=START + 20 * HOUR,
        clauses=[C1, R9],
        found=rows,
        clocks=clocks,
        decisions=[(START + HOUR, "It was decided."), (START, "It began.")],
    )


def test_each_duty_is_counted_against_its_target() -> None:
    c1, r9 = report().results
    assert (c1.arose, c1.met) == (0, True)
    assert (r9.arose, r9.in_time, r9.late, r9.open) == (4, 1, 2, 1)
    assert r9.longest == 6 * HOUR
    assert not r9.met
    assert (report().met, report().arose) == (0, 1)


def test_gaps_are_what_was_late_the_worst_first() -> None:
    assert [(one.what, one.over, one.state) for one in report().gaps] == [
        ("Comment on drafts in time", 5 * HOUR, "late"),
        ("Comment on drafts in time", 2 * HOUR, "done late"),
        ("Answer (policy)", HOUR, "late"),
    ]


def test_decisions_stand_in_order_of_time() -> None:
    assert [what for _at, what in report().decisions] == ["It began.", "It was decided."]


def test_the_exercise_before_stands_beside_it() -> None:
    first = plain(report())
    first["results"][1]["in_time"] = 3
    now = compared(report(), first)
    assert now.results[1].before == (3, 4)
    assert now.compared_with == "small version 1, held 2027-02-09"
    assert compared(report(), None).compared_with == ""


def test_what_was_written_is_taken_back_in() -> None:
    written = plain(report())
    assert checked(written) is written


@pytest.mark.parametrize(
    ("name", "value", "where"),
    [
        ("met", -1, "$.met"),
        ("met", True, "$.met"),
        ("results", [{"code": "R9"}], "$.results[0].title"),
        ("gaps", ["late"], "$.gaps[0]"),
        ("started", "yesterday", "$.started"),
        ("scenario", "<script>", "$.scenario"),
        ("decisions", None, "$.decisions"),
        ("gaps", [{"what": "x", "held_by": "y", "since": "z", "state": "late"}] * 501, "$.gaps"),
    ],
)
def test_what_is_no_report_is_refused_by_its_path(name: str, value: object, where: str) -> None:
    with pytest.raises(InputRefusal) as refused:
        checked({**plain(report()), name: value})
    assert refused.value.fields["where"] == where


@pytest.mark.parametrize("found", [None, [], "report", {}])
def test_something_else_is_no_report(found: object) -> None:
    with pytest.raises(InputRefusal):
        checked(found)
