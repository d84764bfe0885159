"""What is done to all files at once. Each step is whole by itself: a kill loses nothing, and the next run goes on."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from medcord.core.refusals import DamagedFile, RuleRefusal
from medcord.gateways.blobs.keys import KEY, KeyFolder, NodeKey
from medcord.gateways.blobs.real import FolderBlobs

Advance = Callable[[int, int], None]
"""Told (done, in all)."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a rotation did. ``key`` is the one in use now; ``resumed``: it was made by an earlier run."""

    key: str
    resumed: bool
    rewrapped: int
    files: int
    old_keys: int


def rotate(keys: KeyFolder, advance: Advance) -> Rotation:
    """Make a new node key and wrap every file's key anew; after a kill go on with the key that was made then."""
    resumed = _left_behind(keys)
    if not resumed:
        with keys.held(alone=True):
            keys.in_use()
            keys.keep_node_keys([*keys.node_keys(), NodeKey(secrets.token_bytes(KEY))])
    files = list(keys.files())
    rewrapped = 0
    for number, file in enumerate(files, 1):
        rewrapped += keys.rewrap(file)
        advance(number, len(files))
    known = keys.node_keys()
    return Rotation(known[-1].id.hex(), resumed, rewrapped, len(files), len(known) - 1)


def _left_behind(keys: KeyFolder) -> bool:
    """Whether an earlier rotation was stopped: some files are still wrapped by an older key."""
    known = keys.node_keys()
    if len(known) < 2:
        return False
    return any(_wrapped_by(keys, file) not in (known[-1].id, b"") for file in keys.files())


def _wrapped_by(keys: KeyFolder, file: UUID) -> bytes:
    try:
        return keys.wrapped_by(file)
    except KeyError:  # destroyed meanwhile
        return b""


def forget_old(keys: KeyFolder) -> int:
    """Forget the node's older keys; how many. Refuses while one of them still wraps a file."""
    with keys.held(alone=True):
        known = keys.node_keys()
        if not known:
            return 0
        waiting = sum(_wrapped_by(keys, file) not in (known[-1].id, b"") for file in keys.files())
        if waiting:
            raise RuleRefusal(
                f"{waiting:,} files still need an older key. Run “medcord blobs rotate” to its end first.",
                code="old-key-needed",
            )
        if len(known) > 1:
            keys.keep_node_keys(known[-1:])
        return len(known) - 1


def seal_all_plain(store: FolderBlobs, advance: Advance) -> int:
    """Seal what an earlier release kept plain; how many. From then on a plain file is refused."""
    plain, sealed = store.plain(), 0
    for number, blob in enumerate(plain, 1):
        sealed += store.seal_plain(blob)
        advance(number, len(plain))
    store.no_more_plain()
    return sealed


def check_all(store: FolderBlobs, advance: Advance) -> tuple[int, list[UUID]]:
    """Read every file through: how many there are, and which of them are damaged."""
    kept, damaged = store.kept(), []
    for number, blob in enumerate(kept, 1):
        try:
            store.check(blob)
        except DamagedFile:
            damaged.append(blob)
        except KeyError:  # destroyed meanwhile, or its key is gone
            if store.is_without_key(blob):
                damaged.append(blob)
        advance(number, len(kept))
    return len(kept), damaged
