"""What a way to send mail can do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Protocol

_METHOD = re.compile(r"^METHOD:([A-Z]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail. ``message_id`` and ``at`` are fixed when the letter is written, so that a repeat after a kill is the
    same letter. ``calendar`` is an invitation (text/calendar) that calendars take out of it."""

    message_id: str
    sender: str
    to: str
    subject: str
    body: str
    at: datetime | None = None
    calendar: str = ""

    def as_message(self) -> EmailMessage:
        message = EmailMessage()
        message["Message-ID"] = self.message_id
        message["From"], message["To"], message["Subject"] = self.sender, self.to, self.subject
        if self.at is not None:
            message["Date"] = format_datetime(self.at)
        # No answer by a machine is wanted: out-of-office notes would travel between machines for ever.
        message["Auto-Submitted"] = "auto-generated"
        message["Precedence"] = "bulk"
        message["X-Auto-Response-Suppress"] = "All"
        message.set_content(self.body)
        if self.calendar:
            said = _METHOD.search(self.calendar)
            method = {"method": said.group(1)} if said else {}
            message.add_alternative(self.calendar, subtype="calendar", params=method)
        return message


class MailRefused(OSError):
    """The mail server, or the way to it, said no. ``reason`` is a short code of the kind of failure, never what the
    server said; ``permanent``: trying this letter again cannot help."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.permanent = reason, permanent


class Mail(Protocol):
    """Sends, or raises MailRefused or another OSError; never swallows."""

    def send(self, letter: Letter) -> None: ...
