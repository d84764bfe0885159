"""Independent tests."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from medcord.api.schemas.base import Given, GivenTime, Line, Text, Time
from medcord.cases.models import Case
from medcord.core.access import Viewer
from medcord.core.lab import Custody, CustodyGap, CustodyMove, LabAudience, LabOutcome, SpecimenKind
from medcord.core.vocabulary import ConfidentialityClass
from medcord.lab import queries
from medcord.lab.actions import HandWords, RequestWords
from medcord.lab.models import LabDocument, LabTest


class HandOverShown(BaseModel):
    """A link of a chain of custody, and what does not fit to the one before."""

    number: int
    giver: str
    taker: str
    after: Custody
    at: Time
    seal: str
    new_seal: str
    condition: str
    signed_name: str
    gaps: list[CustodyGap]


class SpecimenShown(BaseModel):
    """A device or firmware, with its chain as far as the viewer may see it."""

    id: UUID
    kind: SpecimenKind
    model: str
    serial: str
    sha256: str
    state: Custody
    chain: list[HandOverShown]

    @classmethod
    def of(cls, one: queries.Chain) -> SpecimenShown:
        same = ("kind", "model", "serial", "sha256", "state")
        row = one.specimen
        return cls(id=row.pk, chain=[_link(each) for each in one.links], **{name: getattr(row, name) for name in same})


def _link(one: queries.Link) -> HandOverShown:
    same = ("number", "giver", "taker", "after", "at", "seal", "new_seal", "condition", "signed_name")
    return HandOverShown(gaps=sorted(one.gaps), **{name: getattr(one.row, name) for name in same})


class LabRequestShown(BaseModel):
    """What was asked and answered; for the agencies, the party that asked and the one that supplies."""

    party: UUID
    scope: str
    question: str
    wanted: str
    confidentiality: str
    supplier: UUID | None
    asked_name: str
    asked_at: Time
    accepted: bool | None
    answer: str


class LabDocumentShown(BaseModel):
    """The document of the laboratory that is kept with its result."""

    name: str
    kind: str = Field(description="The media type, told by the content and not by the name.")
    size: int
    sha256: str
    kept_name: str
    kept_at: Time
    purged: bool

    @classmethod
    def of(cls, row: LabDocument, name: str) -> LabDocumentShown:
        own = set(cls.model_fields) - {"purged", "name"}
        return cls(name=name, purged=row.purged_at is not None, **{one: getattr(row, one) for one in own})


class LabDocumentGiven(Given):
    """How the document is kept, and under which class. With an outcome it comes with the result, in one act."""

    outcome: LabOutcome | None = None
    words: Text = ""
    document: Annotated[str, Field(max_length=300)] = ""
    document_sha256: Line = ""
    confidentiality: ConfidentialityClass = ConfidentialityClass.NONE
    patient_data_seen: bool = Field(False, description="What looked like patient data is none; keep it all the same.")


FOUND = ("outcome", "words", "document", "document_sha256")
"""What of a document's form belongs to the result."""


class LabResultShown(BaseModel):
    """What the laboratory found, for those to whom it was released. `file` is null where only the digest is here; a
    document whose class keeps it from the viewer is not there at all. `item` is the message whose rules its class
    follows."""

    outcome: LabOutcome
    words: str
    document: str
    document_sha256: str
    file: LabDocumentShown | None
    confidentiality: ConfidentialityClass
    item: UUID | None
    reported_at: Time
    audience: LabAudience | None
    public_sentence: str
    cited_in_opinions: list[int]


class LabTestShown(BaseModel):
    """An independent test, as far as it exists for the viewer: parts that are not open are null or empty."""

    reference: str
    laboratory: str
    request: LabRequestShown | None
    specimens: list[SpecimenShown]
    result: LabResultShown | None

    @classmethod
    def seen(cls, viewer: Viewer, case: Case, row: LabTest) -> LabTestShown:
        return cls(
            reference=row.reference,
            laboratory=row.laboratory,
            request=_request(row) if queries.reads_request(viewer, case, row) else None,
            specimens=[SpecimenShown.of(one) for one in queries.custody(viewer, row)],
            result=_result(viewer, case, row) if queries.reads_result(viewer, case, row) else None,
        )


def _request(row: LabTest) -> LabRequestShown:
    same = ("scope", "question", "wanted", "confidentiality", "asked_name", "asked_at", "accepted", "answer")
    known = {name: getattr(row, name) for name in same}
    return LabRequestShown(party=row.party_id, supplier=row.supplier_id, **known)


def _result(viewer: Viewer, case: Case, row: LabTest) -> LabResultShown:
    same = ("outcome", "reported_at", "public_sentence")
    audience = LabAudience(row.audience) if row.audience else None
    cited = queries.cited(viewer, case, [row])[row.pk]
    known = {name: getattr(row, name) for name in same}
    paper = queries.paper_of(viewer, case, row)
    return LabResultShown(
        words=row.result,
        document=paper.told,
        document_sha256=paper.sha256,
        file=LabDocumentShown.of(paper.kept, paper.name) if paper.kept else None,
        confidentiality=paper.klass,
        item=paper.item,
        audience=audience,
        cited_in_opinions=cited,
        **known,
    )


class LabRequestGiven(Given):
    """What is to be tested, and the question."""

    scope: Text
    question: Text
    wanted: Text
    confidentiality: Text = ""
    supplier: UUID | None = None

    def words(self) -> RequestWords:
        """The plain value of the action."""
        return RequestWords(**dict(self))


class LabAnswerGiven(Given):
    """Taken on, with the laboratory (by name or as a party), or turned down with a reason."""

    accept: bool
    words: Text = ""
    laboratory: Line = ""
    laboratory_party: UUID | None = None


class SpecimenGiven(Given):
    """A device with model and serial number, or firmware with its SHA-256."""

    kind: SpecimenKind
    model: Line
    serial: Annotated[str, Field(max_length=120)] = ""
    sha256: Line = ""


class HandOverGiven(Given):
    """A hand-over, signed by the member who sends it."""

    move: CustodyMove
    giver: Line
    taker: Line
    at: GivenTime
    seal: Annotated[str, Field(max_length=60)] = ""
    new_seal: Annotated[str, Field(max_length=60)] = ""
    condition: Text = ""

    def words(self) -> HandWords:
        """The plain value of the action."""
        return HandWords(**{name: value for name, value in self if name != "move"})


class LabResultGiven(Given):
    """What the laboratory found; a document is named with its SHA-256, and may have a class. To send it along, write
    the result down by `document` instead."""

    outcome: LabOutcome
    words: Text
    document: Annotated[str, Field(max_length=300)] = ""
    document_sha256: Line = ""
    confidentiality: ConfidentialityClass = ConfidentialityClass.NONE


class LabReleaseGiven(Given):
    """Who may see the result, and why; for the public with one sentence."""

    audience: LabAudience
    because: Text
    sentence: Text = ""
