"""Letters: written in the transaction of the reaction that wants them, sent afterwards, at least once."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from medcord.gateways import clock
from medcord.gateways.mail import FolderMail, Letter, Mail, SmtpMail
from medcord.ledger.models import OutgoingLetter
from medcord.ledger.outbox import MOST_ATTEMPTS

CLAIM = timedelta(seconds=30)  # longer than the mail gateway's own time-out


def write(*, to: str, subject: str, body: str) -> None:
    """Queue one mail. Subject and body say that there is news and where, never what: mail is not a private road."""
    domain = settings.MEDCORD_MAIL_FROM.rpartition("@")[2] or "localhost"
    OutgoingLetter.objects.create(
        message_id=f"<{uuid.uuid4()}@{domain}>", to=to, subject=subject, body=body, due=clock.now()
    )


def gateway() -> Mail:
    """SMTP where a server is set, else a folder of .eml files."""
    url = settings.MEDCORD_SMTP_URL
    return SmtpMail(url) if url else FolderMail(settings.MEDCORD_HOME / "mail")


def send_one(mail: Mail) -> bool:
    """Send the letter that is due longest; False when none is due. A failed one is tried again with growing pauses."""
    now = clock.now()
    row = _claim(now)
    if row is None:
        return False
    letter = Letter(row.message_id, settings.MEDCORD_MAIL_FROM, row.to, row.subject, row.body)
    try:
        mail.send(letter)
    except OSError as error:
        row.attempts += 1
        row.error = type(error).__name__[:80]
        row.due = now + timedelta(seconds=min(3600, 2**row.attempts))
        row.state = OutgoingLetter.State.DEAD if row.attempts >= MOST_ATTEMPTS else OutgoingLetter.State.WAITING
    else:
        row.state, row.sent_at = OutgoingLetter.State.SENT, clock.now()
    with transaction.atomic():
        row.save()
    return True


def _claim(now: datetime) -> OutgoingLetter | None:
    """The letter due longest, put off for a while so that no other worker takes it at the same time.

    A worker that dies in that while leaves it due again: sent at most once more, with the same Message-ID.
    """
    waiting = OutgoingLetter.objects.filter(state=OutgoingLetter.State.WAITING, due__lte=now).order_by("due")
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        row = waiting.first()
        if row is not None:
            OutgoingLetter.objects.filter(pk=row.pk).update(due=now + CLAIM)
    return row


def link(path: str) -> str:
    """The full address of a page of this node."""
    return f"{settings.MEDCORD_URL}{path}"
