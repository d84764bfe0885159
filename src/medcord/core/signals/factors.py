"""What FDA weighs before it tells the public of an emerging signal (F2.21), as a form: words, and known or not.

The factors inform a named person. Nothing is computed from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

DECIDE_WITHIN: Final = timedelta(days=30)
"""For the first decision and after substantive news (CLK-7)."""
WARN_WITHIN: Final = timedelta(hours=24)
"""For a firm to issue a public warning it was told is appropriate (CLK-8)."""


class Factor(StrEnum):
    """The ten factors, in the order in which they are weighed."""

    LIKELIHOOD = "likelihood"
    SEVERITY = "severity"
    BENEFIT = "benefit"
    DATA_QUALITY = "data_quality"
    CAUSALITY = "causality"
    EXPOSURE = "exposure"
    VULNERABLE = "vulnerable"
    MITIGABILITY = "mitigability"
    ALTERNATIVES = "alternatives"
    SIMILAR = "similar"

    @property
    def words(self) -> str:
        return _WORDS[self][0]

    @property
    def question(self) -> str:
        return _WORDS[self][1]


_WORDS: Final = {
    Factor.LIKELIHOOD: ("Likelihood", "How likely is the harm?"),
    Factor.SEVERITY: ("Severity and reversibility", "How bad is it, and does it pass?"),
    Factor.BENEFIT: ("Benefit", "What does the device do for patients?"),
    Factor.DATA_QUALITY: ("Quality of the data", "How good is what we know?"),
    Factor.CAUSALITY: ("Cause", "Is it the device, and this weakness?"),
    Factor.EXPOSURE: ("Exposure", "How many patients, how long?"),
    Factor.VULNERABLE: ("Most at risk", "Children, pregnant or old people, those at home without a monitor?"),
    Factor.MITIGABILITY: ("What can be done", "Can clinics and patients lower the risk?"),
    Factor.ALTERNATIVES: ("Alternatives", "What else could be used?"),
    Factor.SIMILAR: ("Similar devices", "Do others have it too?"),
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """One factor: what is said of it, and whether that is known. An empty one is not known."""

    factor: Factor
    words: str = ""
    known: bool = False


def weighed(kept: Mapping[str, Mapping[str, object]]) -> tuple[Weighed, ...]:
    """All factors in their order from what a row keeps."""
    found = {factor: kept.get(factor.value, {}) for factor in Factor}
    return tuple(
        Weighed(factor, str(one.get("words", "")), bool(one.get("known", False))) for factor, one in found.items()
    )


def as_kept(factors: tuple[Weighed, ...]) -> dict[str, dict[str, object]]:
    """The same for a row. What has no words is not known, whatever was ticked."""
    return {
        one.factor.value: {"words": one.words.strip(), "known": one.known and bool(one.words.strip())}
        for one in factors
    }
