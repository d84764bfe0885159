"""Files that are whole or absent, whatever is killed when; and files that are gone."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

T = TypeVar("T")

PART = ".part"


def write_whole(path: Path, data: bytes, *, anew: bool = False) -> None:
    """Write a small file, mode 0600. With ``anew`` raise FileExistsError when it is there."""
    fill_whole(path, lambda file: file.write(data), anew=anew)


def fill_whole(
    path: Path, fill: Callable[[BinaryIO], T], *, anew: bool = False, then: Callable[[], None] | None = None
) -> T:
    """Have ``fill`` write a file beside and rename it in, after ``then``; what is left by a kill ends in ``.part``."""
    private_folder(path.parent)
    beside = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}{PART}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            done = fill(file)
            file.flush()
            os.fsync(file.fileno())
        if then is not None:
            then()
        if anew:
            os.link(beside, path)  # unlike a rename, a link never takes another's place
            beside.unlink()
        else:
            beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync(path.parent)
    return done


def private_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, each for its owner alone (``parents`` of mkdir opens them)."""
    for one in reversed([folder, *folder.parents]):
        if not one.exists():
            one.mkdir(mode=0o700, exist_ok=True)


def remove(path: Path, *, overwrite: bool = False) -> None:
    """Remove a file, after writing zeros over it where that is asked. Doing it twice does no harm."""
    try:
        if overwrite:
            descriptor = os.open(path, os.O_WRONLY)
            with os.fdopen(descriptor, "wb") as file:
                file.write(bytes(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return
    _sync(path.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
