"""Claims: somebody says that it is public or attacked; a named coordinator decides."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.cases import policy, queries
from medcord.cases.actions.marking import marked
from medcord.cases.marks import public_events
from medcord.cases.models import Case, Claim
from medcord.core.access import Permission, Viewer, ViewerKind
from medcord.core.cvd.casestate import IN_WORDS, PUBLIC_EVENTS, CaseEvent
from medcord.core.facts import ClaimDecided, ClaimMade, Code
from medcord.core.refusals import InputRefusal, NotAllowed, RuleRefusal
from medcord.gateways import clock

LONGEST_EVIDENCE = 2_000


@ledger.action
def claim(reference: str | None, event: CaseEvent, *, evidence: str, actor: Viewer) -> Claim:
    """Say that the issue or an exploit is public, or that attacks happen, with what shows it. Nothing in the case
    changes by it: the coordinator of the case gets a task. A finder says it of its report, without naming a case."""
    finder = actor.kind is ViewerKind.FINDER
    case = queries.case_of_finder(actor, lock=True) if finder else queries.case_for(actor, reference or "", lock=True)
    policy.require(actor, Permission.CASE_CLAIM_MAKE, case)
    text = _evidence(event, evidence)
    if event in public_events(case):
        raise RuleRefusal(f"It is recorded already that {IN_WORDS[event]}. Nothing more is needed.", code="known")
    salt = ledger.new_salt()
    row = Claim(
        case=case,
        event=event.value.lower(),
        party_id=actor.party_id,
        member=actor.member_id,
        by_finder=finder,
        report_id=actor.report_id if finder else None,
        evidence=text,
        at=clock.now(),
        salt=salt,
    )
    fact = ClaimMade(case.id, row.id, Code(event.value), row.party_id, finder, ledger.seal(salt, text))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


def _evidence(event: CaseEvent, evidence: str) -> str:
    if event not in PUBLIC_EVENTS:
        raise InputRefusal("Claim that the issue or an exploit is public, or attacks.", fields={"field": "event"})
    text = evidence.strip()
    if not text:
        raise InputRefusal("Say what shows it: a link, a name, a time.", fields={"field": "evidence"})
    if len(text) > LONGEST_EVIDENCE:
        raise InputRefusal(
            f"The evidence has {len(text):,} characters; {LONGEST_EVIDENCE:,} fit. Shorten it.",
            code="text-too-long",
            fields={"field": "evidence"},
        )
    return text


@ledger.action
def decide_claim(reference: str, claim: UUID, *, confirmed: bool, because: str, actor: Viewer) -> Case:
    """A named coordinator confirms a claim or turns it down. A confirmed public issue or exploit ends the embargo and
    everybody is told; confirmed attacks propose to end it."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_CLAIM_DECIDE, case)
    row = queries.claim_for(actor, case, claim)
    if row.decided_at is not None:
        raise RuleRefusal("This claim has been decided already. Look at what was decided.", code="decided")
    if actor.member_id is None:
        raise NotAllowed("A claim is decided by a person, whose name stays.")
    if not because.strip():
        raise InputRefusal("Say what shows it, or why it is not so; the reason stays.", fields={"field": "because"})
    row.decided_at, row.decided_by = clock.now(), actor.member_id
    row.confirmed, row.because = confirmed, because.strip()
    event = CaseEvent(row.event.upper())
    seal = ledger.seal(row.salt, row.because)
    fact = ClaimDecided(case.id, row.id, Code(event.value), row.party_id, confirmed, seal)
    if confirmed and event not in public_events(case):
        return marked(case, None, event, because, actor, rows=[row], facts=[fact])
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return case
