"""Whether a published advisory is in force, withdrawn or superseded. It is read off the document itself.

CSAF 2.1 has profiles of these names (withdrawn, superseded): no products and no vulnerabilities are left, a note of a
given title says why, and of a superseded one a reference leads to what takes its place. CSAF 2.0 has none; the note and
the reference are written all the same, so that every form says it and ours is read back.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from medcord.core.advisory.revising import RevisionKind
from medcord.core.advisory.value import Advisory, Note, PlainWords, Reference

REASONING: Final = MappingProxyType(
    {
        RevisionKind.WITHDRAWAL: "Reasoning for Withdrawal",
        RevisionKind.SUPERSEDING: "Reasoning for Supersession",
    }
)
"""Titles of the note that says why (CSAF 2.1, profiles 6 and 7)."""

CATEGORIES: Final = MappingProxyType(
    {RevisionKind.WITHDRAWAL: "csaf_withdrawn", RevisionKind.SUPERSEDING: "csaf_superseded"}
)
SUCCESSOR: Final = "Superseding Document"
REPLACED: Final = "Superseded document"
"""How the summary of a reference begins that leads from one to the other."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An advisory that no longer stands: of which kind, why, what its readers should do, and what takes its place."""

    kind: RevisionKind
    reason: str
    advice: str
    successor: Reference | None = None


def standing_of(value: Advisory) -> Standing | None:
    """How the advisory stands by its own words; None while it is in force."""
    for kind, title in REASONING.items():
        why = next((note.text for note in value.notes if note.category == "description" and note.title == title), None)
        named = value.category in (CATEGORIES[kind], "csaf_base")
        if why is not None and named and not value.vulnerabilities:
            return Standing(kind, why, value.plain.what_to_do, successor_in(value))
    return None


def successor_in(value: Advisory) -> Reference | None:
    """The reference to what takes the advisory's place."""
    return next((one for one in value.references if one.summary.startswith(SUCCESSOR)), None)


def replaced_in(value: Advisory) -> tuple[Reference, ...]:
    """References to what this advisory takes the place of."""
    return tuple(one for one in value.references if one.summary.startswith(REPLACED))


def ended(
    value: Advisory, kind: RevisionKind, *, title: str, reason: str, advice: str, successor: Reference | None = None
) -> Advisory:
    """The advisory as it is once it no longer stands: nothing is left of what it said but which device it was about."""
    return replace(
        value,
        title=title,
        category="csaf_base",
        summary=reason,
        notes=(
            Note("summary", reason, title="Summary"),
            Note("description", reason, title=REASONING[kind]),
            *(note for note in value.notes if note.category == "legal_disclaimer"),
        ),
        references=(successor,) if successor else (),
        products=(),
        vulnerabilities=(),
        plain=PlainWords(device=value.plain.device, what_to_do=advice),
    )


def carried(value: Advisory, former: Advisory) -> Advisory:
    """A further revision with what its former one said of the advisories it takes the place of."""
    return replaces(value, replaced_in(former))


def replaces(value: Advisory, found: Collection[Reference]) -> Advisory:
    """The advisory with references to what it takes the place of, each once."""
    there = {one.url for one in value.references}
    return replace(value, references=(*value.references, *(one for one in found if one.url not in there)))
