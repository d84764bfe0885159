"""Which kind of file it is, and what it says."""

from __future__ import annotations

import json
import re

from medcord.core.refusals import UnreadableFile
from medcord.formats.reports.mail import read as read_mail
from medcord.formats.reports.numbers import numbers_in
from medcord.formats.reports.structured import read as read_json
from medcord.formats.reports.value import Arrived

LARGEST = 25 * 1024 * 1024
LONGEST_TEXT = 20_000
_HEADER = re.compile(rb"\A(?:From |[!-9;-~]+:[ \t].*\r?\n)")
_MAIL_HEADERS = re.compile(rb"^(from|to|subject|date|message-id|received|mime-version):", re.IGNORECASE | re.MULTILINE)


def read_report(name: str, data: bytes) -> Arrived:
    """Read a mail, text or JSON file. Raises UnreadableFile when it is none of these, empty or too large."""
    if not data.strip():
        raise UnreadableFile(name, "it is empty.", "Choose it again, or paste its text.", code="empty-file")
    if len(data) > LARGEST:
        raise UnreadableFile(name, "it is larger than 25 MB.", "Take the attachments out first.", code="large-file")
    if b"\x00" in data[:4096]:
        todo = "Save the mail as .eml or .txt, or paste its text."
        raise UnreadableFile(name, "it is neither a mail, nor text, nor JSON.", todo, code="not-a-report")
    if data.lstrip()[:1] in (b"{", b"["):
        return read_json(name, _document(name, data))
    if _HEADER.match(data) and len(_MAIL_HEADERS.findall(data[:16_384])) >= 2:
        return read_mail(data)
    text = _decoded(data)
    title = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return Arrived("text", title[:200], text.strip()[:LONGEST_TEXT], numbers_in(text))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _document(name: str, data: bytes) -> object:
    try:
        return json.loads(data)
    except (UnicodeDecodeError, RecursionError) as error:
        raise UnreadableFile(name, "it is not JSON text.", "Export it again.", code="broken-json") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UnreadableFile(
            name, f"broken JSON ({error.msg}).", "Export it again.", where=where, code="broken-json"
        ) from error
