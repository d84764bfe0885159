"""What members chose, and which digests are due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from medcord.cases import queries as cases
from medcord.core.access import Viewer, ViewerKind
from medcord.core.refusals import NotFound
from medcord.ledger import queries as ledger
from medcord.notices import policy
from medcord.notices.models import Choice, Digest, Notice
from medcord.notices.policy import How
from medcord.notices.queries.audience import Mailbox, mailboxes
from medcord.parties import queries as parties

DIGEST_HOUR = 8
SYSTEM = Viewer(kind=ViewerKind.SYSTEM)


def choice_of(viewer: Viewer, *, own: bool) -> How | None:
    """What the viewer chose for itself (``own``), or its party for the mailbox; None where nothing was chosen."""
    if viewer.party_id is None or not viewer.active:
        raise NotFound("page")
    row = Choice.objects.filter(party=viewer.party_id, member=viewer.member_id if own else None).first()
    return How(row.how) if row else None


def digests_due(now: datetime) -> Iterator[Mailbox]:
    """Mailboxes where it is past the hour of the digest, whose day it is, and that got none today."""
    due = {}
    for row in parties.directory(SYSTEM):
        here = now.astimezone(ZoneInfo(row.time_zone))
        if here.hour >= DIGEST_HOUR:
            due[row.pk] = here.date()
    had = set(Digest.objects.filter(party__in=due).values_list("party", "member", "day"))
    for party, boxes in mailboxes(due).items():
        for box in boxes:
            waits = policy.says_digest_today(box.how, due[party].weekday())
            if waits and (party, box.member, due[party]) not in had:
                yield box


def local_day(party: UUID, now: datetime) -> datetime:
    """The instant in the party's own zone."""
    rows, _ = parties.post_of([party])
    return now.astimezone(ZoneInfo(rows[party].time_zone))


def waiting_for(box: Mailbox) -> list[Notice]:
    """Notices that wait for the digest of a mailbox, oldest first."""
    found = Notice.objects.filter(party=box.party, member=box.member, state=Notice.State.WAITING)
    return list(found.order_by("at", "id"))


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain of an open case stands. ``owned``: the mailbox belongs to the case's coordinator."""

    reference: str
    seq: int
    digest: str
    owned: bool


def heads_for(box: Mailbox) -> list[Head]:
    """Open cases of a mailbox with the end of each chain, by reference."""
    found = {f"case:{case.pk}": case for case in cases.newest_open(box.viewer, cases.visible(box.viewer))}
    ends = ledger.heads_of(found).items()
    heads = [Head(found[one].reference, seq, digest, found[one].owner_id == box.party) for one, (seq, digest) in ends]
    return sorted(heads, key=lambda head: head.reference)


def last_heads(box: Mailbox) -> str:
    """The digest of the heads that went to a mailbox last."""
    row = Digest.objects.filter(party=box.party, member=box.member).order_by("-day").first()
    return row.heads if row else ""
