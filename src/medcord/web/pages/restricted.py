"""What stands on the pages of advisories that a party was told before all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from medcord.core.access import Viewer
from medcord.core.advisory.restricted import MARKINGS, ToldStand, standards
from medcord.core.vocabulary import Role, Tlp
from medcord.matching.told import devices_told
from medcord.restricted import queries
from medcord.restricted.models import RestrictedAdvisory
from medcord.restricted.queries import Told
from medcord.web.pages.previews import public_page_of


@dataclass(frozen=True, slots=True)
class Line:
    """One in the list. ``ours``: the viewer's party told others of it."""

    told: Told
    ours: bool

    @property
    def row(self) -> RestrictedAdvisory:
        return self.told.row


@dataclass(frozen=True, slots=True)
class File:
    """A file to take along."""

    standard: str
    url: str
    sha256: str
    signed: bool


def lines(viewer: Viewer) -> list[Line]:
    """The list."""
    return [Line(one, one.row.publisher_id == viewer.party_id) for one in queries.listing(viewer)]


def build(viewer: Viewer, told: Told) -> dict[str, Any]:
    """The page of one. Of what was withdrawn the words are not shown any more: nobody should act on them."""
    row, label = told.row, Tlp(told.row.label)
    gone = row.stand == ToldStand.WITHDRAWN.value
    value = None if gone else queries.value_of(row)
    words = public_page_of(value) if value else {}
    matched = value is not None and viewer.role is Role.HOSPITAL
    return {
        **words,
        "told": told,
        "ours": row.publisher_id == viewer.party_id,
        "devices_asked": matched,
        "devices": devices_told(viewer, row.pk, value) if matched and value else None,
        "marking": MARKINGS[label],
        "files": [] if gone else [_file(row, standard) for standard in standards(label)],
    }


def _file(row: RestrictedAdvisory, standard: str) -> File:
    newer = standard != "2.0"
    return File(
        standard,
        queries.address_of(row, standard),
        row.sha256_2_1 if newer else row.sha256,
        bool(row.signature_2_1 if newer else row.signature),
    )
