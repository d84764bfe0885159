"""What the CWE list says of a weakness, as the ``csaf`` package ships the list: name, edition, use."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import orjson

from medcord.formats.csaf.editions import own_logging


@lru_cache(maxsize=4096)
def cwe_edition(cwe_id: str, name: str) -> str:
    """The newest edition of the CWE list that has this id under just this name; empty when none has."""
    editions, weaknesses = _cwe_list()
    history = weaknesses.get(cwe_id.removeprefix("CWE-"), {}).get("history", [])
    found, said, changes = "", None, dict(history)
    for edition in editions:
        said = changes.get(edition, said) if edition in changes else said
        if said == name:
            found = edition
    return found


def cwe_name(cwe_id: str) -> str:
    """The name of a weakness in the newest edition of the CWE list; empty for a number that is not in it."""
    editions, weaknesses = _cwe_list()
    history = weaknesses.get(cwe_id.removeprefix("CWE-"), {}).get("history", [])
    changes, name = dict(history), ""
    for edition in editions:
        name = changes.get(edition, name)
    return name or ""


def cwe_usage(cwe_id: str) -> str:
    """What the list says of giving this number to a single vulnerability: "Allowed", "Discouraged", "Prohibited" …;
    empty where it says nothing."""
    _, weaknesses = _cwe_list()
    return str(weaknesses.get(cwe_id.removeprefix("CWE-"), {}).get("usage", ""))


@lru_cache(maxsize=1)
def _cwe_list() -> tuple[list[str], dict[str, Any]]:
    with own_logging():
        catalogue = orjson.loads((files("csaf") / "csaf" / "v21csd04" / "cwe" / "catalog.json").read_bytes())
    return catalogue["versions"], catalogue["weaknesses"]
