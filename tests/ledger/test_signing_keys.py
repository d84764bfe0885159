"""The node's keys: made once, kept outside the database, changed without losing what the old ones signed."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.gateways.signing import FolderKeys, MemoryKeys, PublicKey, Signing, unbroken


@pytest.fixture(params=["folder", "memory"])
def keeper(request: pytest.FixtureRequest, tmp_path: Path) -> Signing:
    return FolderKeys(tmp_path / "signing") if request.param == "folder" else MemoryKeys()


def test_whoever_has_the_public_key_can_check(keeper: Signing) -> None:
    assert keeper.public() == []
    signature = keeper.sign(b"where the chains stand")
    (key,) = keeper.public()
    assert (signature.key, keeper.ready()) == (key.id, key)
    assert key.verifies(b"where the chains stand", signature.value)
    assert not key.verifies(b"where the chains stood", signature.value)
    assert not MemoryKeys().ready().verifies(b"where the chains stand", signature.value)


def test_a_new_key_is_announced_by_the_old_one_which_still_checks_what_it_signed(keeper: Signing) -> None:
    old = keeper.sign(b"old")
    fresh = keeper.renew()
    new = keeper.sign(b"new")
    first, second = keeper.public()
    assert (second, second.by) == (fresh, first.id)
    assert first.verifies(b"old", old.value)
    assert second.verifies(b"new", new.value)
    assert not second.verifies(b"old", old.value)
    assert unbroken(keeper.public())


def test_a_key_that_nobody_announced_breaks_the_list(keeper: Signing) -> None:
    keeper.ready()
    keeper.renew()
    first, second = keeper.public()
    eve = MemoryKeys().ready()
    assert not unbroken([first, second, eve])
    assert not unbroken([first, replace(second, key=eve.key)])
    assert not unbroken([first, replace(second, signature=second.signature[:-1] + "z")])
    assert unbroken([])


def test_many_who_begin_at_once_use_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as crowd:
        found = set(crowd.map(lambda _n: FolderKeys(tmp_path / "signing").sign(b"x"), range(16)))
    assert len(found) == 1
    assert len(FolderKeys(tmp_path / "signing").public()) == 1
    assert {path.name for path in (tmp_path / "signing").iterdir()} == {"key.pem", "public"}


def test_a_public_half_that_a_kill_left_out_is_written_at_the_next_signature(tmp_path: Path) -> None:
    keeper = FolderKeys(tmp_path)
    key = keeper.ready()
    (tmp_path / "public" / f"{key.id}.json").unlink()
    assert keeper.public() == []
    keeper.sign(b"x")
    assert [one.key for one in keeper.public()] == [key.key]


def test_a_file_that_is_no_key_of_this_kind_is_not_used(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    other = X25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "key.pem").write_bytes(other)
    with pytest.raises(ValueError, match="no Ed25519 key"):
        FolderKeys(tmp_path).sign(b"x")


@given(st.text(max_size=140))
def test_a_signature_in_any_other_spelling_is_none(text: str) -> None:
    keeper = MemoryKeys()
    signature = keeper.sign(b"x").value
    for other in (text, signature.upper() if signature.upper() != signature else "", f" {signature}", signature + "0"):
        assert not keeper.ready().verifies(b"x", other)


@pytest.mark.parametrize("given_", [{}, {"key": 3}, {"key": "ab"}, {"key": "AB" * 32}, {"key": "ab" * 32, "by": 1}])
def test_what_is_no_public_key_is_refused(given_: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="public key"):
        PublicKey.of(given_)


def test_a_key_comes_back_from_its_published_form() -> None:
    keeper = MemoryKeys()
    keeper.ready()
    key = keeper.renew()
    assert PublicKey.of(json.loads(json.dumps(key.as_dict()))) == key
