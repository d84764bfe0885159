"""A folder of CSAF files, as a provider mirror or a download leaves it, read file by file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from medcord.core.refusals import UnreadableFile
from medcord.formats.csaf.json_text import SIZE_LIMIT, load_object
from medcord.formats.csaf.reader import ReadAdvisory, read_advisory

_COMPANIONS = frozenset({".asc", ".sig", ".sha256", ".sha512", ".txt", ".csv", ".md", ".html", ".htm"})
"""Signatures, digests, indexes and pages that lie beside advisories and are none."""

_PROVIDER_SHAPES = (
    frozenset({"feed"}),
    frozenset({"service"}),
    frozenset({"categories"}),
    frozenset({"aggregator"}),
    frozenset({"canonical_url", "metadata_version", "publisher"}),
)


def read_folder(path: Path) -> Iterator[ReadAdvisory | UnreadableFile]:
    """Every advisory below ``path`` in the order of names, and every file that could not be read, as a value.

    Left out knowingly: hidden files, signatures, digests, indexes, and JSON that is a feed or provider metadata.
    """
    if not path.is_dir():
        yield UnreadableFile(str(path), "there is no such folder.", "Check the path.", code="no-folder")
        return
    refused: list[UnreadableFile] = []

    def note_error(error: OSError) -> None:
        refused.append(_unopened(error.filename, path, error))

    for folder, folders, files in os.walk(path, onerror=note_error):
        yield from refused
        refused.clear()
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(folder)
        yield from (_linked(here / name, path) for name in folders if (here / name).is_symlink())
        for name in sorted(files):
            outcome = None if name.startswith(".") else _read(here / name, path)
            if outcome is not None:
                yield outcome
    yield from refused


def _read(file: Path, root: Path) -> ReadAdvisory | UnreadableFile | None:
    """One file; None when it is a companion or a provider's own file."""
    name = file.relative_to(root).as_posix()
    suffix = file.suffix.lower()
    if suffix in _COMPANIONS:
        return None
    if suffix != ".json" or (file.exists() and not file.is_file()):  # a pipe would never end
        return UnreadableFile(
            name, "it is not a .json file.", "Unpack archives, and give advisories in CSAF.", code="not-json"
        )
    try:
        with file.open("rb") as stream:
            data = stream.read(SIZE_LIMIT + 1)
        return read_advisory(data, name=name)
    except OSError as error:
        return _unopened(str(file), root, error)
    except UnreadableFile as refusal:
        return None if refusal.code == "not-csaf" and _is_providers_own(data, name) else refusal


def _is_providers_own(data: bytes, name: str) -> bool:
    keys = load_object(data, name=name, warnings=[]).keys()
    return any(shape <= keys for shape in _PROVIDER_SHAPES)


def _linked(folder: Path, root: Path) -> UnreadableFile:
    return UnreadableFile(
        folder.relative_to(root).as_posix(),
        "it is a link to a folder, and links are not followed.",
        "Give the folder it points to by itself.",
        code="linked-folder",
    )


def _unopened(file: str, root: Path, error: OSError) -> UnreadableFile:
    name = os.path.relpath(file, root) if file else str(root)
    why = f"it cannot be opened ({error.strerror})."
    return UnreadableFile(name, why, "Check its permissions and try again.", code="not-opened")
