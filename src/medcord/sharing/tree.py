"""Releases of the provider's files on disk: a new folder of hard links, and one rename that puts it in force.

    provider/releases/<name>/.well-known/…   whole trees, never changed after they are made
    provider/current -> releases/<name>      the one that is served

A release is made under a name beginning with a dot and renamed when all is on disk. Killed at any instant, what was
in force stays in force.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

KEPT = 3
"""Releases kept: the one in force and those a slow reader may still be in."""

_MAKING = ".making-"


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """One builder at a time on this disk; the lock goes with the process that holds it."""
    home.mkdir(mode=0o755, parents=True, exist_ok=True)
    descriptor = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def current(home: Path) -> Path | None:
    """The folder in force, its link resolved, so that one reader stays in one release."""
    try:
        target = (home / "current").readlink()
    except OSError:
        return None
    folder = home / target
    return folder if folder.is_dir() else None


def release(home: Path, name: str, files: Mapping[str, bytes]) -> Path:
    """Write a whole release and put it in force. Raises FileExistsError for a name that was used."""
    releases = home / "releases"
    releases.mkdir(mode=0o755, parents=True, exist_ok=True)
    made = releases / name
    if made.exists():
        raise FileExistsError(made)
    making = releases / f"{_MAKING}{name}"
    shutil.rmtree(making, ignore_errors=True)
    _write(making, files, current(home))
    making.rename(made)
    _sync(releases)
    switch(home, name)
    return made


def switch(home: Path, name: str) -> None:
    """Put a finished release in force: one rename, atomic for every reader."""
    link = home / f".current-{name}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("releases") / name)
    link.replace(home / "current")
    _sync(home)


def release_name(now: datetime) -> str:
    """A name no other release has; names sort by time."""
    return f"{now:%Y%m%dT%H%M%S}.{now.microsecond:06}Z-{secrets.token_hex(4)}"


def digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 (hex) over the paths and the digests of their bytes, in the order of paths."""
    lines = (f"{path} {hashlib.sha256(data).hexdigest()}\n" for path, data in sorted(files.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def prune(home: Path) -> None:
    """Remove what a kill left half made, and all but the newest releases. The one in force always stays."""
    releases = home / "releases"
    in_force = current(home)
    for left in (*releases.glob(f"{_MAKING}*"), *home.glob(".current-*")):
        shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink(missing_ok=True)
    whole = sorted(folder for folder in releases.iterdir() if not folder.name.startswith("."))
    for folder in whole[:-KEPT]:
        if folder != in_force:
            shutil.rmtree(folder)


def _write(making: Path, files: Mapping[str, bytes], before: Path | None) -> None:
    folders = {making}
    for path, data in files.items():
        file = making / path
        file.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        folders.update(parent for parent in file.parents if parent.is_relative_to(making))
        if not _link_unchanged(before / path if before else None, file, data):
            with file.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
    for folder in sorted(folders, key=lambda each: len(each.parts), reverse=True):
        _sync(folder)


def _link_unchanged(former: Path | None, file: Path, data: bytes) -> bool:
    """Hard-link the former release's file when it holds the same bytes."""
    try:
        if former is None or former.stat().st_size != len(data) or former.read_bytes() != data:
            return False
        os.link(former, file)
    except OSError:
        # Not there, or a file system without hard links: the file is written instead.
        return False
    return True


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
