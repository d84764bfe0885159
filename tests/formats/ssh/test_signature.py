"""Signatures of ssh-keygen: a true one passes, and nothing else does."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from medcord.formats.ssh import BadSignature, check, public_key
from tests.formats.ssh.signing import armoured, signed

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
EVE = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
LINE = public_key(KEY.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode() + " kestrel@lab")
TEXT = b"I found what is reported as R-ABCD-2345."


def test_a_true_signature_passes() -> None:
    check(signed(KEY, TEXT, "medcord"), key=LINE, message=TEXT, namespace="medcord")


def test_the_name_behind_a_key_is_left_out() -> None:
    assert LINE.startswith("ssh-ed25519 ")
    assert "kestrel" not in LINE


@pytest.mark.parametrize(
    ("made", "message", "namespace", "why"),
    [
        (signed(EVE, TEXT, "medcord"), TEXT, "medcord", "another key"),
        (signed(KEY, TEXT, "file"), TEXT, "medcord", "another purpose"),
        (signed(KEY, b"something else", "medcord"), TEXT, "medcord", "not over this text"),
        ("", TEXT, "medcord", "must begin with"),
        (armoured(b"SSHSIG"), TEXT, "medcord", "no signature of ssh-keygen"),
        (armoured(b"SSHSIG\0\0\0\1"), TEXT, "medcord", "cut short"),
        (armoured(b"SSHSIG\0\0\0\1\xff\xff\xff\xff"), TEXT, "medcord", "cut short"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(made: str, message: bytes, namespace: str, why: str) -> None:
    with pytest.raises(BadSignature, match=why):
        check(made, key=LINE, message=message, namespace=namespace)


@given(st.integers(0), st.integers(1, 255))
def test_no_changed_byte_passes(place: int, change: int) -> None:
    lines = signed(KEY, TEXT, "medcord").splitlines()
    blob = bytearray(base64.b64decode("".join(lines[1:-1])))
    blob[place % len(blob)] ^= change
    with pytest.raises(BadSignature):
        check(armoured(bytes(blob)), key=LINE, message=TEXT, namespace="medcord")


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(BadSignature):
        check(text, key=LINE, message=TEXT, namespace="medcord")
    with pytest.raises(BadSignature):
        public_key(text)


def test_a_key_of_another_kind_is_refused() -> None:
    with pytest.raises(BadSignature, match="no SSH public key"):
        public_key("ssh-rsa AAAA")


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="no ssh-keygen on this machine to compare with")
def test_what_ssh_keygen_itself_signs_passes(tmp_path: Path) -> None:
    key, text = tmp_path / "key", tmp_path / "text"
    text.write_bytes(TEXT)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True, timeout=30)
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-n", "medcord", "-f", str(key), str(text)],
        check=True, timeout=30, capture_output=True,
    )  # fmt: skip
    line = public_key(key.with_suffix(".pub").read_text())
    check(text.with_suffix(".sig").read_text(), key=line, message=TEXT, namespace="medcord")
