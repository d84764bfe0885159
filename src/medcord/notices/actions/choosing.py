"""What reaches whom: the choice, and the digest that comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import IntegrityError

from medcord import ledger
from medcord.core.access import MemberItem, NoticeItem, Permission, Viewer, require
from medcord.core.facts import Code, DigestWritten, NoticesChosen
from medcord.core.facts import Digest as DigestOf
from medcord.core.refusals import EditedMeanwhile, NotFound
from medcord.ledger import letters
from medcord.notices.models import Choice, Digest, Notice
from medcord.notices.policy import How
from medcord.notices.queries import Mailbox


@ledger.action
def choose_for_me(how: How, *, actor: Viewer) -> Choice:
    """What reaches the acting member in person."""
    if actor.member_id is None or actor.party_id is None:
        raise NotFound("page")
    require(actor, Permission.MEMBER_SELF_WRITE, MemberItem(actor.member_id, actor.party_id))
    return _choose(actor.party_id, actor.member_id, how, actor)


@ledger.action
def choose_for_mailbox(how: How, *, actor: Viewer) -> Choice:
    """What reaches the mailbox of the acting member's party, and members who chose nothing where there is none."""
    if actor.party_id is None:
        raise NotFound("page")
    require(actor, Permission.NOTICE_CHOOSE, NoticeItem(actor.party_id))
    return _choose(actor.party_id, None, how, actor)


def _choose(party: UUID, member: UUID | None, how: How, actor: Viewer) -> Choice:
    row = Choice.objects.select_for_update().filter(party=party, member=member).first()
    row = row or Choice(party_id=party, member=member)
    row.how = how.value
    try:
        ledger.commit(rows=[row], facts=[NoticesChosen(party, member, Code(how.value))], actor=actor)
    except IntegrityError:  # two chose for the same mailbox for the first time, at the same instant
        raise EditedMeanwhile("choice") from None
    return row


@ledger.action
def write_digest(
    box: Mailbox,
    *,
    day: date,
    subject: str,
    body: str,
    notices: Sequence[Notice],
    heads: str,
    cases: int,
    actor: Viewer,
) -> Digest:
    """One digest to one mailbox. A second one on the same day meets the constraint, so that two workers write one."""
    letter = letters.write(to=box.address, subject=subject, body=body, party=box.party)
    row = Digest(party_id=box.party, member=box.member, day=day, letter=letter.id, heads=heads)
    for notice in notices:
        notice.state, notice.letter = Notice.State.POSTED, letter
    Notice.objects.bulk_update(notices, ["state", "letter"])
    fact = DigestWritten(box.party, box.member, letter.id, len(notices), cases, DigestOf(heads))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row
