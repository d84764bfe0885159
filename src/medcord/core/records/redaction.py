"""Passages of a text that are withheld, what is left of it, and what of them still stands elsewhere. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

SHORTEST_SECRET: Final = 4
"""Shorter passages are not looked for in other texts: they stand everywhere by chance."""
SHORTEST_LINE: Final = 20
"""Of an item that is withheld whole, only lines of this length are looked for."""

_SERIAL: Final = re.compile(
    r"\b(?:serial\s*(?:number|no\.?|#)?|s/n|sn)\s*[:#=]?\s*((?=[A-Z0-9-]*\d)[A-Z0-9][A-Z0-9-]{4,23})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Cut:
    """Characters ``start`` to ``end`` of a text, withheld under an exemption."""

    start: int
    end: int
    exemption: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of what is left: words, or (``exemption``) a block that stands for what was cut out."""

    text: str = ""
    exemption: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A passage that looks as if an exemption covered it. A person decides."""

    passage: str
    exemption: str
    because: str


def segments(text: str, cuts: Iterable[Cut]) -> list[Segment]:
    """The text with each cut replaced by a block that names its exemption. Where cuts overlap, nothing of either is
    left; a block stands for each. A cut beyond the text cuts what there is."""
    found, at = list[Segment](), 0
    for cut in sorted(cuts, key=lambda one: (one.start, one.end)):
        if cut.end <= cut.start:
            continue
        if cut.start > at:
            found.append(Segment(text[at : cut.start]))
        found.append(Segment(exemption=cut.exemption))
        at = max(at, cut.end)
    return [*found, Segment(text[at:])] if at < len(text) else found


def passages(text: str, begins: str, ends: str = "") -> list[tuple[int, int]]:
    """Where the marked passage stands: each place where ``begins`` stands, or, with ``ends``, from ``begins`` to the
    end of the next ``ends`` after it. Spaces and line ends count as alike."""
    first, last = _loosely(begins), _loosely(ends)
    if first is None:
        return []
    if last is None:
        return [one.span() for one in first.finditer(text)]
    found, at = list[tuple[int, int]](), 0
    while start := first.search(text, at):
        end = last.search(text, start.end())
        if end is None:
            break
        found.append((start.start(), end.end()))
        at = end.end()
    return found


def _loosely(words: str) -> re.Pattern[str] | None:
    parts = words.split()
    return re.compile(r"\s+".join(map(re.escape, parts))) if parts else None


def left_of(text: str, cuts: Iterable[Cut]) -> str:
    """The words that stay, with a space for each block."""
    return "".join(one.text or " " for one in segments(text, cuts))


def lines_of(text: str) -> list[str]:
    """Lines of an item that is withheld whole, as secrets to look for elsewhere. The names of fields are left away."""
    said = (line.partition(": ")[2] or line for line in text.splitlines())
    return [line for line in said if len(line.strip()) >= SHORTEST_LINE]


def still_readable(secrets: Iterable[str], left: Mapping[str, str]) -> list[tuple[str, str]]:
    """Pairs of (key of the text, secret) where words that are withheld in one place stand in another."""
    plain = {key: _plain(text) for key, text in left.items()}
    wanted = {_plain(secret) for secret in secrets}
    long = sorted(one for one in wanted if len(one) >= SHORTEST_SECRET)
    return [(key, secret) for key, text in plain.items() for secret in long if secret in text]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def suggestions(text: str, names: Sequence[str] = ()) -> list[Suggestion]:
    """Passages that look like a serial number, and the names given, wherever they stand, each once."""
    found = [Suggestion(one.group(0), "b6-serial", "It looks like a serial number.") for one in _SERIAL.finditer(text)]
    for name in names:
        if len(name.strip()) >= SHORTEST_SECRET and name.casefold() in text.casefold():
            at = text.casefold().index(name.casefold())
            found.append(Suggestion(text[at : at + len(name)], "b6", "It is the name of a finder."))
    return list({one.passage: one for one in found}.values())
