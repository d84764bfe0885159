"""Verbs of harm opinions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import OpinionItem, Permission, Viewer, require
from medcord.core.facts import Code, OpinionSigned, PublicStatementReleased
from medcord.core.refusals import EditedMeanwhile, InputRefusal, NotAllowed, NotFound
from medcord.core.safety.scenario import HarmScenario
from medcord.core.safety.severity import LATEST
from medcord.core.vocabulary import Severity
from medcord.gateways import clock
from medcord.opinions import queries
from medcord.opinions.models import HarmOpinion
from medcord.opinions.queries import Source
from medcord.parties import queries as parties

LONGEST_SENTENCE = 600
TEXTS = ("scenario", "hazard", "populations", "exposure", "controls", "evidence", "would_change")


class Certainty(StrEnum):
    """How sure the regulator is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class OpinionWords:
    """What a named person of the regulator signs (FDA1). Separate from CVSS. ``after``: the number of the opinion that
    was the newest when this one was written, 0 for none; None where it was not said."""

    severity: Severity
    scenario: str
    certainty: Certainty
    hazard: str = ""
    populations: str = ""
    exposure: str = ""
    controls: str = ""
    evidence: str = ""
    would_change: str = ""
    kind: HarmScenario = HarmScenario.UNSAID
    sources: Sequence[Source] = ()
    after: int | None = None


class SignedMeanwhile(EditedMeanwhile):
    """A colleague signed first. ``fields`` names the number of the newest opinion."""

    def __init__(self, newest: HarmOpinion) -> None:
        super().__init__("list of opinions")
        self.sentence = (
            f"{newest.signed_name} signed opinion {newest.number} while you were writing. Nothing of yours is signed "
            "yet, and what you typed is kept below. Read that opinion first; then sign, if yours is to follow it."
        )
        self.fields["number"] = str(newest.number)
        self.args = (self.sentence,)


@ledger.action
def sign(reference: str, words: OpinionWords, *, actor: Viewer) -> HarmOpinion:
    """Sign a harm opinion; an earlier one stays readable with its number (FDA1, X8: a named human decides harm).

    Raises SignedMeanwhile when another opinion than ``words.after`` is the newest."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.OPINION_WRITE, OpinionItem(case=cases.item(case), released=False), "opinion")
    if not words.scenario.strip():
        raise InputRefusal("Describe what would happen to a patient, step by step.", fields={"field": "scenario"})
    if actor.member_id is None or actor.party_id is None:
        raise NotAllowed("A harm opinion is signed by a named member of the regulator.")
    newest = queries.newest_in(case)
    number = newest.number if newest else 0
    if newest is not None and words.after not in (None, number):
        raise SignedMeanwhile(newest)
    sources = queries.existing(actor, case, words.sources)
    salt = ledger.new_salt()
    texts = {key: getattr(words, key).strip() for key in TEXTS}
    row = HarmOpinion(
        case=case,
        party_id=actor.party_id,
        number=number + 1,
        severity=words.severity.value,
        scale_version=LATEST.version,
        certainty=words.certainty.value,
        kind=words.kind.value,
        sources=[str(one) for one in sources],
        signed_by=actor.member_id,
        signed_name=parties.member_names([actor.member_id])[actor.member_id],
        signed_at=clock.now(),
        salt=salt,
        **texts,
    )
    digest = ledger.seal(salt, row.severity, row.certainty, row.kind, *texts.values(), *row.sources)
    fact = OpinionSigned(case.id, row.id, row.number, Code(row.severity), digest)
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def release_sentence(reference: str, number: int, sentence: str, *, actor: Viewer) -> HarmOpinion:
    """Release the one public sentence of an opinion. Only this may enter a draft; the opinion stays deliberative."""
    case = cases.case_for(actor, reference, lock=True)
    row = next((row for row in queries.of_case(actor, case) if row.number == number), None)
    if row is None or actor.member_id is None:
        raise NotFound("opinion")
    own = OpinionItem(case=cases.item(case), released=False, author_party=row.party_id)
    require(actor, Permission.OPINION_RELEASE, own, "opinion")
    text = " ".join(sentence.split())
    if not 0 < len(text) <= LONGEST_SENTENCE:
        raise InputRefusal(
            f"The public sentence has {len(text)} characters; between 1 and {LONGEST_SENTENCE} fit.",
            fields={"field": "sentence"},
        )
    row.public_sentence, row.released_at = text, clock.now()
    row.released_name = parties.member_names([actor.member_id])[actor.member_id]
    fact = PublicStatementReleased(case.id, row.id, ledger.seal(row.salt, text))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row
