"""A key signs what is published; anybody can check it with the public half; the private half leaves its file never."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from medcord.gateways.openpgp import Certificate, FolderKeyring, Keyring, MemoryKeyring, UnreadableKey, signer_of

NAME = "National coordinator <advisories@ncc.demo.example>"


@pytest.fixture(params=["folder", "memory"])
def keyring(request: pytest.FixtureRequest, tmp_path: Path) -> Keyring:
    return FolderKeyring(tmp_path / "openpgp") if request.param == "folder" else MemoryKeyring()


def test_a_reader_checks_a_signature_with_the_public_half(keyring: Keyring) -> None:
    certificate = keyring.ready(NAME)
    first, second = keyring.sign([b"first", b"second"])

    assert certificate.names == (NAME,)
    assert certificate == signer_of(b"first", first.signature, keyring.certificates())
    assert certificate == signer_of(b"second", second.signature, keyring.certificates())
    assert first.fingerprint == certificate.fingerprint
    assert first.signature.startswith(b"-----BEGIN PGP SIGNATURE-----")


def test_one_changed_byte_another_key_or_no_signature_at_all_is_nobodys_signature(keyring: Keyring) -> None:
    keyring.ready(NAME)
    [made] = keyring.sign([b"a document"])
    eve = MemoryKeyring()
    eve.ready("Eve <eve@elsewhere.example>")

    assert signer_of(b"a documenT", made.signature, keyring.certificates()) is None
    assert signer_of(b"a document", made.signature, eve.certificates()) is None
    assert signer_of(b"a document", b"", keyring.certificates()) is None
    assert signer_of(b"a document", b"\x00\xff" * 500, keyring.certificates()) is None


def test_after_a_new_key_old_signatures_still_hold(keyring: Keyring) -> None:
    old = keyring.ready(NAME)
    [before] = keyring.sign([b"a document"])
    new = keyring.renew(NAME)
    [after] = keyring.sign([b"a document"])

    assert [old.fingerprint, new.fingerprint] == [each.fingerprint for each in keyring.certificates()]
    assert old == signer_of(b"a document", before.signature, keyring.certificates())
    assert new == signer_of(b"a document", after.signature, keyring.certificates())
    assert new == keyring.ready(NAME)


def test_nothing_is_signed_before_there_is_a_key(keyring: Keyring) -> None:
    assert keyring.certificates() == []
    with pytest.raises(UnreadableKey, match="no OpenPGP key yet"):
        keyring.sign([b"a document"])


def test_the_private_half_is_read_by_its_owner_alone_and_published_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "openpgp"
    keyring = FolderKeyring(folder)
    certificate = keyring.ready(NAME)

    assert stat.S_IMODE(os.stat(folder / "key.asc").st_mode) == 0o600
    assert b"PRIVATE" not in certificate.armored
    assert [b"PUBLIC" in path.read_bytes() for path in (folder / "public").iterdir()] == [True]
    assert certificate == Certificate.read(
        (folder / "key.asc").read_bytes()
    )  # whoever reads it hands on the public half
    assert [certificate] == FolderKeyring(folder).certificates()


def test_a_broken_key_file_is_named_without_its_content(tmp_path: Path) -> None:
    folder = tmp_path / "openpgp"
    folder.mkdir()
    (folder / "key.asc").write_bytes(b"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nsecret-rubbish\n")

    with pytest.raises(UnreadableKey) as refusal:
        FolderKeyring(folder).sign([b"a document"])
    assert f"{folder / 'key.asc'}: this is no OpenPGP key that can sign" == str(refusal.value)
    assert refusal.value.__cause__ is None
    with pytest.raises(UnreadableKey):
        Certificate.read(b"\xc6junk")
