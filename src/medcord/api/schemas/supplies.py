"""Passing on what was supplied under a rule: the item, what was asked and answered, and the acts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from medcord.api.schemas.base import Given, GivenTime, Time
from medcord.cases import queries
from medcord.cases.actions import Document
from medcord.cases.models import Protection, SupplierConsultation, UseConsent
from medcord.cases.queries import Basis, NearSeen, Supply
from medcord.core.vocabulary import ConfidentialityClass, Tlp

Words = Annotated[str, StringConstraints(max_length=4000)]
BasisCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=24)]
Reference = Annotated[str, StringConstraints(max_length=200)]
AskedState = Literal["asked", "agreed", "objected", "silent", "conferred"]


class SupplierAsked(BaseModel):
    """A question to the supplier, and what it said."""

    id: UUID
    party: UUID
    purpose: Literal["regulator", "publication"]
    state: AskedState
    question: str
    asked_at: Time
    due_at: Time
    due_source: str
    answer: str
    answered_at: Time | None
    conferred: str = Field(description="what the coordinator answered to an objection")
    conferred_at: Time | None

    @classmethod
    def of(cls, row: SupplierConsultation) -> SupplierAsked:
        names = [name for name in cls.model_fields if name not in ("id", "party")]
        return cls(id=row.pk, party=row.party_id, **{name: getattr(row, name) for name in names})


class Consented(BaseModel):
    """A written consent to one use by the regulator."""

    id: UUID
    giver: Literal["submitter", "programme"]
    use: str
    document: str
    document_on: date
    recorded_by: str
    at: Time
    withdrawn_at: Time | None

    @classmethod
    def of(cls, row: UseConsent) -> Consented:
        names = ("giver", "use", "document", "document_on", "at", "withdrawn_at")
        return cls(id=row.pk, recorded_by=row.signed_name, **{name: getattr(row, name) for name in names})


class Protected(BaseModel):
    """The claim of PCII. ``pending`` is a decision of the programme that a second person has to confirm."""

    state: Literal["none", "claimed", "presumed", "validated", "rejected"]
    tracking: str
    pending: str
    claimed_at: Time

    @classmethod
    def of(cls, row: Protection) -> Protected:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class RestsOn(BaseModel):
    """The legal basis, and where it stands now."""

    basis: str
    number: int
    words: str
    valid_from: Time | None
    valid_to: Time | None = Field(description="the first instant at which it holds no more")
    holds: Literal["not yet", "holds", "lapsed"]

    @classmethod
    def of(cls, one: Basis) -> RestsOn:
        days = {"valid_from": one.row.valid_from, "valid_to": one.row.valid_to}
        return cls(basis=one.basis.code, number=one.row.number, words=one.basis.words, holds=one.holds.value, **days)


class SuppliedItem(BaseModel):
    """A message and how far it may be passed on. ``asked``, ``consents`` and ``protection`` are for the coordinator and
    the supplier; who only reads the item is not told what was said about it."""

    message: UUID
    code: str
    body: str
    tlp: Tlp
    confidentiality: ConfidentialityClass
    inherits: bool = Field(description="its class is that of something it quotes")
    supplier: UUID | None
    open_to_regulator: bool
    because: str
    publishable: bool
    publishable_because: str
    limit: str = Field(description="the purpose that binds every copy, quotation and export")
    asked: list[SupplierAsked]
    protection: Protected | None
    consents: list[Consented]
    basis: RestsOn | None

    @classmethod
    def of(cls, one: Supply) -> SuppliedItem:
        held, rests = one.protection, one.basis
        return cls(
            message=one.row.pk,
            code=queries.code_of(one.row.pk),
            body=one.row.body,
            tlp=Tlp(one.row.tlp),
            confidentiality=ConfidentialityClass(one.row.confidentiality),
            inherits=one.inherits,
            supplier=one.supplier,
            open_to_regulator=one.regulator.met,
            because=one.regulator.because,
            publishable=one.publication.met,
            publishable_because=one.publication.because,
            limit=one.rule.limit,
            asked=[SupplierAsked.of(row) for row in one.asked],
            protection=Protected.of(held) if held and one.inside else None,
            consents=[Consented.of(row) for row in one.consents] if one.inside else [],
            basis=RestsOn.of(rests) if rests else None,
        )


class AskSupplier(Given):
    """Ask whoever supplied it (the coordinator)."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"act": "ask", "purpose": "regulator"}]})
    act: Literal["ask"]
    purpose: Literal["regulator", "publication"] = "regulator"
    question: Words = ""
    party: UUID | None = Field(None, description="who supplied it, where an agency or the finder wrote it")
    work_days: Annotated[int, Field(ge=1, le=60)] | None = None


class AnswerCoordinator(Given):
    """Agree or object (the party that was asked)."""

    act: Literal["answer"]
    consultation: UUID
    agreed: bool
    words: Words = ""
    seen: AskedState | None = Field(
        default=None,
        description="State of the question that was read before answering. When a colleague has answered since, or has "
        "answered and this is left out, nothing is recorded (409).",
    )


class ConferWithSupplier(Given):
    """Answer an objection to passing on CCI (the coordinator)."""

    act: Literal["confer"]
    consultation: UUID
    words: Words


class SetBasis(Given):
    """Record the legal basis (the coordinator). Without days, those of the list."""

    act: Literal["basis"]
    basis: BasisCode
    valid_from: GivenTime | None = None
    valid_to: GivenTime | None = None


class ClaimPcii(Given):
    """Claim PCII, or take the claim back (the submitter)."""

    act: Literal["claim", "withdraw"]


class _OnPaper(Given):
    document: Reference
    document_on: date

    def paper(self) -> Document:
        """The document as the action takes it."""
        return Document(self.document, self.document_on)


class QuoteProgramme(_OnPaper):
    """Record what the PCII programme wrote (the coordinator); a colleague confirms it."""

    act: Literal["programme"]
    decision: Literal["presume", "validate", "reject"]
    tracking: Annotated[str, StringConstraints(max_length=60)] = ""


class ConfirmProgramme(Given):
    """Confirm it as second person, by the reference of the paper (the coordinator)."""

    act: Literal["confirm"]
    document: Reference


class ConsentToUse(_OnPaper):
    """Record a written consent: the submitter its own, the coordinator the programme's."""

    act: Literal["consent"]
    giver: Literal["submitter", "programme"]
    use: Annotated[str, StringConstraints(max_length=1000)]


class DropConsent(Given):
    """Withdraw a consent: the submitter its own, the coordinator the programme's."""

    act: Literal["drop-consent"]
    consent: UUID


class NameReaders(Given):
    """Name the authorised readers anew, by their addresses (the coordinator)."""

    act: Literal["readers"]
    readers: Annotated[list[Annotated[str, StringConstraints(max_length=254)]], Field(max_length=50)]


class DecideNear(Given):
    """Decide whether a passage close to the item comes from an independent source: one that was found (``near``), or
    one that is about to be written (``passage``)."""

    act: Literal["near"]
    near: UUID | None = None
    passage: Words = ""
    independent: bool
    reason: Words


class NearPassage(BaseModel):
    """A passage that is close to the item; open ones count as quotations."""

    id: UUID
    where: Literal["message", "draft", "text"]
    passage: str
    at: Time
    verdict: Literal["open", "independent", "quoting"]
    reason: str
    decided_at: Time | None

    @classmethod
    def of(cls, one: NearSeen) -> NearPassage:
        same = {name: getattr(one.row, name) for name in cls.model_fields if name != "id"}
        return cls(id=one.row.pk, **same)


class SuppliedOne(SuppliedItem):
    """One item, with the passages of one's own texts that are close to it; the coordinator sees those of all."""

    near: list[NearPassage]

    @classmethod
    def with_near(cls, supply: Supply, near: list[NearSeen]) -> SuppliedOne:
        """The item and the passages."""
        return cls(**dict(SuppliedItem.of(supply)), near=[NearPassage.of(one) for one in near])


SupplyAct = Annotated[
    AskSupplier
    | AnswerCoordinator
    | ConferWithSupplier
    | SetBasis
    | DecideNear
    | ClaimPcii
    | QuoteProgramme
    | ConfirmProgramme
    | ConsentToUse
    | DropConsent
    | NameReaders,
    Field(discriminator="act"),
]


class SupplyGiven(Given):
    """One act on one item."""

    do: SupplyAct
