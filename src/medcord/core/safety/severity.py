"""Severity of patient harm on five levels (FDA postmarket guidance 2016, after ISO 14971; domain.md F2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from medcord.core.vocabulary import Severity


@dataclass(frozen=True, slots=True)
class Level:
    """One level: what it means for the patient, and the question that tells it from the level below."""

    severity: Severity
    meaning: str
    question: str


@dataclass(frozen=True, slots=True)
class SeverityScale:
    """All levels, least first. ``key`` and ``version`` are stored with every opinion that used the scale."""

    key: str
    version: str
    source: str
    levels: tuple[Level, ...]
    limits: str

    def level(self, severity: Severity) -> Level:
        """The level of a severity."""
        return self.levels[severity.step - 1]


SCALE_1: Final = SeverityScale(
    key="patient-harm",
    version="1.0.0",
    source="FDA postmarket cybersecurity guidance, 28 December 2016 (F2.3)",
    levels=(
        Level(Severity.NEGLIGIBLE, "The patient is bothered or uncomfortable for a while.", "Is anybody hurt at all?"),
        Level(
            Severity.MINOR,
            "The patient is hurt or impaired for a while and recovers without treatment.",
            "Does the patient suffer an injury or loss of function, even a passing one?",
        ),
        Level(
            Severity.SERIOUS,
            "The patient is hurt or impaired and needs a professional to treat it.",
            "Does somebody have to treat the patient?",
        ),
        Level(
            Severity.CRITICAL,
            "The patient's life is in danger, or the damage stays for good.",
            "Does damage remain, or could the patient have died?",
        ),
        Level(Severity.CATASTROPHIC, "The patient dies.", "Does the patient die?"),
    ),
    limits="Loss of health data is a harm of another kind and is not judged on this scale (F2.1).",
)

LATEST: Final = SCALE_1
SCALES: Final[dict[tuple[str, str], SeverityScale]] = {(each.key, each.version): each for each in (SCALE_1,)}
