"""Plain values that later stages hand to drafting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SsvcChoice:
    """A decision by SSVC that is to go out with an advisory: which it is, in words, and as a SelectionList 2.0.0."""

    decision: UUID
    title: str
    words: tuple[tuple[str, str], ...]
    selection_list: Mapping[str, object]
