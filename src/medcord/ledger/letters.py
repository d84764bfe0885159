"""Letters: written in the transaction of the reaction that wants them, sent afterwards, at least once."""

from __future__ import annotations

import uuid
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from medcord.core.exercise import marked, told
from medcord.gateways import clock
from medcord.gateways.mail import FolderMail, Letter, Mail, MailRefused, SmtpMail
from medcord.ledger.models import OutgoingLetter
from medcord.ledger.outbox import MOST_ATTEMPTS
from medcord.ledger.ticks import every

TAKEN_OUT = "The link that stood here was taken out."


@dataclass(frozen=True, slots=True)
class OneTimeLink:
    """A link that stands in a letter: whose it is, and until when it opens something. Whoever reads the database must
    not be able to use it, so the body is emptied once the letter is handed over or the link is over."""

    of: uuid.UUID
    open_until: datetime


def write(
    *,
    to: str,
    subject: str,
    body: str,
    party: uuid.UUID | None = None,
    link: OneTimeLink | None = None,
    calendar: str = "",
) -> OutgoingLetter:
    """Queue one mail. Subject and body say that there is news and where, never what: mail is not a private road.
    ``calendar`` is an invitation that goes along, and is as silent."""
    domain = settings.MEDCORD_MAIL_FROM.rpartition("@")[2] or "localhost"
    now = clock.now()
    return OutgoingLetter.objects.create(
        message_id=f"<{uuid.uuid4()}@{domain}>",
        party=party,
        to=to,
        subject=subject,
        body=body,
        calendar=calendar,
        written_at=now,
        due=now,
        link=link.of if link else None,
        open_until=link.open_until if link else None,
    )


def take_out(link: uuid.UUID) -> None:
    """Empty the letter of a one-time link that was used or taken back; one that has not left yet does not leave."""
    _empty(OutgoingLetter.objects.filter(link=link))


@every(timedelta(hours=1), name="ledger.expired-links")
def take_out_expired() -> None:
    """Empty letters whose link opens nothing any more."""
    _empty(OutgoingLetter.objects.filter(open_until__lte=clock.now()))


def _empty(letters: QuerySet[OutgoingLetter]) -> None:
    full = letters.exclude(body=TAKEN_OUT)
    full.filter(state__in=(OutgoingLetter.State.WAITING, OutgoingLetter.State.DEAD)).update(
        body=TAKEN_OUT, state=OutgoingLetter.State.DROPPED, error="link-over"
    )
    full.update(body=TAKEN_OUT)


def gateway() -> Mail:
    """SMTP where a server is set, else a folder of .eml files."""
    url = settings.MEDCORD_SMTP_URL
    return SmtpMail(url) if url else FolderMail(settings.MEDCORD_HOME / "mail")


def send_one(mail: Mail) -> bool:
    """Send the letter that is due longest; False when none is due. A failed one is tried again with growing pauses."""
    with held_by_one_worker():
        waiting = OutgoingLetter.objects.filter(state=OutgoingLetter.State.WAITING, due__lte=clock.now())
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        row = waiting.order_by("due").first()
        if row is None:
            return False
        # A letter that was taken back while it was on its way stays so.
        OutgoingLetter.objects.filter(pk=row.pk, state=OutgoingLetter.State.WAITING).update(**_send(row, mail))
    return True


def _send(row: OutgoingLetter, mail: Mail) -> dict[str, object]:
    """Hand a letter over; what became of it, as columns."""
    sender = settings.MEDCORD_MAIL_FROM
    drill = settings.MEDCORD_DRILL
    body = f"{told(drill)}\n\n{row.body}" if drill else row.body
    subject = marked(row.subject, drill)
    letter = Letter(row.message_id, sender, row.to, subject, body, row.written_at, row.calendar)
    try:
        mail.send(letter)
    except OSError as error:
        attempts = row.attempts + 1
        reason = (error.reason if isinstance(error, MailRefused) else type(error).__name__)[:80]
        failed = {"attempts": attempts, "error": reason, "due": clock.now() + pause_after(attempts)}
        permanent = isinstance(error, MailRefused) and error.permanent
        dead = {"state": OutgoingLetter.State.DEAD, "failed_at": clock.now()}
        return failed | (dead if permanent or attempts >= MOST_ATTEMPTS else {})
    sent = {"state": OutgoingLetter.State.SENT, "sent_at": clock.now(), "error": ""}
    return sent | ({"body": TAKEN_OUT} if row.link else {})


def pause_after(attempts: int) -> timedelta:
    """How long a letter waits after its n-th failure: 12 attempts take about two days, as long as mail servers wait for
    one another."""
    return timedelta(seconds=min(6 * 3600, 5 * 4**attempts))


def held_by_one_worker() -> AbstractContextManager[object]:
    """On PostgreSQL, where several workers may run, the letter's own row stays locked while it is sent, so that nobody
    else takes it; a kill frees it. SQLite has one writer and one worker: nothing may be held there while mail goes out.
    """
    return transaction.atomic() if connection.features.has_select_for_update_skip_locked else nullcontext()


def link(path: str) -> str:
    """The full address of a page of this node."""
    return f"{settings.MEDCORD_URL}{path}"
