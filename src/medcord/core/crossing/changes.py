"""What changed between two versions of a text, word by word, for people to read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORD = re.compile(r"\s*\S+\s*|\s+")


class Kind(StrEnum):
    """What became of a run of words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row with the same fate."""

    kind: Kind
    words: str


def changes(before: str, now: str) -> tuple[Run, ...]:
    """Runs of words in order. What was kept and what was removed give ``before``; kept and added give ``now``."""
    old, new = _WORD.findall(before), _WORD.findall(now)
    runs: list[Run] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run(Kind.KEPT, "".join(old[a:b])))
            continue
        for kind, words in ((Kind.REMOVED, old[a:b]), (Kind.ADDED, new[c:d])):
            if words:
                runs.append(Run(kind, "".join(words)))
    return tuple(runs)
