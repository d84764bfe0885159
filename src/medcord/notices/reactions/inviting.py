"""A call that is convened, moved or cancelled becomes letters with an invitation for the calendar, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from medcord import ledger
from medcord.calls import queries as calls
from medcord.core.calls import CallWay
from medcord.core.facts import CallCancelled, CallChanged, CallConvened, CallMemberNamed, CallMemberReleased
from medcord.gateways import clock
from medcord.ledger import letters
from medcord.ledger.models import FactRow, OutgoingLetter
from medcord.notices import queries
from medcord.notices.models import Notice
from medcord.notices.queries import Post
from medcord.notices.reactions.telling import SUBJECTS

if TYPE_CHECKING:
    from medcord.calls.models import Call


@ledger.on(CallConvened, CallChanged, CallCancelled, name="notices.invitations")
def invite(fact: FactRow) -> None:
    """Write one letter to each mailbox that is meant. A series is one invitation, mailed with its first call."""
    call = calls.for_reaction(UUID(fact.data["call"]))
    whole = fact.kind == "CallConvened" and call.series is not None
    if whole and call.series and call.planned != call.series.first:
        return
    Notice.objects.bulk_create(
        Notice(
            fact=fact.id,
            kind=fact.kind,
            stream=f"call:{call.pk}",
            party=post.box.party,
            member=post.box.member,
            words=post.words,
            at=fact.at,
            state=Notice.State.POSTED,
            letter=_letter(call, post, series=whole),
        )
        for post in queries.posts_of_call(fact)
    )


@ledger.on(CallMemberNamed, CallMemberReleased, name="notices.call-people")
def tell_named(fact: FactRow) -> None:
    """Send the member whom its party named the invitation, and whom it does not need any more the end of it."""
    call = calls.for_reaction(UUID(fact.data["call"]))
    for post in queries.post_to_named(fact):
        letter = _letter(call, post, series=False, over=fact.kind == "CallMemberReleased")
        Notice.objects.create(
            fact=fact.id,
            kind=fact.kind,
            stream=f"call:{call.pk}",
            party=post.box.party,
            member=post.box.member,
            words=post.words,
            at=fact.at,
            state=Notice.State.POSTED,
            letter=letter,
        )


def _letter(call: Call, post: Post, *, series: bool, over: bool = False) -> OutgoingLetter:
    begins = "now" if call.starts <= clock.now() else f"on {call.starts:%-d %B %Y at %H:%M} UTC"
    again = f", and again every {call.series.every_days} days" if series and call.series else ""
    begins = f"It begins {begins}{again}"
    if call.cancelled_at is not None:
        begins = "It does not take place"
    act = "join it" if call.way == CallWay.EMERGENCY else "see its agenda and how to dial in"
    body = f"{post.words} ({call.reference}). {begins}.\n\nSign in to {act}:\n{letters.link(calls.path_of(call))}\n"
    return letters.write(
        to=post.box.address,
        subject=SUBJECTS[post.weight],
        body=body,
        party=post.box.party,
        calendar=calls.invitation(call, post.box.address, series=series, over=over),
    )
