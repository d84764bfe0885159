"""Organisations are asked whether an advisory may thank them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.core.facts.base import Digest, OfCase


@dataclass(frozen=True, slots=True)
class ThanksAsked(OfCase):
    """The owner would thank a party in the advisory and asks it whether it agrees to these words."""

    draft: UUID
    party: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class ThanksAnswered(OfCase):
    """A member of the party agreed to be thanked in these words, or not; also by taking an agreement back."""

    draft: UUID
    party: UUID
    digest: Digest
    agreed: bool
