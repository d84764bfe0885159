"""Verbs of remediation. Each is done by a named member, says what was done, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Max

from medcord import ledger
from medcord.core.access import Permission, Viewer
from medcord.core.facts import Code, DeploymentDecided, Fact, RemediationRecorded, RemediationReopened
from medcord.core.refusals import EditedMeanwhile, InputRefusal, NotFound, RuleRefusal
from medcord.core.safety.ssvc.judging import Judgement, judged, word
from medcord.gateways import clock
from medcord.inventory import queries as inventory
from medcord.ledger import destroying
from medcord.ledger.roads import Road
from medcord.matching import queries as matching
from medcord.parties import queries as parties
from medcord.remediation import policy, queries
from medcord.remediation.models import DeployerDecision, DeviceWork, RemediationAct
from medcord.remediation.roads import DECISION, WORK

Kind = RemediationAct.Kind


def close(
    advisory: UUID,
    devices: Iterable[UUID],
    *,
    outcome: str,
    note: str,
    proof: str = "",
    seen: int | None = None,
    actor: Viewer,
) -> RemediationAct:
    """Record what was done for these devices under one advisory; they leave the open worklist.

    ``seen`` is the number of the last act the member's page showed (``queries.last_number``): if another member
    recorded work on one of the devices since, EditedMeanwhile is raised. Closed devices are left as they are.
    """
    try:
        return _close(advisory, list(devices), outcome=outcome, note=note, proof=proof, seen=seen, actor=actor)
    except IntegrityError as clash:
        raise EditedMeanwhile("worklist item") from clash


@ledger.action
def _close(
    advisory: UUID, devices: Sequence[UUID], *, outcome: str, note: str, proof: str, seen: int | None, actor: Viewer
) -> RemediationAct:
    organisation = inventory.hospital_of(actor, Permission.WORKLIST_CLOSE)
    note = policy.require_words(outcome, note, RemediationAct.Outcome.values)
    policy.require_size(len(set(devices)))
    entries = inventory.entries_of(actor, devices)
    if len(entries) != len(set(devices)):
        raise NotFound("device")
    verdicts = matching.verdicts_under(actor, advisory, [entry.identity_id for entry in entries])
    entries = [entry for entry in entries if entry.identity_id in verdicts]
    before = _current(advisory, [entry.device_id for entry in entries])
    _refuse_if_moved(before, seen)
    open_now = [entry for entry in entries if entry.device_id not in before or not before[entry.device_id].closed]
    policy.require_size(len(open_now))
    act = _act(organisation, advisory, Kind.CLOSED, note, len(open_now), actor)
    act.outcome, act.proof = outcome, proof.strip()
    lines = [
        DeviceWork(
            organisation_id=organisation,
            act=act,
            device=entry.device,
            advisory_id=advisory,
            identity_id=entry.identity_id,
            closed=True,
            said=verdicts[entry.identity_id].digest,
        )
        for entry in open_now
    ]
    digest = ledger.seal(act.salt, outcome, act.note, act.proof)
    fact = RemediationRecorded(organisation, act.id, advisory, Code(outcome), act.devices, digest)
    _write(act, lines, before, fact, actor)
    return act


@ledger.action
def reopen(advisory: UUID, devices: Iterable[UUID], *, reason: str, actor: Viewer) -> RemediationAct:
    """Put closed devices back on the worklist, saying why."""
    organisation = inventory.hospital_of(actor, Permission.WORKLIST_CLOSE)
    reason = policy.require_reason(reason)
    chosen = list(dict.fromkeys(devices))
    if len(inventory.entries_of(actor, chosen)) != len(chosen):
        raise NotFound("device")
    return _open_again(organisation, advisory, chosen, Kind.REOPENED, reason, actor)


@ledger.action
def undo(act: UUID | str, *, reason: str, actor: Viewer) -> RemediationAct:
    """Take a closure back that was recorded by mistake. Devices worked on again since are left as they are."""
    organisation = inventory.hospital_of(actor, Permission.WORKLIST_CLOSE)
    reason = policy.require_reason(reason)
    row = queries.act_for(actor, act)
    if row.kind != Kind.CLOSED:
        raise RuleRefusal("Only a closure can be taken back. To close again, record what was done.", code="not-closed")
    lines = DeviceWork.objects.filter(act=row, current=True).values_list("device_id", flat=True)
    return _open_again(organisation, row.advisory_id, list(lines), Kind.UNDONE, reason, actor)


@ledger.action
def reopen_changed(organisation: UUID, advisory: UUID, devices: Sequence[UUID], *, actor: Viewer) -> RemediationAct:
    """Put devices back on the worklist whose advisory now says something else than when they were closed."""
    reason = "The advisory was revised and now says something else about this device than when it was closed."
    return _open_again(organisation, advisory, devices, Kind.REOPENED, reason, actor)


@ledger.action
def decide(advisory: str, judgement: Judgement, *, actor: Viewer) -> DeployerDecision:
    """Keep how soon the hospital acts on an advisory, beside what the deployer tables say; earlier decisions stay. It
    may differ from both tables. Only the hospital itself reads it (30)."""
    organisation = inventory.hospital_of(actor, Permission.WORKLIST_CLOSE)
    head = queries.advisory_for(actor, advisory)
    kept = judged(judgement, queries.DECIDED)
    if actor.member_id is None:
        raise NotFound("advisory")
    row = DeployerDecision(
        organisation_id=organisation,
        advisory_id=head.pk,
        revision=head.revision,
        original=kept.original,
        extended=kept.extended,
        answers=dict(kept.found.answers),
        sources=kept.sources(queries.suggestions(actor, head)),
        outcome=kept.outcome,
        extended_outcome=kept.extended_outcome,
        decided=kept.decided,
        because=kept.because,
        taken_by=actor.member_id,
        taken_name=parties.member_names([actor.member_id])[actor.member_id],
        taken_at=clock.now(),
        salt=ledger.new_salt(),
    )
    fact = DeploymentDecided(
        organisation,
        row.id,
        head.pk,
        Code(f"{row.original}+{row.extended}"),
        word(row.outcome),
        word(row.extended_outcome),
        word(row.decided),
        ledger.seal(row.salt, *kept.sealed_words()),
    )
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def destroy_words(act: UUID, *, reason: str, typed: str, actor: Viewer) -> RemediationAct:
    """Destroy note and proof of one record, and the salt that ties them to the chain. What was done, when, by whom and
    for which devices stays. ``typed`` is the advisory's number, typed again."""
    row = queries.act_for(actor, act, lock=True)
    _destroy(WORK, row, row.advisory.tracking_id, reason=reason, typed=typed, actor=actor)
    return row


@ledger.action
def destroy_reason(decision: UUID, *, reason: str, typed: str, actor: Viewer) -> DeployerDecision:
    """Destroy why something was decided, and the salt that ties it to the chain. What was answered and decided, when
    and by whom stays. ``typed`` is the advisory's number, typed again."""
    row = queries.decision_for(actor, decision, lock=True)
    _destroy(DECISION, row, row.advisory.tracking_id, reason=reason, typed=typed, actor=actor)
    return row


def _destroy(
    road: Road, row: RemediationAct | DeployerDecision, number: str, *, reason: str, typed: str, actor: Viewer
) -> None:
    organisation = inventory.hospital_of(actor, Permission.WORKLIST_CLOSE)
    if road.is_gone(row):
        raise InputRefusal("The words of this record were destroyed already.", fields={"field": "typed"})
    destroying.require_typed_again(number, typed, called="number of the advisory")
    why = destroying.why(reason, destroying.LACK)
    rows, facts = destroying.emptied([(road, row)], stream=f"organisation:{organisation}", reason=why, actor=actor)
    ledger.commit(rows=rows, facts=facts, actor=actor)


def _open_again(
    organisation: UUID, advisory: UUID, devices: Sequence[UUID], kind: str, reason: str, actor: Viewer
) -> RemediationAct:
    before = {device: line for device, line in _current(advisory, devices).items() if line.closed}
    if not before:
        raise RuleRefusal("None of these devices is closed any longer. Reload the page.", code="not-closed")
    act = _act(organisation, advisory, kind, reason, len(before), actor)
    lines = [
        DeviceWork(
            organisation_id=organisation,
            act=act,
            device_id=device,
            advisory_id=advisory,
            identity_id=line.identity_id,
            closed=False,
        )
        for device, line in before.items()
    ]
    fact = RemediationReopened(organisation, act.id, advisory, act.devices, ledger.seal(act.salt, act.note))
    _write(act, lines, before, fact, actor)
    return act


def _current(advisory: UUID, devices: Sequence[UUID]) -> dict[UUID, DeviceWork]:
    lines = DeviceWork.objects.filter(advisory=advisory, device__in=devices, current=True)
    return {line.device_id: line for line in lines.select_related("act")}


def _refuse_if_moved(before: dict[UUID, DeviceWork], seen: int | None) -> None:
    if seen is None:
        return
    newer = [line for line in before.values() if line.act.number > seen]
    if newer:
        act = max((line.act for line in newer), key=lambda act: act.number)
        who = parties.member_names([act.by]).get(act.by, "Somebody else") if act.by else "medcord"
        raise policy.ClosedMeanwhile(len(newer), who, act.get_outcome_display() or act.get_kind_display())


def _act(organisation: UUID, advisory: UUID, kind: str, note: str, devices: int, actor: Viewer) -> RemediationAct:
    mine = RemediationAct.objects.filter(organisation=organisation, advisory=advisory)
    last = mine.aggregate(last=Max("number"))["last"] or 0
    return RemediationAct(
        organisation_id=organisation,
        advisory_id=advisory,
        number=last + 1,
        kind=kind,
        note=note,
        devices=devices,
        by=actor.member_id,
        at=clock.now(),
        salt=ledger.new_salt(),
    )


def _write(
    act: RemediationAct, lines: list[DeviceWork], before: dict[UUID, DeviceWork], fact: Fact, actor: Viewer
) -> None:
    """Add the lines. A line they replace is written anew without its mark: rows in bulk are added, not changed."""
    replaced = [before[line.device_id] for line in lines if line.device_id in before]
    gone = [DeviceWork.objects.filter(pk__in=[line.pk for line in replaced])]
    for line in replaced:
        line.current = False
    ledger.commit(rows=[act], gone=gone, new=[replaced, lines], facts=[fact], actor=actor)
