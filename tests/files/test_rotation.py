"""A new node key: only keys of files are wrapped anew, a kill loses nothing, and the old key goes last."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from typer.testing import CliRunner

from medcord.core.refusals import NodeKeyMissing, RuleRefusal
from medcord.gateways.blobs import FolderBlobs, care
from medcord.ledger.blobs import store as node_store
from medcord.project.file_commands import blobs
from tests.files.store import a_store, keep_plain, key_path, sealed_path


def quiet(_done: int, _total: int) -> None:
    """No progress is shown."""


def filled(home: Path, count: int) -> tuple[FolderBlobs, dict[UUID, bytes]]:
    store, kept = a_store(home), {uuid4(): f"file {number}".encode() for number in range(count)}
    for blob, data in kept.items():
        store.put(blob, data)
    return store, kept


def test_rotation_wraps_keys_anew_and_touches_no_file(tmp_path: Path) -> None:
    store, kept = filled(tmp_path, 5)
    before = {blob: sealed_path(tmp_path, blob).stat().st_mtime_ns for blob in kept}
    old = store.keys.node_keys()
    done = care.rotate(store.keys, quiet)
    assert (done.resumed, done.rewrapped, done.files, done.old_keys) == (False, 5, 5, 1)
    assert {blob: sealed_path(tmp_path, blob).stat().st_mtime_ns for blob in kept} == before
    assert {store.keys.wrapped_by(blob).hex() for blob in kept} == {done.key}
    assert {blob: store.get(blob) for blob in kept} == kept
    assert care.forget_old(store.keys) == 1
    assert old[0] not in store.keys.node_keys()
    assert {blob: store.get(blob) for blob in kept} == kept


def test_a_copy_of_a_files_key_from_before_opens_nothing_once_the_old_key_is_forgotten(tmp_path: Path) -> None:
    store, kept = filled(tmp_path, 1)
    blob = next(iter(kept))
    copy = key_path(tmp_path, blob).read_bytes()
    care.rotate(store.keys, quiet)
    care.forget_old(store.keys)
    key_path(tmp_path, blob).write_bytes(copy)
    with pytest.raises(NodeKeyMissing):
        store.get(blob)


ROTATE = """
import sys
from pathlib import Path
from medcord.gateways.blobs import care
from tests.files.store import a_store
def say(done, total):
    print(done, flush=True)
care.rotate(a_store(Path(sys.argv[1])).keys, say)
"""


def test_a_killed_rotation_goes_on_where_it_was_with_the_same_key(tmp_path: Path) -> None:
    store, kept = filled(tmp_path, 200)
    running = subprocess.Popen([sys.executable, "-c", ROTATE, tmp_path], stdout=subprocess.PIPE)
    assert running.stdout is not None
    for _ in range(20):
        running.stdout.readline()
    running.send_signal(signal.SIGKILL)
    running.wait(10)
    running.stdout.close()
    made = store.keys.node_keys()[-1].id
    done_before = sum(store.keys.wrapped_by(blob) == made for blob in kept)
    assert 20 <= done_before < 200
    assert {blob: store.get(blob) for blob in kept} == kept
    with pytest.raises(RuleRefusal, match="still need an older key"):
        care.forget_old(store.keys)
    done = care.rotate(store.keys, quiet)
    assert (done.resumed, done.rewrapped, done.key) == (True, 200 - done_before, made.hex())
    assert care.forget_old(store.keys) == 1
    assert {blob: store.get(blob) for blob in kept} == kept


def test_files_written_and_destroyed_during_a_rotation_are_neither_lost_nor_brought_back(tmp_path: Path) -> None:
    store, kept = filled(tmp_path, 60)
    doomed, written = list(kept)[::2], {uuid4(): b"new" for _ in range(30)}

    def meanwhile() -> None:
        for gone, (blob, data) in zip(doomed, written.items(), strict=True):
            store.destroy(gone)
            store.put(blob, data)

    other = threading.Thread(target=meanwhile)
    other.start()
    care.rotate(store.keys, quiet)
    other.join()
    care.rotate(store.keys, quiet)
    care.forget_old(store.keys)
    assert [key_path(tmp_path, blob).exists() for blob in doomed] == [False] * 30
    left = {blob: data for blob, data in kept.items() if blob not in doomed} | written
    assert {blob: store.get(blob) for blob in left} == left


def test_the_commands_seal_rotate_and_check(settings: Any) -> None:
    home, plain = Path(settings.MEDCORD_HOME), uuid4()
    keep_plain(home, plain, b"of an earlier release")
    store = node_store()
    store.put(uuid4(), b"sealed")
    result = CliRunner().invoke(blobs, ["encrypt"])
    assert (result.exit_code, result.stdout.split(".")[0]) == (0, "1 files sealed")
    result = CliRunner().invoke(blobs, ["rotate", "--forget-old"])
    assert "2 of 2 files wrapped anew; 0 sealed." in result.stdout
    assert "Older keys forgotten: 1." in result.stdout
    result = CliRunner().invoke(blobs, ["check"])
    assert (result.exit_code, result.stdout) == (0, "All 2 files can be opened.\n")
    path = sealed_path(home, plain)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    result = CliRunner().invoke(blobs, ["check"])
    assert result.exit_code == 1
    assert result.stdout.startswith(str(plain))
    assert store.get(store.kept()[0] if store.kept()[0] != plain else store.kept()[1]) == b"sealed"
