"""Consultation of suppliers, and protected material."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.core.facts.base import Code, Digest, Fact, OfCase


@dataclass(frozen=True, slots=True)
class SupplierAsked(OfCase):
    """A supplier was asked about passing what it supplied to the regulator (C6)."""

    consultation: UUID
    item: UUID
    party: UUID
    due: datetime


@dataclass(frozen=True, slots=True)
class SupplierAnswered(OfCase):
    """What the supplier said, with its words sealed. The rule of the class says what follows from it."""

    consultation: UUID
    item: UUID
    party: UUID
    agreed: bool
    digest: Digest


@dataclass(frozen=True, slots=True)
class SupplierSilent(OfCase):
    """The day to answer passed without one."""

    consultation: UUID
    item: UUID
    party: UUID


@dataclass(frozen=True, slots=True)
class ObjectionAnswered(OfCase):
    """The coordinator conferred with a supplier that objects, and says in words what follows."""

    consultation: UUID
    item: UUID
    party: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class ProgrammeQuoted(OfCase):
    """A member recorded a written decision of the PCII programme; nothing changes until a second one confirms it."""

    item: UUID
    party: UUID | None
    step: Code


@dataclass(frozen=True, slots=True)
class ProtectionChanged(OfCase):
    """A claim of PCII moved: claimed, presumed, validated or rejected (C7)."""

    item: UUID
    party: UUID | None
    before: Code
    after: Code


@dataclass(frozen=True, slots=True)
class UseConsented(OfCase):
    """A written consent to regulatory use, by the submitter or the programme (F1.7), or its withdrawal."""

    item: UUID
    party: UUID | None
    giver: Code
    given: bool
    digest: Digest


@dataclass(frozen=True, slots=True)
class ReadersNamed(OfCase):
    """The authorised readers of protected material were named anew."""

    item: UUID
    readers: int


@dataclass(frozen=True, slots=True)
class LegalBasisSet(OfCase):
    """The legal basis of a shared item, with the days it holds (F1.10). ``number`` is the basis's version."""

    item: UUID
    basis: Code
    valid_from: datetime | None
    valid_to: datetime | None
    number: int


@dataclass(frozen=True, slots=True)
class BasisChanged(Fact):
    """An administrator of an agency wrote a legal basis of the list anew, or a new one (F1.10, X7); the version before
    stays, and what rests on it goes on naming it."""

    basis: Code
    number: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class ItemDerived(OfCase):
    """Something was made from another item, or is close to one, and inherits what binds that one."""

    item: UUID
    source: UUID
    way: Code


@dataclass(frozen=True, slots=True)
class NearDecided(OfCase):
    """A named person decided whether a passage that is close to an item comes from an independent source or quotes it.
    ``item`` is what holds the passage; of a text that holds it only once this is said, the item it is close to."""

    item: UUID
    source: UUID
    independent: bool
    digest: Digest
