"""Steps of the stories in which some are told before all."""

from __future__ import annotations

from uuid import UUID

from medcord.cases import queries as cases
from medcord.core.vocabulary import Tlp
from medcord.drafting import actions
from medcord.drafting.models import Telling
from medcord.ledger import worker
from medcord.parties.models import Member
from medcord.restricted import queries
from tests.cases.road import drafted, second_reader
from tests.cast import Cast

WHY = "Hospitals isolate the ventilators before everybody knows."


def prepared(cast: Cast, *named: Member, label: Tlp = Tlp.AMBER, case: str = "") -> tuple[str, Telling]:
    """A case, and what was prepared of its draft for these members' parties (the hospital's, if none is named)."""
    reference = case or drafted(cast)
    told = [one.organisation_id for one in named or (cast.hospital,)]
    row = actions.tell_some(reference, label=label, parties=told, early_reason=WHY, actor=cast.coordinator.viewer)
    return reference, row


def digest(member: Member, case: str, telling: UUID) -> str:
    """What a second member reads on the page."""
    row = next(one for one in seen(member, case) if one.row.pk == telling)
    return row.digest


def seen(member: Member, case: str) -> list[queries.Prepared]:
    """What a member reads in the case of what is told."""
    from medcord.drafting import queries as drafts

    rows = drafts.tellings(member.viewer, cases.case_for(member.viewer, case))
    return queries.prepared_for(member.viewer, [row.restricted for row in rows])


def told(cast: Cast, *named: Member, label: Tlp = Tlp.AMBER, case: str = "") -> tuple[str, Telling]:
    """The same, approved by a second member: they are told."""
    reference, row = prepared(cast, *named, label=label, case=case)
    approve(cast, reference, row)
    worker.drain()
    return reference, row


def approve(cast: Cast, case: str, row: Telling) -> None:
    """A second member approves what waits."""
    second = second_reader(cast.coordinator)
    actions.approve_telling(case, row.restricted, seen=digest(second, case, row.restricted), actor=second.viewer)


def reads(member: Member) -> list[str]:
    """The numbers of what a member reads."""
    return [one.row.tracking_id for one in queries.listing(member.viewer)]
