"""Version expressions: the text of an advisory's range, parsed once into a small algebra.

    All · Exact · Interval · DateBound · Union · Unknown

What cannot be read with certainty (prose, an empty or contradictory range) is ``Unknown`` with its reason and becomes
``possible``; it is never dropped (matching.md, "uncertainty is possible, never silence"). Reading text into this
algebra is in ``reading.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medcord.core.device.dates import DateSpan
from medcord.core.device.version import (
    Order,
    Version,
    compare,
    in_family,
    is_coarser,
    other_line,
    other_scheme,
    refines,
)


class State(StrEnum):
    INSIDE = "inside"
    OUTSIDE = "outside"
    UNCERTAIN = "uncertain"
    OTHER_LINE = "other_line"
    """The bound speaks of another product line (U61 against L81): it says nothing about this version."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a version is in an expression, and why in words.

    ``sub_level`` is set when it is inside only because a whole family is meant (M.04.01 in "M"); ``refined`` when it
    is uncertain only because it says more than the bound (9.33.1 against "<= 9.33").
    """

    state: State
    why: str
    sub_level: bool = False
    refined: bool = False


@dataclass(frozen=True, slots=True)
class All:
    text: str = "all versions"


@dataclass(frozen=True, slots=True)
class Exact:
    version: Version
    text: str


@dataclass(frozen=True, slots=True)
class Interval:
    """``low`` and ``high`` may be None for a one-sided range."""

    low: Version | None
    high: Version | None
    text: str
    low_included: bool = True
    high_included: bool = True


@dataclass(frozen=True, slots=True)
class Contradictory:
    """Two bounds that cannot be read together, such as "A10 < A11": uncertain from the first to the second."""

    low: Version
    high: Version
    text: str


@dataclass(frozen=True, slots=True)
class DateBound:
    """A range of days (manufactured, shipped, released). ``before`` is the first day no longer meant."""

    since: date | None
    before: date | None
    text: str


@dataclass(frozen=True, slots=True)
class Unknown:
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Union:
    members: tuple[Expression, ...]
    text: str


Expression = All | Exact | Interval | Contradictory | DateBound | Unknown | Union


def union(members: tuple[Expression, ...], text: str) -> Expression:
    """One expression for several entries of one product."""
    return members[0] if len(members) == 1 else Union(members, text)


def contains(expression: Expression, version: Version) -> Answer:
    """Whether ``version`` is meant by ``expression``; a date bound is asked with ``contains_date``."""
    match expression:
        case All():
            return Answer(State.INSIDE, "every version is meant")
        case Unknown():
            return Answer(State.UNCERTAIN, expression.reason)
        case Exact():
            return _in_exact(expression, version)
        case Interval():
            return _in_interval(expression, version)
        case Contradictory():
            return _in_contradictory(expression, version)
        case DateBound():
            why = f'version {version.raw} cannot be compared with the date in "{expression.text}"'
            return Answer(State.UNCERTAIN, why)
        case Union():
            return _in_union(tuple(contains(member, version) for member in expression.members))


def contains_date(bound: DateBound, span: DateSpan) -> Answer:
    """Whether the whole of ``span`` is inside ``bound``, outside it, or neither."""
    after_start = bound.since is None or span.start >= bound.since
    before_end = bound.before is None or span.end < bound.before
    if after_start and before_end:
        return Answer(State.INSIDE, f'date {span} is within "{bound.text}"')
    too_early = bound.since is not None and span.end < bound.since
    too_late = bound.before is not None and span.start >= bound.before
    if too_early or too_late:
        return Answer(State.OUTSIDE, f'date {span} is outside "{bound.text}"')
    return Answer(State.UNCERTAIN, f'date {span} is not precise enough for "{bound.text}"')


def date_bounds(expression: Expression) -> tuple[DateBound, ...]:
    """The date bounds anywhere in ``expression``."""
    if isinstance(expression, DateBound):
        return (expression,)
    if isinstance(expression, Union):
        return tuple(bound for member in expression.members for bound in date_bounds(member))
    return ()


def _in_exact(expression: Exact, version: Version) -> Answer:
    named = expression.version
    if other_scheme(version, named):
        return Answer(State.OTHER_LINE, f'version {version.raw} is counted otherwise than "{expression.text}"')
    order = compare(version, named)
    if order is Order.EQUAL:
        return Answer(State.INSIDE, f"version {version.raw} is named")
    if named.names_family and in_family(version, named):
        return Answer(State.INSIDE, f'version {version.raw} is in the family "{expression.text}"', sub_level=True)
    if refines(version, named):
        return Answer(
            State.UNCERTAIN, f'version {version.raw} is a finer level of "{expression.text}" than stated', refined=True
        )
    if is_coarser(version, named):
        return Answer(State.UNCERTAIN, f'version {version.raw} does not say enough to tell it from "{expression.text}"')
    unlike = version.parts[0] != named.parts[0] and not _one_has_no_prefix(version, named)
    if order is Order.INCOMPARABLE and not other_line(version, named) and not unlike:
        return Answer(State.UNCERTAIN, f'version {version.raw} cannot be compared with "{expression.text}"')
    return Answer(State.OUTSIDE, f'version {version.raw} is not "{expression.text}"')


def _one_has_no_prefix(a: Version, b: Version) -> bool:
    """True for 65 against U65: one side may have dropped its prefix. BT06 against SV23 are simply different."""
    return isinstance(a.parts[0], str) != isinstance(b.parts[0], str)


def _in_interval(expression: Interval, version: Version) -> Answer:
    answers = []
    if expression.low is not None:
        answers.append(_against_low(expression, expression.low, version))
    if expression.high is not None:
        answers.append(_against_high(expression, expression.high, version))
    for state in (State.OTHER_LINE, State.OUTSIDE, State.UNCERTAIN):
        for answer in answers:
            if answer.state is state:
                return answer
    return Answer(
        State.INSIDE,
        f'version {version.raw} is within "{expression.text}"',
        sub_level=any(answer.sub_level for answer in answers),
    )


def _against_low(expression: Interval, low: Version, version: Version) -> Answer:
    order = compare(version, low)
    inside = Answer(State.INSIDE, f'version {version.raw} is within "{expression.text}"')
    if order is Order.GREATER or (order is Order.EQUAL and expression.low_included):
        return inside
    if order is Order.LESS and is_coarser(version, low):
        return Answer(State.UNCERTAIN, f'version {version.raw} does not say enough for "{expression.text}"')
    return _unless_incomparable(order, expression, low, version)


def _against_high(expression: Interval, high: Version, version: Version) -> Answer:
    order = compare(version, high)
    inside = Answer(State.INSIDE, f'version {version.raw} is within "{expression.text}"')
    if order is Order.LESS and is_coarser(version, high):
        return Answer(State.UNCERTAIN, f'version {version.raw} does not say enough for "{expression.text}"')
    if order is Order.LESS or (order is Order.EQUAL and expression.high_included):
        return inside
    if expression.high_included and order is not Order.EQUAL:
        if high.names_family and in_family(version, high):
            return Answer(State.INSIDE, inside.why, sub_level=True)
        if refines(version, high):
            why = f'version {version.raw} is a finer level of {high.raw} than "{expression.text}" states'
            return Answer(State.UNCERTAIN, why, refined=True)
    return _unless_incomparable(order, expression, high, version)


def _unless_incomparable(order: Order, expression: Interval, bound: Version, version: Version) -> Answer:
    if order is not Order.INCOMPARABLE:
        return Answer(State.OUTSIDE, f'version {version.raw} is outside "{expression.text}"')
    if other_line(version, bound):
        return Answer(State.OTHER_LINE, f'version {version.raw} is of another line than "{expression.text}"')
    return Answer(
        State.UNCERTAIN,
        f'version {version.raw} cannot be compared with "{expression.text}"',
        refined=refines(version, bound),
    )


def _in_contradictory(expression: Contradictory, version: Version) -> Answer:
    low, high = compare(version, expression.low), compare(version, expression.high)
    if Order.INCOMPARABLE not in (low, high) and (low is Order.LESS or high is Order.GREATER):
        return Answer(State.OUTSIDE, f'version {version.raw} is outside "{expression.text}"')
    return Answer(State.UNCERTAIN, f'the range "{expression.text}" cannot be read without doubt')


def _in_union(answers: tuple[Answer, ...]) -> Answer:
    for state in (State.INSIDE, State.UNCERTAIN, State.OUTSIDE):
        chosen = [answer for answer in answers if answer.state is state]
        if chosen:
            # the plainest reason: an answer that rests on no sub-level, then one that only refines
            best = min(chosen, key=lambda answer: (answer.sub_level, not answer.refined))
            if state is State.OUTSIDE:
                return Answer(state, "; ".join(dict.fromkeys(answer.why for answer in chosen)))
            return best
    return Answer(State.OTHER_LINE, answers[0].why)


def excludes(expression: Expression, version: Version) -> bool:
    """True when ``version`` is certainly not meant."""
    return contains(expression, version).state is State.OUTSIDE
