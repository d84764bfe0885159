"""What a finder sees of the case its report led to: its state, the date, its own proposal and claims (policy 16)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.cases import policy
from medcord.cases import queries as cases
from medcord.cases.models import Case, Claim
from medcord.cases.queries import Change, FinderRoom, OpenProposal
from medcord.core.access import Viewer
from medcord.core.cvd.embargo import IN_FORCE, EmbargoState
from medcord.core.cvd.terms import EmbargoPolicy
from medcord.core.refusals import NotFound
from medcord.web.forms.base import VerbForm
from medcord.web.forms.finder import PassedOnForm
from medcord.web.pages.terms import can_of


@dataclass(frozen=True, slots=True)
class FinderCase:
    case: Case
    in_force: bool
    ours: list[OpenProposal]
    others: int
    claims: list[Claim]
    changes: list[Change]
    can: dict[str, bool]
    policy: EmbargoPolicy


def of_finder(viewer: Viewer) -> FinderCase | None:
    """The case of the finder's report, if there is one yet."""
    try:
        case = cases.case_of_finder(viewer)
    except NotFound:
        return None
    open_now = cases.open_proposals(viewer, case)
    return FinderCase(
        case=case,
        in_force=EmbargoState(case.embargo) in IN_FORCE,
        ours=[one for one in open_now if one.ours],
        others=len([one for one in open_now if not one.ours]),
        claims=cases.claims(viewer, case),
        changes=cases.changes_for_finder(case),
        can=can_of(viewer, case),
        policy=policy.embargo_policy(),
    )


def rooms(viewer: Viewer, answering: VerbForm | None = None) -> list[tuple[FinderRoom, VerbForm]]:
    """The rooms that were opened for the finder too, each with its form; ``answering`` is one as it was sent."""
    return [(room, _form_in(room, answering)) for room in cases.rooms_of_finder(viewer)]


def _form_in(room: FinderRoom, answering: VerbForm | None) -> VerbForm:
    ids = ids_in(room.room)
    return answering if answering is not None and answering.auto_id == ids else PassedOnForm(auto_id=ids)


def ids_in(room: UUID) -> str:
    """The ids of the fields of one room's form, of which there may be several on the page."""
    return f"in-{room}-%s"
