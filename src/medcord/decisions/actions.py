"""The verb of decisions. Tables advise; a named person decides, with a reason (X8)."""

from __future__ import annotations

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import DecisionItem, Permission, Viewer, require
from medcord.core.facts import Code, DecisionTaken
from medcord.core.refusals import NotAllowed
from medcord.core.safety.ssvc.judging import Judgement, judged, sheet_among, word
from medcord.decisions import queries
from medcord.decisions.models import Decision
from medcord.gateways import clock
from medcord.parties import queries as parties


@ledger.action
def take(reference: str, judgement: Judgement, *, actor: Viewer) -> Decision:
    """Keep a decision beside what the tables say; earlier ones stay. It may differ from both tables."""
    case = cases.case_for(actor, reference, lock=True)
    sheet = sheet_among(judgement.sheet, queries.IN_A_CASE)
    item = DecisionItem(cases.item(case), sheet.key, actor.party_id)
    require(actor, Permission.DECISION_TAKE, item, "decision")
    if actor.member_id is None or actor.party_id is None:
        raise NotAllowed("A decision is taken by a named member of the party.")
    kept = judged(judgement, queries.IN_A_CASE)
    salt = ledger.new_salt()
    row = Decision(
        case=case,
        party_id=actor.party_id,
        sheet=sheet.key,
        original=kept.original,
        extended=kept.extended,
        answers=dict(kept.found.answers),
        sources=kept.sources(queries.suggestions(actor, case)),
        outcome=kept.outcome,
        extended_outcome=kept.extended_outcome,
        decided=kept.decided,
        because=kept.because,
        taken_by=actor.member_id,
        taken_name=parties.member_names([actor.member_id])[actor.member_id],
        taken_at=clock.now(),
        salt=salt,
    )
    fact = DecisionTaken(
        case=case.id,
        decision=row.id,
        table=Code(f"{row.original}+{row.extended}"),
        outcome=word(row.outcome),
        extended=word(row.extended_outcome),
        decided=word(row.decided),
        digest=ledger.seal(salt, *kept.sealed_words()),
    )
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row
