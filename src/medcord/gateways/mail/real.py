"""Mail by SMTP, or into a folder where no mail server is set."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from medcord.gateways.mail.protocol import Letter, MailRefused


class SmtpMail:
    """``url`` is smtp://[user:password@]host[:port] or smtps://….

    Plain smtp goes over to TLS when the server offers it; ``?tls=required`` sends nothing otherwise, ``?tls=none`` does
    not ask. The certificate must be valid (``&ca=FILE`` names other authorities). A password leaves over TLS only,
    except to this machine.
    """

    def __init__(self, url: str, timeout: float = 20.0) -> None:
        self._url = urlsplit(url)
        asked = parse_qs(self._url.query)
        self._tls = asked.get("tls", ["offered"])[-1]
        self._ca = asked.get("ca", [None])[-1]
        self._timeout = timeout

    def send(self, letter: Letter) -> None:
        with _told_apart(), closing(self._server()) as server:
            self._sign_in(server, secured=self._secure(server))
            server.send_message(letter.as_message(), from_addr=letter.sender, to_addrs=[letter.to])
            with suppress(OSError):  # it was taken: what goes wrong in saying goodbye must not send it twice
                server.quit()

    def _server(self) -> smtplib.SMTP:
        url = self._url
        host, port = url.hostname or "localhost", url.port or 0
        if url.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=self._timeout, context=self._context())
        return smtplib.SMTP(host, port, timeout=self._timeout)

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._ca)

    def _secure(self, server: smtplib.SMTP) -> bool:
        """Whether what is said from now on is said over TLS."""
        if self._url.scheme == "smtps":
            return True
        server.ehlo_or_helo_if_needed()
        if self._tls != "none" and server.has_extn("starttls"):
            server.starttls(context=self._context())
            return True
        if self._tls == "required":
            raise MailRefused("tls-not-offered")
        return False

    def _sign_in(self, server: smtplib.SMTP, *, secured: bool) -> None:
        url = self._url
        if not url.username:
            return
        if not secured and not _is_this_machine(url.hostname or "localhost"):
            raise MailRefused("password-without-tls")
        try:
            server.login(unquote(url.username), unquote(url.password or ""))
        except smtplib.SMTPException:
            # The node's settings are wrong, not the letter: it waits until they are right.
            raise MailRefused("sign-in-refused") from None


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def _told_apart() -> Iterator[None]:
    """Say of each failure what kind it is. Only a lasting no to this recipient or this letter is permanent (RFC 5321,
    4.2.1); one to us or to the connection may be mended."""
    try:
        yield
    except MailRefused:
        raise
    except smtplib.SMTPRecipientsRefused as refused:
        code = max((code for code, _ in refused.recipients.values()), default=0)
        raise _by_code(code, "recipient") from None
    except smtplib.SMTPDataError as refused:
        raise _by_code(refused.smtp_code, "message") from None
    except smtplib.SMTPSenderRefused:
        raise MailRefused("sender-refused") from None
    except ssl.SSLError:
        raise MailRefused("tls-failed") from None
    except smtplib.SMTPServerDisconnected:
        raise MailRefused("connection-lost") from None
    except smtplib.SMTPException:
        raise MailRefused("server-refused") from None
    except OSError as error:
        raise MailRefused("timeout" if isinstance(error, TimeoutError) else "server-unreachable") from None


def _by_code(code: int, what: str) -> MailRefused:
    return MailRefused(f"{what}-refused", permanent=True) if code >= 500 else MailRefused(f"{what}-put-off")


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
