"""Readers of how far a draft is on its way out: approvals, the parties' stands, and a release over objections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from medcord.cases import queries as cases
from medcord.core.access import CommunicationItem, DraftItem, Permission, Viewer, may
from medcord.core.advisory import release
from medcord.core.vocabulary import Role
from medcord.drafting.models import Draft, ReleaseApproval, ReleaseOverride, ReleaseStand
from medcord.drafting.queries.crossing import item_of
from medcord.drafting.queries.matchable import waivers_of
from medcord.drafting.thanks import agreed_at
from medcord.parties import queries as parties

if TYPE_CHECKING:
    from medcord.cases.models import Case, Participant


@dataclass(frozen=True, slots=True)
class PartyStand:
    """A party that reads the draft, and its last word on the release; None while it has said nothing."""

    participant: Participant
    stand: ReleaseStand | None
    current: bool
    """Said of exactly this version."""

    @property
    def objects(self) -> bool:
        return self.stand is not None and not self.stand.armed


@dataclass(frozen=True, slots=True)
class Readiness:
    """Everything that a release is judged by. ``lacks`` are what keeps it in, in the order they have to be done."""

    approvals: list[ReleaseApproval]
    approved_by: list[str]
    parties: list[PartyStand]
    override: ReleaseOverride | None
    lacks: tuple[release.Lack, ...]

    @property
    def objecting(self) -> list[PartyStand]:
        """Parties that object."""
        return [one for one in self.parties if one.objects]


def readiness(
    viewer: Viewer, case: Case, draft: Draft, *, what: DraftItem | CommunicationItem | None = None
) -> Readiness:
    """How far the newest version of the draft is. The caller was allowed to read the draft.

    ``what`` is ``item_of`` the draft, where the caller has it already. A party that left the case objects no more; the
    words of an objection are for the agencies and the party itself.
    """
    approvals = standing(draft)
    # The words of a stand are a party's own: whoever may not read another party's comment does not read its reason.
    # Nobody says anything of a draft that was sent to nobody.
    stands = list(ReleaseStand.objects.filter(draft=draft, number__gte=draft.since)) if draft.shared_with else []
    last = {row.party_id: row for row in stands}
    # Nothing goes over an objection that nobody ever made.
    override = None if all(row.armed for row in stands) else _newest_override(draft)
    rows = [row for row in cases.participants(viewer, case) if row.party_id != case.owner_id]
    what = what or item_of(draft, case)
    reading = [row for row in rows if may(cases.stand_in(row), Permission.DRAFT_COMMENT, what).allowed]
    seen = [row for row in reading if _sees(viewer, case, row)]
    told = [_stand(row, last.get(row.party_id), draft) for row in seen]
    names = parties.member_names([row.member for row in approvals]) if approvals else {}
    by = [names[row.member] for row in approvals if row.member in names]
    here = {row.party_id for row in rows}
    values = [release.Stand(row.party_id, row.number, row.armed) for row in stands if row.party_id in here]
    lacks = release.lacks(draft.number, writers(draft), _values(approvals), values, _override(override))
    return Readiness(approvals, by, told, override, lacks)


def standing(draft: Draft) -> list[ReleaseApproval]:
    """The approvals of the newest version, as it is to go out: one from before a waiver, or from before somebody agreed
    to be thanked, was of another document."""
    agreed = agreed_at(draft)
    last = max((*(row.at for row in waivers_of(draft)), *filter(None, [agreed])), default=None)
    rows = ReleaseApproval.objects.filter(draft=draft, number=draft.number)
    return [row for row in rows if last is None or row.at > last]


def _newest_override(draft: Draft) -> ReleaseOverride | None:
    return ReleaseOverride.objects.filter(draft=draft, number=draft.number).last()


def _sees(viewer: Viewer, case: Case, row: Participant) -> bool:
    agency = viewer.role in (Role.COORDINATOR, Role.REGULATOR)
    return agency or viewer.party_id in (case.owner_id, row.party_id)


def _stand(row: Participant, stand: ReleaseStand | None, draft: Draft) -> PartyStand:
    return PartyStand(row, stand, stand is not None and stand.number == draft.number)


def writers(draft: Draft) -> frozenset[UUID]:
    """Who wrote the newest version: nobody of them approves it."""
    return frozenset({draft.saved_by} if draft.saved_by else ())


def _values(approvals: list[ReleaseApproval]) -> list[release.Approval]:
    return [release.Approval(row.member, row.number) for row in approvals]


def _override(row: ReleaseOverride | None) -> release.Override | None:
    if row is None:
        return None
    return release.Override(row.number, frozenset(UUID(one) for one in row.parties), row.member, row.second)
