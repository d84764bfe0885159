"""Who signs, and which tests an actor runs: what the verbs of independent tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.core.refusals import NotAllowed, RuleRefusal
from medcord.lab import queries
from medcord.lab.models import LabTest
from medcord.parties import queries as parties

if TYPE_CHECKING:
    from medcord.cases.models import Case


class Signer(NamedTuple):
    """A named person who signs."""

    party: UUID
    member: UUID
    name: str


def signer(actor: Viewer) -> Signer:
    """Who signs. Raises NotAllowed for whoever is no named person."""
    if actor.member_id is None or actor.party_id is None:
        raise NotAllowed("A named person signs this.")
    return Signer(actor.party_id, actor.member_id, parties.member_name(actor.member_id))


def run(case_reference: str, test: str, actor: Viewer) -> tuple[Case, LabTest]:
    """A test whose coordinator the actor is. Raises NotFound, NotAllowed."""
    case = cases.case_for(actor, case_reference, lock=True)
    row = queries.test_for(actor, case, test)
    require(actor, Permission.LAB_RUN, queries.item(row, cases.item(case)), "test")
    return case, row


def open_one(case_reference: str, test: str, actor: Viewer) -> tuple[Case, LabTest]:
    """A test that was taken on and whose specimens the actor may write down. Raises NotFound, NotAllowed."""
    case = cases.case_for(actor, case_reference, lock=True)
    row = queries.test_for(actor, case, test)
    require(actor, Permission.LAB_HAND, queries.item(row, cases.item(case)), "test")
    require_accepted(row)
    return case, row


def require_accepted(row: LabTest) -> None:
    """Raises RuleRefusal while the request waits, and when it was turned down."""
    if not row.accepted:
        raise RuleRefusal("The coordinator has not taken this request on.", code="not-taken-on")
