"""Products that a later revision no longer names. What an earlier one said of them does not end without a word.

A revision that names a product no more has not said that it is safe: it is possible until a person decides. What is
said rests on the documents alone, whatever came in first, so that a verdict can be rebuilt.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from medcord.core.advisory.in_force import standing_of
from medcord.core.advisory.value import Advisory
from medcord.core.device.entry import bare_title
from medcord.core.device.index import AdvisoryIndex
from medcord.core.device.maker import Aliases
from medcord.core.device.match import match_identity
from medcord.core.device.value import Identity, Match
from medcord.core.vocabulary import Basis, Verdict

_SAID = {
    Basis.FIXED: "fixed",
    Basis.OUTSIDE_RANGE: "outside the stated range",
    Basis.STATED: "not affected",
}


@dataclass(frozen=True, slots=True)
class Former:
    """An earlier revision, and the first one after it that was in force too."""

    value: Advisory
    after: Advisory


@dataclass(frozen=True, slots=True)
class Unnamed:
    """What is said of an identity that no revision in force names any more. ``value`` is the last one that did."""

    match: Match
    value: Advisory


def formers(earlier: Sequence[Advisory], current: Advisory) -> tuple[Former, ...]:
    """Of the revisions before the one in force, oldest first, those that name what it does not; newest first.

    None while the advisory does not stand: what was said before that stays as it was.
    """
    if standing_of(current) is not None:
        return ()
    line = [one for one in (*earlier, current) if standing_of(one) is None]
    now = _said(current)
    found = [Former(one, after) for one, after in pairwise(line) if _said(one) - now]
    return tuple(reversed(found))


class FormerIndex:
    """The earlier revisions of some advisories prepared for matching; by tracking id, each newest first."""

    def __init__(self, histories: Mapping[str, Sequence[Former]], aliases: Aliases) -> None:
        self._layers: list[tuple[AdvisoryIndex, dict[str, Former]]] = []
        for depth in range(max(map(len, histories.values()), default=0)):
            layer = {key: some[depth] for key, some in histories.items() if depth < len(some)}
            self._layers.append((AdvisoryIndex([one.value for one in layer.values()], aliases), layer))

    def unnamed(self, identity: Identity, named: Collection[str]) -> Iterator[Unnamed]:
        """What earlier revisions said of an identity, for advisories other than those in ``named``: the last word of
        each. Ordered by advisory id."""
        if not self._layers:
            return
        found: dict[str, Unnamed] = {}
        for index, layer in self._layers:
            for match in match_identity(identity, index):
                if match.advisory not in named and match.advisory not in found:
                    former = layer[match.advisory]
                    found[match.advisory] = Unnamed(_possible(match, former), former.value)
        yield from (found[key] for key in sorted(found))


def _possible(match: Match, former: Former) -> Match:
    said = match.verdict.value if match.verdict is not Verdict.NOT_AFFECTED else _SAID[match.basis]
    last, after = _named(former)
    why = f"{after} no longer names this product; {last} did, and said: {said}"
    return replace(match, verdict=Verdict.POSSIBLE, basis=Basis.NO_LONGER_NAMED, because=(why, *match.because))


def _named(former: Former) -> tuple[str, str]:
    """The two revisions by their publisher's numbers, with their days where these are the same."""
    pair = (former.value, former.after)
    if former.value.version != former.after.version:
        return (f"revision {pair[0].version}", f"revision {pair[1].version}")
    first, second = (f"revision {one.version} of {one.current_release:%Y-%m-%d %H:%M} UTC" for one in pair)
    return (first, second)


def _said(value: Advisory) -> frozenset[tuple[str, ...]]:
    """Each product with all that decides whether the matcher meets it: how it is called, and what is said of it."""
    statuses: dict[str, set[str]] = {}
    for statement in (one for vulnerability in value.vulnerabilities for one in vulnerability.statements):
        statuses.setdefault(statement.product_id, set()).add(statement.status.value)
    title = bare_title(value)
    return frozenset(
        (title, one.vendor, one.name, one.version, one.full_name, *sorted(statuses.get(one.id, ())))
        for one in value.products
    )


def histories_of(pairs: Iterable[tuple[Sequence[Advisory], Advisory]]) -> dict[str, tuple[Former, ...]]:
    """By tracking id the earlier revisions that count, of those advisories that have any."""
    found = {current.id: formers(earlier, current) for earlier, current in pairs}
    return {key: some for key, some in found.items() if some}
