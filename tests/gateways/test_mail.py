"""A real mail server says yes, no, and not now; each is told apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from medcord.gateways.mail import FolderMail, Letter, MailRefused, SmtpMail
from tests.gateways.servers import certificate, context_of, free_port

WRITTEN = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


class Box:
    """What came, and what to say to whom."""

    def __init__(self) -> None:
        self.came: list[Message] = []
        self.users: list[str] = []
        self.secured: list[bool] = []
        self.at_data = "250 taken"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:
        refused = {"gone": "550 5.1.1 no such user", "full": "452 4.2.2 mailbox full", "later": "451 4.7.1 greylisted"}
        name = address.partition("@")[0]
        if name in refused:
            return refused[name]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, session: Any, envelope: Envelope) -> str:
        self.came.append(message_from_bytes(envelope.content or b""))
        self.secured.append(session.ssl is not None)
        return self.at_data

    def sign_in(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        ok = isinstance(given, LoginPassword) and given.password == b"right & proper"
        if ok:
            self.users.append(given.login.decode())
        return AuthResult(success=ok, handled=ok)  # otherwise the server says nothing and waits


@contextmanager
def mail_server(pem: Path | None = None, **options: Any) -> Iterator[tuple[int, Box]]:
    box = Box()
    if pem is not None:
        options["tls_context"] = context_of(pem)
    server = Controller(box, hostname="127.0.0.1", port=(port := free_port()), **options)
    server.start()
    try:
        yield port, box
    finally:
        server.stop()


def letter(to: str = "psirt@karst.example") -> Letter:
    return Letter("<a-1@node.example>", "medcord@node.example", to, "medcord: there is news", "Look here.\n", WRITTEN)


def test_a_letter_arrives_and_says_that_a_machine_wrote_it() -> None:
    with mail_server() as (port, box):
        SmtpMail(f"smtp://127.0.0.1:{port}").send(letter())
    (came,) = box.came
    assert (came["Message-ID"], came["To"], came["From"]) == (
        "<a-1@node.example>",
        "psirt@karst.example",
        "medcord@node.example",
    )
    assert (came["Auto-Submitted"], came["Precedence"]) == ("auto-generated", "bulk")
    assert parsedate_to_datetime(came["Date"]) == WRITTEN


def test_a_repeat_is_the_same_letter_byte_for_byte() -> None:
    assert letter().as_message().as_bytes() == letter().as_message().as_bytes()


def refusal(url: str, to: str = "psirt@karst.example") -> tuple[str, bool]:
    with pytest.raises(MailRefused) as refused:
        SmtpMail(url, timeout=5).send(letter(to))
    return refused.value.reason, refused.value.permanent


def test_a_lasting_no_is_told_from_a_passing_one() -> None:
    with mail_server() as (port, box):
        url = f"smtp://127.0.0.1:{port}"
        assert refusal(url, "gone@karst.example") == ("recipient-refused", True)
        assert refusal(url, "full@karst.example") == ("recipient-put-off", False)
        assert refusal(url, "later@karst.example") == ("recipient-put-off", False)
        box.at_data = "554 5.7.1 this we do not take"
        assert refusal(url) == ("message-refused", True)
        box.at_data = "451 4.3.0 try later"
        assert refusal(url) == ("message-put-off", False)


def test_what_is_wrong_with_the_node_kills_no_letter(tmp_path: Path) -> None:
    with mail_server() as (port, _box):
        assert refusal(f"smtp://127.0.0.1:{port}?tls=required") == ("tls-not-offered", False)
    with mail_server(certificate(tmp_path, "127.0.0.1")) as (port, box):
        assert refusal(f"smtp://127.0.0.1:{port}") == ("tls-failed", False)  # a certificate nobody vouches for
        assert box.came == []
    assert refusal(f"smtp://127.0.0.1:{free_port()}") == ("server-unreachable", False)


def test_mail_goes_by_tls_where_it_is_offered(tmp_path: Path) -> None:
    pem = certificate(tmp_path, "127.0.0.1")
    with mail_server(pem) as (port, box):
        SmtpMail(f"smtp://127.0.0.1:{port}?ca={pem}").send(letter())
        SmtpMail(f"smtp://127.0.0.1:{port}?tls=required&ca={pem}").send(letter())
        SmtpMail(f"smtp://127.0.0.1:{port}?tls=none").send(letter())
    assert box.secured == [True, True, False]


def test_the_password_goes_along_and_a_wrong_one_is_said_to_be_wrong(tmp_path: Path) -> None:
    pem = certificate(tmp_path, "127.0.0.1")
    box = Box()
    server = Controller(
        box, hostname="127.0.0.1", port=(port := free_port()), tls_context=context_of(pem),
        authenticator=box.sign_in, auth_required=True,
    )  # fmt: skip
    server.start()
    try:
        SmtpMail(f"smtp://node:right%20%26%20proper@127.0.0.1:{port}?ca={pem}").send(letter())
        assert refusal(f"smtp://node:wrong@127.0.0.1:{port}?ca={pem}") == ("sign-in-refused", False)
    finally:
        server.stop()
    assert (box.users, len(box.came)) == (["node"], 1)


def test_a_password_does_not_leave_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as (port, box):
        monkeypatch.setattr("medcord.gateways.mail.real._is_this_machine", lambda host: host == "this")
        assert refusal(f"smtp://node:secret@127.0.0.1:{port}") == ("password-without-tls", False)
    assert box.came == []


def test_a_letter_that_was_taken_is_not_sent_again_because_of_the_goodbye(monkeypatch: pytest.MonkeyPatch) -> None:
    import smtplib

    def rude(_self: object) -> None:
        raise smtplib.SMTPServerDisconnected("no goodbye")

    monkeypatch.setattr(smtplib.SMTP, "quit", rude)
    with mail_server() as (port, box):
        SmtpMail(f"smtp://127.0.0.1:{port}").send(letter())
    assert len(box.came) == 1


def test_without_a_server_a_repeat_overwrites_its_own_file(tmp_path: Path) -> None:
    mail = FolderMail(tmp_path / "mail")
    mail.send(letter())
    mail.send(letter())
    assert [path.name for path in (tmp_path / "mail").iterdir()] == ["_a-1_node.example_.eml"]


def test_a_line_break_in_an_address_cannot_add_a_header() -> None:
    with pytest.raises(ValueError, match=r"newline|linefeed"):
        letter("a@b.example\r\nBcc: eve@x.example").as_message()
