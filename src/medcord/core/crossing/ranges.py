"""Whether two texts of versions mean the same versions: by the reader that matches devices, never by a guess."""

from __future__ import annotations

from enum import StrEnum

from medcord.core.device.expression import All, Contradictory, DateBound, Exact, Expression, Interval, Union, Unknown
from medcord.core.device.reading import read_version_field
from medcord.core.device.version import Order, Version, compare


class Sameness(StrEnum):
    """What can be said of two texts of versions."""

    SAME = "same"
    OTHER = "other"
    UNREADABLE = "unreadable"


def sameness(one: str, other: str) -> Sameness:
    """Compare two texts of versions. The same words are the same; words that cannot be read are not judged."""
    if " ".join(one.casefold().split()) == " ".join(other.casefold().split()):
        return Sameness.SAME
    mine, theirs = read_version_field(one), read_version_field(other)
    beside = [(each.conditions, each.models, each.parts_of, each.per_model) for each in (mine, theirs)]
    if beside[0] != beside[1] or not (_reads(mine.expression) and _reads(theirs.expression)):
        return Sameness.UNREADABLE
    return Sameness.SAME if _alike(mine.expression, theirs.expression) else Sameness.OTHER


def _reads(expression: Expression) -> bool:
    if isinstance(expression, Union):
        return all(_reads(each) for each in expression.members)
    return not isinstance(expression, Unknown | Contradictory)


def _alike(one: Expression, other: Expression) -> bool:
    mine, theirs = _members(one), _members(other)
    return all(any(_equal(a, b) for b in theirs) for a in mine) and all(any(_equal(a, b) for a in mine) for b in theirs)


def _members(expression: Expression) -> list[Expression]:
    if isinstance(expression, Union):
        return [each for member in expression.members for each in _members(member)]
    return [expression]


def _equal(one: Expression, other: Expression) -> bool:
    match one, other:
        case All(), All():
            return True
        case Exact(), Exact():
            return _version(one.version, other.version)
        case Interval(), Interval():
            ends = (one.low_included, one.high_included) == (other.low_included, other.high_included)
            return ends and _version(one.low, other.low) and _version(one.high, other.high)
        case DateBound(), DateBound():
            return (one.since, one.before) == (other.since, other.before)
    return False


def _version(one: Version | None, other: Version | None) -> bool:
    if one is None or other is None:
        return one is other
    return compare(one, other) is Order.EQUAL
