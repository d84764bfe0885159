"""Which match comes first, in words: known exploited, then clinical role, then verdict, then CVSS.

medcord never makes up an action: ``actions_for`` quotes the advisory's own remediations, or says that none is stated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from medcord.core.advisory.value import Advisory, Score
from medcord.core.device.value import Device, Match
from medcord.core.device.words import tokens
from medcord.core.vocabulary import Basis, Verdict

T = TypeVar("T")

NO_ACTION = "no action stated; ask the manufacturer"
NO_LONGER_NAMED = "no longer named by the advisory; ask its publisher, or close it with a reason"
"""What to do where a later revision is silent about a product that an earlier one named."""
_VERDICTS = {Verdict.AFFECTED: 0, Verdict.POSSIBLE: 1, Verdict.NOT_AFFECTED: 2}
_VERDICT_WORDS = {Verdict.AFFECTED: "affected", Verdict.POSSIBLE: "possible", Verdict.NOT_AFFECTED: "not affected"}
# One level: a pump that gives a drug can kill as surely as a ventilator that stops.
_CARE, _NOT_KNOWN, _OTHER = range(3)


@dataclass(frozen=True, slots=True)
class ClinicalWords:
    """Device words with what they tell ("syringe pump" → "infusion pump"), and where the list comes from."""

    life_sustaining: tuple[tuple[str, str], ...] = ()
    therapy: tuple[tuple[str, str], ...] = ()
    monitoring: tuple[tuple[str, str], ...] = ()
    beside: tuple[tuple[str, str, str], ...] = ()
    """Words of what stands beside such a device ("dashboard", "cabinet"): (phrase, "therapy" or "monitoring", sort).
    They are looked for first, or a defibrillator's dashboard would count as a defibrillator."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """What registries say of a device, when known: they come before words (domain.md F5.8)."""

    life_sustaining: bool | None = None
    product_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Priority:
    """``rank_key`` sorts ascending, most urgent first; ``reasons`` say why in the same order."""

    rank_key: tuple[int, int, int, float] = (1, _NOT_KNOWN, 2, 0.0)
    reasons: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Action:
    """One remediation as its publisher wrote it; ``source`` is the advisory's id."""

    category: str
    details: str
    source: str
    url: str = ""


def priority(
    match: Match,
    *,
    advisory: Advisory,
    device: Device,
    words: ClinicalWords,
    known_exploited: frozenset[str] = frozenset(),
    device_facts: DeviceFacts = DeviceFacts(),
) -> Priority:
    """The place of a match in the worklist and the reasons. ``known_exploited`` holds the CVE ids of CISA KEV."""
    exploited, exploited_words = _exploited(match, advisory, known_exploited)
    role, role_words = _role(device, words, device_facts)
    base = _highest_base(match, advisory)
    reasons = [exploited_words] if exploited else []
    reasons += [role_words, _VERDICT_WORDS[match.verdict], "CVSS not stated" if base is None else f"CVSS {base:.1f}"]
    key = (0 if exploited else 1, role, _VERDICTS[match.verdict], -(base or 0.0))
    return Priority(key, tuple(reasons))


def _exploited(match: Match, advisory: Advisory, known_exploited: frozenset[str]) -> tuple[bool, str]:
    listed = sorted(set(match.cves or advisory.cves) & known_exploited)
    if listed:
        return True, f"known exploited (CISA KEV: {', '.join(listed)})"
    said = [v.cve or v.title for v in advisory.vulnerabilities if v.exploited and (not v.cve or v.cve in match.cves)]
    if said:
        return True, f"known exploited (the advisory says so: {', '.join(said)})"
    return False, ""


def _role(device: Device, words: ClinicalWords, facts: DeviceFacts) -> tuple[int, str]:
    if facts.life_sustaining:
        return _CARE, "sustains life (device registry)"
    spoken = " " + " ".join(tokens(f"{device.description} , {device.model}")) + " "
    classes = (
        (_CARE, "sustains life", words.life_sustaining),
        (_CARE, "delivers therapy", words.therapy),
        (_OTHER, "does not deliver therapy", words.monitoring),
    )
    for phrase, kind, sort in words.beside:
        if f" {phrase} " in spoken:
            rank, saying, _listed = classes[1] if kind == "therapy" else classes[2]
            return rank, f"{saying} ({sort})"
    for rank, saying, listed in classes:
        for phrase, sort in listed:
            if f" {phrase} " in spoken:
                return rank, f"{saying} ({sort})"
    return _NOT_KNOWN, "clinical role not known"


def _scores(match: Match, advisory: Advisory) -> Iterable[Score]:
    for vulnerability in advisory.vulnerabilities:
        if match.cves and vulnerability.cve and vulnerability.cve not in match.cves:
            continue
        for score in vulnerability.scores:
            if not score.product_ids or not match.product_ids or set(score.product_ids) & set(match.product_ids):
                yield score


def _highest_base(match: Match, advisory: Advisory) -> float | None:
    return max((score.base for score in _scores(match, advisory)), default=None)


def ranked(items: Iterable[T], *, key: Callable[[T], Priority]) -> list[tuple[int, T]]:
    """Number the items 1..n by priority; equal ones keep the order they came in."""
    ordered = sorted(items, key=lambda item: key(item).rank_key)
    return list(enumerate(ordered, start=1))


def actions_for(match: Match, advisory: Advisory) -> tuple[Action, ...]:
    """The advisory's remediations for the decided products, word for word, each once, in document order."""
    if match.basis is Basis.NO_LONGER_NAMED:
        # Its product ids are of an earlier revision: the one in force may have given them to another product.
        return (Action("none_stated", NO_LONGER_NAMED, advisory.id),)
    mine = set(match.product_ids)
    found: dict[tuple[str, str, str], Action] = {}
    for vulnerability in advisory.vulnerabilities:
        for remediation in vulnerability.remediations:
            applies = not remediation.product_ids or not mine or bool(mine & set(remediation.product_ids))
            if applies and (remediation.details.strip() or remediation.url):
                action = Action(remediation.category, remediation.details, advisory.id, remediation.url)
                found.setdefault((action.category, action.details, action.url), action)
    return tuple(found.values()) or (Action("none_stated", NO_ACTION, advisory.id),)
