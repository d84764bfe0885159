"""The terms of a case: what is on the table, who stands where, and what each signature covered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.cases import embargoes
from medcord.cases.marks import state_of
from medcord.cases.models import Case, Participant
from medcord.cases.queries.cases import item, participant_of
from medcord.cases.queries.parties import participants
from medcord.core.access import Permission, Viewer, may
from medcord.core.cvd import embargo as machine
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.terms import Proposal
from medcord.core.refusals import Refusal
from medcord.gateways import clock
from medcord.ledger import queries as ledger
from medcord.parties import queries as parties


@dataclass(frozen=True, slots=True)
class OpenProposal:
    """One date on the table, as a viewer may know it. ``lapsing``: whose signature lapses if the viewer accepts it."""

    id: UUID
    who: str
    ours: bool
    ends_at: datetime
    zone: str
    at: datetime
    lapsing: tuple[str, ...] = ()
    shorter: bool = False


@dataclass(frozen=True, slots=True)
class TermsStanding:
    """Where one party stands with the terms, and since when."""

    row: Participant
    word: str
    since: datetime | None
    covers: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class TermsVersion:
    """Terms that were in force once, and who signed them."""

    number: int
    until: datetime
    set_at: datetime
    signed: tuple[tuple[str, datetime], ...]


def open_proposals(viewer: Viewer, case: Case) -> list[OpenProposal]:
    """What is on the table, for somebody who may see the terms; who sees no content sees no names but its own."""
    reads = may(viewer, Permission.CASE_READ, item(case)).allowed
    names = {row.party_id: row.party.name for row in case.participants.all()}
    own = viewer.report_id if viewer.party_id is None else viewer.party_id
    found = []
    for kept in case.proposals:
        value = embargoes.proposal_of(kept)
        ours = value.by == own
        found.append(
            OpenProposal(
                id=UUID(kept["id"]),
                who=_who(case, value.by, names, ours=ours, reads=reads),
                ours=ours,
                ends_at=value.terms.ends_at,
                zone=value.terms.zone,
                at=datetime.fromisoformat(kept["at"]),
                lapsing=_lapsing(viewer, case, value, names) if reads and not ours else (),
                shorter=case.embargo_until is not None and value.terms.ends_at < case.embargo_until,
            )
        )
    return found


def _who(case: Case, by: UUID, names: dict[UUID, str], *, ours: bool, reads: bool) -> str:
    if ours:
        return "Your side"
    if by in embargoes.finders(case):
        return "The finder"
    return names.get(by, "A party") if reads or by == case.owner_id else "Another party"


def _lapsing(viewer: Viewer, case: Case, named: Proposal, names: dict[UUID, str]) -> tuple[str, ...]:
    if viewer.party_id is None or not may(viewer, Permission.CASE_EMBARGO_SIGN, item(case)).allowed:
        return ()
    value = embargoes.embargo_of(case)
    try:
        out = machine.lapsing(value, party=viewer.party_id, case=state_of(case), now=clock.now(), named=named)
    except Refusal:  # accepting is refused, and says why when it is tried
        return ()
    return tuple(sorted(names[party] for party in out if party in names))


def standings(viewer: Viewer, case: Case) -> list[TermsStanding]:
    """Where each party stands, for who reads the case; who is only invited sees its own place. The owner also sees who
    declined, left or was removed."""
    rows = participants(viewer, case)
    if viewer.party_id == case.owner_id:
        rows += [row for row in case.participants.all() if row.removed_at is not None]
    mine = participant_of(viewer, case)
    return [_standing(case, row) for row in rows or ([mine] if mine else [])]


def _standing(case: Case, row: Participant) -> TermsStanding:
    if row.removed_at is not None:
        return TermsStanding(row, "out", row.removed_at, 0, row.out_because)
    if row.party_id == case.owner_id:
        return TermsStanding(row, "standing", row.invited_at, case.terms_number, "bound by office, never lapses")
    if row.statutory:
        return _statutory(case, row)
    consent = Consent(row.consent)
    since = row.signed_at if consent is Consent.SIGNATORY else row.consent_since
    note = row.out_because if consent is Consent.DECLINED else ""
    return TermsStanding(row, row.consent, since, row.signed_terms if consent is Consent.SIGNATORY else 0, note)


def _statutory(case: Case, row: Participant) -> TermsStanding:
    law = "except as required by law"
    if row.terms_acknowledged_at is None:
        return TermsStanding(row, "statutory", row.invited_at, 0, f"bound {law}; the terms are not acknowledged yet")
    if row.acknowledged_terms < case.terms_number:
        law = f"{law}; the terms have changed since"
    return TermsStanding(row, "acknowledged", row.terms_acknowledged_at, row.acknowledged_terms, law)


def terms_history(viewer: Viewer, case: Case) -> list[TermsVersion]:
    """The terms that were ever in force, newest first, each with those whose signature covered it, from the facts."""
    answer = may(viewer, Permission.CASE_READ, item(case))
    if not answer.allowed:
        return []
    kinds = ("TermsSet", "TermsSigned", "ConsentChanged")
    rows = ledger.facts_of([f"case:{case.pk}"], kinds=kinds)
    named = parties.names({UUID(fact.data["party"]) for fact in rows if fact.kind != "TermsSet"})
    versions: list[TermsVersion] = []
    for fact in sorted(rows, key=lambda row: row.seq):
        if fact.kind == "TermsSet":
            until = datetime.fromisoformat(fact.data["until"])
            versions.append(TermsVersion(int(fact.data["number"]), until, fact.at, ()))
        elif versions and (fact.kind == "TermsSigned" or fact.data["after"] == Consent.SIGNATORY.value):
            who = UUID(fact.data["party"])
            if answer.until is not None and fact.at > answer.until and who != viewer.party_id:
                continue
            last = versions[-1]
            signed = (*last.signed, (named.get(who, "a party"), fact.at))
            versions[-1] = TermsVersion(last.number, last.until, last.set_at, signed)
    return versions[::-1]
