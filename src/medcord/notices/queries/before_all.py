"""Who is told of what some read before all (89): those who may read it, at the parties that were told."""

from __future__ import annotations

from uuid import UUID

from medcord.core.access import Permission, may
from medcord.ledger.models import FactRow
from medcord.notices import policy
from medcord.notices.queries.audience import Post, mailboxes
from medcord.notices.queries.subjects import Subject
from medcord.restricted import queries as restricted


def about_restricted(fact: FactRow) -> tuple[Subject, list[Post]] | None:
    """One as it may be named, and who is told of it now; None where nobody is."""
    row, entry = restricted.for_reaction(UUID(fact.data["advisory"])), policy.of_restricted(fact.kind, fact.data)
    if row is None or entry is None:
        return None
    told = {one.party_id for one in restricted.named_of(row.pk) if one.told_at and not one.removed_at}
    asked = told & {UUID(fact.data["party"])} if "party" in fact.data else told
    item = restricted.item_of(row, told)
    posts = [
        Post(box, entry.words, entry.weight)
        for group in mailboxes(sorted(asked)).values()
        for box in group
        if may(box.viewer, Permission.RESTRICTED_READ, item).allowed
    ]
    return Subject("advisory", row.tracking_id, f"/restricted/{row.tracking_id}"), posts
