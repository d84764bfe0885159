"""What a published advisory may become: a revision of one of four kinds, each said in its history (P5).

Nothing that was published is taken back in silence. A withdrawn or superseded advisory keeps its number and history;
only a correction, which puts an error of ours right, may follow it.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class RevisionKind(StrEnum):
    """Why there is a further revision."""

    UPDATE = "update"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    SUPERSEDING = "superseding"


WORDS: Final = MappingProxyType(
    {
        RevisionKind.UPDATE: "Update",
        RevisionKind.CORRECTION: "Correction",
        RevisionKind.WITHDRAWAL: "Withdrawn",
        RevisionKind.SUPERSEDING: "Superseded",
    }
)
"""What the history says before the summary."""

MEANS: Final = MappingProxyType(
    {
        RevisionKind.UPDATE: "there are new facts",
        RevisionKind.CORRECTION: "an error of ours is put right",
        RevisionKind.WITHDRAWAL: "the advisory no longer stands, and nothing takes its place",
        RevisionKind.SUPERSEDING: "another advisory of ours takes its place",
    }
)

ENDS: Final = frozenset({RevisionKind.WITHDRAWAL, RevisionKind.SUPERSEDING})
"""After these an advisory no longer stands."""

FOLLOWS: Final = MappingProxyType(
    {
        None: frozenset(RevisionKind),
        RevisionKind.UPDATE: frozenset(RevisionKind),
        RevisionKind.CORRECTION: frozenset(RevisionKind),
        RevisionKind.WITHDRAWAL: frozenset({RevisionKind.CORRECTION}),
        RevisionKind.SUPERSEDING: frozenset({RevisionKind.CORRECTION}),
    }
)
"""By the kind of the revision that is out (None: the first): what may come next."""


def line(kind: RevisionKind, news: str) -> str:
    """The line of the history."""
    return f"{WORDS[kind]}: {news.strip()}"


def kind_of(summary: str) -> RevisionKind | None:
    """The kind that a line of our history names; None for the first publication, and for what others wrote."""
    begun = summary.partition(": ")[0]
    return next((kind for kind, word in WORDS.items() if word == begun), None)
