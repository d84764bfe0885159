"""An entry of a list as JSON keeps it, so that products registered later meet it too, and a digest of what it says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Any, Final

from medcord.core.signals.value import Entry, Named, Source


def as_kept(entry: Entry) -> dict[str, Any]:
    """The entry as plain values; what is empty is left out."""
    said = {key: _plain(value) for key, value in asdict(entry).items()}
    return {key: value for key, value in said.items() if value not in (None, "", ()) and value is not False}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def from_kept(kept: Mapping[str, Any]) -> Entry:
    """The same entry again, as ``as_kept`` wrote it."""
    given = {key: value for key, value in kept.items() if key in _FIELDS}
    for name in _DAYS & given.keys():
        given[name] = date.fromisoformat(given[name])
    named = tuple(Named(**one) for one in given.pop("named", ()))
    return Entry(**{**given, "source": Source(given["source"]), "named": named})


_FIELDS: Final = frozenset(one.name for one in fields(Entry))
_DAYS: Final = frozenset({"day", "initiated", "classified", "posted", "terminated"})


def digest_of(entry: Entry) -> str:
    """SHA-256 of what is said. Where it was read, and EPSS's daily wobble below a tenth, are left out."""
    score = None if entry.score is None else int(entry.score * 10)
    if score is not None:
        entry = replace(entry, title="", day=None)
    said = as_kept(replace(entry, file="", score=None))
    return hashlib.sha256(json.dumps([said, score], sort_keys=True).encode()).hexdigest()
