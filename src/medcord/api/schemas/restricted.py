"""Advisories that some are told before all, as those read them who are told, and as the case has them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from medcord.api.schemas.base import Given, Text, Time
from medcord.core.advisory.restricted import MARKINGS, ToldStand, standards
from medcord.core.vocabulary import Tlp
from medcord.restricted.queries import Named, Prepared, Told, address_of


class RestrictedEntry(BaseModel):
    """One in the list. ``told_at``: from when your party reads it."""

    tracking_id: str
    title: str
    label: Tlp
    stand: ToldStand
    publisher: str
    told_at: Time
    cleared_as: str

    @classmethod
    def of(cls, one: Told) -> RestrictedEntry:
        row = one.row
        return cls(
            tracking_id=row.tracking_id,
            title=row.title,
            label=Tlp(row.label),
            stand=ToldStand(row.stand),
            publisher=row.publisher.name,
            told_at=one.since,
            cleared_as=row.cleared_as,
        )


class RestrictedFile(BaseModel):
    """A file of it; beside it lie .sha256, .sha512 and, where ``signed``, .asc."""

    standard: str
    url: str
    sha256: str
    sha512: str
    signed: bool


class RestrictedDetail(RestrictedEntry):
    """One of them. ``marking`` is what the label asks of you; ``reason``: why it was withdrawn."""

    marking: str
    reason: str
    files: list[RestrictedFile]

    @classmethod
    def whole(cls, one: Told) -> RestrictedDetail:
        row, label = one.row, Tlp(one.row.label)
        given = standards(label) if row.stand != ToldStand.WITHDRAWN.value else ()
        return cls(
            **RestrictedEntry.of(one).model_dump(),
            marking=f"TLP:{row.label}: {MARKINGS[label]}",
            reason=row.reason,
            files=[_file(one, standard) for standard in given],
        )


def _file(one: Told, standard: str) -> RestrictedFile:
    row, newer = one.row, standard != "2.0"
    return RestrictedFile(
        standard=standard,
        url=address_of(row, standard),
        sha256=row.sha256_2_1 if newer else row.sha256,
        sha512=row.sha512_2_1 if newer else row.sha512,
        signed=bool(row.signature_2_1 if newer else row.signature),
    )


class TellingGiven(Given):
    """Whom to tell, under which label. ``early_reason`` is needed while an embargo is in force."""

    label: Tlp
    parties: Annotated[list[UUID], Field(min_length=1, max_length=500)]
    early_reason: Text = ""


class TellingRead(Given):
    """The ``digest`` of what was read: both files, the label and the parties that wait."""

    seen: Annotated[str, StringConstraints(max_length=64)]


class TellingReason(Given):
    """Why."""

    reason: Text


class TellingParty(Given):
    """A party."""

    party: UUID


class TellingReader(BaseModel):
    """A party of it: named, told, or taken off."""

    party: UUID
    name: str
    named_at: Time
    named_by: str
    told_at: Time | None
    removed_at: Time | None

    @classmethod
    def of(cls, one: Named) -> TellingReader:
        row = one.row
        return cls(
            party=row.party_id,
            name=one.name,
            named_at=row.named_at,
            named_by=one.by,
            told_at=row.told_at,
            removed_at=row.removed_at,
        )


class TellingShown(BaseModel):
    """What some are told, as its case has it. ``digest`` is what a second member says yes to."""

    id: UUID
    tracking_id: str
    title: str
    label: Tlp
    stand: ToldStand
    prepared_at: Time
    prepared_name: str
    approved_at: Time | None
    approved_name: str
    ended_at: Time | None
    ended_name: str
    reason: str
    cleared_as: str
    digest: str
    parties: list[TellingReader]

    @classmethod
    def of(cls, one: Prepared) -> TellingShown:
        own = set(cls.model_fields) - {"digest", "parties"}
        values = {name: getattr(one.row, name) for name in own}
        return cls(**values, digest=one.digest, parties=[TellingReader.of(each) for each in one.parties])
