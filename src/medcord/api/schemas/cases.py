"""Cases: what parties see of one, and what they do in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from medcord.api.schemas.base import Given, GivenTime, Key, Party, Text, Time
from medcord.cases import queries
from medcord.cases.actions import StatementWords
from medcord.cases.marks import standing, state_of
from medcord.cases.models import Case, Participant, Statement
from medcord.core.access import Viewer
from medcord.core.advisory.remedies import Remedy
from medcord.core.clocks import Clock, Standing
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import EmbargoState
from medcord.core.cvd.report import ReportState
from medcord.core.vocabulary import ProductStatus
from medcord.ledger.queries import ShortFact

AGENCY_ROLES = ("coordinator", "regulator")
_ID, _DIGEST = 36, 64  # characters of an id and of a digest in a fact
Justification = Literal[
    "",
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
]
RemedyCategory = Literal["", "vendor_fix", "mitigation", "workaround", "none_available", "no_fix_planned"]


class MergeGiven(Given):
    """The case that goes on, and why. It cannot be undone."""

    into: Key
    reason: Text


class SplitGiven(Given):
    """A title for each part, the parties that come along, and why. It cannot be undone."""

    titles: Annotated[list[Annotated[str, StringConstraints(max_length=200)]], Field(max_length=20)]
    parties: Annotated[list[UUID], Field(max_length=500, default_factory=list)]
    reason: Text


class CaseOpened(BaseModel):
    """A new case."""

    reference: str
    title: str
    opened_at: Time


class PartyNumber(BaseModel):
    """A party's own number for a case."""

    party: str
    number: str


class CaseEntry(BaseModel):
    """A case in a list. ``state`` is six letters, a capital for what has happened: ``VFdpxa``."""

    reference: str
    title: str
    standing: str = Field(description="new, potential, confirmed or exploited; kept apart from severity")
    state: str
    embargo: EmbargoState
    embargo_until: Time | None
    opened_at: Time
    closed_at: Time | None
    cves: list[str]
    coordinator: str
    our_number: str = Field(description="the viewer's own party's number for the case")
    numbers: list[PartyNumber] = Field(description="each party's own number for it")
    other_numbers: list[str] = Field(description="numbers of others outside: VU#…, VRF#…")

    @classmethod
    def of(cls, viewer: Viewer, case: Case) -> CaseEntry:
        mine = queries.participant_of(viewer, case)
        same = ("reference", "title", "embargo", "embargo_until", "opened_at", "closed_at", "cves")
        return cls(
            **{name: getattr(case, name) for name in same},
            standing=standing(case),
            state=str(state_of(case)),
            coordinator=case.owner.name,
            our_number=mine.tracking if mine else "",
            numbers=[PartyNumber(party=row.party.name, number=number) for row, number in queries.numbers(viewer, case)],
            other_numbers=[str(one) for one in case.numbers],
        )


class CaseParty(BaseModel):
    """A party in a case and how far it is. ``last_contact_at`` is for its coordinator and for the party itself: it
    would tell others of messages they do not read."""

    party: Party
    number: str
    consent: Consent
    statutory: bool
    observer: bool
    sees_from: Time | None
    report_state: ReportState = Field(description="where the party stands with the report")
    invited_at: Time
    signed_at: Time | None
    last_contact_at: Time | None
    maker_aware_at: Time | None
    fix_ready_at: Time | None
    fix_deployed_at: Time | None

    @classmethod
    def of(cls, viewer: Viewer, row: Participant) -> CaseParty:
        same = ("consent", "statutory", "observer", "sees_from", "report_state", "invited_at", "signed_at")
        marks = ("maker_aware_at", "fix_ready_at", "fix_deployed_at")
        return cls(
            party=Party(id=row.party_id, name=row.party.name, role=row.role),
            number=row.tracking,
            last_contact_at=row.last_contact_at if viewer.party_id in (row.party_id, row.case.owner_id) else None,
            **{name: getattr(row, name) for name in (*same, *marks)},
        )


class RunningClock(BaseModel):
    """A clock: what started it, who holds it, what stops it, when it is due, and what stands behind it. The facts are
    those of the timeline. ``waits`` and ``may apply``: it does not count, for the reason in ``note``."""

    name: str
    rule: str = Field(description="its rule in the law pack, such as CLK-2")
    pack: str = Field(description="law pack and version")
    started_at: Time
    started_by: str
    started_by_fact: UUID | None
    also_declared: list[Time] = Field(description="other times that were declared for its start")
    held_by: str
    holder: UUID | None = Field(description="the party that holds it, where the fact names one")
    stops_on: str
    stopped_by_fact: UUID | None
    due_at: Time
    met_at: Time | None
    ended_at: Time | None = Field(description="it stopped without being met")
    seconds_left: int | None = Field(description="below zero when it is late; none when it has stopped")
    standing: Standing
    note: str
    force: str
    source: str
    source_verified: bool
    zone: str = Field(description="where its days are counted")
    only_for: list[UUID] = Field(description="products to which its law applies, where not to the whole case")
    not_for: list[UUID] = Field(description="products to which it does not, where it applies to all others")

    @classmethod
    def of(cls, clock: Clock, names: Mapping[UUID, str], now: datetime) -> RunningClock:
        same = ("name", "rule", "pack", "started_by", "holder", "stops_on", "standing", "note", "force", "source")
        return cls(
            **{name: getattr(clock, name) for name in same},
            started_at=clock.started,
            started_by_fact=clock.start.pk if clock.start else None,
            also_declared=list(clock.also),
            held_by=names.get(clock.holder, clock.held_by) if clock.holder else clock.held_by,
            stopped_by_fact=clock.stop.pk if clock.stop else None,
            due_at=clock.due,
            met_at=clock.met,
            ended_at=clock.ended,
            seconds_left=int((clock.due - now).total_seconds()) if clock.running else None,
            source_verified=clock.verified,
            zone=clock.zone,
            only_for=list(clock.only_for),
            not_for=list(clock.not_for),
        )


class CaseDetail(CaseEntry):
    """One case. ``regulator_left_out`` is the reason, shown to the coordinators and the regulator."""

    summary: str
    confirmed_at: Time | None
    public_at: Time | None
    exploit_public_at: Time | None
    attacks_at: Time | None
    embargo_ended_because: str
    regulator_left_out: str
    parties: list[CaseParty]
    clocks: list[RunningClock]

    @classmethod
    def whole(cls, viewer: Viewer, case: Case, clocks: list[RunningClock]) -> CaseDetail:
        same = ("summary", "confirmed_at", "public_at", "exploit_public_at", "attacks_at", "embargo_ended_because")
        return cls(
            **dict(CaseEntry.of(viewer, case)),
            **{name: getattr(case, name) for name in same},
            regulator_left_out=case.regulator_left_out if viewer.role in AGENCY_ROLES else "",
            parties=[CaseParty.of(viewer, row) for row in queries.participants(viewer, case)],
            clocks=clocks,
        )


class TimelineFact(BaseModel):
    """Something that happened in a case. ``said`` holds the fact's own codes and times, never content."""

    at: Time
    kind: str
    party: str
    said: dict[str, str | int | bool | None]

    @classmethod
    def of(cls, row: ShortFact, names: dict[UUID, str]) -> TimelineFact:
        party = names.get(row.party, "") if row.party else ""
        return cls(at=row.at, kind=row.kind, party=party, said=_said(row.data, names))


Plain = str | int | bool | None


def _said(data: dict[str, Plain], names: dict[UUID, str]) -> dict[str, Plain]:
    """A fact's codes, counts and times; ids and digests stay inside, except that a party is named."""
    kept: dict[str, Plain] = {}
    for name, value in data.items():
        if not isinstance(value, str):
            kept[name] = value
        elif value and len(value) not in (_ID, _DIGEST):
            kept[name] = f"{value.removesuffix('+00:00')}Z" if value.endswith("+00:00") else value
        elif name == "party" and value:
            kept[name] = names.get(UUID(value), "")
    return kept


class InviteGiven(Given):
    """A party to bring in, and how it was told."""

    party: UUID
    channel: Literal["medcord", "telephone", "mail", "letter"] = "medcord"
    sees_from: GivenTime | None = Field(None, description="after signing it sees nothing older; empty for everything")
    observer: bool = Field(False, description="it reads after signing, and does not act")


class StatementRemedy(BaseModel):
    """One thing that can be done, in the maker's words. ``control``: what a hospital itself does until the fix, a
    mitigation or a workaround. ``day``: from when it is to be had."""

    model_config = ConfigDict(from_attributes=True)

    category: Literal["vendor_fix", "mitigation", "workaround", "none_available", "no_fix_planned"]
    details: Text
    url: Annotated[str, StringConstraints(max_length=500)] = ""
    day: date | None = None
    control: bool = False


class StatementGiven(Given):
    """Whether versions of a product of one's own are affected, by all vulnerabilities of the case or by the one that
    ``cve`` names. Hospitals read the remediation word for word."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "product": "7c0c5d0e-4b0b-4f0e-9d0a-1f2e3d4c5b6a",
                    "versions": "< 4.2.1",
                    "status": "affected",
                    "remediation_category": "vendor_fix",
                    "remediation": "Install 4.2.1.",
                }
            ]
        }
    )

    product: UUID
    versions: Annotated[str, StringConstraints(max_length=120)]
    status: ProductStatus
    justification: Justification = ""
    remediation_category: RemedyCategory = ""
    remediation: Text = ""
    remedies: list[StatementRemedy] = Field(default_factory=list, max_length=20)
    cve: Annotated[str, StringConstraints(max_length=24)] = ""

    def words(self) -> StatementWords:
        """The plain value of the action."""
        remedies = tuple(Remedy(**dict(one)) for one in self.remedies)
        return StatementWords(**{**dict(self), "remedies": remedies})


class PartyStatement(BaseModel):
    """The newest statement of a party on a product and some versions of it."""

    party: str
    product: UUID
    product_name: str
    versions: str
    cve: str = Field(description="the one vulnerability it is about; empty for all of the case")
    status: ProductStatus
    justification: str
    remediation_category: str
    remediation: str
    remedies: list[StatementRemedy] = Field(description="all that can be done, the one remediation among it")
    at: Time
    made_in: str = Field(description="the case it was made in; another one, when that was merged into this one")

    @classmethod
    def of(cls, row: Statement) -> PartyStatement:
        same = ("versions", "cve", "status", "justification", "remediation_category", "remediation", "at")
        return cls(
            party=row.party.name,
            product=row.product_id,
            product_name=row.product.name,
            made_in=row.case.reference,
            remedies=[StatementRemedy.model_validate(one) for one in row.offered],
            **{name: getattr(row, name) for name in same},
        )


class MarkGiven(Given):
    """One of the six marks (V F D P X A) and what shows it. A mark is never taken back."""

    event: CaseEvent
    evidence: Text


class TrackingGiven(Given):
    """The viewer's own party's number for the case."""

    number: Annotated[str, StringConstraints(max_length=60)]
