"""Answering whether a law applies to a case: by name, with a reason; a later answer stands beside the earlier one."""

from __future__ import annotations

from uuid import UUID

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
    reference: str,
    question: Question,
    said: ScopeSaid,
    reason: str,
    *,
    product: UUID | None = None,
    patient_data_seen: bool = False,
    actor: Viewer,
) -> ScopeAnswer:
    """Say whether it is so, for the side of the actor. An earlier answer of the same side, about the same product or
    about the case, stays and counts no more."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DECLARATION_SCOPE, cases.item(case), "case")
    asked = ASKED[question]
    if actor.role not in asked.by:
        raise NotAllowed(
            f"{BY_OFFICE[asked.by[0].value].capitalize()} answers this question.",
            fields={"permission": Permission.DECLARATION_SCOPE.value},
        )
    about = queries.product_of(actor, case, product) if product else None
    words = policy.reason_of(reason, "Say on what this answer rests.", seen=patient_data_seen)
    member, name, party = policy.signer(actor)
    given = queries.scope_answers(actor, case, question)
    mine = [row for row in given if row.office == actor.role and row.product_id == product][-1:]
    if mine and (mine[0].party_id, mine[0].said, mine[0].reason) == (party, said.value, words):
        raise RuleRefusal("This answer stands already, with this reason.", code="declared-already")
    salt = ledger.new_salt()
    row = ScopeAnswer(
        case=case, product=about, party_id=party, office=actor.role.value, question=question.value,
        said=said.value, reason=words, signed_by=member, signed_name=name, signed_at=clock.now(), salt=salt,
    )  # fmt: skip
    fact = ScopeAnswered(
        case=case.pk,
        answer=row.pk,
        party=party,
        office=Code(row.office),
        question=Code(row.question),
        said=Code(row.said),
        digest=ledger.seal(salt, words),
        product=about.pk if about else None,
        maker=about.maker_id if about else None,
    )
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row
