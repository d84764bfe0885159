"""The digest: what waited, by case, and where the chains of the open cases stand. At eight in the party's morning.

The hash of a chain in a mail outside the house shows later whether somebody rewrote the chain. Its number goes to the
case's coordinator alone: others could count by it what they may not know of.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.gateways import clock
from medcord.ledger import letters
from medcord.ledger import queries as facts
from medcord.notices import actions, policy, queries
from medcord.notices.models import Notice
from medcord.notices.queries import Mailbox

log = logging.getLogger(__name__)

SYSTEM = Viewer(kind=ViewerKind.SYSTEM)
SUBJECT = "medcord: what happened since the last digest"


@ledger.every(timedelta(minutes=5), name="notices.digests")
def write_digests() -> None:
    """Write what is due. Run again, or by several workers, it writes each digest once."""
    now = clock.now()
    for box in list(queries.digests_due(now)):
        try:
            _one(box)
        except IntegrityError:  # another worker wrote this one a moment before
            log.info("a digest was written by another worker")


def _one(box: Mailbox) -> None:
    notices = _still_theirs(queries.waiting_for(box), box)
    heads = list(_heads(box)) if box.how in policy.HEADS else []
    digest = hashlib.sha256("\n".join(heads).encode()).hexdigest() if heads else ""
    if not notices and (not heads or digest == queries.last_heads(box)):
        return
    day = queries.local_day(box.party, clock.now()).date()
    actions.write_digest(
        box,
        day=day,
        subject=SUBJECT,
        body="\n".join([*_news(notices, box.party), *_chains(heads), *_foot()]),
        notices=notices,
        heads=digest,
        cases=len(heads),
        actor=SYSTEM,
    )


def _still_theirs(waiting: Sequence[Notice], box: Mailbox) -> list[Notice]:
    """What the mailbox may still know of; the rest is withheld for good."""
    found = [(notice, facts.fact(notice.fact)) for notice in waiting]
    theirs = {notice.pk for notice, fact in found if fact is not None and queries.may_know(fact, box.viewer)}
    if withheld := [notice.pk for notice in waiting if notice.pk not in theirs]:
        Notice.objects.filter(pk__in=withheld).update(state=Notice.State.WITHHELD)
    return [notice for notice in waiting if notice.pk in theirs]


def _news(notices: Iterable[Notice], party: UUID) -> Iterator[str]:
    by_stream: dict[str, Counter[str]] = {}
    for notice in notices:
        by_stream.setdefault(notice.stream, Counter())[notice.words] += 1
    for stream, words in by_stream.items():
        subject = queries.subject_of(stream, party)
        if subject is None:
            continue
        yield subject.reference
        yield from (f"  {said}{f' ({count} times)' if count > 1 else ''}" for said, count in words.items())
        yield f"  {letters.link(subject.path)}"
        yield ""


def _heads(box: Mailbox) -> Iterator[str]:
    for head in queries.heads_for(box):
        yield f"  {head.reference}  {head.digest}{f'  after fact {head.seq}' if head.owned else ''}"


def _chains(heads: Sequence[str]) -> Iterator[str]:
    if heads:
        yield "Where the ledger of each open case stands. Keep this mail: it shows if a ledger is rewritten later."
        yield from heads
        yield ""


def _foot() -> Iterator[str]:
    yield "What reaches you, and when, is yours to choose:"
    yield letters.link("/notices")
    yield ""
