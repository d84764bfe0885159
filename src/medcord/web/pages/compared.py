"""Two revisions of an advisory beside each other: what changed, in words, with what went and what came marked."""

from __future__ import annotations

from dataclasses import dataclass

from medcord.advisories import queries
from medcord.advisories.models import AdvisoryRevision, PublishedAdvisory
from medcord.core.access import Viewer
from medcord.core.advisory import Advisory
from medcord.core.advisory.difference import Change, Part, Piece, differences, pieces
from medcord.core.refusals import NotFound

_LONG = (Part.TEXT, Part.REMEDY)


@dataclass(frozen=True, slots=True)
class Line:
    """A change, and for a text its words one by one."""

    change: Change
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """What is different in ``later`` from ``since``: both revisions with the numbers they have on this node."""

    since: AdvisoryRevision
    later: AdvisoryRevision
    lines: tuple[Line, ...]


def compared(viewer: Viewer, row: PublishedAdvisory, shown: AdvisoryRevision, since: str) -> Compared | None:
    """The shown revision against the one of that number; None when none is asked for. Raises NotFound."""
    if not since:
        return None
    if not (since.isascii() and since.isdigit() and len(since) < 7):
        raise NotFound("advisory")
    other = queries.revision_for(viewer, row.tracking_id, int(since))
    before, after = sorted((other, shown), key=lambda one: one.number)
    return Compared(before, after, lines(queries.value_of(before), queries.value_of(after)))


def lines(before: Advisory, after: Advisory) -> tuple[Line, ...]:
    """Every change from one value to the next, a text word by word."""
    return tuple(Line(one, _pieces(one)) for one in differences(before, after))


def _pieces(change: Change) -> tuple[Piece, ...]:
    return pieces(change.before, change.after) if change.part in _LONG and (change.before or change.after) else ()
