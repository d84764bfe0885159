"""From rows to the pure matcher and back. Indexes are built once for a set of advisories and kept in the process."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from medcord.advisories import queries as published
from medcord.core.advisory import Advisory
from medcord.core.advisory.fallen import fallen
from medcord.core.advisory.in_force import standing_of
from medcord.core.device.former import FormerIndex, histories_of
from medcord.core.device.match import AdvisoryIndex, match_identity
from medcord.core.device.priority import Action, ClinicalWords, Priority, actions_for, priority
from medcord.core.device.value import Device, Identity, Match
from medcord.core.vocabulary import Basis
from medcord.data import load_aliases, load_clinical_words

ENGINE = "identity-2"
"""Grows when the same inputs may give other verdicts: everything is then matched again."""

_MOST_KEPT = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """A match with its place in the order. ``advisory`` is the published advisory's id."""

    advisory: UUID
    match: Match
    order_key: str
    reasons: tuple[str, ...]

    @property
    def kind(self) -> str:
        """What the worklist groups by: the verdict, with what lies outside a stated range apart."""
        return "outside_range" if self.match.basis is Basis.OUTSIDE_RANGE else self.match.verdict.value

    @property
    def digest(self) -> str:
        """SHA-256 of what is said; the order is left out, because it moves with what is known of attacks."""
        match = self.match
        said = [match.product, match.verdict.value, match.basis.value, match.because, match.product_ids, match.cves]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


class Engine:
    """The matcher over some advisories. ``revisions`` holds the revision of each by its id; ``fallen`` are those that
    no longer stand, and say nothing of any product. ``earlier`` are the revisions before, oldest first."""

    def __init__(
        self,
        current: Sequence[published.Current],
        exploited: frozenset[str],
        words: ClinicalWords,
        earlier: Mapping[UUID, Sequence[Advisory]] = MappingProxyType({}),
    ) -> None:
        self._shelves = [_Shelf(some, earlier) for some in _apart(current)]
        self._exploited, self._words = exploited, words
        self.revisions = {one.id: one.revision for one in current}
        self.fallen = frozenset(one.id for one in current if standing_of(one.value) is not None)

    def findings(self, identity: Identity) -> Iterator[Finding]:
        """What each advisory means for the identity; nothing where no revision of it ever meant its product."""
        device = Device(
            "",
            manufacturer=identity.manufacturer,
            model=identity.model,
            description=identity.description,
            catalog_no=identity.catalog_no,
            version=identity.version,
        )
        for shelf in self._shelves:
            for match, value in shelf.matches(identity):
                place = priority(
                    match, advisory=value, device=device, known_exploited=self._exploited, words=self._words
                )
                yield Finding(shelf.by_tracking_id[match.advisory].id, match, order_key(place), _reasons(place, match))


class _Shelf:
    """Advisories that all have tracking ids of their own."""

    def __init__(self, current: Sequence[published.Current], earlier: Mapping[UUID, Sequence[Advisory]]) -> None:
        self.by_tracking_id = {one.value.id: one for one in current}
        self._index = AdvisoryIndex([one.value for one in current], load_aliases())
        histories = histories_of((earlier[one.id], one.value) for one in current if one.id in earlier)
        self._former = FormerIndex(histories, load_aliases())

    def matches(self, identity: Identity) -> Iterator[tuple[Match, Advisory]]:
        """Each match with the revision it rests on: the one in force, or else the last that named the product."""
        found = match_identity(identity, self._index)
        for match in found:
            yield match, self.by_tracking_id[match.advisory].value
        for one in self._former.unnamed(identity, {match.advisory for match in found}):
            yield one.match, one.value


def _apart(current: Sequence[published.Current]) -> list[list[published.Current]]:
    """Two publishers may use one tracking id; the matcher knows advisories by it, so such ones must not meet."""
    rounds: list[dict[str, published.Current]] = [{}]
    for one in current:
        free = next((some for some in rounds if one.value.id not in some), None)
        if free is None:
            rounds.append(free := {})
        free[one.value.id] = one
    return [list(some.values()) for some in rounds]


_SAID_OF = {
    Basis.OUTSIDE_RANGE: ("not affected", "outside the stated range"),
    Basis.NO_LONGER_NAMED: ("possible", "possible: no longer named by the advisory"),
}


def _reasons(place: Priority, match: Match) -> tuple[str, ...]:
    """The reasons in words. “Not affected” alone would be read as “safe” where only the range was not met."""
    said = _SAID_OF.get(match.basis)
    return tuple(said[1] if said and words == said[0] else words for words in place.reasons)


def order_key(place: Priority) -> str:
    """The rank key as text that sorts the same way in every database. Parts lie between -1000 and 9000."""
    return "/".join(f"{part + 1000:09.3f}" for part in place.rank_key)


_kept: OrderedDict[str, Engine] = OrderedDict()


def engine_for(advisories: Collection[UUID]) -> Engine:
    """An engine over these advisories, all when none is named; built once for the same documents and known attacks."""
    exploited = published.known_exploited()
    key = inputs_digest(advisories)
    found = _kept.pop(key, None)
    if found is None:
        current = published.values_of(advisories) if advisories else list(published.current_values())
        found = Engine(current, exploited, load_clinical_words(), published.earlier_values(advisories))
    _kept[key] = found
    while len(_kept) > _MOST_KEPT:
        _kept.popitem(last=False)
    return found


def inputs_digest(advisories: Collection[UUID]) -> str:
    """SHA-256 over the documents of these advisories (all when none is named) and the known exploited CVEs."""
    said = [
        sorted([str(one), inputs.documents] for one, inputs in inputs_of(advisories).items()),
        sorted(published.known_exploited()),
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Inputs:
    """What of one advisory decides its verdicts: a digest of its documents, and the CVEs of the earlier ones."""

    documents: str
    cves: tuple[str, ...] = ()


def inputs_of(advisories: Collection[UUID]) -> dict[UUID, Inputs]:
    """The same by advisory, without reading any. Where there is but one document, its own digest stands for it."""
    found = published.current_digests()
    earlier = published.earlier(advisories)
    wanted = {one: digest for one, digest in found.items() if not advisories or one in advisories}
    return {one: _inputs(digest, earlier.get(one, ())) for one, digest in wanted.items()}


def _inputs(current: str, earlier: Sequence[published.Earlier]) -> Inputs:
    if not earlier:
        return Inputs(current)
    digests = [current, *(one.sha256 for one in earlier)]
    return Inputs(
        hashlib.sha256(json.dumps(digests).encode()).hexdigest(), tuple(cve for one in earlier for cve in one.cves)
    )


def quoted_actions(match: Match, advisory: Advisory) -> tuple[Action, ...]:
    """What the advisory itself says can be done, quoted; never ours. Of one that no longer stands its advice."""
    gone = fallen(advisory)
    if gone is not None:
        advice = gone.standing.advice
        said = ("advice", advice) if advice else ("none_stated", gone.todo.rstrip("."))
        return (Action(*said, advisory.id),)
    return actions_for(match, advisory)
