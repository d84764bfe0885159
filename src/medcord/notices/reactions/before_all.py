"""What some are told before all: a letter to each mailbox that may know, without a word of what. No digest, which lists
cases, and no webhook: a program has its feed."""

from __future__ import annotations

from medcord import ledger
from medcord.core import facts as kinds
from medcord.ledger.models import FactRow
from medcord.notices import policy
from medcord.notices.policy import Way
from medcord.notices.queries.before_all import about_restricted
from medcord.notices.reactions.telling import letter


@ledger.on(kinds.RestrictedPartyTold, kinds.RestrictedEnded, name="notices.tell-restricted")
def tell_of_restricted(fact: FactRow) -> None:
    """Tell a party that something waits, and later that it was withdrawn or is public."""
    found = about_restricted(fact)
    if found is None:
        return
    subject, posts = found
    for post in posts:
        if policy.way(post.box.how, post.weight) is not Way.NEVER:
            letter(post, subject, "")
