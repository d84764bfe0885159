"""Products."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.core.facts.base import Code, Digest, OfOrganisation


@dataclass(frozen=True, slots=True)
class ProductRegistered(OfOrganisation):
    product: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class ProductChanged(OfOrganisation):
    product: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class ProductRetired(OfOrganisation):
    """The entry is offered no longer; what used it stays."""

    product: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class ProductRestored(OfOrganisation):
    product: UUID


@dataclass(frozen=True, slots=True)
class ProductsStaged(OfOrganisation):
    """A file was read and compared; the registry is as it was."""

    batch: UUID
    added: int
    changed: int
    unchanged: int
    refused: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class ProductsImported(OfOrganisation):
    """The whole of a file went into the registry in one act."""

    batch: UUID
    added: int
    changed: int
    unchanged: int
    refused: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class ProductsDropped(OfOrganisation):
    """A file that was read was given up."""

    batch: UUID


@dataclass(frozen=True, slots=True)
class SiblingStated(OfOrganisation):
    """A maker's statement about a product of another; it is that maker's word until the other confirms it."""

    sibling: UUID
    product: UUID
    other: UUID
    relation: Code
    digest: Digest


@dataclass(frozen=True, slots=True)
class SiblingConfirmed(OfOrganisation):
    sibling: UUID
    product: UUID | None


@dataclass(frozen=True, slots=True)
class SiblingDenied(OfOrganisation):
    sibling: UUID


@dataclass(frozen=True, slots=True)
class SiblingWithdrawn(OfOrganisation):
    sibling: UUID
