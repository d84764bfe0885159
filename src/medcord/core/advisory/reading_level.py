"""How hard a text is to read: a grade by a published formula, and the sentences and words that make it hard.

The grade is that of Flesch and Kincaid (Kincaid, Fishburne, Rogers, Chissom: Derivation of new readability formulas for
Navy enlisted personnel, 1975): 0.39 · words per sentence + 11.8 · syllables per word - 15.59, the school year in the
United States after which a text is understood. Syllables are counted by rules of English spelling, which are right for
nearly all words and for no word by more than one or two. It informs and never blocks.

Names of devices, CVE ids, versions and numbers count as words of one syllable: nobody can write them more simply.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

PATIENT_GRADE: Final = 8
"""What patients and the public should be able to read (domain.md P1)."""
CLINICIAN_GRADE: Final = 12
"""What a nurse between two patients reads at one go."""
LONG_SENTENCE: Final = 20
"""A sentence with more words is pointed at."""
FEWEST_WORDS: Final = 5
"""Below this a grade says nothing."""
LONGEST_TEXT: Final = 20_000
"""No more of a text is looked at."""
MOST_SHOWN: Final = 12
"""At most so many sentences and so many words are pointed at in one text."""

_TOKEN = re.compile(r"[^\W_]+(?:['’.,/_-][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bDr\.)[\"”’)\]]*\s+|\n+")
_HAS_DIGIT = re.compile(r"\d")
_VOWELS = re.compile(r"[aeiouyà-öø-ÿ]+")
_SILENT_E = re.compile(r"[^aeiouy](?<![^aeiouy]l)e$")
_SILENT_ES = re.compile(r"(?:[^aeiouysxzcgl]|[aeiouy]l)(?<!ch)(?<!sh)es$")
_SILENT_ED = re.compile(r"[^aeiouytd]ed$")
_SILENT_INSIDE = re.compile(
    r"^(?:some|there|where|here|fore|more|care|safe|home|life|use|hope|base|time|late|like|name|note|fire|wire|nurse)"
    r"(?=[bcdfghjklmnpqtvwxz].)|[^aeiouyl]ely$"
)
_TWO_SOUNDS = re.compile(r"(?<![tcsgx])i(?:[ao](?!u)|ou)|(?<![gq])u[aei](?=[lt])|eo(?=[^nu]|$)")
_EXCEPTIONS: Final = MappingProxyType(
    {
        "area": 3, "being": 2, "business": 2, "create": 2, "created": 3, "every": 2, "everyone": 3, "everything": 3,
        "idea": 3, "people": 2, "quiet": 2, "diet": 2, "science": 2, "said": 1, "real": 1, "really": 2, "doing": 2,
        "going": 2, "seeing": 2, "diabetes": 4, "recipe": 3, "clothes": 1, "heart": 1, "hearts": 1, "beard": 1,
        "fluid": 2, "linear": 3, "physiological": 6, "react": 2, "reaction": 3, "reactions": 3, "theater": 3, "via": 2,
    }
)  # fmt: skip
_EASY: Final = frozenset(
    {
        "already", "another", "anybody", "anyone", "anything", "battery", "bloodstream", "clinician", "clinicians",
        "company", "computer", "december", "difference", "different", "emergency", "energy", "everybody",
        "everyday", "everyone", "everything", "everywhere", "families", "family", "february", "hospital",
        "hospitals", "however", "important", "infusion", "injuries", "injury", "internet", "january", "medical",
        "medicine", "medicines", "nobody", "november", "october", "physician", "physicians", "possible", "probably",
        "remember", "saturday", "september", "several", "somebody", "surgery", "telephone", "telephones", "therapy",
        "together", "usually", "whatever", "whenever", "wherever", "yesterday",
    }
)  # fmt: skip
"""Words of three and more syllables that everybody knows, above all those of hospitals; they are not pointed at."""

SIMPLER: Final = MappingProxyType(
    {
        "accordingly": "so",
        "additional": "more",
        "administer": "give",
        "administered": "given",
        "alternative": "other",
        "approximately": "about",
        "authenticate": "sign in",
        "authenticated": "signed in",
        "authentication": "sign-in",
        "capability": "can",
        "cardiopulmonary": "of heart and lungs",
        "communication": "link",
        "compromise": "break into",
        "compromised": "broken into",
        "confidentiality": "secrecy",
        "configuration": "settings",
        "consequently": "so",
        "determine": "find out",
        "discontinue": "stop",
        "exploitation": "attack",
        "facilitate": "help",
        "firmware": "software of the device",
        "functionality": "what it does",
        "hypoglycemia": "low blood sugar",
        "hyperglycemia": "high blood sugar",
        "immediately": "at once",
        "implantable": "put into the body",
        "implement": "put in place",
        "indicate": "show",
        "individuals": "people",
        "initiate": "start",
        "malfunction": "fail",
        "malicious": "harmful",
        "manufacturer": "maker",
        "manufacturers": "makers",
        "mitigation": "protection",
        "mitigations": "protections",
        "modification": "change",
        "modifications": "changes",
        "modify": "change",
        "necessary": "needed",
        "notification": "message",
        "obtain": "get",
        "operational": "working",
        "parameters": "settings",
        "physiological": "of the body",
        "potential": "possible",
        "potentially": "may",
        "prior": "before",
        "remediate": "fix",
        "remediation": "fix",
        "subsequently": "later",
        "sufficient": "enough",
        "terminate": "end",
        "transmission": "sending",
        "unauthorised": "not allowed",
        "unauthorized": "not allowed",
        "utilise": "use",
        "utilize": "use",
        "verification": "check",
        "vulnerabilities": "weaknesses",
        "vulnerability": "weakness",
    }
)
"""A shorter way to say it, where there is one that fits most sentences."""


@dataclass(frozen=True, slots=True)
class HardWord:
    """A word that makes a text hard, how often it stands there, and a simpler one ("" where none is known)."""

    word: str
    times: int
    simpler: str = ""


@dataclass(frozen=True, slots=True)
class LongSentence:
    """A sentence with more words than are read at one go."""

    words: int
    text: str


@dataclass(frozen=True, slots=True)
class ReadingLevel:
    """What was counted. ``grade`` is None where there are too few words to say."""

    words: int
    sentences: int
    syllables: int
    grade: float | None
    long_sentences: tuple[LongSentence, ...]
    hard_words: tuple[HardWord, ...]

    def above(self, target: float = PATIENT_GRADE) -> bool:
        """Whether it is harder than the readers it is for."""
        return self.grade is not None and self.grade > target


def reading_level(text: str, names: Iterable[str] = ()) -> ReadingLevel:
    """The level of a text. ``names`` are names of makers and devices in it, in any case; linear in the text."""
    known = _parts_of(names)
    found = [(sentence, _tokens(sentence)) for sentence in _SENTENCE_END.split(text[:LONGEST_TEXT])]
    found = [(sentence, tokens) for sentence, tokens in found if tokens]
    words = [token for _, tokens in found for token in tokens]
    counted = sum(1 if _is_name(token, known) else syllables(token) for token in words)
    return ReadingLevel(
        words=len(words),
        sentences=len(found),
        syllables=counted,
        grade=grade_of(len(words), len(found), counted) if len(words) >= FEWEST_WORDS else None,
        long_sentences=tuple(
            LongSentence(len(tokens), " ".join(sentence.split()))
            for sentence, tokens in found
            if len(tokens) > LONG_SENTENCE
        )[:MOST_SHOWN],
        hard_words=_hard(words, known),
    )


def grade_of(words: int, sentences: int, syllables: int) -> float:
    """The Flesch-Kincaid grade, to one decimal; never below 0."""
    return max(0.0, round(0.39 * words / sentences + 11.8 * syllables / words - 15.59, 1))


def syllables(word: str) -> int:
    """How many syllables an English word has, by its spelling; at least one."""
    return sum(_of_part(part) for part in re.split(r"[^\w]|['’]", word.casefold().replace("'s", "").replace("’s", "")))


def _of_part(part: str) -> int:
    if not part:
        return 0
    if part in _EXCEPTIONS:
        return _EXCEPTIONS[part]
    count = len(_VOWELS.findall(part)) + len(_TWO_SOUNDS.findall(part))
    if any(rule.search(part) for rule in (_SILENT_E, _SILENT_ES, _SILENT_ED)):
        count -= 1
    if _SILENT_INSIDE.search(part):
        count -= 1
    return max(1, count)


def _tokens(sentence: str) -> list[str]:
    return _TOKEN.findall(sentence)


def _parts_of(names: Iterable[str]) -> frozenset[str]:
    return frozenset(token.casefold() for name in names for token in _tokens(name))


def _is_name(token: str, known: Collection[str]) -> bool:
    return bool(_HAS_DIGIT.search(token)) or token.casefold().removesuffix("'s").removesuffix("’s") in known


def _hard(words: Iterable[str], known: Collection[str]) -> tuple[HardWord, ...]:
    """Words with three syllables or more, and those that have a simpler one; the most frequent first."""
    counted = Counter(word.casefold() for word in words if not _is_name(word, known))
    hard = [
        HardWord(word, times, SIMPLER.get(word, ""))
        for word, times in counted.items()
        if word in SIMPLER or (word not in _EASY and _is_long(word))
    ]
    return tuple(sorted(hard, key=lambda one: (-one.times, -syllables(one.word), one.word))[:MOST_SHOWN])


def _is_long(word: str) -> bool:
    """Three syllables that an ending alone brings about do not count, nor does a word put together from short ones."""
    if "-" in word:
        return any(_is_long(part) for part in word.split("-"))
    most = 4 if word.endswith(("ed", "es", "ing", "ly")) else 3
    return syllables(word) >= most
