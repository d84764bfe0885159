"""CVSS vectors of a draft: 3.1 (or 3.0) and 4.0. The arithmetic is the ``cvss`` package's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from medcord.core.advisory import Score
from medcord.core.advisory.metrics import Edition, Metric, answers_in, beyond, open_questions, vector_of
from medcord.core.refusals import InputRefusal

_PREFIXES: Final = {"CVSS:3.0/": "3.0", "CVSS:3.1/": "3.1", "CVSS:4.0/": "4.0"}
_PLACE: Final[Mapping[str, tuple[str, ...]]] = {"vector": ("3.1", "3.0"), "vector_4": ("4.0",)}
_NAMES: Final = {"vector": "CVSS 3.1 vector", "vector_4": "CVSS 4.0 vector"}

VECTORS: Final = tuple(_PLACE)
"""The parts of a draft that hold a vector."""


def score_of(vector: str, product_ids: Sequence[str] = (), *, field: str = "vector", named: str = "") -> Score:
    """The score of a vector, with the vector as the standard orders it. Raises InputRefusal for one that does not read,
    or that belongs into the other field; ``named`` is what the refusal calls the field."""
    text = vector.strip()
    version = next((number for prefix, number in _PREFIXES.items() if text.startswith(prefix)), "")
    allowed = _PLACE[field]
    if version not in allowed:
        raise InputRefusal(_misplaced(field, version, allowed[0]), fields={"field": named or field})
    try:
        return _score4(text, product_ids) if version == "4.0" else _score3(text, version, product_ids)
    except _Unread:
        raise InputRefusal(
            f"“{_NAMES[field]}” does not read: a metric is missing, misspelt or said twice. Take it from the "
            "calculator.",
            fields={"field": named or field},
        ) from None


def _misplaced(field: str, version: str, wanted: str) -> str:
    if version:
        other = next(name for name, versions in _PLACE.items() if version in versions)
        return f"This is a CVSS {version} vector. It belongs into “{_NAMES[other]}”."
    return (
        f"“{_NAMES[field]}” must start with “CVSS:{wanted}/”. Take it from the calculator, or leave it empty "
        "while it is not known."
    )


class _Unread(Exception):
    """The package does not read it."""


def _score3(text: str, version: str, product_ids: Sequence[str]) -> Score:
    from cvss import CVSS3
    from cvss.exceptions import CVSS3Error

    try:
        read = CVSS3(text)
    except CVSS3Error:
        raise _Unread from None
    return Score(version, read.clean_vector(), float(read.base_score), read.severities()[0].upper(), tuple(product_ids))


def _score4(text: str, product_ids: Sequence[str]) -> Score:
    from cvss import CVSS4
    from cvss.exceptions import CVSS4Error

    try:
        read = CVSS4(text)
    except CVSS4Error:
        raise _Unread from None
    return Score("4.0", read.clean_vector(), float(read.base_score), read.severity.upper(), tuple(product_ids))


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What a calculator says to the answers given so far: the score, or what is still open."""

    edition: Edition
    answers: Mapping[str, str]
    open: tuple[Metric, ...]
    score: Score | None
    kept: tuple[str, ...]


def reckon(edition: Edition, answers: Mapping[str, str], *, before: str = "") -> Reckoning:
    """The score of these answers. What the vector ``before`` says beyond the questions stays in it."""
    given, kept = dict(answers), beyond(edition, before)
    lacking = tuple(open_questions(edition, given))
    score = None if lacking else score_of(vector_of(edition, given, kept), field=edition.field)
    return Reckoning(edition, given, lacking, score, kept)


def answered(edition: Edition, vector: str) -> dict[str, str]:
    """The answers that a vector holds."""
    return answers_in(edition, vector)
