"""What a way to send mail can do."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail. ``message_id`` is fixed when the letter is written, so that a repeat after a kill is recognised as
    one."""

    message_id: str
    sender: str
    to: str
    subject: str
    body: str

    def as_message(self) -> EmailMessage:
        message = EmailMessage()
        message["Message-ID"] = self.message_id
        message["From"], message["To"], message["Subject"] = self.sender, self.to, self.subject
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self.body)
        return message


class Mail(Protocol):
    """Sends or raises OSError (smtplib's errors are OSErrors); never swallows."""

    def send(self, letter: Letter) -> None: ...
