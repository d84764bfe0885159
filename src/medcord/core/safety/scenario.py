"""Kinds of harm to patients that an opinion may be about.

The last but one is from F6.8: the documented harm of attacks came from the outage of many devices of a site at once,
not from one device that did the wrong thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class HarmScenario(StrEnum):
    """What goes wrong for the patient. ``UNSAID`` stands for opinions from before the choice existed."""

    UNSAID = ""
    THERAPY_WRONG = "therapy_wrong"
    THERAPY_STOPS = "therapy_stops"
    ALARM_LOST = "alarm_lost"
    READING_WRONG = "reading_wrong"
    CARE_LATE = "care_late"
    MANY_UNAVAILABLE = "many_unavailable"
    OTHER = "other"


IN_WORDS: Final[Mapping[HarmScenario, str]] = MappingProxyType(
    {
        HarmScenario.UNSAID: "Not said",
        HarmScenario.THERAPY_WRONG: "A therapy is given wrongly",
        HarmScenario.THERAPY_STOPS: "A therapy stops or cannot start",
        HarmScenario.ALARM_LOST: "An alarm is lost or comes late",
        HarmScenario.READING_WRONG: "A reading or an image is wrong",
        HarmScenario.CARE_LATE: "A diagnosis or a treatment is delayed",
        HarmScenario.MANY_UNAVAILABLE: "Many devices of a site cannot be used at the same time",
        HarmScenario.OTHER: "Something else",
    }
)
