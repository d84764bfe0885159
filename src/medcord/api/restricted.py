"""Advisories that the viewer's party was told before all (89): for members of these parties and of the publisher.

For everybody else each address answers as for an absent thing. Nothing here is kept by any cache, and nothing carries a
mark by which a cache could ask again.
"""

from __future__ import annotations

from typing import Literal

from django.http import HttpResponse

from medcord.api.paging import CutQuery, Page, page_of
from medcord.api.routing import Subject, serves
from medcord.api.schemas import restricted as shapes
from medcord.api.schemas import told_devices as told_shapes
from medcord.api.schemas.base import Key
from medcord.api.viewers import HOSPITAL, Asked, members
from medcord.core.advisory.restricted import ToldStand
from medcord.core.refusals import NotFound
from medcord.formats.csaf import csaf_filename
from medcord.matching.told import devices_told
from medcord.restricted import queries

router = Subject(tags=["Restricted advisories"])

MEMBERS = members()
_TYPES = {"json": "application/json"}


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=_TYPES.get(name.rpartition(".")[2], "text/plain; charset=utf-8"))
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@router.get("/restricted", auth=MEMBERS, response=Page[shapes.RestrictedEntry])
def listing(request: Asked, cut: CutQuery) -> Page[shapes.RestrictedEntry]:
    """What your party was told before all, and what it told others, the newest first."""
    return page_of(queries.listing(request.auth), cut, shapes.RestrictedEntry.of)


@router.get("/restricted/csaf/{standard}/{path:path}", auth=MEMBERS)
@serves("application/json", "text/plain")
def provider(request: Asked, standard: Key, path: str) -> HttpResponse:
    """A file as a CSAF provider has it: the ROLIE feed of a label, a document, its hashes and its signature.

    The feeds lie at amber/csaf-feed-tlp-amber.json and green/csaf-feed-tlp-green.json, for CSAF 2.1 also at
    amber-strict/csaf-feed-tlp-amber-strict.json. Each holds what the one who asks was told, with the address of every
    file.
    """
    name = path.rpartition("/")[2]
    return _file(queries.provider_file(request.auth, standard, path), name)


@router.get("/restricted/{tracking_id}/csaf", auth=MEMBERS)
@serves("application/json")
def document(request: Asked, tracking_id: Key, standard: Literal["2.0", "2.1"] = "2.1") -> HttpResponse:
    """The CSAF file, byte by byte. TLP:AMBER+STRICT is refused as CSAF 2.0, which cannot say it."""
    row = queries.one_for(request.auth, tracking_id).row
    return _file(queries.document_of(row, standard), csaf_filename(row.tracking_id))


@router.get("/restricted/{tracking_id}/devices", auth=HOSPITAL, response=told_shapes.ToldMatched)
def devices(request: Asked, tracking_id: Key) -> told_shapes.ToldMatched:
    """What it means for the devices in use of your hospital, matched now and kept nowhere.

    A token needs the scopes “restricted” and “inventory”. No device found is not the same as none affected.
    """
    row = queries.one_for(request.auth, tracking_id).row
    if row.stand == ToldStand.WITHDRAWN.value:
        raise NotFound("advisory")
    found = devices_told(request.auth, row.pk, queries.value_of(row))
    return told_shapes.ToldMatched.whole(found)


@router.get("/restricted/{tracking_id}", auth=MEMBERS, response=shapes.RestrictedDetail)
def one(request: Asked, tracking_id: Key) -> shapes.RestrictedDetail:
    """One of them: its label, how it stands, and where its files are."""
    return shapes.RestrictedDetail.whole(queries.one_for(request.auth, tracking_id))
