"""Sealed bytes: AES-256-GCM in frames of 64 KiB, so that a file of any size is read and written in constant memory.

A file is ``MAGIC`` and then frames, each with a tag of 16 bytes. The key is the file's own, so the counter is a safe
nonce. Bound to each frame are the file's id, the frame's number and whether it is the last: a frame cannot be changed,
swapped, repeated, moved to another file or cut off without being found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from medcord.core.refusals import DamagedFile

MAGIC = b"MCBLOB1\n"
FRAME = 64 * 1024
TAG = 16


def _bound(file: UUID, number: int, *, last: bool) -> bytes:
    return MAGIC + file.bytes + number.to_bytes(8, "big") + (b"\x01" if last else b"\x00")


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _cut(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Chunks of any size, cut into frames; the last one (an empty one for an empty file) is said to be the last."""
    held = bytearray()
    for chunk in chunks:
        for start in range(0, len(chunk), FRAME):
            held += chunk[start : start + FRAME]
            while len(held) > FRAME:
                yield bytes(held[:FRAME]), False
                del held[:FRAME]
    yield bytes(held), True


def seal(file: UUID, key: bytes, chunks: Iterable[bytes], out: BinaryIO) -> int:
    """Write chunks sealed under the file's own key, which is never used for another file; the number of bytes."""
    cipher, size = AESGCM(key), 0
    out.write(MAGIC)
    for number, (plain, last) in enumerate(_cut(chunks)):
        size += len(plain)
        out.write(cipher.encrypt(_nonce(number), plain, _bound(file, number, last=last)))
    return size


def unseal(file: UUID, key: bytes, sealed: BinaryIO) -> Iterator[bytes]:
    """The plain bytes, frame by frame, each handed out after its tag was checked. Raises DamagedFile."""
    cipher, number = AESGCM(key), 0
    if sealed.read(len(MAGIC)) != MAGIC:
        raise DamagedFile
    frame = sealed.read(FRAME + TAG)
    while True:
        following = sealed.read(FRAME + TAG)
        try:
            plain = cipher.decrypt(_nonce(number), frame, _bound(file, number, last=not following))
        except (InvalidTag, ValueError):  # ValueError: too short to hold a tag
            raise DamagedFile from None
        yield plain
        if not following:
            return
        frame, number = following, number + 1
