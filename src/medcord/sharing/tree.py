"""Releases of the provider's files on disk: a new folder of hard links, and one rename that puts it in force.

On a node it is the database that says which release is in force; the link follows it, for other web servers.

    provider/releases/<name>/.well-known/…   whole trees, never changed after they are made
    provider/manifests/<name>.json           the SHA-256 of each file: an unchanged one is not read again
    provider/spare/<name>/                   links to all files of <name>: the next release begins with it
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
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson

KEPT = 3
"""Releases kept: the one in force and those a slow reader may still be in."""

_MAKING = ".making-"
_SYNCED_ONE_BY_ONE = 64
"""New files above this number are brought to the disk by one call for all."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file whose bytes are fetched only when it has to be written: their SHA-256 (hex), and how to get them."""

    sha256: str
    load: Callable[[], bytes]


Content = bytes | Kept


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
    name = linked(home)
    folder = home / "releases" / name
    return folder if name and folder.is_dir() else None


def linked(home: Path) -> str:
    """The name of the release the link names, whether it is there or not."""
    try:
        return (home / "current").readlink().name
    except OSError:
        return ""


def release(home: Path, name: str, files: Mapping[str, Content], *, trusting: bool = True) -> Path:
    """Write a whole release and put it in force, where no database says which one is."""
    folder = current(home)
    write(home, name, files, former=folder.name if folder else "", trusting=trusting)
    switch(home, name)
    return home / "releases" / name


def write(home: Path, name: str, files: Mapping[str, Content], *, former: str, trusting: bool = True) -> dict[str, str]:
    """Write a whole release beside the ``former`` one, where nobody reads it yet; returns the SHA-256 (hex) of each
    file by path. Raises FileExistsError for a used name.

    An unchanged file is linked from the former release: by its digest, or with ``trusting`` off after reading it again,
    so that a file that was damaged on the disk is written anew.
    """
    releases = home / "releases"
    releases.mkdir(mode=0o755, parents=True, exist_ok=True)
    made = releases / name
    if made.exists():
        raise FileExistsError(made)
    making = releases / f"{_MAKING}{name}"
    shutil.rmtree(making, ignore_errors=True)
    digests = {path: _digest(content) for path, content in files.items()}
    try:
        _make(home, making, files, digests, former=_Former.of(home, former, trusting=trusting))
        making.rename(made)
    except Exception:
        # On a full disk what is half made must not take the room that is missing.
        shutil.rmtree(making, ignore_errors=True)
        raise
    _sync(releases)
    return digests


def _make(
    home: Path, making: Path, files: Mapping[str, Content], digests: Mapping[str, str], *, former: _Former | None
) -> None:
    if former is not None and former.trusting and (spare := home / "spare" / former.folder.name).is_dir():
        spare.rename(making)
        _change(making, files, digests, former.digests)
    else:
        _write(making, files, digests, former)
    _keep_manifest(home, making.name.removeprefix(_MAKING), digests)


def prepare(home: Path, name: str) -> None:
    """Link the release in force into a spare folder: linking thousands of files need not wait for the next release."""
    former = _Former.of(home, name, trusting=True)
    if former is None or (spare := home / "spare" / former.folder.name).exists():
        return
    making = home / "releases" / f"{_MAKING}spare"
    shutil.rmtree(making, ignore_errors=True)
    _make_folders(making, former.digests)
    if all(former.link(path, digest, f"{making}/{path}") for path, digest in former.digests.items()):
        spare.parent.mkdir(mode=0o755, exist_ok=True)
        making.rename(spare)
    else:
        shutil.rmtree(making)


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


def digest(files: Mapping[str, Content]) -> str:
    """SHA-256 (hex) over the paths and the digests of their bytes, in the order of paths."""
    return digest_of({path: _digest(content) for path, content in files.items()})


def digest_of(digests: Mapping[str, str]) -> str:
    """The same from the digest of each file."""
    return hashlib.sha256("".join(f"{path} {each}\n" for path, each in sorted(digests.items())).encode()).hexdigest()


def prune(home: Path, name: str = "") -> None:
    """Remove what a kill left half made, and all but the newest releases.

    The one in force (``name``, or else what the link names) always stays, and so does each that was made after it: it
    may be in force in a moment.
    """
    releases = home / "releases"
    linked = current(home)
    in_force = releases / name if name else linked
    for left in (*releases.glob(f"{_MAKING}*"), *home.glob(".current-*")):
        shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink(missing_ok=True)
    whole = sorted(folder for folder in releases.iterdir() if not folder.name.startswith("."))
    for folder in whole[:-KEPT]:
        if folder not in (in_force, linked) and not (name and folder.name > name):
            shutil.rmtree(folder)
    for spare in (home / "spare").glob("*"):
        if in_force is None or spare.name != in_force.name:
            shutil.rmtree(spare)
    there = {folder.name for folder in releases.iterdir()}
    for manifest in (home / "manifests").glob("*"):
        if manifest.stem not in there:
            manifest.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Former:
    """The release in force before: its folder, and the digest of each of its files."""

    folder: Path
    digests: Mapping[str, str]
    trusting: bool

    @classmethod
    def of(cls, home: Path, name: str, *, trusting: bool) -> _Former | None:
        folder = home / "releases" / name
        try:
            digests = orjson.loads((home / "manifests" / f"{name}.json").read_bytes()) if name else None
        except (OSError, ValueError):
            return None  # a release of an earlier medcord: everything is written anew, once
        return cls(folder, digests, trusting) if isinstance(digests, dict) and folder.is_dir() else None

    def link(self, path: str, digest: str, place: str) -> bool:
        """Hard-link the file at ``path`` to ``place`` when it holds the bytes with this digest."""
        if self.digests.get(path) != digest:
            return False
        former = f"{self.folder}/{path}"
        try:
            if not self.trusting and hashlib.sha256(Path(former).read_bytes()).hexdigest() != digest:
                return False
            os.link(former, place)
        except OSError:
            # Not there, or a file system without hard links: the file is written instead.
            return False
        return True


def _digest(content: Content) -> str:
    return content.sha256 if isinstance(content, Kept) else hashlib.sha256(content).hexdigest()


def _write(making: Path, files: Mapping[str, Content], digests: Mapping[str, str], former: _Former | None) -> None:
    """A whole release, unchanged files linked."""
    folders = _make_folders(making, files)
    new = [path for path in files if former is None or not former.link(path, digests[path], f"{making}/{path}")]
    _write_new(making, {path: files[path] for path in new})
    for folder in sorted(folders, key=lambda each: len(each.parts), reverse=True):
        _sync(folder)


def _change(making: Path, files: Mapping[str, Content], digests: Mapping[str, str], before: Mapping[str, str]) -> None:
    """The same from a folder that holds links to all of ``before``: nothing is touched but what differs."""
    gone = [path for path in before if path not in files]
    new = {path: content for path, content in files.items() if before.get(path) != digests[path]}
    for path in (*gone, *new):
        # Never written in its place: the file is that of the former release too.
        (making / path).unlink(missing_ok=True)
    folders = _make_folders(making, new)
    _write_new(making, new)
    for path in gone:
        with suppress(OSError):  # other files are in it
            (making / path).parent.rmdir()
    for folder in sorted(folders, key=lambda each: len(each.parts), reverse=True):
        _sync(folder)


def _make_folders(making: Path, paths: Iterable[str]) -> set[Path]:
    above = {path.rpartition("/")[0] for path in paths}
    folders = {making, *(making.joinpath(*parts) for each in above for parts in _rising(each))}
    for folder in sorted(folders):
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    return folders


def _write_new(making: Path, files: Mapping[str, Content]) -> None:
    one_by_one = len(files) <= _SYNCED_ONE_BY_ONE
    for path, content in files.items():
        with (making / path).open("wb") as out:
            out.write(content.load() if isinstance(content, Kept) else content)
            if one_by_one:
                out.flush()
                os.fsync(out.fileno())
    if not one_by_one:
        os.sync()


def _rising(folder: str) -> Iterator[tuple[str, ...]]:
    """A folder and all above it, as their names: "a/b" is ("a",) and ("a", "b")."""
    names = tuple(folder.split("/"))
    yield from (names[: number + 1] for number in range(len(names)))


def _keep_manifest(home: Path, name: str, digests: Mapping[str, str]) -> None:
    folder = home / "manifests"
    folder.mkdir(mode=0o755, exist_ok=True)
    with (folder / f"{name}.json").open("wb") as out:
        out.write(orjson.dumps(dict(digests)))
        out.flush()
        os.fsync(out.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
