"""Letters: written in the transaction of the reaction that wants them, sent afterwards, at least once."""

from __future__ import annotations

import uuid
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction

from medcord.gateways import clock
from medcord.gateways.mail import FolderMail, Letter, Mail, MailRefused, SmtpMail
from medcord.ledger.models import OutgoingLetter
from medcord.ledger.outbox import MOST_ATTEMPTS


def write(*, to: str, subject: str, body: str, party: uuid.UUID | None = None) -> OutgoingLetter:
    """Queue one mail. Subject and body say that there is news and where, never what: mail is not a private road."""
    domain = settings.MEDCORD_MAIL_FROM.rpartition("@")[2] or "localhost"
    now = clock.now()
    return OutgoingLetter.objects.create(
        message_id=f"<{uuid.uuid4()}@{domain}>",
        party=party,
        to=to,
        subject=subject,
        body=body,
        written_at=now,
        due=now,
    )


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
        _send(row, mail)
        row.save()
    return True


def _send(row: OutgoingLetter, mail: Mail) -> None:
    letter = Letter(row.message_id, settings.MEDCORD_MAIL_FROM, row.to, row.subject, row.body, row.written_at)
    try:
        mail.send(letter)
    except OSError as error:
        row.attempts += 1
        row.error = (error.reason if isinstance(error, MailRefused) else type(error).__name__)[:80]
        row.due = clock.now() + pause_after(row.attempts)
        permanent = isinstance(error, MailRefused) and error.permanent
        if permanent or row.attempts >= MOST_ATTEMPTS:
            row.state, row.failed_at = OutgoingLetter.State.DEAD, clock.now()
    else:
        row.state, row.sent_at, row.error = OutgoingLetter.State.SENT, clock.now(), ""


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
