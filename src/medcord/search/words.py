"""How a text becomes words, a line typed by somebody a question, and a hit a snippet. Pure; the same on both
databases.

A number with joints ("CVE-2026-1234", "V2.3.1", "VU#123456") stands in the index whole, and its parts beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

MOST_WORDS = 20_000  # of one text; a tsvector may not pass 1 MB
LONGEST_WORD = 100
MOST_ASKED = 12

_JOINTS = "-._/:#+@"
_CHUNK = re.compile(rf"\w(?:[\w{re.escape(_JOINTS)}]*\w)?")
_PART = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r'"([^"]*)"')
_CURLY = str.maketrans("“”„«»", '"""""')
# Numbers that are complete by their shape: a longer one that begins alike is another thing.
_WHOLE = re.compile(
    r"cve-\d{4}-\d{4,}|v?\d+(\.\d+)+|\d{8,14}|vu#\d{5,}|vrf#[\w-]{6,}|(mc|r)-\w{4}-\w{4}|icsm?a-\d\d-\d{3}-\d\d"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One word asked for. ``whole``: exactly this one, not one that only begins like it."""

    word: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Question:
    """Every word must be there; each phrase in quotes must stand as typed."""

    words: tuple[Asked, ...]
    phrases: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words)

    def holds(self, text: str) -> bool:
        """Whether the phrases stand in a text; the index knows words only, so this is asked of the row."""
        plain = " ".join(_folded(text).split()) if self.phrases else ""
        return all(phrase in plain for phrase in self.phrases)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of a text around what was found: (words, found or not)."""

    parts: tuple[tuple[str, bool], ...]


def _folded(text: str) -> str:
    """Case and accents do not matter."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """Words of a text in their order, a jointed one followed by its parts."""
    found: list[str] = []
    for chunk in _CHUNK.findall(_folded(text)):
        found += _of_chunk(chunk)
        if len(found) >= MOST_WORDS:
            break
    return found[:MOST_WORDS]


def _of_chunk(chunk: str) -> Iterator[str]:
    whole = chunk.strip(_JOINTS)[:LONGEST_WORD]
    parts = _PART.findall(whole)
    if whole and parts != [whole]:
        yield whole
    yield from parts


def question_of(line: str) -> Question:
    """What somebody typed. Outside quotes a word also finds longer ones that begin with it."""
    plain = _folded(line[:400].translate(_CURLY))
    phrases = [" ".join(one.split()) for one in _QUOTED.findall(plain)]
    asked = [Asked(word, True) for phrase in phrases for word in words_of(phrase)]
    for chunk in _CHUNK.findall(_QUOTED.sub(" ", plain)):
        asked += _asked(chunk)
    return Question(tuple(dict.fromkeys(asked))[:MOST_ASKED], tuple(one for one in phrases if _PART.search(one)))


def without_phrases(question: Question) -> Question:
    """The same words, for rows whose phrases have been asked for already."""
    return replace(question, phrases=())


def _asked(chunk: str) -> Iterator[Asked]:
    whole = chunk.strip(_JOINTS)[:LONGEST_WORD]
    if not whole:
        return
    if _WHOLE.fullmatch(whole):
        yield Asked(whole, True)
    elif any(letter.isdigit() for letter in whole):
        yield Asked(whole, False)
    else:
        yield from (Asked(part, len(part) == 1) for part in _PART.findall(whole))


def snippet_of(text: str, question: Question, *, around: int = 90) -> Snippet | None:
    """Where the first asked word stands in a text, with what is around it; None when it stands elsewhere."""
    marks = [m for m in _CHUNK.finditer(text) if _meets(m.group(), question.words)]
    if not marks:
        return None
    start, end = max(0, marks[0].start() - around), min(len(text), marks[0].end() + around)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    if end < len(text):
        end = max(marks[0].end(), text.rfind(" ", 0, end))
    parts: list[tuple[str, bool]] = [("… ", False)] if start else []
    at = start
    for mark in marks:
        if mark.end() > end:
            break
        parts += [(text[at : mark.start()], False), (mark.group(), True)]
        at = mark.end()
    parts += [(text[at:end], False), *([(" …", False)] if end < len(text) else [])]
    return Snippet(tuple((words, found) for words, found in parts if words))


def _meets(chunk: str, asked: Sequence[Asked]) -> bool:
    words = list(_of_chunk(_folded(chunk)))
    return any(word == one.word or (not one.whole and word.startswith(one.word)) for one in asked for word in words)
