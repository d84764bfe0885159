"""The draft of an advisory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Literal
from uuid import UUID

import pydantic
from pydantic import BaseModel, ConfigDict, StringConstraints

from medcord.api.schemas.base import Given, Text, Time, Version
from medcord.api.schemas.texts import Planned
from medcord.core.advisory import Advisory
from medcord.core.advisory.readiness import Missing
from medcord.core.advisory.release import Lack, ReleaseFactor
from medcord.core.advisory.revising import RevisionKind
from medcord.core.crossing.comparison import Advice
from medcord.drafting import actions, queries
from medcord.drafting.flaws import Flaw, flaws_of
from medcord.drafting.models import QUOTING, Draft, DraftRevision, Passage

Title = Annotated[str, StringConstraints(max_length=200)]


Weaknesses = Annotated[str, StringConstraints(max_length=4000)]
"""Numbers after the first, one a line or with commas; what is shown has the name of each beside it."""


class FlawGiven(Given):
    """One vulnerability. ``key`` is as the draft shows it; empty for a new one."""

    key: Annotated[str, StringConstraints(max_length=12)] = ""
    title: Title = ""
    cve: Annotated[str, StringConstraints(max_length=24)] = ""
    cwe: Annotated[str, StringConstraints(max_length=12)] = ""
    cwe_name: Title = ""
    more_cwes: Weaknesses = ""
    vector: Annotated[str, StringConstraints(max_length=160)] = ""
    vector_4: Annotated[str, StringConstraints(max_length=260)] = ""
    flaw: Text = ""


class FlawShown(BaseModel):
    """One vulnerability of the draft. The first-made one has the key "first", and its parts stand in the draft too."""

    key: str
    title: str
    cve: str
    cwe: str
    cwe_name: str
    more_cwes: str
    vector: str
    vector_4: str
    flaw: str


class DraftGiven(Planned):
    """Any of the draft's words; those left out stay. ``expected_version`` is 0 for the first save. ``flaws``, where
    given, are all vulnerabilities in their order: what is not in it is taken out."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "expected_version": 0,
                    "title": "Karst Breva V2: alarms can be silenced",
                    "summary": "Someone on the network can silence alarms of the ventilator.",
                    "vector": "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H",
                    "vector_4": "CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:N/VC:N/VI:H/VA:H/SC:N/SI:N/SA:N",
                }
            ]
        }
    )

    expected_version: Version
    title: Title = ""
    summary: Text = ""
    device: Text = ""
    what_could_happen: Text = ""
    what_to_do: Text = ""
    not_known: Text = ""
    clinicians_device: Text = ""
    clinicians_could_happen: Text = ""
    clinicians_to_do: Text = ""
    clinicians_not_known: Text = ""
    cve: Annotated[str, StringConstraints(max_length=24)] = ""
    cwe: Annotated[str, StringConstraints(max_length=12)] = ""
    cwe_name: Title = ""
    more_cwes: Weaknesses = ""
    vector: Annotated[str, StringConstraints(max_length=160)] = ""
    vector_4: Annotated[str, StringConstraints(max_length=260)] = ""
    flaw: Text = ""
    news: Text = ""
    flaw_title: Title = ""
    flaws: Annotated[list[FlawGiven], pydantic.Field(max_length=50)] | None = None

    def all_flaws(self) -> list[Flaw] | None:
        """All vulnerabilities in their order, where they were given."""
        return None if self.flaws is None else [Flaw(**dict(one)) for one in self.flaws]

    def words(self) -> dict[str, str]:
        """What was given, without what was left out."""
        return {name: getattr(self, name) for name in actions.FIELDS if name in self.model_fields_set}


_FIELDS = "|".join(QUOTING)
Field = Annotated[str, StringConstraints(pattern=f"^({_FIELDS}|[0-9a-f]{{6}}-flaw)$")]
"""A passage of the draft; ``key-flaw`` is that of a further vulnerability."""


class DraftQuotation(BaseModel):
    """A message that a passage of the draft quotes."""

    id: UUID
    message: UUID
    field: str
    text: str

    @classmethod
    def of(cls, row: Passage) -> DraftQuotation:
        return cls(id=row.pk, message=row.source_id, field=row.field, text=row.text)


class QuotationGiven(Given):
    """A message, and the passage of the draft that is to quote it."""

    message: UUID
    field: Field


class RevisionOfDraft(BaseModel):
    """A time the published draft was opened again. ``number`` is that of the advisory's revision, once it is out."""

    kind: RevisionKind
    news: str
    opened_at: Time
    opened_name: str
    number: int | None
    released_at: Time | None
    given_up_at: Time | None


class RevisionGiven(Given):
    """Why the published advisory is written on, and what is new, which its history shows."""

    kind: Literal["update", "correction"]
    news: Text
    expected_version: Version | None = None


class WithdrawalGiven(Given):
    """Why the published advisory no longer stands, and what its readers should do now; both are published."""

    reason: Text
    advice: Text
    expected_version: Version | None = None


class SupersedingGiven(WithdrawalGiven):
    """The same, with the number of the advisory of ours that takes its place."""

    by: Annotated[str, StringConstraints(max_length=40)]


class DraftShown(BaseModel):
    """The draft as saved. ``revising`` is the kind of the revision that is being written, "" while none is.
    ``missing`` says in sentences what it still lacks, ``held_back`` which passages must not go out and why; both are
    empty for those who do not write it."""

    version: int
    number: int
    title: str
    summary: str
    device: str
    what_could_happen: str
    what_to_do: str
    not_known: str
    clinicians_device: str
    clinicians_could_happen: str
    clinicians_to_do: str
    clinicians_not_known: str
    cve: str
    cwe: str
    cwe_name: str
    more_cwes: str
    vector: str
    vector_4: str
    flaw: str
    news: str
    revising: RevisionKind | Literal[""]
    replaced_by: str
    flaw_title: str
    flaws: list[FlawShown]
    ssvc: UUID | None
    planned_at: Time | None
    actions: list[Advice]
    saved_at: Time
    tracking_id: str
    released_at: Time | None
    missing: list[str]
    held_back: list[str]
    quotations: list[DraftQuotation]
    revisions: list[RevisionOfDraft]

    @classmethod
    def of(
        cls,
        row: Draft,
        missing: list[str],
        held_back: list[str],
        passages: Sequence[Passage],
        revisions: Sequence[DraftRevision],
    ) -> DraftShown:
        quotations = [DraftQuotation.of(one) for one in passages]
        names = (
            "version",
            "number",
            *actions.FIELDS,
            "revising",
            "replaced_by",
            "planned_at",
            "actions",
            "saved_at",
            "tracking_id",
            "released_at",
        )
        words = {name: getattr(row, name) for name in names}
        done = [RevisionOfDraft.model_validate(one, from_attributes=True) for one in revisions]
        words["flaws"] = [FlawShown(**asdict(one)) for one in flaws_of(row)]
        words["ssvc"] = row.ssvc.get("decision")
        return cls(**words, missing=missing, held_back=held_back, quotations=quotations, revisions=done)


class PartyStand(BaseModel):
    """The last word of a party on the release: ready, or an objection with its reason. ``said`` is False while it has
    said nothing; ``current`` whether it spoke of exactly the newest version."""

    party: UUID
    name: str
    said: bool
    ready: bool
    current: bool
    reason: str


class ReleaseOver(BaseModel):
    """A release over objections: reason, factors, who prepared it and who stood in ("" while nobody did)."""

    reason: str
    factors: list[ReleaseFactor]
    by: str
    second: str


class Unmatchable(BaseModel):
    """What machines lack to match an affected product (C9). ``reason``: why it goes out all the same; "" while nobody
    gave one, and then it keeps the advisory in."""

    statement: UUID
    what: Missing
    sentence: str
    reason: str

    @classmethod
    def of(cls, one: queries.Unmatched) -> Unmatchable:
        lack, reason = one.lack, one.waiver.reason if one.waiver else ""
        return cls(statement=one.statement, what=lack.what, sentence=lack.sentence, reason=reason)


class ReleaseShown(BaseModel):
    """How far version ``number`` is on its way out. ``lacks`` are codes of what keeps it in, in the order to do it.
    ``cautions`` keep nothing in: what its writers had better look at, also after it is out."""

    number: int
    approved_by: list[str]
    parties: list[PartyStand]
    over: ReleaseOver | None
    lacks: list[Lack]
    unmatched: list[Unmatchable]
    cautions: list[str]

    @classmethod
    def of(
        cls, number: int, now: queries.Readiness, unmatched: Sequence[queries.Unmatched], cautions: list[str]
    ) -> ReleaseShown:
        row = now.override
        over = (
            ReleaseOver(
                reason=row.reason,
                factors=[ReleaseFactor(one) for one in row.factors],
                by=row.name,
                second=row.second_name,
            )
            if row
            else None
        )
        return cls(
            number=number,
            approved_by=now.approved_by,
            parties=[_stand(one) for one in now.parties],
            over=over,
            lacks=list(now.lacks),
            unmatched=[Unmatchable.of(one) for one in unmatched],
            cautions=cautions,
        )


def _stand(one: queries.PartyStand) -> PartyStand:
    stand = one.stand
    return PartyStand(
        party=one.participant.party_id,
        name=one.participant.party.name,
        said=stand is not None,
        ready=stand is not None and stand.armed,
        current=one.current,
        reason=stand.reason if stand else "",
    )


class SsvcGiven(Given):
    """The decision by SSVC that goes out with the advisory; null for none. Neither who took it nor why is published."""

    expected_version: Version
    decision: UUID | None


class StandGiven(Given):
    """Whether one's party is ready for the release of this version; an objection needs its reason."""

    number: Version
    ready: bool
    reason: Text = ""


class ApprovalGiven(Given):
    """The version that was read and is approved."""

    number: Version


class WaiverGiven(Given):
    """Why the advisory goes out although machines cannot match the product of this statement. It is published."""

    statement: UUID
    what: Missing
    reason: Text


class OverrideGiven(Given):
    """Prepare a release over objections with ``reason`` and ``factors``; with ``second`` true, stand in for the one
    that another member prepared."""

    number: Version
    second: bool = False
    reason: Text = ""
    factors: list[ReleaseFactor] = pydantic.Field(default_factory=list)


class DraftPreview(BaseModel):
    """The advisory as it would be published now; id, version and dates are given when it is."""

    advisory: Advisory


class PublicationGiven(Given):
    """Publish this version of the draft. Before the embargo's agreed end a reason is needed, which stays."""

    expected_version: Version
    early_reason: Text = ""


class CirculationGiven(Given):
    """The party that may read the draft from now on, for comment; in an emergency within four hours."""

    party: UUID
    emergency: bool = False


class Publication(BaseModel):
    """What was published."""

    tracking_id: str
    published_at: Time
