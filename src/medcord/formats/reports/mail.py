"""A mail as a mailbox saves it (.eml): its subject, its text and what hangs on it. Who sent it is left out."""

from __future__ import annotations

import email
from email import policy
from email.message import EmailMessage, Message, MIMEPart
from html.parser import HTMLParser

from medcord.formats.reports.numbers import numbers_in
from medcord.formats.reports.value import Arrived

LONGEST_TEXT = 20_000
MOST_FILES = 10


class _Words(HTMLParser):
    """The words of an HTML mail, without what a browser would not show."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._hidden += tag in ("script", "style", "head")
        if tag in ("p", "br", "div", "li", "tr", "h1", "h2", "h3", "blockquote"):
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in ("script", "style", "head")))

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.said.append(data)


def read(data: bytes) -> Arrived:
    """The mail. What cannot be read of it as text stays as a file."""
    message = email.message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    title = _header(message, "subject")
    text = _body(message)
    files = tuple(_files(message))[:MOST_FILES]
    return Arrived("mail", title[:200], text[:LONGEST_TEXT], numbers_in(title, text), files=files)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, IndexError, AttributeError):  # the parser trips over some broken headers
        return ""


def _body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    text = _text(part)
    if part.get_content_subtype() != "html":
        return text.strip()
    words = _Words()
    words.feed(text)
    lines = (" ".join(line.split()) for line in "".join(words.said).splitlines())
    return "\n".join(line for line in lines if line)


def _text(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except (LookupError, KeyError, ValueError):  # a character set nobody knows
        payload = part.get_payload(decode=True)
        return payload.decode("latin-1") if isinstance(payload, bytes) else str(part.get_payload())


def _files(message: EmailMessage) -> list[tuple[str, bytes]]:
    found = []
    for number, part in enumerate(message.iter_attachments(), start=1):
        name = (part.get_filename() or f"attachment-{number}")[-160:]
        data = _bytes(part)
        if data:
            found.append((name, data))
    return found


def _bytes(part: Message) -> bytes:
    if part.get_content_maintype() in ("message", "multipart"):
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else part
        return first.as_bytes() if isinstance(first, Message) else b""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
