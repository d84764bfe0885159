"""Calls between the parties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.core.facts.base import Code, Digest, OfCase, OfOrganisation


@dataclass(frozen=True, slots=True)
class CallConvened(OfOrganisation):
    """A regular, ad hoc or emergency call was convened (C11). The chain is that of the party that convened it."""

    call: UUID
    way: Code
    starts: datetime
    parties: int
    cases: int


@dataclass(frozen=True, slots=True)
class CallChanged(OfOrganisation):
    call: UUID
    starts: datetime


@dataclass(frozen=True, slots=True)
class CallCancelled(OfOrganisation):
    call: UUID
    reason: Digest


@dataclass(frozen=True, slots=True)
class CallJoined(OfOrganisation):
    """Somebody of a party joined. ``first`` is the first to join who did not convene it."""

    call: UUID
    party: UUID
    first: bool


@dataclass(frozen=True, slots=True)
class CallMemberNamed(OfOrganisation):
    """A party named one of its members for a call. The chain is that party's: whom it sends is its own to tell."""

    call: UUID
    member: UUID
    shared: bool


@dataclass(frozen=True, slots=True)
class CallMemberReleased(OfOrganisation):
    """A member whom its party had named for a call is not needed there any more."""

    call: UUID
    member: UUID


@dataclass(frozen=True, slots=True)
class RoleWanted(OfOrganisation):
    """The convening party said which role of another one should come to a call."""

    call: UUID
    party: UUID
    role: Digest


@dataclass(frozen=True, slots=True)
class CallHeld(OfOrganisation):
    """The call is over, with its minutes sealed."""

    call: UUID
    way: Code
    parties: int
    decisions: int
    actions: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class CallDecided(OfOrganisation):
    """A call decided something."""

    call: UUID
    decision: UUID
    party: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class ActionAgreed(OfOrganisation):
    """A call gave somebody something to do by a day."""

    call: UUID
    action: UUID
    party: UUID
    due: datetime


@dataclass(frozen=True, slots=True)
class ActionDone(OfOrganisation):
    call: UUID
    action: UUID
    party: UUID


@dataclass(frozen=True, slots=True)
class CaseTabled(OfCase):
    """The case stands on the agenda of a call of the parties that are named in it."""

    call: UUID
    way: Code
    starts: datetime


@dataclass(frozen=True, slots=True)
class CaseDiscussed(OfCase):
    """A call spoke of the case."""

    call: UUID
    way: Code
    parties: int
    decisions: int
