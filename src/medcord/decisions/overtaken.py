"""A decision by SSVC was chosen to go out with an advisory, and a newer one was taken since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from medcord.decisions.models import Decision
from medcord.decisions.queries import decided_words, of_owner, to_publish

if TYPE_CHECKING:
    from medcord.cases.models import Case
    from medcord.core.access import Viewer
    from medcord.drafting.models import Draft


@dataclass(frozen=True, slots=True)
class Overtaken:
    """The decision that was chosen, the newest one of its kind, and whether the advisory is out with the former."""

    chosen: Decision
    newer: Decision
    out: bool

    @property
    def sentence(self) -> str:
        """What happened, and who may do something about it."""
        was, now = (": ".join(decided_words(row)) for row in (self.chosen, self.newer))
        said = "says again" if was == now else "says otherwise"
        where = "went out with the advisory" if self.out else "goes out with the advisory"
        todo = (
            "A revision may be due: a member who may write the draft opens it and chooses which decision it says."
            if self.out
            else "A member who may write the draft chooses which one goes out, under “Vulnerabilities and scores”."
        )
        return (
            f"“{was}” of {self.chosen.taken_at:%-d %B %Y} {where}, and {self.newer.taken_name or 'a member'} {said} on "
            f"{self.newer.taken_at:%-d %B %Y}: “{now}”. {todo}"
        )


def overtaken(viewer: Viewer, case: Case, draft: Draft) -> Overtaken | None:
    """For members of the owner: whether a newer decision by the same table than the chosen one was taken. One that is
    gone or was never chosen is overtaken by none."""
    chosen = draft.ssvc.get("decision")
    return _among(to_publish(viewer, case), UUID(chosen), draft) if chosen else None


def _among(rows: list[Decision], chosen: UUID, draft: Draft) -> Overtaken | None:
    was = next((row for row in rows if row.pk == chosen), None)
    newest = next((row for row in rows if was and row.sheet == was.sheet), None)
    if was is None or newest is None or newest.pk == was.pk:
        return None
    return Overtaken(was, newest, out=draft.released_at is not None)


def noticed(case: Case, draft: Draft) -> Overtaken | None:
    """The same for the worker."""
    chosen = draft.ssvc.get("decision")
    if not chosen:
        return None
    return _among(of_owner(case), UUID(chosen), draft)
