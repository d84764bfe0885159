"""Advisories for some before all."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.core.facts.base import Code, Digest, OfCase, OfOrganisation


@dataclass(frozen=True, slots=True)
class TellingPrepared(OfCase):
    """A member prepared that some parties are told before all; ``reason`` is of why while the embargo is in force."""

    telling: UUID
    label: Code
    parties: int
    reason: Digest


@dataclass(frozen=True, slots=True)
class TellingApproved(OfCase):
    """Another member, who read exactly this document, approved it for ``parties`` parties, which are told."""

    telling: UUID
    label: Code
    parties: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class TellingPartyChanged(OfCase):
    """A party was named to be told as well, or is told no longer."""

    telling: UUID
    party: UUID
    named: bool


@dataclass(frozen=True, slots=True)
class TellingEnded(OfCase):
    """It was refused, withdrawn, or cleared because the advisory is public. ``how`` is its stand after."""

    telling: UUID
    how: Code
    reason: Digest


@dataclass(frozen=True, slots=True)
class RestrictedPrepared(OfOrganisation):
    """A restricted advisory was written. ``organisation`` publishes it."""

    advisory: UUID
    label: Code
    digest: Digest


@dataclass(frozen=True, slots=True)
class RestrictedApproved(OfOrganisation):
    """Four eyes have read this document; the parties that waited are told."""

    advisory: UUID
    label: Code
    digest: Digest


@dataclass(frozen=True, slots=True)
class RestrictedPartyNamed(OfOrganisation):
    """A party was named, and waits for a second member."""

    advisory: UUID
    party: UUID


@dataclass(frozen=True, slots=True)
class RestrictedPartyTold(OfOrganisation):
    """A party reads it from now on."""

    advisory: UUID
    party: UUID


@dataclass(frozen=True, slots=True)
class RestrictedPartyRemoved(OfOrganisation):
    """A party reads it no longer."""

    advisory: UUID
    party: UUID


@dataclass(frozen=True, slots=True)
class RestrictedEnded(OfOrganisation):
    """It counts no longer. ``how`` is its stand after: refused, withdrawn, cleared or destroyed."""

    advisory: UUID
    how: Code


@dataclass(frozen=True, slots=True)
class RestrictedSigned(OfOrganisation):
    """Its files were signed with the node's OpenPGP key; ``digest`` is over the signatures."""

    advisory: UUID
    key: Code
    digest: Digest


@dataclass(frozen=True, slots=True)
class RestrictedHandedOver(OfOrganisation):
    """The case went to another coordinator, which answers for this from now on: ``organisation``."""

    advisory: UUID
    before: UUID
