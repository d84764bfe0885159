"""Mail by SMTP, or into a folder where no mail server is set."""

from __future__ import annotations

import re
import smtplib
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from medcord.gateways.mail.protocol import Letter


class SmtpMail:
    """``url`` is smtp://[user:password@]host[:port] or smtps://…; plain smtp upgrades to TLS when the server offers
    it."""

    def __init__(self, url: str, timeout: float = 20.0) -> None:
        self._url = urlsplit(url)
        self._timeout = timeout

    def send(self, letter: Letter) -> None:
        url = self._url
        kind = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
        with kind(url.hostname or "localhost", url.port or 0, timeout=self._timeout) as server:
            if url.scheme == "smtp":
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls()
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            server.send_message(letter.as_message())


class FolderMail:
    """Writes each letter as one .eml file named by its Message-ID, so that a repeat overwrites itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, letter: Letter) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = re.sub(r"[^A-Za-z0-9.-]", "_", letter.message_id)
        (self._folder / f"{name}.eml").write_bytes(letter.as_message().as_bytes())


def forget_in_folder(folder: Path, address: str) -> int:
    """Remove the letters to an address from a folder of mails; how many."""
    gone = 0
    for path in folder.glob("*.eml"):
        with path.open("rb") as file:
            told = BytesHeaderParser().parse(file)["To"] or ""
        if parseaddr(told)[1].casefold() == address.casefold():
            path.unlink(missing_ok=True)
            gone += 1
    return gone
