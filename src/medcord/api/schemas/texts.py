"""Texts that cross between the agencies: comments, versions, the safety communication, the comparison."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from medcord.api.schemas.base import Given, GivenTime, Text, Time, Version, Whole
from medcord.core.crossing.comparison import Advice, Comparison, DiffersIn
from medcord.core.crossing.passages import Found, Whereabouts
from medcord.drafting.actions import CommentWords, Decided
from medcord.drafting.models import Asking, Comment, Communication
from medcord.drafting.models import Version as Saved
from medcord.drafting.queries import Asked
from medcord.drafting.texts import PARTS, Plan, ProductChosen, What

Title = Annotated[str, StringConstraints(max_length=200)]


class CommentGiven(Given):
    """A comment on a passage of version ``number``. ``start`` picks the place where the words stand more than once.
    Without ``proposal`` no other words are proposed; an empty one proposes to strike the passage out."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "field": "what_to_do",
                    "quote": "install 4.2.1",
                    "number": 3,
                    "body": "Say by when.",
                    "proposal": "install 4.2.1 within a week",
                }
            ]
        }
    )

    field: Annotated[str, StringConstraints(max_length=24)]
    number: Whole
    quote: Text = ""
    start: Whole | None = None
    body: Text = ""
    proposal: Text | None = None

    def words(self) -> CommentWords:
        """The comment, for the action."""
        return CommentWords(self.field, self.quote, self.body, self.number, self.proposal, self.start)


class CommentDecision(Given):
    """What the writer decides of a comment. ``put_in`` needs ``expected_version``, the version of the text's row."""

    accepted: bool
    reason: Text
    put_in: bool = False
    expected_version: Version | None = None

    def decided(self) -> Decided:
        """The decision, for the action."""
        return Decided(self.accepted, self.reason, self.put_in, self.expected_version)


class CommentShown(BaseModel):
    """A comment with its passage as it was read. ``stand`` says what became of it, ``now_at`` where it begins now."""

    id: UUID
    party: UUID
    by: str
    at: Time
    number: int
    field: str
    quote: str
    start: int
    stand: Whereabouts
    now_at: int | None
    body: str
    proposal: str | None
    accepted: bool | None
    put_in: bool
    reason: str
    decided_by: str
    decided_at: Time | None

    @classmethod
    def of(cls, row: Comment, found: Found) -> CommentShown:
        same = ("id", "at", "number", "field", "quote", "start", "body", "accepted", "put_in", "reason", "decided_at")
        return cls(
            **{name: getattr(row, name) for name in same},
            party=row.party_id,
            by=row.name,
            stand=found.stand,
            now_at=found.start,
            proposal=row.proposal if row.proposes else None,
            decided_by=row.decided_name,
        )


class CommentsAsked(BaseModel):
    """A party that was asked for comments on a version. ``overdue_at``: when it was recorded that the time passed."""

    party: UUID
    number: int
    asked_at: Time
    due_at: Time
    emergency: bool
    overdue_at: Time | None
    answered_at: Time | None
    comments: int

    @classmethod
    def of(cls, row: Asking) -> CommentsAsked:
        names = ("number", "asked_at", "due_at", "emergency", "overdue_at", "answered_at", "comments")
        return cls(party=row.party_id, **{name: getattr(row, name) for name in names})


class TextComments(BaseModel):
    """Comments on a text that the party may read, and who was asked."""

    comments: list[CommentShown]
    asked: list[CommentsAsked]


class CommentsDone(BaseModel):
    """How many comments the party's answer counts; 0 says that it has none."""

    comments: int


class TextVersion(BaseModel):
    """A text as it was at one save: part to words."""

    number: int
    at: Time
    by: str
    words: dict[str, str]

    @classmethod
    def of(cls, row: Saved) -> TextVersion:
        return cls(number=row.number, at=row.at, by=row.name, words=row.words)


class TextVersions(BaseModel):
    """Every save of a text that the party may read, oldest first."""

    versions: list[TextVersion]


class TextAsked(BaseModel):
    """A text that waits for the party's comments, or had them."""

    case: str
    what: What
    title: str
    number: int
    asked_at: Time
    due_at: Time
    emergency: bool
    overdue: bool
    answered_at: Time | None
    comments: int

    @classmethod
    def of(cls, one: Asked) -> TextAsked:
        names = ("what", "title", "number", "asked_at", "due_at", "emergency", "overdue", "answered_at", "comments")
        return cls(case=one.case.reference, **{name: getattr(one, name) for name in names})


class TextsAsked(BaseModel):
    """What waits first, by due time."""

    texts: list[TextAsked]


class CommunicationProduct(Given):
    """A product that a manufacturer stated in the case, and the versions that the text speaks of."""

    product: UUID
    versions: Annotated[str, StringConstraints(min_length=1, max_length=120)]


class Planned(Given):
    """When a text is to come out and what it advises. The two go together: when either is given, both are set."""

    planned_at: GivenTime | None = None
    actions: list[Advice] = Field(default_factory=list, max_length=len(Advice))

    def plan(self) -> Plan | None:
        """The choices, when some were given."""
        if not {"planned_at", "actions"} & self.model_fields_set:
            return None
        return Plan(self.planned_at, tuple(self.actions))


class CommunicationGiven(Planned):
    """Any of the safety communication's words; those left out stay. ``expected_version`` is 0 for the first save."""

    expected_version: Version
    title: Title = ""
    devices: Text = ""
    what_to_do: Text = ""
    for_patients: Text = ""
    for_clinicians: Text = ""
    not_known: Text = ""
    products: Annotated[list[CommunicationProduct], Field(max_length=500)] | None = None

    def words(self) -> dict[str, str]:
        """What was given, without what was left out."""
        return {name: getattr(self, name) for name in PARTS[What.COMMUNICATION] if name in self.model_fields_set}

    def chosen(self) -> list[ProductChosen] | None:
        """Products with versions; None leaves those that are there."""
        if self.products is None:
            return None
        return [ProductChosen(one.product, one.versions) for one in self.products]


class ProductNamed(BaseModel):
    """A product that the communication is about."""

    product: UUID
    name: str
    versions: str


class CommunicationShown(BaseModel):
    """The regulator's safety communication as saved."""

    version: int
    number: int
    title: str
    devices: str
    what_to_do: str
    for_patients: str
    for_clinicians: str
    not_known: str
    products: list[ProductNamed]
    planned_at: Time | None
    actions: list[Advice]
    saved_at: Time
    link: str
    released_at: Time | None
    released_by: str

    @classmethod
    def of(cls, row: Communication) -> CommunicationShown:
        names = ("version", "number", *PARTS[What.COMMUNICATION], "planned_at", "saved_at", "link", "released_at")
        return cls(
            **{name: getattr(row, name) for name in names},
            products=[ProductNamed(**one) for one in row.products],
            actions=[Advice(one) for one in row.actions],
            released_by=row.released_name,
        )


class CommunicationSharing(Given):
    """The party that reads the text from now on and is asked for its comments; in an emergency within four hours."""

    party: UUID
    emergency: bool = False


class CommunicationRelease(Given):
    """Record that this version was released, and where everybody can read it."""

    expected_version: Version
    link: Annotated[str, StringConstraints(max_length=500)] = ""


class DifferenceShown(BaseModel):
    """One difference as a sentence, with both sides as they stand; empty where a side says nothing."""

    about: DiffersIn
    sentence: str
    advisory: str
    communication: str


class ComparisonShown(BaseModel):
    """What differs between the two texts of a case, and what a person has to judge."""

    differences: list[DifferenceShown]
    unjudged: list[str]

    @classmethod
    def of(cls, found: Comparison) -> ComparisonShown:
        rows = [
            DifferenceShown(
                about=one.about, sentence=one.sentence, advisory=one.advisory, communication=one.communication
            )
            for one in found.differences
        ]
        return cls(differences=rows, unjudged=list(found.unjudged))
