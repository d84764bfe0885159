"""Public signals and sightings meet cases: linked where the CVE is the case's, opened from, or confirmed in one.

What a list says of attacks is only ever proposed here, as a claim that a named person decides (X4).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from medcord import ledger
from medcord.cases import policy, queries
from medcord.cases.actions.inviting import statutory
from medcord.cases.actions.marking import evidence_of, marked
from medcord.cases.actions.opening import new_owner
from medcord.cases.marks import FROM_SIGNAL, public_events
from medcord.cases.models import Case, CaseSignal, Claim, Evidence, Participant
from medcord.core import access
from medcord.core.access import Permission, SignalItem, Viewer, ViewerKind
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.cvd.embargo import EmbargoState
from medcord.core.facts import (
    CaseOpened,
    ClaimMade,
    Code,
    Fact,
    ParticipantInvited,
    SightingDecided,
    SignalGaveIds,
    SignalLinked,
)
from medcord.core.refusals import InputRefusal, NotAllowed, RuleRefusal
from medcord.core.signals import Seen, Source, ids_of
from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.ledger.rows import Row
from medcord.parties import queries as parties
from medcord.signals import queries as signals

if TYPE_CHECKING:
    from medcord.signals.models import Signal

MOST_OPENED = 10
"""So many cases one reading of a list opens by itself. More at once is a list that meets too much ("Windows"): a person
looks."""
_RECALLS = (Source.RECALL.value, Source.ENFORCEMENT.value)


def take_up(batch: UUID, *, actor: Viewer) -> None:
    """What is new in a list: to the open or published case of each of its CVEs, else by the table of rules to a new
    case."""
    opening = []
    found = signals.for_reaction(batch)
    same = signals.same_ids(found[0].coordinator_id) if found else {}
    for signal in found:
        if _link_to_cases(signal, same, actor=actor):
            continue
        if (case := queries.holding_signal(signal.pk)) is not None:
            _strengthen(case, signal, same, actor=actor)
        elif signal.opens:
            opening.append(signal)
    if len({signal.cve or signal.key for signal in opening}) > MOST_OPENED:
        return
    for signal in opening:
        # Two lists may hold one CVE: the second is linked to the case that the first opened.
        if not _link_to_cases(signal, same, actor=actor):
            _open(signal, signal.title, signal.rule, actor=actor)


Same = Mapping[str, frozenset[str]]
"""By id, the ids of the same weakness."""


def _link_to_cases(signal: Signal, same: Same, *, actor: Viewer) -> bool:
    """Link a signal to the cases that have an id of it; whether there is any."""
    found = queries.with_ids(signal.coordinator_id, _known_as(signal, same))
    for case, shared in found:
        _link(case, signal, shared, same, actor=actor)
    return bool(found)


def _known_as(signal: Signal, same: Same) -> list[str]:
    """The ids that a signal is about, and those that OSV records say are the same."""
    return list(dict.fromkeys(each for one in signal.about for each in (one, *sorted(same.get(one, ())))))


def take_up_named(case: Case, cve: str, *, actor: Viewer) -> None:
    """A case has a CVE now: what public lists said of it before is linked, unless another case has it."""
    for signal in signals.with_cve(case.owner_id, cve):
        if queries.holding_signal(signal.pk) is None:
            _link(case, signal, [cve], {}, actor=actor)


def _link(case: Case, signal: Signal, shared: list[str], same: Same, *, actor: Viewer) -> None:
    if not CaseSignal.objects.filter(case=case, signal=signal).exists():
        _linked(case, signal, _because(signal, shared), same, actor=actor)
    else:
        _strengthen(case, signal, same, actor=actor)


def _because(signal: Signal, shared: list[str]) -> str:
    """Which id leads to the case: a CVE of the signal, else another id of it, else one that is said to be the same."""
    if cves := [one for one in shared if one in signal.cves]:
        return f"its CVE is the case's: {', '.join(cves)}"
    if own := [one for one in shared if one in signal.about]:
        return f"its id is the case's: {', '.join(own)}"
    return f"an OSV record says that it is {', '.join(shared)}, which is the case's"


@ledger.action
def _linked(case: Case, signal: Signal, because: str, same: Same, *, actor: Viewer) -> Case:
    claim, facts = _proposed(case, signal)
    row = _link_row(case, signal, because, actor)
    linked = SignalLinked(case.id, signal.pk, Code(signal.source))
    grown = [case] if _grow(case, signal, same) else []
    ledger.commit(rows=[*grown, row, *claim], facts=[linked, *facts], actor=actor)
    return case


def _strengthen(case: Case, signal: Signal, same: Same, *, actor: Viewer) -> None:
    """A signal of the case says something else now: perhaps that it is attacked, or under which CVE it is known."""
    if _proposed(case, signal)[0] or _grow(case, signal, same):
        _proposing(queries.for_reaction(case.pk), signal, same, actor=actor)


@ledger.action
def _proposing(case: Case, signal: Signal, same: Same, *, actor: Viewer) -> None:
    rows, facts = _proposed(case, signal)
    if _grow(case, signal, same):
        rows.append(case)
        facts.append(SignalGaveIds(case.id, signal.pk, Code(signal.source)))
    ledger.commit(rows=rows, facts=facts, actor=actor)


def _grow(case: Case, signal: Signal, same: Same) -> bool:
    """Let the ids of a case grow by those of an OSV record that says it is of the same weakness, so that what other
    lists say of its CVE belongs there too. What another case has stays with that one."""
    ids = {each for one in ids_of(signal) for each in (one, *same.get(one, ()))}
    if not ids.intersection((*case.cves, *case.numbers)):
        return False
    more = () if ids.intersection(case.cves) else signal.cves
    new = sorted(ids.union(more) - {*case.cves, *case.numbers})
    taken = {one for other, held in queries.with_ids(case.owner_id, new) if other.pk != case.pk for one in held}
    new = [one for one in new if one not in taken]
    case.cves = [*case.cves, *(one for one in new if one.startswith("CVE-"))]
    case.numbers = [*case.numbers, *(one for one in new if not one.startswith("CVE-"))]
    return bool(new)


def _proposed(case: Case, signal: Signal) -> tuple[list[Row], list[Fact]]:
    """A list that says it is attacked proposes so to the owner; it does not set it. One list, one claim."""
    known = CaseEvent.ATTACKS_OBSERVED in public_events(case) or case.closed_at is not None
    if not signal.exploited or known or Claim.objects.filter(case=case, signal=signal).exists():
        return [], []
    day = f" since {signal.day:%-d %B %Y}" if signal.day else ""
    text = f"{Source(signal.source).words} lists {signal.key}{day}: {signal.title}. File SHA-256 {signal.file_digest}."
    salt = ledger.new_salt()
    row = Claim(case=case, event="a", signal=signal, evidence=text, at=clock.now(), salt=salt)
    sealed = ledger.seal(salt, text)
    fact = ClaimMade(case.id, row.id, Code(CaseEvent.ATTACKS_OBSERVED.value), None, by_finder=False, evidence=sealed)
    return [row], [fact]


def _link_row(case: Case, signal: Signal, because: str, actor: Viewer, *, opened: bool = False) -> CaseSignal:
    return CaseSignal(
        case=case,
        signal=signal,
        opened=opened,
        by=actor.member_id,
        by_name=parties.member_name(actor.member_id) if actor.member_id else "",
        because=because,
        at=clock.now(),
        salt=ledger.new_salt(),
    )


def _numbers_of(signal: Signal) -> list[str]:
    """The ids of a signal that a case keeps beside its CVEs."""
    if signal.source in _RECALLS:
        return [signal.key]
    return [one for one in ids_of(signal) if one not in signal.cves]


@ledger.action
def _open(signal: Signal, title: str, because: str, *, actor: Viewer) -> Case:
    """A potential case from a signal. What a list of weaknesses says is public, so there is nothing to keep secret and
    no embargo; the regulator takes part from the start (F1.4: potential or confirmed)."""
    now = clock.now()
    case = Case(
        reference=ledger.new_reference("MC"),
        title=title.strip()[:200],
        summary=signal.text[:4000],
        owner_id=signal.coordinator_id,
        lead=actor.member_id,
        opened_at=now,
        origin=FROM_SIGNAL,
        numbers=_numbers_of(signal),
        cves=list(signal.cves),
        embargo=EmbargoState.NONE.value,
        salt=ledger.new_salt(),
    )
    rows: list[Case | Participant | CaseSignal] = [case, new_owner(case, now)]
    facts: list[Fact] = [CaseOpened(case.id, case.owner_id, None, None)]
    if (regulator := parties.the_regulator()) is not None:
        rows.append(statutory(case, regulator, now))
        facts.append(ParticipantInvited(case.id, regulator.id, Code(Role.REGULATOR.value)))
    rows.append(_link_row(case, signal, because, actor, opened=True))
    facts.append(SignalLinked(case.id, signal.pk, Code(signal.source)))
    ledger.commit(rows=rows, facts=facts, actor=actor)
    case = queries.for_reaction(case.id)
    claim, claimed = _proposed(case, signal)
    if signal.source in _RECALLS:
        return case
    words = f"{Source(signal.source).words}, {signal.key}. File SHA-256 {signal.file_digest}."
    shown = evidence_of(case, Evidence.Of.PUBLIC, words, actor, signal=signal.pk)
    return marked(case, None, CaseEvent.PUBLIC_AWARE, "", actor, rows=[*claim, shown], facts=claimed)


@ledger.action
def open_from_signal(signal: UUID, *, title: str = "", because: str = "", actor: Viewer) -> Case:
    """Open a potential case from a signal, by a person. Raises RuleRefusal where a case has it already."""
    row = _signal_to_work(signal, actor)
    if (known := queries.holding_signal(row.pk)) is not None:
        raise RuleRefusal(f"There is a case for this signal already: {known.reference}.", code="case-exists")
    ids = _known_as(row, signals.same_ids(row.coordinator_id))
    for known, shared in queries.with_ids(row.coordinator_id, ids):
        raise RuleRefusal(
            f"{', '.join(shared)} is in case {known.reference} already. Choose “It belongs to a case” instead.",
            code="case-exists",
        )
    return _open(row, title.strip() or row.title, because.strip() or "a person looked at it", actor=actor)


@ledger.action
def link_signal(reference: str, signal: UUID, *, because: str = "", actor: Viewer) -> Case:
    """Say that a signal belongs to a case of the own party. The case's CVEs grow by the signal's, unless they share
    one: an advisory may tell more than the case is about."""
    row = _signal_to_work(signal, actor)
    case = queries.case_for(actor, reference.strip().upper(), lock=True)
    if actor.party_id != case.owner_id:
        raise NotAllowed("The coordinator of the case links signals to it.")
    if case.closed_at is not None and case.merged_into_id is not None:
        raise RuleRefusal("This case was merged into another one. Link the signal to that one.", code="merged")
    if CaseSignal.objects.filter(case=case, signal=row).exists():
        raise RuleRefusal("This signal is linked to that case already.", code="linked")
    claim, facts = _proposed(case, row)
    if not set(case.cves).intersection(row.cves):
        case.cves = [*case.cves, *row.cves]
    case.numbers = list(dict.fromkeys([*case.numbers, *(_numbers_of(row) if ids_of(row) else ())]))
    link = _link_row(case, row, because.strip()[:2000] or "a person looked at it", actor)
    linked = SignalLinked(case.id, row.pk, Code(row.source))
    ledger.commit(rows=[case, link, *claim], facts=[linked, *facts], actor=actor)
    return case


def _signal_to_work(signal: UUID, actor: Viewer) -> Signal:
    row = signals.signal_for(actor, signal)
    access.require(actor, Permission.SIGNAL_WRITE, SignalItem(row.coordinator_id), "signal")
    if actor.member_id is None and actor.kind is not ViewerKind.SYSTEM:
        raise NotAllowed("A person decides what becomes of a signal.")
    return row


@ledger.action
def confirm_sighting(sighting: str, reference: str, *, because: str, actor: Viewer) -> Case:
    """A named person of the coordinator confirms a sighting in a case of the own party: attempts and uses mark the case
    as attacked, the rest stays as evidence (I3, X4). Its author learns that it was confirmed, and nothing of the case.
    """
    row = signals.sighting_for(actor, sighting, lock=True)
    access.require(actor, Permission.SIGHTING_DECIDE, signals.sighting_item(row), "sighting")
    if actor.member_id is None:
        raise NotAllowed("A sighting is decided by a person, whose name stays.")
    if row.answered_at is not None or Evidence.objects.filter(sighting=row).exists():
        raise RuleRefusal("This sighting has been decided already. Look at what was decided.", code="decided")
    case = queries.case_for(actor, reference.strip().upper(), lock=True)
    policy.require(actor, Permission.CASE_MARK, case)
    if actor.party_id != case.owner_id:
        raise NotAllowed("The coordinator of the case confirms sightings in it.")
    text = because.strip()
    if not text:
        raise InputRefusal("Say what shows it; the reason stays.", code="reason-needed", fields={"field": "because"})
    seen = Seen(row.seen)
    of = Evidence.Of.ATTACKS if seen.is_attack else Evidence.Of.SEEN
    shown = evidence_of(case, of, f"{seen.words}. {text}", actor, sighting=row.pk)
    fact = SightingDecided(
        case.id, row.pk, confirmed=True, seen=Code(row.seen), reason=ledger.seal(row.salt, "decided", text)
    )
    if seen.is_attack and CaseEvent.ATTACKS_OBSERVED not in public_events(case):
        return marked(case, None, CaseEvent.ATTACKS_OBSERVED, "", actor, rows=[shown], facts=[fact])
    ledger.commit(rows=[shown], facts=[fact], actor=actor)
    return case


@ledger.action
def open_from_sighting(sighting: str, *, because: str, actor: Viewer) -> Case:
    """Open a potential case from a sighting that fits none, and confirm it there in one act."""
    row = signals.sighting_for(actor, sighting)
    access.require(actor, Permission.SIGHTING_DECIDE, signals.sighting_item(row), "sighting")
    if not because.strip():
        raise InputRefusal("Say what shows it; the reason stays.", code="reason-needed", fields={"field": "because"})
    now = clock.now()
    case = Case(
        reference=ledger.new_reference("MC"),
        title=row.title[:200],
        summary="",
        owner_id=row.coordinator_id,
        lead=actor.member_id,
        opened_at=now,
        origin=FROM_SIGNAL,
        cves=list(row.cves),
        embargo=EmbargoState.NONE.value,
        salt=ledger.new_salt(),
    )
    rows: list[Case | Participant] = [case, new_owner(case, now)]
    facts: list[Fact] = [CaseOpened(case.id, case.owner_id, None, None)]
    if (regulator := parties.the_regulator()) is not None:
        rows.append(statutory(case, regulator, now))
        facts.append(ParticipantInvited(case.id, regulator.id, Code(Role.REGULATOR.value)))
    ledger.commit(rows=rows, facts=facts, actor=actor)
    return confirm_sighting(sighting, case.reference, because=because, actor=actor)
