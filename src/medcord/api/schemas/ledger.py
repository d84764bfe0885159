"""Heads of chains, proofs, and exports of a case's chain."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, Field

from medcord.api.schemas.base import Time
from medcord.ledger.models import SignedExport


class PublicKeyShown(BaseModel):
    """A key that signs or signed; ``by`` and ``signature``: the key before it announces it."""

    id: str
    key: str
    since: str
    by: str
    signature: str


class HeadsOfDay(BaseModel):
    """One salted root over the heads of all chains on a day, signed (Ed25519)."""

    format: str
    version: int
    day: str
    at: str
    root: str
    depth: int
    key: str
    public: str
    signature: str


class HeadsList(BaseModel):
    """The newest days, and every key there ever was."""

    format: str
    keys: list[PublicKeyShown]
    days: list[HeadsOfDay]


class SealedProof(BaseModel):
    """The sealed head of one chain (``leaf``) and the hashes beside its way to the root of a day."""

    format: str
    version: int
    leaf: str
    place: int
    path: list[str]
    heads: HeadsOfDay


class ExportAskedFor(BaseModel):
    """A chain that was asked for as a file. ``signed_at`` empty: the worker signs it within seconds."""

    id: UUID
    asked_at: Time
    signed_at: Time | None
    facts: int = Field(description="How many facts the file holds; 0 until it is signed.")
    digest: str

    @classmethod
    def of(cls, row: SignedExport) -> ExportAskedFor:
        return cls(id=row.pk, asked_at=row.asked_at, signed_at=row.signed_at, facts=row.seq, digest=row.digest)
