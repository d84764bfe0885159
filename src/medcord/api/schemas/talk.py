"""What is said in a case: messages, rooms, readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from medcord.api.schemas.base import Given, Party, Text, Time, Version
from medcord.cases import queries
from medcord.cases.actions import SideRoom
from medcord.cases.models import Message, MessageVersion, Participant, Quotation, Room
from medcord.core.confidentiality import rule_of
from medcord.core.vocabulary import ConfidentialityClass, Tlp


def party_of(row: Participant) -> Party:
    """A party of a case."""
    return Party(id=row.party_id, name=row.party.name, role=row.role)


class QuotedWords(BaseModel):
    """Words of one message in another, as they were when they were quoted."""

    message: UUID
    text: str
    confidentiality: ConfidentialityClass

    @classmethod
    def of(cls, row: Quotation) -> QuotedWords:
        klass = ConfidentialityClass(row.source.confidentiality)
        return cls(message=row.source_id, text=row.text, confidentiality=klass)


class CaseMessage(BaseModel):
    """A message in the case room, with its marking and class."""

    id: UUID
    code: str = Field(description="what people quote it by: #7k3mzq")
    room: UUID | None = Field(description="none is the case-wide thread")
    at: Time
    edited_at: Time | None
    version: int
    party: str
    author: str
    body: str
    tlp: Tlp
    confidentiality: ConfidentialityClass
    limit: str = Field(description="the purpose that binds every copy, quotation and export; empty for none")
    quotes: list[QuotedWords] = Field(description="words of other messages in it; marking and class are as strict")
    mentions: list[UUID] = Field(description="parties and members it names")
    pinned: bool
    purged: bool

    @classmethod
    def of(cls, row: Message, authors: dict[UUID, str], quotations: Mapping[UUID, Sequence[Quotation]]) -> CaseMessage:
        return cls(
            limit=rule_of(ConfidentialityClass(row.confidentiality)).limit,
            quotes=[QuotedWords.of(one) for one in quotations.get(row.pk, ())],
            id=row.pk,
            code=queries.code_of(row.pk),
            room=row.room_id,
            at=row.at,
            edited_at=row.edited_at,
            version=row.version,
            mentions=[UUID(one) for one in row.mentions],
            pinned=row.pinned_at is not None,
            party=row.party.name if row.party else "",
            author=authors.get(row.author, "") if row.author else "",
            body=row.body,
            tlp=Tlp(row.tlp),
            confidentiality=ConfidentialityClass(row.confidentiality),
            purged=row.purged_at is not None,
        )


class Marking(BaseModel):
    """A marking and a class that a message may have, and the room it is for; none is the case-wide thread."""

    room: UUID | None = None
    tlp: Tlp = Tlp.AMBER
    confidentiality: ConfidentialityClass = ConfidentialityClass.NONE


class ReadingParty(Party):
    """A party that reads it, and how many of its people."""

    people: int


class NotReading(Party):
    """A party that does not read it."""

    why: str


class Readers(BaseModel):
    """Which parties of the case read a message with this room, marking and class, and which do not. ``why`` is for the
    case's coordinator. Send ``shown`` along, and a message that others would read is refused."""

    room: UUID | None
    tlp: Tlp
    confidentiality: ConfidentialityClass
    readers: list[ReadingParty]
    not_readers: list[NotReading]
    finder: bool = Field(description="the finder reads it too")
    people: int
    shown: str

    @classmethod
    def of(cls, marking: Marking, reach: queries.Reach, *, whys: bool) -> Readers:
        return cls(
            **dict(marking),
            readers=[ReadingParty(**dict(party_of(one.row)), people=one.people) for one in reach.readers],
            not_readers=[NotReading(**dict(party_of(row)), why=why if whys else "") for row, why in reach.others],
            finder=reach.finder,
            people=reach.people,
            shown=reach.digest,
        )


class MessageSent(BaseModel):
    """A message that was sent, and who reads it."""

    message: CaseMessage
    readers: list[Party]


class CaseMessageGiven(Given):
    """A message with its marking and class; who will read it is answered by “readers”."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"body": "We reproduced it.", "tlp": "AMBER", "confidentiality": "none"}]}
    )

    body: str
    tlp: Tlp = Tlp.AMBER
    confidentiality: ConfidentialityClass = ConfidentialityClass.NONE
    room: UUID | None = None
    files: Annotated[list[UUID], Field(max_length=10)] = Field([], description="Files that were put down before.")
    patient_data_seen: bool = Field(False, description="What looked like patient data is none; send it all the same.")
    quotes: Annotated[list[UUID], Field(max_length=10)] = Field(
        [], description="Messages whose words go along; marking and class become as strict as theirs."
    )
    shown: Annotated[str, StringConstraints(max_length=64)] = Field(
        "", description="“shown” of the readers that were looked at; when others would read it now, nothing is sent"
    )


class CaseMessageEdited(Given):
    """Other words for one's own message. Marking, class, room and readers stay."""

    body: Text
    expected_version: Version
    patient_data_seen: bool = Field(False, description="What looked like patient data is none; save it all the same.")


class Words(BaseModel):
    """What a message said from an instant on."""

    since: Time
    body: str
    purged: bool

    @classmethod
    def of(cls, row: MessageVersion) -> Words:
        return cls(since=row.at, body=row.body, purged=row.purged_at is not None)


class MessageWithVersions(CaseMessage):
    """A message with what it said before, oldest first."""

    before: list[Words]


class PinGiven(Given):
    """Whether the message is pinned."""

    pinned: bool


class ReadGiven(Given):
    """Messages that were shown to the member; left out, every message that exists for the member now."""

    messages: Annotated[list[UUID], Field(max_length=1000)] | None = None


class Unread(BaseModel):
    """How many messages are new to the member."""

    unread: int


class Names(BaseModel):
    """Names that may stand after “@” in a message of this room, marking and class."""

    names: list[str]


class CaseRoom(BaseModel):
    """A place to talk beside the case-wide thread. ``parties`` are those in a side room; none in a product's thread."""

    id: UUID
    kind: Literal["product", "side"]
    title: str
    product: UUID | None
    parties: list[UUID]
    with_finder: bool
    opened_at: Time
    closed_at: Time | None
    messages: int
    unread: int

    @classmethod
    def of(cls, row: Room, messages: int, unread: int) -> CaseRoom:
        same = ("kind", "title", "with_finder", "opened_at", "closed_at")
        return cls(
            id=row.pk,
            product=row.product_id,
            parties=[UUID(one) for one in row.parties],
            messages=messages,
            unread=unread,
            **{name: getattr(row, name) for name in same},
        )


class RoomGiven(Given):
    """A room to open: the thread of a product, or a side room with a title for chosen parties."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"title": "Embargo date", "parties": ["7c0c5d0e-4b0b-4f0e-9d0a-1f2e3d4c5b6a"]}]}
    )

    product: UUID | None = None
    title: Annotated[str, StringConstraints(max_length=120)] = ""
    parties: Annotated[list[UUID], Field(max_length=500)] = Field(default_factory=list)
    with_finder: bool = False

    def words(self) -> SideRoom:
        """The plain value of the action."""
        return SideRoom(self.title, self.parties, self.with_finder)
