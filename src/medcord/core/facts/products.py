"""Products."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.core.facts.base import Digest, OfOrganisation


@dataclass(frozen=True, slots=True)
class ProductRegistered(OfOrganisation):
    product: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class ProductChanged(OfOrganisation):
    product: UUID
    digest: Digest
