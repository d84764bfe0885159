"""The sentence that stands in every text for patients, whatever else is said (domain.md P1, P3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from medcord.core.advisory.value import Advisory

STANDING: Final = (
    "Do not stop therapy without talking to your clinician. Stopping can be more dangerous than this problem."
)
"""Whoever reads of a weakness of the device they live by must not be led to switch it off (P3)."""

SOURCE: Final = "P1, P3"


def with_standing(advisory: Advisory) -> Advisory:
    """The advisory with the sentence, where it has any words for patients; nothing a writer can leave out."""
    plain = advisory.plain
    if not plain.for_patients or plain.therapy == STANDING:
        return advisory
    return replace(advisory, plain=replace(plain, therapy=STANDING))
