"""Which members of a party see which of its cases, for its administrators."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from medcord.cases.models import Case
from medcord.cases.queries.cases import invitation_for, invitations, visible
from medcord.core.access import Viewer
from medcord.core.refusals import NotFound
from medcord.parties.models import Member
from medcord.parties.queries import running


def of_party(viewer: Viewer) -> list[Case]:
    """Cases the viewer's party takes part in or is invited to, as far as the viewer sees them, newest first."""
    return sorted([*visible(viewer), *invitations(viewer)], key=lambda case: case.opened_at, reverse=True)


def our_people(viewer: Viewer, reference: str) -> tuple[Case, list[tuple[Member, bool]]]:
    """A case, and the active members of the viewer's own party with whether each sees it. Raises NotFound."""
    case = invitation_for(viewer, reference)
    return case, running.who_sees(viewer, case.pk)


def named(viewer: Viewer, references: Collection[str]) -> list[UUID]:
    """The cases with these references. Raises NotFound when the viewer does not see one of them."""
    known = {case.reference: case.pk for case in of_party(viewer)} if references else {}
    if not set(references) <= set(known):
        raise NotFound("case")
    return [known[one] for one in references]


def seen_by(viewer: Viewer, member: Member) -> list[Case]:
    """Of the cases the viewer sees those that are granted to a member who is limited to named ones."""
    return [case for case in of_party(viewer) if str(case.pk) in member.cases]


def led_by(viewer: Viewer, member: Member) -> list[Case]:
    """Open cases that a member leads, as far as the viewer sees them: they need another lead when the member leaves."""
    return [case for case in visible(viewer) if case.lead == member.pk and case.closed_at is None]
