"""What parties do when a fact arrives: a member is told by mail when the ways to sign in change."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from medcord import ledger
from medcord.core.facts import (
    FactorAdded,
    FactorRemoved,
    IdentityLinked,
    IdentityUnlinked,
    RecoveryCodeUsed,
    RecoveryLinkConfirmed,
    RecoveryLinkIssued,
    RecoveryLinkUsed,
)
from medcord.core.vocabulary import MemberRole
from medcord.gateways import clock
from medcord.ledger import letters
from medcord.ledger.models import FactRow
from medcord.parties.models import Member, WebSession
from medcord.parties.queries import signin as queries


@ledger.on(
    FactorAdded,
    FactorRemoved,
    IdentityLinked,
    IdentityUnlinked,
    RecoveryCodeUsed,
    RecoveryLinkIssued,
    RecoveryLinkUsed,
    name="parties.tell-member",
)
def tell_member(fact: FactRow) -> None:
    """Somebody who took an account over must not be able to change it unseen."""
    member = queries.active_member(fact.data["member"])
    if member is not None:
        letters.write(
            to=member.email,
            subject="medcord: your sign-in was changed",
            body="How you sign in to medcord was changed, or a way back in was made for you. Look at what happened:\n"
            f"{letters.link('/account/sign-ins')}\n"
            "If it was not you, end all other sessions there and tell an administrator of your party.\n",
        )


@ledger.on(RecoveryLinkIssued, RecoveryLinkConfirmed, name="parties.tell-administrators")
def tell_administrators(fact: FactRow) -> None:
    """The other administrators learn of each way back: one of them may have to confirm it, all should know of it."""
    meant = queries.active_member(fact.data["member"])
    if meant is None:
        return
    administrators = Member.objects.filter(level=MemberRole.ADMINISTRATOR.value, is_active=True)
    others = administrators.filter(organisation=meant.organisation_id)
    for email in others.exclude(pk__in=[meant.pk, fact.actor or UUID(int=0)]).values_list("email", flat=True):
        letters.write(
            to=email,
            subject="medcord: a colleague's way back in",
            body="An administrator, or whoever runs the node, made or confirmed a way back in for a member of your "
            f"party. See it, and confirm it if you must:\n{letters.link('/party/sign-ins')}\n",
        )


@ledger.every(timedelta(hours=1), name="parties.forget-sessions")
def forget_sessions() -> None:
    """Delete sessions that are over: nobody needs to know who had one."""
    WebSession.objects.filter(expire_date__lt=clock.of_machine()).delete()
