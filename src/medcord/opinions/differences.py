"""What a new version of an opinion changed against the one before. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from medcord.core.safety.scenario import IN_WORDS, HarmScenario

if TYPE_CHECKING:
    from medcord.opinions.models import HarmOpinion

FIELDS = (
    ("severity", "Level"),
    ("certainty", "Certainty"),
    ("kind", "Kind of harm"),
    ("scenario", "What would happen"),
    ("hazard", "Hazard"),
    ("populations", "Most at risk"),
    ("exposure", "Exposure"),
    ("controls", "What protects today"),
    ("evidence", "Evidence"),
    ("sources", "What it stands on"),
    ("would_change", "What would change it"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One part that is not as it was. ``before`` and ``after`` are as people read them; "" where nothing was said."""

    field: str
    words: str
    before: str
    after: str


def changes(before: HarmOpinion, after: HarmOpinion, known: Mapping[str, str]) -> list[Change]:
    """What differs, in the order of the form. ``known`` names the sources that exist for whoever looks."""
    pairs = [(name, words, _said(before, name, known), _said(after, name, known)) for name, words in FIELDS]
    return [Change(name, words, old, new) for name, words, old, new in pairs if old != new]


def by_number(opinions: Sequence[HarmOpinion], known: Mapping[str, str]) -> dict[int, list[Change]]:
    """The changes of each opinion but the first, which stands oldest."""
    return {new.number: changes(old, new, known) for old, new in pairwise(opinions)}


def _said(row: HarmOpinion, name: str, known: Mapping[str, str]) -> str:
    value = getattr(row, name)
    if name == "kind":
        return IN_WORDS[HarmScenario(value)] if value else ""
    if name == "sources":
        return "\n".join(sorted(known[one] for one in value if one in known))
    return str(value)
