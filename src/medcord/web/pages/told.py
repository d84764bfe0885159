"""What a finder was told of the advisory that its report led to, with the page where everybody reads it."""

from __future__ import annotations

from dataclasses import dataclass

from medcord.advisories import queries as advisories
from medcord.core.access import Viewer
from medcord.core.refusals import NotFound
from medcord.intake import queries as intake
from medcord.intake.models import Report


@dataclass(frozen=True, slots=True)
class FinderTold:
    """``number`` is that of the advisory, where its reader may read it there."""

    told: intake.Told
    number: str


def newest(viewer: Viewer, report: Report) -> FinderTold | None:
    """The last word of it, if there is one."""
    for one in intake.told(viewer, report):
        try:
            return FinderTold(one, advisories.by_id(viewer, one.advisory).tracking_id)
        except NotFound:
            return FinderTold(one, "")
    return None
