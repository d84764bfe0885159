"""Words and codes out of names: folding, tokens, and a bounded distance for typing slips. Standard library only."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_FOLDS = (
    (re.compile(r"\bwi[ -]?fi\b"), "wifi"),
    (re.compile(r"\bwlan\b"), "wlan"),
    (re.compile(r"\bw/"), "with "),
    (re.compile(r"\bp/n\b"), "pn"),
    (re.compile(r"(?<=\w)['’`´](?=\w)"), ""),
    (re.compile(r"['’`´\"®™©]"), " "),
    (re.compile(r"(?<=\w)@(?=\w)"), ""),
    (re.compile(r"&"), " and "),
    (re.compile(r"-(?=\d+\.\d)"), " "),
    (re.compile(r"\banaesth"), "anesth"),
    (re.compile(r"(?<=\w)\+"), ""),
    (re.compile(r"(?<=\d)o(?=\d)"), "0"),
)
_TOKEN = re.compile(r"\d+(?:\.[\dx]+)+[a-z]?|[a-z]\.\d+(?:\.[\w]+)*|[a-z0-9]+(?:-[a-z0-9]+)*")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case without accents, apostrophes and trade marks; "Wi-Fi" is "wifi", "w/" is "with"."""
    lowered = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    for pattern, replacement in _FOLDS:
        lowered = pattern.sub(replacement, lowered)
    return " ".join(lowered.split())


@lru_cache(maxsize=65536)
def tokens(text: str) -> tuple[str, ...]:
    """Words and codes in order. A hyphen inside a code or after a short prefix is dropped ("MMT-722" → "mmt722",
    "II-S" → "iis"), between words it splits ("smart-hopping"), as between a word and a code ("Hamilton-T1")."""
    found: list[str] = []
    for piece in _TOKEN.findall(fold(text)):
        found.extend(_split_hyphens(piece) if "-" in piece else (piece,))
    return tuple(found)


def _split_hyphens(piece: str) -> list[str]:
    parts = piece.split("-")
    if len(parts) > 2 and any(part.isalpha() and len(part) >= 4 for part in parts):
        return parts
    joined = [parts[0]]
    for part in parts[1:]:
        if _stand_apart(joined[-1], part):
            joined.append(part)
        else:
            joined[-1] += part
    return joined


def _stand_apart(before: str, part: str) -> bool:
    """A word of four letters stands for itself ("Vivid-I", "FT10-Valleylab"), not behind one letter ("Q-Stress")."""
    if len(before) == 1:
        return False
    if before.isalpha() and part.isalpha() and min(len(before), len(part)) > 2:
        return True
    return any(word.isalpha() and len(word) >= 4 for word in (before, part))


@lru_cache(maxsize=65536)
def is_code(token: str) -> bool:
    """A model number or variant code: it carries a digit and is no dotted version."""
    return any(char.isdigit() for char in token) and not looks_like_version(token)


def looks_like_version(token: str) -> bool:
    """ "4.4", "2.0.2.2", "b.06.12", "8.0.x"; a field strength ("3.0t") is a code."""
    return "." in token and not token.endswith("t")


@lru_cache(maxsize=262144)
def near(a: str, b: str, most: int = 2) -> bool:
    """True when ``a`` is ``b`` with a typing slip: one edit (a swap counts one), two from eight letters on; never
    more than ``most``.

    Only for words of five letters and more (of four: a swap) that begin alike or with the first two letters swapped;
    codes are never near each other, because one digit is another model.
    """
    shorter, longer = sorted((len(a), len(b)))
    if shorter == longer == 4 and a[0] == b[0]:
        return a != b and sorted(a) == sorted(b) and a.isalpha() and distance(a, b, 1) == 1
    if shorter < 4 or longer < 5 or longer - shorter > 2 or not (a.isalpha() and b.isalpha()):
        return False
    if a[0] != b[0] and a[:2] != b[1::-1]:
        return False
    limit = min(most, 2 if shorter >= 8 else 1)
    return distance(a, b, limit) <= limit


def distance(a: str, b: str, limit: int) -> int:
    """Optimal string alignment distance, cut off above ``limit`` (then ``limit + 1``)."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, start=1):
        above, row = row, [i]
        for j, right in enumerate(b, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before = above
    return row[-1]
