"""An advisory as it goes out: what its writer does not set, set. The same for the door and for a preview before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from medcord.core.advisory.standing import with_standing
from medcord.core.advisory.value import Advisory, Revision

NOT_NUMBERED: Final = "NOT-NUMBERED-YET"
"""Stands in a preview where the number will be: it is made at the release, and no draft knows it."""


def outgoing(value: Advisory, former: tuple[Revision, ...], number: str, summary: str, now: datetime) -> Advisory:
    """The value of revision ``number``, after the revisions ``former``; ``summary`` says what is new in it."""
    return replace(
        with_standing(value),
        version=number,
        revisions=(*former, Revision(number, now, summary)),
        current_release=now,
        status="final",
    )


def previewed(value: Advisory, before: Advisory | None, number: int, summary: str, now: datetime) -> Advisory:
    """What would go out now: the first revision, or the one after ``before``, as the door would number it."""
    if before is None:
        return outgoing(replace(value, id=NOT_NUMBERED, initial_release=now), (), str(number), summary, now)
    now = max(now, before.current_release)
    numbered = replace(value, id=before.id, initial_release=before.initial_release)
    return outgoing(numbered, before.revisions, str(number), summary, now)
