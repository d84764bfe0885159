"""How far a request is: what is decided of each item, what is still open, and which withheld words stand elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medcord.core.access import Viewer
from medcord.core.records.redaction import Cut, Suggestion, left_of, lines_of, still_readable, suggestions
from medcord.ledger import sealing
from medcord.records.models import ItemDecision, RecordsRequest, Redaction
from medcord.records.queries.items import Record, records_of
from medcord.records.queries.requests import decisions_of, redactions_of

if TYPE_CHECKING:
    from medcord.cases.models import Case

_LOOKED_FOR = frozenset({"b3-pcii", "b4", "b6", "b6-serial"})
"""Under these, the words of an item that is withheld whole are looked for in what leaves. What is deliberative says
much that is public too."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One item for one request. ``stale``: its words changed since somebody decided, so nothing holds any more."""

    record: Record
    decision: ItemDecision | None
    redactions: list[Redaction]
    stale: bool

    @property
    def withheld(self) -> bool | None:
        """Whether it stays back whole; None while nobody has decided. What a statute keeps needs no decision."""
        if self.record.fixed:
            return True
        return self.decision.withheld if self.decision is not None and not self.stale else None

    @property
    def exemption(self) -> str:
        """Under which exemption it is withheld whole."""
        if self.record.fixed:
            return self.record.exemption
        return self.decision.exemption if self.decision is not None else ""

    @property
    def cuts(self) -> list[Cut]:
        """What is cut out of it."""
        return [Cut(row.start, row.end, row.exemption) for row in self.redactions]

    @property
    def state(self) -> str:
        """As a chip names it."""
        if self.record.fixed:
            return "kept"
        if self.withheld is None:
            return "undecided"
        return "withheld" if self.withheld else ("cut" if self.redactions else "released")


@dataclass(frozen=True, slots=True)
class Suspect:
    """Words that are withheld in one place and stand in an item that would leave."""

    record: Record
    words: str


def seen(request: RecordsRequest, text: str) -> str:
    """The digest by which a decision knows the words it was made on."""
    return str(sealing.seal(request.salt, text))


def standing_of(viewer: Viewer, case: Case, request: RecordsRequest) -> list[Standing]:
    """Every item in the range of a request with what was decided of it. Raises NotFound for all but the owner."""
    decided, cut = decisions_of(request), redactions_of(request)
    return [
        _standing(request, record, decided.get(record.key), cut.get(record.key, ()))
        for record in records_of(viewer, case, request.since, request.till)
    ]


def _standing(
    request: RecordsRequest, record: Record, decision: ItemDecision | None, cut: Iterable[Redaction]
) -> Standing:
    held = [row for row in cut if row.taken_back_at is None]
    made_on = {row.seen for row in (*held, *([decision] if decision else ()))}
    return Standing(record, decision, held, bool(made_on) and made_on != {seen(request, record.text)})


def suggested(one: Standing, names: list[str]) -> list[Suggestion]:
    """Passages of an item that look as if they were to be withheld and are not yet."""
    if one.record.fixed or one.record.kind == "finder":
        return []
    left = left_of(one.record.text, one.cuts)
    return suggestions(left, names)


def finders(standing: Iterable[Standing]) -> list[str]:
    """Names of the finders in what was asked for."""
    return [one.record.text for one in standing if one.record.kind == "finder"]


def leaks(standing: list[Standing]) -> list[Suspect]:
    """Where withheld words would still leave: every passage that is cut out, every finder whose name is withheld, and
    the lines of what is withheld as a secret, as protected or as personal."""
    secrets: list[str] = []
    for one in standing:
        secrets += [one.record.text[cut.start : cut.end] for cut in one.cuts]
        if one.withheld and one.exemption in _LOOKED_FOR:
            secrets += [one.record.text] if one.record.kind == "finder" else lines_of(one.record.text)
    going = {one.record.key: one for one in standing if one.withheld is False}
    left = {key: left_of(one.record.text, one.cuts) + " " + one.record.title for key, one in going.items()}
    return [Suspect(going[key].record, words) for key, words in still_readable(secrets, left)]


def digest_of(data: bytes) -> str:
    """The hash of what left."""
    return hashlib.sha256(data).hexdigest()
