"""Answering whether a law applies to a case: by name, with a reason; a later answer stands beside the earlier one."""

from __future__ import annotations

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.core.clocks.scope import ASKED, BY_OFFICE, Question, ScopeSaid
from medcord.core.facts import Code, ScopeAnswered
from medcord.core.refusals import NotAllowed, RuleRefusal
from medcord.declarations import policy, queries
from medcord.declarations.models import ScopeAnswer
from medcord.gateways import clock


@ledger.action
def answer_scope(
    reference: str, question: Question, said: ScopeSaid, reason: str, *, patient_data_seen: bool = False, actor: Viewer
) -> ScopeAnswer:
    """Say whether it is so, for the side of the actor. An earlier answer of the same side stays and counts no more."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DECLARATION_SCOPE, cases.item(case), "case")
    asked = ASKED[question]
    if actor.role not in asked.by:
        raise NotAllowed(
            f"{BY_OFFICE[asked.by[0].value].capitalize()} answers this question.",
            fields={"permission": Permission.DECLARATION_SCOPE.value},
        )
    words = policy.reason_of(reason, "Say on what this answer rests.", seen=patient_data_seen)
    member, name, party = policy.signer(actor)
    before = next(
        (row for row in reversed(queries.scope_answers(actor, case, question)) if row.office == actor.role), None
    )
    if before is not None and before.party_id == party and before.said == said.value and before.reason == words:
        raise RuleRefusal("This answer stands already, with this reason.", code="declared-already")
    salt = ledger.new_salt()
    row = ScopeAnswer(
        case=case, party_id=party, office=actor.role.value, question=question.value, said=said.value, reason=words,
        signed_by=member, signed_name=name, signed_at=clock.now(), salt=salt,
    )  # fmt: skip
    fact = ScopeAnswered(
        case=case.pk,
        answer=row.pk,
        party=party,
        office=Code(row.office),
        question=Code(row.question),
        said=Code(row.said),
        digest=ledger.seal(salt, words),
    )
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row
