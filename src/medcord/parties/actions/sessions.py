"""A member's open web sessions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from medcord import ledger
from medcord.core.access import Viewer
from medcord.core.facts import Code, Fact, SessionsEnded
from medcord.core.refusals import NotFound
from medcord.parties.models import Member, WebSession
from medcord.parties.queries import signin as queries


@ledger.action
def end_session(name: UUID, *, actor: Viewer) -> None:
    """End one of the actor's own sessions at once."""
    member = queries.own_member(actor)
    found = WebSession.objects.filter(member=member, name=name)
    if not found.exists():
        raise NotFound("session")
    fact = SessionsEnded(member.organisation_id, member.id, 1, Code("by-member"))
    ledger.commit(gone=[found], facts=[fact], actor=actor)


@ledger.action
def end_other_sessions(key: str, *, why: str = "by-member", actor: Viewer) -> int:
    """End all of the actor's sessions but the one with this key; how many there were. One fact, even for none: that
    somebody wished it is worth knowing."""
    member = queries.own_member(actor)
    found = WebSession.objects.filter(member=member).exclude(session_key=key)
    count = found.count()
    fact = SessionsEnded(member.organisation_id, member.id, count, Code(why))
    ledger.commit(gone=[found], facts=[fact], actor=actor)
    return count


def sessions_of(member: Member, why: str) -> tuple[list[QuerySet[Any]], list[Fact]]:
    """A member's open sessions as a set to delete, and the fact of it, for verbs that end them all."""
    found = WebSession.objects.filter(member=member)
    count = found.count()
    if not count:
        return [], []
    return [found], [SessionsEnded(member.organisation_id, member.id, count, Code(why))]
