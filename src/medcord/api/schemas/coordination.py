"""Answers of parties, contacts, invitations by link, and handing over."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from medcord.api.schemas.base import Given, GivenTime, Line, Party, Text, Time
from medcord.cases import queries
from medcord.cases.actions import ContactWords, LinkWords
from medcord.cases.models import Contact, InvitationLink, Question
from medcord.core.cvd.answers import Stand
from medcord.core.cvd.silence import Rung
from medcord.core.vocabulary import Role

Channel = Literal["medcord", "mail", "telephone", "letter", "form", "meeting", "other"]


class AnswerLine(BaseModel):
    """One product and versions, and how far its maker is with it."""

    product: UUID | None
    product_name: str
    versions: str
    stand: Stand
    asked_at: Time | None
    stated_at: Time | None
    justification: str

    @classmethod
    def of(cls, line: queries.Line) -> AnswerLine:
        return cls(
            product=line.product.pk if line.product else None,
            product_name=line.product.name if line.product else "",
            versions=line.versions,
            stand=line.stand,
            asked_at=line.asked_at,
            stated_at=line.statement.at if line.statement else None,
            justification=line.statement.justification if line.statement else "",
        )


class PartyAnswers(BaseModel):
    """One party: its lines, its silence by the rule of the CERT Guide, and the next step that is offered."""

    party: Party
    lines: list[AnswerLine]
    silent_since: Time | None
    silent_days: int = Field(description="whole days; 0 for a party that owes no answer")
    unresponsive: bool
    because: str
    next_step: Rung | None
    next_step_now: bool
    last_word_at: Time | None
    delivered_at: Time | None
    opened_at: Time | None
    acknowledged_at: Time | None

    @classmethod
    def of(cls, one: queries.Standing) -> PartyAnswers:
        row, quiet, offer = one.row, one.silence, one.offer
        return cls(
            party=Party(id=row.party_id, name=row.party.name, role=row.role),
            lines=[AnswerLine.of(line) for line in one.lines],
            silent_since=quiet.since if quiet else None,
            silent_days=quiet.days if quiet else 0,
            unresponsive=bool(quiet and quiet.unresponsive),
            because=quiet.because if quiet else "",
            next_step=offer.rung if offer else None,
            next_step_now=bool(offer and offer.now),
            last_word_at=one.last_word,
            delivered_at=one.delivered_at,
            opened_at=row.opened_at,
            acknowledged_at=row.acknowledged_at,
        )


class ContactGiven(Given):
    """An attempt to reach a party. ``note`` is read by the coordinator's own party only."""

    party: UUID
    channel: Channel
    reached: bool = False
    note: Text = ""
    step: Rung | None = None
    at: GivenTime | None = None

    def words(self) -> ContactWords:
        """What the verb wants."""
        return ContactWords(self.channel, self.reached, self.note, self.step, self.at)


class ContactNoted(BaseModel):
    id: UUID
    party: UUID
    channel: str
    reached: bool
    step: str
    at: Time

    @classmethod
    def of(cls, row: Contact) -> ContactNoted:
        return cls(id=row.pk, party=row.party_id, channel=row.channel, reached=row.reached, step=row.rung, at=row.at)


class QuestionGiven(Given):
    """A question to a manufacturer; without a product, about all of its products."""

    party: UUID
    product: UUID | None = None
    versions: Line = ""


class QuestionPut(BaseModel):
    id: UUID
    party: UUID
    product: UUID | None
    versions: str
    asked_at: Time

    @classmethod
    def of(cls, row: Question) -> QuestionPut:
        return cls(id=row.pk, party=row.party_id, product=row.product_id, versions=row.versions, asked_at=row.asked_at)


class LinkGiven(Given):
    """An organisation that is not here yet. ``sees_from``: what is older stays closed to it."""

    organisation: Line
    role: Literal["manufacturer", "coordinator"]
    email: Line
    sees_from: GivenTime | None = None

    def words(self) -> LinkWords:
        """What the verb wants."""
        return LinkWords(self.organisation, Role(self.role), self.email, self.sees_from)


class LinkEntry(BaseModel):
    """An invitation by link. The secret in it is mailed and shown nowhere."""

    id: UUID
    organisation: str
    email: str
    made_at: Time
    expires_at: Time
    accepted_at: Time | None
    withdrawn_at: Time | None

    @classmethod
    def of(cls, row: InvitationLink) -> LinkEntry:
        same = ("organisation", "email", "made_at", "expires_at", "accepted_at", "withdrawn_at")
        return cls(id=row.pk, **{name: getattr(row, name) for name in same})


class OfferGiven(Given):
    """The coordinator that is offered the case, and why."""

    party: UUID
    reason: Text


class Offer(BaseModel):
    """Who owns the case, and to whom it is offered."""

    owner: UUID
    offered_to: UUID | None
    offered_at: Time | None
