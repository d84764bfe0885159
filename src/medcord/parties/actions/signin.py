"""Members come and go."""

from __future__ import annotations

from medcord import ledger
from medcord.core.facts import MemberSignedIn, MemberSignedOut
from medcord.parties.models import Member


@ledger.action
def record_sign_in(member: Member) -> None:
    """Leave the fact that a member signed in."""
    ledger.commit(facts=[MemberSignedIn(member.organisation_id, member.id)], actor=member.viewer)


@ledger.action
def record_sign_out(member: Member) -> None:
    """Leave the fact that a member signed out."""
    ledger.commit(facts=[MemberSignedOut(member.organisation_id, member.id)], actor=member.viewer)
