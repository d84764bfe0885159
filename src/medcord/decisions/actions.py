"""The verb of decisions. Tables advise; a named person decides, with a reason (X8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import DecisionItem, Permission, Viewer, require
from medcord.core.facts import Code, DecisionTaken
from medcord.core.refusals import InputRefusal, NotAllowed
from medcord.core.safety.ssvc import SHEETS, Look, Said, Sheet, look
from medcord.core.safety.ssvc.asking import askable
from medcord.decisions import queries
from medcord.decisions.models import Decision
from medcord.decisions.suggestions import DERIVED, PERSON, Suggestion
from medcord.gateways import clock
from medcord.parties import queries as parties

OPEN = "open"  # the answers leave more than one outcome
LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person answered, decides, and why. ``sheet`` is one of those decided in a case."""

    sheet: str
    answers: Mapping[str, str]
    decided: str
    because: str


@ledger.action
def take(reference: str, judgement: Judgement, *, actor: Viewer) -> Decision:
    """Keep a decision beside what the tables say; earlier ones stay. It may differ from both tables."""
    case = cases.case_for(actor, reference, lock=True)
    sheet = _sheet(judgement.sheet)
    item = DecisionItem(cases.item(case), sheet.key, actor.party_id)
    require(actor, Permission.DECISION_TAKE, item, "decision")
    if actor.member_id is None or actor.party_id is None:
        raise NotAllowed("A decision is taken by a named member of the party.")
    found = look(sheet, _answers(sheet, judgement.answers))
    because = _because(judgement.because)
    decided = _decided(sheet, judgement.decided)
    salt = ledger.new_salt()
    original, extended = found.said[0], found.said[-1]
    row = Decision(
        case=case,
        party_id=actor.party_id,
        sheet=sheet.key,
        original=original.table.tag,
        extended=extended.table.tag,
        answers=dict(found.answers),
        sources=_sources(found, queries.suggestions(actor, case)),
        outcome=_outcome(original),
        extended_outcome=_outcome(extended),
        decided=decided,
        because=because,
        taken_by=actor.member_id,
        taken_name=parties.member_names([actor.member_id])[actor.member_id],
        taken_at=clock.now(),
        salt=salt,
    )
    words = [f"{point}={value}" for point, value in sorted(row.answers.items())]
    fact = DecisionTaken(
        case=case.id,
        decision=row.id,
        table=Code(f"{row.original}+{row.extended}"),
        outcome=_code(row.outcome),
        extended=_code(row.extended_outcome),
        decided=_code(decided),
        digest=ledger.seal(salt, *words, because),
    )
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


def _sheet(key: str) -> Sheet:
    if key not in queries.IN_A_CASE:
        named = ", ".join(queries.IN_A_CASE)
        raise InputRefusal(
            f"In a case one of these is decided: {named}.", code="unknown-table", fields={"field": "table"}
        )
    return SHEETS[key]


def _answers(sheet: Sheet, answers: Mapping[str, str]) -> dict[str, str]:
    points = [point.key for point in askable(sheet)]
    unknown = next((key for key in answers if key not in points), None)
    if unknown is not None:
        raise InputRefusal(
            f"This table has no question of that name. It asks {', '.join(points)}.", code="unknown-question"
        )
    return {key: value for key, value in answers.items() if value}


def _because(text: str) -> str:
    said = text.strip()
    if not 0 < len(said) <= LONGEST_REASON:
        raise InputRefusal(
            f"Say why in 1 to {LONGEST_REASON:,} characters, so that whoever reads it later understands.",
            code="reason-needed",
            fields={"field": "because"},
        )
    return said


def _decided(sheet: Sheet, value: str) -> str:
    values = [each.value for each in sheet.base.outcomes]
    if value not in values:
        named = ", ".join(f"“{each}”" for each in values)
        raise InputRefusal(f"Decide one of {named}.", code="unknown-answer", fields={"field": "decided"})
    return value


def _sources(found: Look, known: Mapping[str, Suggestion]) -> dict[str, str]:
    """Where each answer came from: a fact that says the same, another answer, or the person."""
    derived = {one.point.key for one in found.derived}
    sources = {}
    for point, value in found.answers.items():
        fact = known.get(point)
        agrees = fact is not None and fact.value == value
        sources[point] = fact.source if fact is not None and agrees else DERIVED if point in derived else PERSON
    return sources


def _outcome(said: Said) -> str:
    return said.outcome.value if said.outcome else OPEN


def _code(outcome: str) -> Code:
    """An outcome as a machine word: "track*" and "do not publish" hold signs that a fact cannot."""
    return Code(outcome.replace("*", "+").replace(" ", "-"))
