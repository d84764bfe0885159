"""Terms and claims: what parties and finders see of them, and what they say."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from medcord.api.schemas.base import Given, GivenTime, Time, Whole
from medcord.cases import queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.cases.models import Case, Claim
from medcord.core.access import Viewer
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import EmbargoState, Ending
from medcord.core.cvd.report import ReportState

Words = Annotated[str, StringConstraints(max_length=2_000)]
Public = Literal[CaseEvent.PUBLIC_AWARE, CaseEvent.EXPLOIT_PUBLIC, CaseEvent.ATTACKS_OBSERVED]
_PUBLIC: dict[str, Public] = {
    CaseEvent.PUBLIC_AWARE.value: CaseEvent.PUBLIC_AWARE,
    CaseEvent.EXPLOIT_PUBLIC.value: CaseEvent.EXPLOIT_PUBLIC,
    CaseEvent.ATTACKS_OBSERVED.value: CaseEvent.ATTACKS_OBSERVED,
}


class ProposedEnd(BaseModel):
    """One date on the table. ``lapsing``: whose signature lapses if the viewer's party accepts it."""

    id: UUID
    party: str = Field(description="who proposed it; “Your side” for one's own, “Another party” to who has not signed")
    ours: bool
    ends_at: Time
    zone: str
    proposed_at: Time
    lapsing: list[str]

    @classmethod
    def of(cls, one: queries.OpenProposal) -> ProposedEnd:
        return cls(
            id=one.id,
            party=one.who,
            ours=one.ours,
            ends_at=one.ends_at,
            zone=one.zone,
            proposed_at=one.at,
            lapsing=list(one.lapsing),
        )


class PartyStanding(BaseModel):
    """Where one party stands with the terms: signatory, invited, lapsed, declined, statutory, acknowledged, standing or
    out. ``covers`` is the number of the terms its signature covers."""

    party: str
    role: str
    stands: str
    since: Time | None
    covers: int
    note: str
    observer: bool

    @classmethod
    def of(cls, one: queries.TermsStanding) -> PartyStanding:
        return cls(
            party=one.row.party.name,
            role=one.row.role,
            stands=one.word,
            since=one.since,
            covers=one.covers,
            note=one.note,
            observer=one.row.observer,
        )


class CaseTerms(BaseModel):
    """The terms of a case. Before it signs a party sees nothing else, and of the others no name."""

    reference: str
    coordinator: str
    invited_at: Time | None
    consent: Consent | None
    statutory: bool
    embargo: EmbargoState
    embargo_until: Time | None
    embargo_zone: str
    ending: Ending = Field(description="proposed: confirmed attacks ask to end the embargo in force")
    number: int = Field(description="which terms are in force; a signature covers one number")
    seen: int = Field(description="the table as it is read now; send it back and another table gives a 409")
    sees_from: Time | None
    observer: bool
    proposals: list[ProposedEnd]
    parties: list[PartyStanding]

    @classmethod
    def of(cls, viewer: Viewer, case: Case) -> CaseTerms:
        mine = queries.participant_of(viewer, case)
        same = ("reference", "embargo", "embargo_until", "embargo_zone", "ending")
        return cls(
            **{name: getattr(case, name) for name in same},
            coordinator=case.owner.name,
            invited_at=mine.invited_at if mine else None,
            consent=Consent(mine.consent) if mine else None,
            statutory=bool(mine and mine.statutory),
            number=case.terms_number,
            seen=case.table_number,
            sees_from=mine.sees_from if mine else None,
            observer=bool(mine and mine.observer),
            proposals=[ProposedEnd.of(one) for one in queries.open_proposals(viewer, case)],
            parties=[PartyStanding.of(one) for one in queries.standings(viewer, case)],
        )


class Signed(BaseModel):
    """Who signed, and when."""

    party: str
    at: Time


class TermsVersion(BaseModel):
    """Terms that were in force once, and whose signature covered them."""

    number: int
    until: Time
    set_at: Time
    signed: list[Signed]

    @classmethod
    def of(cls, one: queries.TermsVersion) -> TermsVersion:
        signed = [Signed(party=party, at=at) for party, at in one.signed]
        return cls(number=one.number, until=one.until, set_at=one.set_at, signed=signed)


def known_zone(zone: str) -> str:
    """A time zone by its name in the IANA database."""
    if zone not in available_timezones():
        raise ValueError("must be a time zone such as UTC or Europe/Berlin")
    return zone


class TermsGiven(Given):
    """Another end of the embargo, as an instant, and the zone the parties speak of it in."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ends_at": "2027-01-14T10:00:00Z", "zone": "UTC"}]})

    ends_at: GivenTime
    zone: Annotated[str, AfterValidator(known_zone)] = "UTC"
    seen: Whole | None = None


class AnswerGiven(Given):
    """What the viewer's party answers: accept (sign), decline (stay out), reject (turn a proposal down), withdraw (take
    one's own back). ``proposal`` names the one that is meant, by its id."""

    answer: TermsAnswer
    proposal: UUID | None = None
    reason: Words = ""
    seen: Whole | None = None


class ClaimGiven(Given):
    """P: the issue is public; X: an exploit is public; A: attacks happen. And what shows it."""

    event: Public
    evidence: Words


class CaseClaim(BaseModel):
    """A claim and what was decided; ``confirmed`` is empty until then."""

    id: UUID
    event: Public
    party: str = Field(description="the party that claims it; empty for the finder")
    by_finder: bool
    evidence: str
    at: Time
    confirmed: bool | None
    decided_at: Time | None
    decided_by: str
    because: str

    @classmethod
    def of(cls, row: Claim, people: dict[UUID, str]) -> CaseClaim:
        same = ("by_finder", "evidence", "at", "confirmed", "decided_at", "because")
        return cls(
            id=row.pk,
            event=_PUBLIC[row.event.upper()],
            party=row.party.name if row.party else "",
            decided_by=people.get(row.decided_by, "") if row.decided_by else "",
            **{name: getattr(row, name) for name in same},
        )


class DecisionGiven(Given):
    """Whether a claim is so, and what shows it or why not; the reason stays."""

    confirmed: bool
    because: Words


class ReportStateGiven(Given):
    """Where a party stands with the report: received, valid, invalid, accepted, deferred or closed."""

    state: ReportState


class LeavingGiven(Given):
    """Why a party leaves, if it wants to say so."""

    reason: Words = ""


class Left(BaseModel):
    """The case that the party is out of."""

    reference: str


class Change(BaseModel):
    """Something that changed in a case, in words that name no party."""

    what: str
    at: Time


class FinderCase(BaseModel):
    """How a case stands, for the finder whose report led to it; changes newest first."""

    reference: str
    embargo: EmbargoState
    embargo_until: Time | None
    embargo_zone: str
    ending: Ending
    seen: int
    my_proposals: list[ProposedEnd]
    changes: list[Change]

    @classmethod
    def of(cls, viewer: Viewer, case: Case) -> FinderCase:
        same = ("reference", "embargo", "embargo_until", "embargo_zone", "ending")
        own = [ProposedEnd.of(one) for one in queries.open_proposals(viewer, case) if one.ours]
        changes = [Change(what=one.what, at=one.at) for one in queries.changes_for_finder(case)]
        now = {name: getattr(case, name) for name in same}
        return cls(**now, seen=case.table_number, my_proposals=own, changes=changes)
