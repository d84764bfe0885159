"""Readers of the provider's files, for whoever asks: they hold nothing but what is TLP:CLEAR."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from medcord.advisories import queries as advisories
from medcord.core.refusals import NotFound
from medcord.formats.csaf import provider_tree
from medcord.gateways import clock
from medcord.sharing import tree
from medcord.sharing.publisher import provider_settings

_TYPES = {
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".sha256": "text/plain; charset=utf-8",
    ".sha512": "text/plain; charset=utf-8",
    ".asc": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class ProviderFile:
    """One file of the tree in force; ``etag`` is quoted."""

    data: bytes
    content_type: str
    etag: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a folder's listing: ``name`` ends in "/" for a folder, ``size`` in bytes."""

    name: str
    size: int


def home() -> Path:
    """Where this node keeps its releases."""
    return Path(settings.MEDCORD_HOME) / "provider"


def provider_folder() -> Path | None:
    """The tree in force, which holds ``.well-known``; None before the first build."""
    return tree.current(home())


def provider_files() -> tuple[dict[str, bytes], int]:
    """The whole provider as it should be now, by path, and how many advisories are in it. Nothing is written."""
    documents = advisories.own_documents()
    return provider_tree(documents, provider_settings(), now=clock.now()), len(documents)


def open_file(path: str) -> ProviderFile | tuple[Entry, ...]:
    """A file of the tree by its path below ``.well-known/``, or the listing of a folder (path ends in "/").

    Raises NotFound; a path cannot leave the tree.
    """
    place = _place(path)
    if path.endswith("/") or not path:
        try:
            entries = [_entry(each) for each in place.iterdir()]
        except OSError:  # absent, not a folder, or a name no file system takes
            raise NotFound from None
        return tuple(sorted(entries, key=lambda entry: entry.name))
    try:
        data = place.read_bytes()
    except OSError:
        raise NotFound from None
    digest = hashlib.sha256(data).hexdigest()
    return ProviderFile(data, _TYPES.get(place.suffix, "application/octet-stream"), f'"{digest}"')


def _place(path: str) -> Path:
    folder = provider_folder()
    steps = path.removesuffix("/").split("/")
    if folder is None or any(not step or step.startswith(".") or "\\" in step or "\0" in step for step in steps):
        raise NotFound
    return folder.joinpath(".well-known", *steps)


def _entry(place: Path) -> Entry:
    return Entry(f"{place.name}/" if place.is_dir() else place.name, place.stat().st_size)
