"""Verbs of matching: a run is started, and done part by part."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from medcord import ledger
from medcord.advisories import queries as published
from medcord.core.access import Permission, Viewer
from medcord.core.device.value import Identity as IdentityValue
from medcord.core.facts import Code, Digest, Fact, MatchPartCompleted, MatchRunCompleted
from medcord.gateways import clock
from medcord.inventory import queries as inventory
from medcord.matching import engine, queries
from medcord.matching.engine import ENGINE, Engine, Finding
from medcord.matching.models import AdvisoryHead, MatchRun, Reach, Verdict

PART_ALL = 250
"""Identities a part, against all advisories."""
PART_FEW = 2000
"""Identities a part, against a few advisories: most are told apart by their maker at once."""
_FEW = 3


@ledger.action
def start_run(
    organisation: UUID, *, advisories: Sequence[UUID] = (), everything: bool = False, actor: Viewer
) -> MatchRun:
    """Start matching a hospital: identities not matched yet, or all of them for some advisories or ``everything``."""
    batch = inventory.in_use(organisation)
    reach = Reach.objects.filter(organisation=organisation).first()
    again = everything or bool(advisories) or reach is None or reach.engine != ENGINE
    run = MatchRun(
        organisation_id=organisation,
        advisories=[str(one) for one in advisories],
        engine=ENGINE,
        after=0 if again or reach is None else reach.number,
        until=inventory.identity_count(organisation),
        salt=ledger.new_salt(),
        inventory_digest=batch.content if batch else "",
        advisories_digest=engine.inputs_digest(advisories),
        started_at=clock.now(),
    )
    alone = not set(inventory.hospitals()) - {organisation}
    rows: list[Any] = [run, *_heads(advisories or queries.stale(), spread=alone or bool(advisories))]
    ledger.commit(rows=rows, facts=[MatchPartCompleted(organisation, run.id, 0, 0)], actor=actor)
    return run


@ledger.action
def rebuild(*, actor: Viewer) -> MatchRun:
    """Match the member's whole inventory again; verdicts that stay the same stay the same rows."""
    return start_run(inventory.hospital_of(actor, Permission.INVENTORY_IMPORT), everything=True, actor=actor)


@ledger.action
def match_next(run: MatchRun, *, actor: Viewer) -> MatchRun:
    """Match one more part of the identities; after the last one the run is complete."""
    ids = [UUID(one) for one in run.advisories]
    most = PART_FEW if ids and len(ids) <= _FEW else PART_ALL
    identities = [
        one for one in inventory.identities_after(run.organisation_id, run.after, most) if one.number <= run.until
    ]
    matcher = engine.engine_for(ids)
    found = {
        (identity.id, finding.advisory): finding
        for identity in identities
        for finding in matcher.findings(
            IdentityValue(identity.maker, identity.model, identity.description, identity.catalog_no, identity.software)
        )
    }
    gone, new = _changes(run, [one.id for one in identities], found, matcher)
    _count(run, found.values(), [one.number for one in identities])
    done = len(identities) < most or run.after >= run.until
    facts: list[Fact] = [MatchPartCompleted(run.organisation_id, run.id, run.parts, len(identities))]
    rows: list[Any] = [run]
    if done:
        run.finished_at = clock.now()
        rows += _reached(run)
        facts = [*facts, _completed(run)]
    ledger.commit(rows=rows, gone=[Verdict.objects.filter(pk__in=gone)], new=[new], facts=facts, actor=actor)
    return run


def _heads(advisories: Sequence[UUID], *, spread: bool) -> list[AdvisoryHead]:
    """Headings of these advisories as they are now; ``spread`` when every hospital meets them by this."""
    exploited = published.known_exploited()
    known = {head.id: head for head in AdvisoryHead.objects.filter(pk__in=advisories)}
    inputs = engine.inputs_of(advisories) if spread and advisories else {}
    heads: list[AdvisoryHead] = []
    for one in published.values_of(advisories):
        head = known.get(one.id) or AdvisoryHead(id=one.id)
        head.tracking_id, head.revision, head.digest = one.value.id[:160], one.revision, one.digest
        head.title, head.publisher = one.value.title, one.value.publisher.name[:200]
        head.released_at, head.matched_at = one.value.current_release, clock.now()
        head.cves = " ".join(one.value.cves)
        if spread:
            head.spread = queries.state_of(inputs[one.id], one.value.cves, exploited)
        heads.append(head)
    return heads


def _changes(
    run: MatchRun, identities: Sequence[UUID], found: dict[tuple[UUID, UUID], Finding], matcher: Engine
) -> tuple[list[UUID], list[Verdict]]:
    """Verdicts to delete and to add, so that those that still hold are not touched. Those of an advisory that no longer
    stands stay as they were: that it was withdrawn clears no device. Others go with what they rest on only where no
    revision names the product any more and none did: what is silent now is possible (core.device.former)."""
    before = Verdict.objects.filter(organisation=run.organisation_id, identity__in=identities)
    if run.advisories:
        before = before.filter(advisory__in=run.advisories)
    gone: list[UUID] = []
    kept: set[tuple[UUID, UUID]] = set()
    for pk, identity, advisory, digest, key in before.values_list(
        "pk", "identity_id", "advisory_id", "digest", "order_key"
    ):
        finding = found.get((identity, advisory))
        if finding is not None and finding.digest == digest and finding.order_key == key:
            kept.add((identity, advisory))
        elif finding is not None or advisory not in matcher.fallen:
            gone.append(pk)
    new = [
        _verdict(run, identity, finding, matcher.revisions[advisory])
        for (identity, advisory), finding in found.items()
        if (identity, advisory) not in kept
    ]
    return gone, new


def _verdict(run: MatchRun, identity: UUID, finding: Finding, revision: int) -> Verdict:
    match = finding.match
    return Verdict(
        organisation_id=run.organisation_id,
        identity_id=identity,
        advisory_id=finding.advisory,
        revision=revision,
        product=match.product,
        product_ids=list(match.product_ids),
        verdict=match.verdict.value,
        basis=match.basis.value,
        kind=finding.kind,
        because=list(match.because),
        cves=list(match.cves),
        order_key=finding.order_key,
        reasons=list(finding.reasons),
        digest=finding.digest,
    )


def _count(run: MatchRun, found: Iterable[Finding], numbers: Sequence[int]) -> None:
    digests = []
    for finding in found:
        word = finding.match.verdict.value
        setattr(run, word, getattr(run, word) + 1)
        digests.append(finding.digest)
    run.result = hashlib.sha256(json.dumps([run.result, *digests]).encode()).hexdigest()
    run.parts += 1
    run.identities += len(numbers)
    run.after = max(numbers, default=run.until)


def _reached(run: MatchRun) -> list[Reach]:
    if run.advisories:
        return []
    reach = Reach.objects.filter(organisation=run.organisation_id).first() or Reach(organisation_id=run.organisation_id)
    reach.number, reach.engine = max(reach.number, run.until), run.engine
    return [reach]


def _completed(run: MatchRun) -> MatchRunCompleted:
    only = UUID(run.advisories[0]) if len(run.advisories) == 1 else None
    return MatchRunCompleted(
        run.organisation_id,
        run.id,
        only,
        run.identities,
        run.affected,
        run.possible,
        run.not_affected,
        ledger.seal(run.salt, run.inventory_digest),
        Digest(run.advisories_digest),
        ledger.seal(run.salt, run.result),
        Code(run.engine),
    )
