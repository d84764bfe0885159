"""Verbs of disputes (FDA2): state a position, open the positions, assess, dissent, and ask a panel that advises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.core.facts import (
    AssessmentShared,
    DisputeAssessed,
    DissentRecorded,
    HarmDisputed,
    PanelAsked,
    PanelVoted,
    PositionsOpened,
    PositionStated,
)
from medcord.core.refusals import InputRefusal, NotAllowed, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, Role, Severity
from medcord.gateways import clock
from medcord.opinions import queries
from medcord.opinions.models import Assessment, Dispute, Dissent, PanelSeat, PanelVote, Position
from medcord.parties import queries as parties

if TYPE_CHECKING:
    from medcord.cases.models import Case

CLASSES = (ConfidentialityClass.NONE, ConfidentialityClass.CCI, ConfidentialityClass.TRADE_SECRET)
MOST_SEATS = 15


@dataclass(frozen=True, slots=True)
class PositionWords:
    """What a party holds, and why. ``severity``: the level it holds to be right, if it says one."""

    words: str
    severity: Severity | None = None
    confidentiality: ConfidentialityClass = ConfidentialityClass.NONE
    for_finder: bool = False


@dataclass(frozen=True, slots=True)
class DissentWords:
    """Why a party does not agree with an assessment."""

    words: str
    confidentiality: ConfidentialityClass = ConfidentialityClass.NONE
    for_finder: bool = False


@dataclass(frozen=True, slots=True)
class Seat:
    """An expert of a panel. ``interests`` is what the expert declared; nothing when there are none."""

    name: str
    expertise: str
    interests: str = ""


class Vote(StrEnum):
    """What an expert says of an assessment."""

    WITH = "with"
    AGAINST = "against"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class VoteWords:
    """One vote with its reason; a dissent may be put beside it."""

    vote: Vote
    reason: str
    dissent: str = ""


@ledger.action
def state_position(reference: str, words: PositionWords, *, actor: Viewer) -> Position:
    """Dispute the potential impact, or state one's position anew. While a dispute waits for its assessment the position
    joins it; its author does not learn whether others are in it."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DISPUTE_STATE, cases.item(case), "case")
    row = queries.open_dispute(case)
    member, name, party = _signer(actor)
    text = _text(words.words, "Say what you hold to be right, and why.", "words")
    _may_be_said(words.confidentiality, words.for_finder, actor)
    new: list[Dispute] = [] if row else [Dispute(case=case, opened_at=clock.now())]
    dispute = row or new[0]
    first = row is None or party not in queries.parties_in(dispute)
    number = queries.next_position(dispute, party, for_finder=words.for_finder) if row else 1
    severity = words.severity.value if words.severity else ""
    salt = ledger.new_salt()
    position = Position(
        dispute=dispute, party_id=party, for_finder=words.for_finder, number=number, severity=severity, words=text,
        confidentiality=words.confidentiality.value, stated_by=member, stated_name=name, stated_at=clock.now(),
        salt=salt,
    )  # fmt: skip
    digest = ledger.seal(salt, severity, text)
    disputed = [HarmDisputed(case.pk, dispute.pk, party, digest)] if first else []
    facts = [*disputed, PositionStated(case.pk, dispute.pk, party, number, digest)]
    ledger.commit(rows=[*new, position], facts=facts, actor=actor)
    return position


@ledger.action
def open_positions(reference: str, dispute: UUID, *, actor: Viewer) -> Dispute:
    """Let every party that is in the dispute now read the positions that hold no confidence. This is not taken back;
    for a party that joins later they are opened anew."""
    case, row = _to_assess(reference, dispute, actor)
    shut = queries.to_open_to(row)
    if not shut:
        raise RuleRefusal("The positions are open to the disputing parties already.", code="opened")
    row.positions_opened_at = clock.now()
    row.positions_opened_by, row.positions_opened_name, _party = _signer(actor)
    facts = [PositionsOpened(case.pk, row.pk, party) for party in shut]
    ledger.commit(rows=[row], facts=facts, actor=actor)
    return row


@ledger.action
def assess(reference: str, dispute: UUID, *, opinion: int, reasons: str, actor: Viewer) -> Assessment:
    """Answer a dispute with reasons, on one version of the harm opinion, under a name (FDA2, X8). A later assessment
    leaves this one readable."""
    case, row = _to_assess(reference, dispute, actor)
    member, name, party = _signer(actor)
    text = _text(reasons, "Give the reasons. Every disputing party reads them.", "reasons")
    rests_on = queries.opinion_for(actor, case, opinion)
    last = queries.assessment_to_vote_on(row)
    salt = ledger.new_salt()
    new = Assessment(
        dispute=row, opinion=rests_on, party_id=party, number=last.number + 1 if last else 1, reasons=text,
        signed_by=member, signed_name=name, signed_at=clock.now(), salt=salt,
    )  # fmt: skip
    row.assessed_at = row.assessed_at or new.signed_at
    shared = [AssessmentShared(case.pk, row.pk, each) for each in queries.parties_in(row)]
    assessed = DisputeAssessed(case.pk, row.pk, rests_on.pk, ledger.seal(salt, text))
    ledger.commit(rows=[row, new], facts=[assessed, *shared], actor=actor)
    return new


@ledger.action
def dissent(reference: str, dispute: UUID, words: DissentWords, *, actor: Viewer) -> Dissent:
    """Put on record that one does not agree with the newest assessment. It stays."""
    case = cases.case_for(actor, reference, lock=True)
    row = queries.dispute_for(actor, case, dispute)
    require(actor, Permission.DISPUTE_DISSENT, queries.item_of(actor, case, row), "dispute")
    assessment = _assessed(row)
    member, name, party = _signer(actor)
    _may_be_said(words.confidentiality, words.for_finder, actor)
    text = _text(words.words, "Say with what you do not agree, and why.", "words")
    salt = ledger.new_salt()
    new = Dissent(
        assessment=assessment, party_id=party, for_finder=words.for_finder, words=text, salt=salt,
        confidentiality=words.confidentiality.value, stated_by=member, stated_name=name, stated_at=clock.now(),
    )  # fmt: skip
    ledger.commit(rows=[new], facts=[DissentRecorded(case.pk, row.pk, party, ledger.seal(salt, text))], actor=actor)
    return new


@ledger.action
def ask_panel(reference: str, dispute: UUID, seats: Sequence[Seat], *, actor: Viewer) -> list[PanelSeat]:
    """Name the experts of a panel, or more of them. They advise; the assessment stays the regulator's (F4.2)."""
    case, row = _to_assess(reference, dispute, actor)
    member, name, _party = _signer(actor)
    there = queries.seats_of(row)
    if not seats or any(not one.name.strip() or not one.expertise.strip() for one in seats):
        raise InputRefusal("Name each expert, and say what the expert knows.", fields={"field": "seats"})
    if len(there) + len(seats) > MOST_SEATS:
        raise InputRefusal(f"A panel has at most {MOST_SEATS} seats.", fields={"field": "seats"})
    now = clock.now()
    new = [
        PanelSeat(
            dispute=row, name=one.name.strip(), expertise=one.expertise.strip(), interests=one.interests.strip(),
            asked_at=now, asked_name=name, asked_by=member,
        )
        for one in seats
    ]  # fmt: skip
    ledger.commit(rows=new, facts=[PanelAsked(case.pk, row.pk, len(there) + len(new))], actor=actor)
    return new


@ledger.action
def note_votes(reference: str, dispute: UUID, votes: Mapping[UUID, VoteWords], *, actor: Viewer) -> list[PanelVote]:
    """Note what experts of the panel said of the newest assessment, by seat. A vote stays; a new assessment gets new
    ones. They change nothing by themselves."""
    case, row = _to_assess(reference, dispute, actor)
    assessment = _assessed(row)
    member, name, _party = _signer(actor)
    seats, before = queries.seats_of(row), queries.voted_on(assessment)
    if not votes or not seats.keys() >= votes.keys():
        raise InputRefusal("Give the vote of at least one seat of this panel.", fields={"field": "seat"})
    if votes.keys() & before.keys():
        raise RuleRefusal("This seat has voted on this assessment. A vote stays as it was given.", code="voted")
    now = clock.now()
    new = [_vote(seats[seat], assessment, each) for seat, each in votes.items()]
    for one in new:
        one.noted_by, one.noted_name, one.noted_at = member, name, now
    said = [*before.values(), *(one.vote for one in new)]
    fact = PanelVoted(case.pk, row.pk, len(said), said.count(Vote.WITH.value))
    ledger.commit(rows=new, facts=[fact], actor=actor)
    return new


def _vote(seat: PanelSeat, assessment: Assessment, words: VoteWords) -> PanelVote:
    reason = _text(words.reason, "Give the reason of each vote.", "reason")
    return PanelVote(
        seat=seat, assessment=assessment, vote=words.vote.value, reason=reason, dissent=words.dissent.strip(),
        salt=ledger.new_salt(),
    )  # fmt: skip


def _to_assess(reference: str, dispute: UUID, actor: Viewer) -> tuple[Case, Dispute]:
    case = cases.case_for(actor, reference, lock=True)
    row = queries.dispute_for(actor, case, dispute)
    require(actor, Permission.DISPUTE_ASSESS, queries.item_of(actor, case, row), "dispute")
    return case, row


def _assessed(row: Dispute) -> Assessment:
    newest = queries.assessment_to_vote_on(row)
    if newest is None:
        raise RuleRefusal("The regulator has not assessed this dispute yet.", code="not-assessed")
    return newest


def _signer(actor: Viewer) -> tuple[UUID, str, UUID]:
    """Who signs: the member, the name, and the party."""
    if actor.member_id is None or actor.party_id is None:
        raise NotAllowed("This is signed by a named member of a party.")
    return actor.member_id, parties.member_name(actor.member_id), actor.party_id


def _text(words: str, lack: str, field: str) -> str:
    text = words.strip()
    if not text:
        raise InputRefusal(lack, fields={"field": field})
    return text


def _may_be_said(klass: ConfidentialityClass, for_finder: bool, actor: Viewer) -> None:
    if klass not in CLASSES:
        raise InputRefusal("A position is marked none, CCI or trade secret.", fields={"field": "confidentiality"})
    coordinates = actor.role is Role.COORDINATOR
    if for_finder and not coordinates:
        raise NotAllowed("A position of the finder is stated by the coordinator, whom the finder asks.")
    if coordinates and klass is not ConfidentialityClass.NONE:
        # The regulator would read a supplier's confidence without the supplier having been asked (clause 21).
        raise InputRefusal(
            "A coordinator's position holds no confidence of a supplier: the supplier states its own.",
            fields={"field": "confidentiality"},
        )
