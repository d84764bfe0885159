"""Files at rest: sealed, each under its own key, and nothing changed on the disk is handed out."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import tracemalloc
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcord.core.refusals import DamagedFile, NodeKeyMissing
from medcord.gateways.blobs import FolderBlobs, MemoryBlobs
from medcord.gateways.blobs.frames import FRAME, MAGIC, TAG
from tests.files.store import a_store, keep_plain, key_path, sealed_path

WORDS = b"Port 5011 answers without a password. "
FEW = settings(max_examples=60, deadline=None)


@given(data=st.binary(max_size=300), repeat=st.sampled_from([1, 700, 2000]), cut=st.integers(1, 70_000))
@FEW
def test_what_was_written_is_read_whatever_its_size_and_chunks(data: bytes, repeat: int, cut: int) -> None:
    whole, blob = data * repeat, uuid4()
    with tempfile.TemporaryDirectory() as folder:
        store = a_store(Path(folder))
        assert store.write(blob, (whole[at : at + cut] for at in range(0, len(whole), cut))) == len(whole)
        assert (store.get(blob), store.check(blob)) == (whole, len(whole))


@pytest.mark.parametrize("size", [0, 1, FRAME - 1, FRAME, FRAME + 1, 2 * FRAME, 3 * FRAME + 7])
def test_the_edges_of_frames_hold(tmp_path: Path, size: int) -> None:
    store, blob, data = a_store(tmp_path), uuid4(), os.urandom(size)
    store.put(blob, data)
    assert store.get(blob) == data
    frames = max(1, -(-size // FRAME))
    assert sealed_path(tmp_path, blob).stat().st_size == len(MAGIC) + size + frames * TAG


def handed_out(store: FolderBlobs, blob: UUID) -> bytes:
    """What comes out before the refusal."""
    out = bytearray()
    with pytest.raises(DamagedFile, match="nothing of it is handed out"):
        deque(map(out.extend, store.read(blob)), maxlen=0)
    return bytes(out)


@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@FEW
def test_a_flipped_bit_anywhere_is_refused_and_its_frame_is_not_handed_out(where: float, bit: int) -> None:
    data, blob = os.urandom(2 * FRAME + 500), uuid4()
    with tempfile.TemporaryDirectory() as folder:
        store = a_store(Path(folder))
        store.put(blob, data)
        path = sealed_path(Path(folder), blob)
        raw = bytearray(path.read_bytes())
        at = int(where * len(raw))
        raw[at] ^= 1 << bit
        path.write_bytes(raw)
        whole_frames = max(0, at - len(MAGIC)) // (FRAME + TAG)
        assert handed_out(store, blob) == data[: whole_frames * FRAME]
        with pytest.raises(DamagedFile):
            store.check(blob)


@given(keep=st.floats(0, 1, exclude_max=True))
@FEW
def test_a_cut_file_is_refused_wherever_it_is_cut(keep: float) -> None:
    blob = uuid4()
    with tempfile.TemporaryDirectory() as folder:
        store = a_store(Path(folder))
        store.put(blob, os.urandom(3 * FRAME))
        path = sealed_path(Path(folder), blob)
        raw = path.read_bytes()
        path.write_bytes(raw[: int(keep * len(raw))])
        handed_out(store, blob)


def test_a_file_cut_at_the_edge_of_a_frame_or_made_longer_is_refused(tmp_path: Path) -> None:
    store, blob = a_store(tmp_path), uuid4()
    store.put(blob, os.urandom(3 * FRAME))
    path = sealed_path(tmp_path, blob)
    raw = path.read_bytes()
    for other in (raw[: len(MAGIC) + 2 * (FRAME + TAG)], raw + raw[-FRAME - TAG :], raw + b"x", MAGIC, b""):
        path.write_bytes(other)
        handed_out(store, blob)


def test_frames_cannot_change_places_or_be_repeated(tmp_path: Path) -> None:
    store, blob = a_store(tmp_path), uuid4()
    store.put(blob, os.urandom(4 * FRAME))
    path = sealed_path(tmp_path, blob)
    raw = path.read_bytes()
    head, one, two, rest = (
        raw[:8],
        raw[8:][: FRAME + TAG],
        raw[8 + FRAME + TAG :][: FRAME + TAG],
        raw[8:][2 * (FRAME + TAG) :],
    )
    for other in (head + two + one + rest, head + one + one + rest, head + one + rest):
        path.write_bytes(other)
        handed_out(store, blob)


def test_files_and_their_keys_cannot_change_places(tmp_path: Path) -> None:
    store, mine, other = a_store(tmp_path), uuid4(), uuid4()
    store.put(mine, WORDS)
    store.put(other, WORDS[::-1])
    a, b = sealed_path(tmp_path, mine), sealed_path(tmp_path, other)
    was_a, was_b = a.read_bytes(), b.read_bytes()
    a.write_bytes(was_b)
    assert handed_out(store, mine) == b""
    key_path(tmp_path, mine).write_bytes(key_path(tmp_path, other).read_bytes())
    assert refused_at_once(store, mine)
    b.write_bytes(was_a)
    assert handed_out(store, other) == b""


def refused_at_once(store: FolderBlobs, blob: UUID) -> bool:
    with pytest.raises(DamagedFile):
        store.read(blob)
    return True


@given(where=st.integers(0, 82), bit=st.integers(0, 7))
@FEW
def test_a_flipped_bit_in_a_wrapped_key_is_refused(where: int, bit: int) -> None:
    blob = uuid4()
    with tempfile.TemporaryDirectory() as folder:
        store = a_store(Path(folder))
        store.put(blob, WORDS)
        path = key_path(Path(folder), blob)
        raw = bytearray(path.read_bytes())
        raw[where % len(raw)] ^= 1 << bit
        path.write_bytes(raw)
        with pytest.raises((DamagedFile, NodeKeyMissing)):
            store.get(blob)


def test_nothing_plain_is_on_the_disk_and_only_the_owner_may_read(tmp_path: Path) -> None:
    store, blob = a_store(tmp_path), uuid4()
    store.put(blob, WORDS * 5000)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in files if WORDS[:12] in path.read_bytes()] == []
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*") if path.is_dir()} == {0o700}


def test_a_blob_is_written_once(tmp_path: Path) -> None:
    store, blob = a_store(tmp_path), uuid4()
    store.put(blob, WORDS)
    with pytest.raises(FileExistsError):
        store.put(blob, b"other")
    assert store.get(blob) == WORDS


def test_a_copy_of_files_and_node_key_opens_nothing_that_was_destroyed(tmp_path: Path) -> None:
    """The backup of `blobs/` and of the node's key from before, without the file's own key: noise."""
    store, blob = a_store(tmp_path), uuid4()
    store.put(blob, WORDS)
    copy = sealed_path(tmp_path, blob).read_bytes()
    store.destroy(blob)
    store.destroy(blob)
    assert not key_path(tmp_path, blob).exists()
    with pytest.raises(KeyError):
        store.get(blob)
    sealed_path(tmp_path, blob).write_bytes(copy)
    with pytest.raises(KeyError):
        store.read(blob)


def test_the_twin_in_memory_does_the_same(tmp_path: Path) -> None:
    for store in (MemoryBlobs(), a_store(tmp_path)):
        blob = uuid4()
        assert store.write(blob, iter((b"one ", b"two"))) == 7
        assert (b"".join(store.read(blob)), store.check(blob)) == (b"one two", 7)
        store.destroy(blob)
        for ask in (store.get, store.read, store.check):
            with pytest.raises(KeyError):
                ask(blob)


def test_memory_stays_the_same_for_a_file_of_500_megabytes(tmp_path: Path) -> None:
    store, blob, chunk = a_store(tmp_path), uuid4(), os.urandom(1 << 20)

    def chunks() -> Iterator[bytes]:
        for _ in range(500):
            yield chunk

    tracemalloc.start()
    try:
        assert store.write(blob, chunks()) == 500 << 20
        assert store.check(blob) == 500 << 20
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    store.destroy(blob)
    assert most < 4 << 20


WRITER = """
import os, sys, uuid
from pathlib import Path
from tests.files.store import a_store
def chunks():
    while True:
        yield os.urandom(65536)
        print("more", flush=True)
a_store(Path(sys.argv[1])).write(uuid.UUID(sys.argv[2]), chunks())
"""


def test_a_kill_in_the_middle_of_writing_leaves_nothing_half_written(tmp_path: Path) -> None:
    blob = uuid4()
    writer = subprocess.Popen([sys.executable, "-c", WRITER, tmp_path, str(blob)], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    for _ in range(5):
        writer.stdout.readline()
    writer.send_signal(signal.SIGKILL)
    writer.wait(10)
    writer.stdout.close()
    store = a_store(tmp_path)
    with pytest.raises(KeyError):
        store.get(blob)
    left = list((tmp_path / "blobs").glob("??/*"))
    assert [path.name.endswith(".part") for path in left] == [True]
    assert store.sweep() == 0  # it may still be written
    os.utime(left[0], (0, 0))
    assert store.sweep() == 1
    assert list((tmp_path / "blobs").glob("??/*")) == []


def test_a_writer_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"some"
        raise ConnectionResetError

    blob = uuid4()
    with pytest.raises(ConnectionResetError):
        a_store(tmp_path).write(blob, broken())
    assert list((tmp_path / "blobs").glob("??/*")) == []
    assert not key_path(tmp_path, blob).exists()


def test_files_without_the_nodes_keys_are_refused_and_no_new_key_is_made(tmp_path: Path) -> None:
    store, blob = a_store(tmp_path), uuid4()
    store.put(blob, WORDS)
    node = tmp_path / "keys/node"
    kept = node.read_bytes()
    node.unlink()
    for ask in (lambda: store.get(blob), lambda: store.put(uuid4(), b"more")):
        with pytest.raises(NodeKeyMissing, match="copy"):
            ask()
    assert not node.exists()
    node.write_bytes(kept)
    node.chmod(0o600)
    assert store.get(blob) == WORDS


def test_a_node_key_that_others_may_read_or_that_was_mistyped_is_refused(tmp_path: Path) -> None:
    store, blob = a_store(tmp_path), uuid4()
    store.put(blob, WORDS)
    node = tmp_path / "keys/node"
    node.chmod(0o644)
    with pytest.raises(NodeKeyMissing, match="mode"):
        store.get(blob)
    node.chmod(0o600)
    kept = node.read_text()
    node.write_text(("1" if kept[0] == "0" else "0") + kept[1:])
    with pytest.raises(NodeKeyMissing, match="no key"):
        store.get(blob)


def test_the_nodes_key_may_lie_outside_the_home(tmp_path: Path) -> None:
    elsewhere = tmp_path / "vault" / "medcord.keys"
    store, blob = a_store(tmp_path / "home", elsewhere), uuid4()
    store.put(blob, WORDS)
    assert elsewhere.exists()
    assert not (tmp_path / "home/keys/node").exists()
    assert store.get(blob) == WORDS


def test_a_plain_file_of_an_earlier_release_is_read_until_all_are_sealed(tmp_path: Path) -> None:
    blob = uuid4()
    path = keep_plain(tmp_path, blob, WORDS)
    store = a_store(tmp_path)
    store.put(uuid4(), b"new ones are sealed")
    assert (store.get(blob), store.plain()) == (WORDS, [blob])
    assert store.seal_plain(blob)
    assert not store.seal_plain(blob)
    assert (store.get(blob), store.plain(), path.exists()) == (WORDS, [], False)
    store.no_more_plain()
    forged = uuid4()
    keep_plain(tmp_path, forged, b"forged")
    with pytest.raises(DamagedFile):
        store.get(forged)


def test_on_a_new_node_a_plain_file_is_a_forgery_from_the_start(tmp_path: Path) -> None:
    store, blob = a_store(tmp_path), uuid4()
    store.put(blob, WORDS)
    sealed_path(tmp_path, blob).unlink()
    keep_plain(tmp_path, blob, b"forged")
    with pytest.raises(DamagedFile):
        store.get(blob)
