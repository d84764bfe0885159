"""What advisories mean for devices: the pure definition (matching.md).

``match_identity`` looks only at the identity and the index: not at other rows, their order, a clock or a network.
Whatever is vectorised around it is tested equal to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from medcord.core.advisory.value import Advisory
from medcord.core.device.expression import All
from medcord.core.device.index import AdvisoryIndex
from medcord.core.device.maker import Lexicon
from medcord.core.device.relation import Kind, Relation
from medcord.core.device.row import Row
from medcord.core.device.value import Device, Identity, Match
from medcord.core.device.verdict import OUTSIDE_RANGE, Outcome, judge
from medcord.core.vocabulary import Basis, ProductStatus, Verdict

__all__ = ["OUTSIDE_RANGE", "AdvisoryIndex", "match_devices", "match_identity"]

More = Callable[[Identity, tuple[Match, ...]], Iterable[Match]]

_URGENCY = (Verdict.AFFECTED, Verdict.POSSIBLE, Verdict.NOT_AFFECTED)
_STRENGTH = ((Kind.EXACT, Kind.EXCLUDED), (Kind.ROLE, Kind.VARIANT), (Kind.SUB_MODEL,), (Kind.HOST,))


def match_identity(identity: Identity, index: AdvisoryIndex) -> tuple[Match, ...]:
    """What every advisory means for ``identity``: at most one ``Match`` each, ordered by advisory id."""
    found: dict[str, list[tuple[Outcome, str]]] = {}
    for related in index.related(identity):
        for advisory, relations in related.by_advisory:
            outcome = _decide(relations, related.row, related.look.named(identity), index.aliases.lexicon)
            if outcome is not None:
                found.setdefault(advisory, []).append((_capped(outcome, related.look.doubt), related.look.why))
    matches = []
    for advisory in sorted(found):
        outcome, why = min(found[advisory], key=lambda pair: _rank(pair[0]))
        matches.append(_match(index.advisories[advisory], outcome, why, [o for o, _ in found[advisory]]))
    return tuple(matches)


def match_devices(
    devices: Iterable[Device], index: AdvisoryIndex, *, more: More | None = None
) -> Iterator[tuple[Device, Match]]:
    """Each device with each of its matches; devices with equal identity are decided once. ``more`` adds what else is
    said of an identity beside what was found."""
    decided: dict[Identity, tuple[Match, ...]] = {}
    for device in devices:
        identity = device.identity
        matches = decided.get(identity)
        if matches is None:
            found = match_identity(identity, index)
            matches = decided[identity] = (*found, *more(identity, found)) if more else found
        for match in matches:
            yield device, match


def _decide(relations: Sequence[Relation], row: Row, identity: Identity, lexicon: Lexicon) -> Outcome | None:
    """Union over the entries that name the row; weaker relations count only when none names it."""
    for kinds in _STRENGTH:
        outcomes = [
            outcome
            for relation in relations
            if relation.kind in kinds and (outcome := judge(relation, row, identity, lexicon)) is not None
        ]
        if outcomes:
            decided = _every_model_listed(outcomes) or _united(outcomes)
            return _doubted(decided, relations, row, identity, lexicon)
    return None


def _doubted(
    decided: Outcome, relations: Sequence[Relation], row: Row, identity: Identity, lexicon: Lexicon
) -> Outcome:
    """Outside the range of the entry that names it best, but inside that of one that may mean it as well: possible."""
    if decided.basis is not Basis.OUTSIDE_RANGE:
        return decided
    for relation in relations:
        if relation.kind in {Kind.SUB_MODEL, Kind.VARIANT, Kind.ROLE}:
            other = judge(replace(relation, kind=Kind.EXACT), row, identity, lexicon)
            if other is not None and other.verdict is Verdict.AFFECTED:
                why = f'"{relation.entry.product.name}" may mean it too: {other.because[-1]}'
                because = (*decided.because, why)
                return replace(decided, verdict=Verdict.POSSIBLE, basis=Basis.NEEDS_REVIEW, because=because)
    return decided


def _united(outcomes: list[Outcome]) -> Outcome:
    """Excluded by name beats all; a fixed statement beats being outside; else the most urgent, most specific one."""
    for outcome in outcomes:
        if outcome.relation.kind is Kind.EXCLUDED and outcome.verdict is Verdict.NOT_AFFECTED:
            return outcome
    return min([o for o in outcomes if not o.other_line] or outcomes, key=_rank)


def _rank(outcome: Outcome) -> tuple[int, int, int, int, float]:
    good_news = outcome.basis is Basis.OUTSIDE_RANGE
    # What is open is decided by the entry that says "affected", not by the fix beside it: its remedies are what to do.
    said_safe = outcome.relation.entry.status in (ProductStatus.FIXED, ProductStatus.NOT_AFFECTED)
    open_but_safe = said_safe and outcome.verdict is not Verdict.NOT_AFFECTED
    urgency = _URGENCY.index(outcome.verdict)
    return (urgency, int(outcome.relation.kind), good_news, open_but_safe, -outcome.relation.specificity)


def _every_model_listed(outcomes: list[Outcome]) -> Outcome | None:
    """The row names a family without its model, and the advisory lists several models of it, each with all versions."""
    relations = [o.relation for o in outcomes if o.relation.only_codes_missing]
    names = {relation.entry.name.words for relation in relations}
    if len(relations) < 2 or len(relations) != len(outcomes) or len(names) != 1:
        return None
    if not all(isinstance(r.entry.reading.expression, All) and not r.entry.reading.models for r in relations):
        return None
    listed = ", ".join(relation.entry.product.name for relation in relations)
    why = f"the row states no model, and every version of the models listed is meant: {listed}"
    return replace(outcomes[0], verdict=Verdict.AFFECTED, basis=Basis.IN_RANGE, because=(why,))


def _capped(outcome: Outcome, doubt: str) -> Outcome:
    """Under another maker's label, in range is only possible; outside the range stays what it is."""
    if not doubt or outcome.verdict is not Verdict.AFFECTED:
        return outcome
    because = (*outcome.because, doubt)
    return replace(outcome, verdict=Verdict.POSSIBLE, basis=Basis.NEEDS_REVIEW, because=because)


def _match(advisory: Advisory, outcome: Outcome, why: str, outcomes: list[Outcome]) -> Match:
    product = outcome.relation.entry.product
    cves = tuple(
        dict.fromkeys(
            v.cve
            for v in advisory.vulnerabilities
            if v.cve and (not v.statements or any(s.product_id == product.id for s in v.statements))
        )
    )
    others = [o.relation.entry.product.id for o in outcomes if o.verdict is outcome.verdict]
    return Match(
        advisory=advisory.id,
        product=product.name,
        verdict=outcome.verdict,
        basis=outcome.basis,
        because=(why, *outcome.relation.evidence, *outcome.because),
        product_ids=tuple(dict.fromkeys((product.id, *others))),
        cves=cves,
    )
