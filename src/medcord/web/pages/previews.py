"""A draft as it would go out: the page, and each file byte by byte, with what checks say of it and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType, SimpleNamespace
from typing import Any, Final

from django.conf import settings

import medcord
from medcord.advisories import queries as advisories
from medcord.cases.models import Case
from medcord.core.access import Viewer
from medcord.core.advisory import Advisory
from medcord.core.advisory.lints import Lint, lints
from medcord.core.advisory.outgoing import NOT_NUMBERED, previewed
from medcord.core.refusals import Refusal, UnreadableFile
from medcord.drafting import queries as drafts
from medcord.drafting.models import Draft
from medcord.formats.csaf import CSAF_2_1, read_advisory, validate, write_csaf
from medcord.formats.csaf.provider import csaf_path
from medcord.formats.csaf.validation import Finding
from medcord.formats.csaf.writing_2_1 import write_csaf_2_1
from medcord.formats.other_forms import OtherForm, write_form
from medcord.gateways import clock
from medcord.parties import queries as parties
from medcord.web.advisory_page import advisory_page
from medcord.web.published_files import page_url

SHOWN: Final = 60_000
"""So many characters of a file stand on the page; the rest is in the file."""


class Shape(StrEnum):
    """What can be looked at; the word is the one in the address."""

    PAGE = "page"
    CSAF_2_0 = "csaf-2.0"
    CSAF_2_1 = "csaf-2.1"
    VEX = "vex"
    CVE = "cve"


NAMES: Final[Mapping[Shape, str]] = MappingProxyType(
    {
        Shape.PAGE: "Page",
        Shape.CSAF_2_0: "CSAF 2.0",
        Shape.CSAF_2_1: "CSAF 2.1",
        Shape.VEX: "VEX",
        Shape.CVE: "CVE draft",
    }
)


@dataclass(frozen=True, slots=True)
class Checked:
    """One edition of the standard and what its rules say: errors keep the advisory in, advice does not."""

    name: str
    errors: tuple[Finding, ...]
    advice: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """One shape of the draft. ``refusal``: why there is no such file."""

    shape: Shape
    value: Advisory
    text: str
    size: int
    refusal: str
    checked: tuple[Checked, ...]
    lints: tuple[Lint, ...]
    missing: tuple[str, ...]

    @property
    def name(self) -> str:
        return NAMES[self.shape]

    @property
    def tabs(self) -> list[tuple[Shape, str]]:
        """Every shape with its name."""
        return list(NAMES.items())

    @property
    def cut(self) -> bool:
        """Whether the file is longer than what stands on the page."""
        return self.size > SHOWN

    @property
    def numbered(self) -> bool:
        return self.value.id != NOT_NUMBERED


def shape_of(word: str) -> Shape:
    """The shape that was asked for; the page for anything else."""
    return Shape(word) if word in set(Shape) else Shape.PAGE


def going_out(viewer: Viewer, case: Case, draft: Draft, material: drafts.Material) -> Advisory:
    """The value as the door would make it now: what is out, where nothing new is being written. The number of a first
    release is not known, and says so."""
    value, before, number = drafts.preview(case, draft, material), None, 1
    if draft.advisory is not None:
        current = advisories.advisory_for(viewer, draft.tracking_id).current
        before, number = advisories.value_of(current), current.number + 1
        if draft.released_at is not None:
            return before
    return previewed(value, before, number, drafts.history_line(draft), clock.now())


def written(value: Advisory, shape: Shape) -> bytes:
    """The file as it would lie where it is published. Raises a Refusal where it cannot be written."""
    version, name = medcord.__version__, csaf_path(value)
    document = write_csaf(value, canonical_url=f"{settings.MEDCORD_URL}/{name}", engine_version=version)
    if shape is Shape.CSAF_2_0:
        return document
    value = _read_back(value, document, name)  # all other files are made from what is published
    if shape is Shape.CSAF_2_1:
        url = f"{settings.MEDCORD_URL}/{csaf_path(value, CSAF_2_1)}"
        return write_csaf_2_1(value, canonical_url=url, engine_version=version)
    here = page_url(value.id)
    return write_form(value, OtherForm(shape), url=f"{here}/files/{shape}.json", page=here, engine_version=version)


def _read_back(value: Advisory, document: bytes, name: str) -> Advisory:
    """The value as a reader of the published file has it; the one at hand where the file would not be published."""
    try:
        return read_advisory(document, name=name).advisory
    except UnreadableFile:
        return value


def look(viewer: Viewer, case: Case, draft: Draft, material: drafts.Material, shape: Shape) -> Look:
    """The draft in one shape, with what both editions and the lints say, whichever shape it is."""
    value = going_out(viewer, case, draft, material)
    data, refusal = b"", ""
    if shape is not Shape.PAGE:
        try:
            data = written(value, shape)
        except Refusal as no:
            refusal = no.sentence
    return Look(
        shape=shape,
        value=value,
        text=data[: 4 * SHOWN].decode(errors="ignore")[:SHOWN],
        size=len(data),
        refusal=refusal,
        checked=tuple(_checked(value, one) for one in (Shape.CSAF_2_0, Shape.CSAF_2_1)),
        lints=lints(value),
        missing=tuple(_missing(draft, value, material)),
    )


def _checked(value: Advisory, shape: Shape) -> Checked:
    found = validate(written(value, shape), recommended=True)
    errors = tuple(one for one in found if one.level == "error")
    return Checked(NAMES[shape], errors, tuple(one for one in found if one.level != "error"))


def _missing(draft: Draft, value: Advisory, material: drafts.Material) -> list[str]:
    open_ones = [one.lack.sentence for one in drafts.unmatched(draft, value, material.statements) if one.waiver is None]
    return [*drafts.missing(draft, material), *open_ones]


def public_page_of(value: Advisory) -> dict[str, Any]:
    """What the templates of the public page are given, for a value that nobody has published."""
    return {
        "page": advisory_page(value, advisories.exploited_since(value.cves)),
        "value": value,
        "plain": value.plain,
        "row": SimpleNamespace(tracking_id=value.id, own=True, publisher_name=value.publisher.name),
        "shown": SimpleNamespace(number=len(value.revisions), label=value.version),
        "kept": {},
        "kev_listed": advisories.kev_state().listed,
        "regulator": parties.the_regulator(),
    }
