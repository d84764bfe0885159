"""Published things for programs: the CSAF provider's files, documents with their hashes, Atom, JSON feed and CSV."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote
from xml.etree import ElementTree

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

import medcord
from medcord.advisories import queries
from medcord.advisories.models import AdvisoryRevision, PublishedAdvisory
from medcord.core.access import Viewer
from medcord.core.exercise import marked
from medcord.core.refusals import NotFound
from medcord.formats.csaf import csaf_filename
from medcord.formats.inventory import safe_cell
from medcord.formats.other_forms import OtherForm, forms_of, write_form
from medcord.gateways import clock
from medcord.sharing import queries as sharing
from medcord.web.open_to_all import PUBLIC, public_page
from medcord.web.wanted import filters, query_string

FEED_LENGTH = 50
LONGEST_EXPORT = 10_000

_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@require_safe
def provider_file(request: HttpRequest, path: str) -> HttpResponse:
    """A file of the provider tree (CSAF 2.0, section 7): the same for all, no cookie, no redirect, CORS open."""
    found = sharing.open_file(path)
    if isinstance(found, tuple):
        response = HttpResponse(_listing(path, found))
    else:
        response = _conditional(request, found.data, found.content_type, found.etag)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = PUBLIC
    return response


def _listing(path: str, entries: Sequence[sharing.Entry]) -> str:
    """Requirement 14: a folder that a program can walk. Made without the request, so that it knows no reader."""
    return render_to_string(
        "web/public/listing.html", {"path": f"/.well-known/{path}", "entries": entries, "drill": settings.MEDCORD_DRILL}
    )


def _conditional(request: HttpRequest, data: bytes, content_type: str, etag: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


@public_page
def csaf_document(
    request: HttpRequest, viewer: Viewer, tracking_id: str, number: int = 0, digest: str = ""
) -> HttpResponse:
    """The CSAF file of the revision in force (or of revision ``number``), byte by byte, or its sha256 or sha512."""
    revision = _revision(viewer, tracking_id, number)
    name = csaf_filename(tracking_id)
    if digest:
        line = f"{getattr(revision, digest)}  {name}\n"
        response = _conditional(request, line.encode(), "text/plain; charset=utf-8", f'"{digest}-{revision.sha256}"')
    else:
        data = queries.document_for(viewer, revision)
        response = _conditional(request, data, "application/json", f'"{revision.sha256}"')
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@public_page
def other_form(request: HttpRequest, viewer: Viewer, tracking_id: str, form: str) -> HttpResponse:
    """The revision in force in another form. Only our own: we write for no other publisher."""
    row = queries.advisory_for(viewer, tracking_id)
    value = queries.value_of(row.current)
    if not row.own or form not in forms_of(value):
        raise NotFound
    here, version = f"{page_url(tracking_id)}/files/{form}.json", medcord.__version__
    data = write_form(value, OtherForm(form), url=here, page=page_url(tracking_id), engine_version=version)
    response = _conditional(request, data, "application/json", f'"{form}-{version}-{row.current.sha256}"')
    response.headers["Content-Disposition"] = f'inline; filename="{form}-{csaf_filename(tracking_id)}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _revision(viewer: Viewer, tracking_id: str, number: int) -> AdvisoryRevision:
    if number:
        return queries.revision_for(viewer, tracking_id, number)
    return queries.advisory_for(viewer, tracking_id).current


@public_page
def feed(request: HttpRequest, viewer: Viewer, kind: str) -> HttpResponse:
    """The newest advisories (of a search, if one is given) as Atom, JSON feed or CSV."""
    asked = filters(request.GET)
    queries.require_no_udi(asked["q"], asked["product"], asked["model"], asked["cve"], asked["maker"])
    chosen = queries.matching(viewer, **asked)
    if kind == "csv":
        return _csv(list(chosen[:LONGEST_EXPORT]))
    rows = list(chosen[:FEED_LENGTH])
    response = _atom(rows, request) if kind == "atom" else _json_feed(rows, request)
    return _unless_known(request, response, _newest(rows))


def _unless_known(request: HttpRequest, response: HttpResponse, newest: datetime) -> HttpResponse:
    """304 for a program that has this feed already: by its digest, or by the newest date in it."""
    etag = f'"{hashlib.sha256(response.content).hexdigest()}"'
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(newest.timestamp())
    response.headers["Access-Control-Allow-Origin"] = "*"
    known = get_conditional_response(request, etag=etag, last_modified=int(newest.timestamp()), response=response)
    return known or response


def _here(request: HttpRequest) -> str:
    """The address of this feed, with its filters as they may be passed on."""
    asked = query_string(request)
    return f"{settings.MEDCORD_URL}{request.path}{'?' if asked else ''}{asked}"


def page_url(tracking_id: str) -> str:
    """The full address of an advisory's page."""
    return f"{settings.MEDCORD_URL}/advisories/{quote(tracking_id)}"


def _summary(row: PublishedAdvisory) -> str:
    value = queries.value_of(row.current)
    return value.plain.what_could_happen or value.summary


def _newest(rows: Sequence[PublishedAdvisory]) -> datetime:
    return max((row.current.released_at for row in rows), default=datetime(1970, 1, 1, tzinfo=UTC))


def _atom(rows: Sequence[PublishedAdvisory], request: HttpRequest) -> HttpResponse:
    """RFC 4287."""
    root = ElementTree.Element("feed", xmlns=_ATOM)
    here = _here(request)
    _add(root, "id", here)
    _add(root, "title", marked("Advisories on medical devices", settings.MEDCORD_DRILL))
    _add(root, "updated", _newest(rows).isoformat())
    ElementTree.SubElement(root, "link", rel="self", type="application/atom+xml", href=here)
    ElementTree.SubElement(root, "link", rel="alternate", type="text/html", href=f"{settings.MEDCORD_URL}/advisories")
    for row in rows:
        entry = ElementTree.SubElement(root, "entry")
        _add(entry, "id", f"urn:uuid:{row.id}")
        _add(entry, "title", row.current.title)
        _add(entry, "published", queries.value_of(row.current).initial_release.isoformat())
        _add(entry, "updated", row.current.released_at.isoformat())
        _add(ElementTree.SubElement(entry, "author"), "name", row.publisher_name or "unknown")
        ElementTree.SubElement(entry, "link", rel="alternate", type="text/html", href=page_url(row.tracking_id))
        _add(entry, "summary", _summary(row))
    data = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(data, content_type="application/atom+xml; charset=utf-8")


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = _NOT_XML.sub(" ", text)


def _json_feed(rows: Sequence[PublishedAdvisory], request: HttpRequest) -> HttpResponse:
    """JSON Feed 1.1."""
    items = [
        {
            "id": str(row.id),
            "url": page_url(row.tracking_id),
            "title": f"{row.tracking_id}: {row.current.title}",
            "content_text": _summary(row) or row.current.title,
            "date_published": queries.value_of(row.current).initial_release.isoformat(),
            "date_modified": row.current.released_at.isoformat(),
            "authors": [{"name": row.publisher_name or "unknown"}],
            "tags": row.current.cve_ids,
        }
        for row in rows
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": marked("Advisories on medical devices", settings.MEDCORD_DRILL),
        "home_page_url": f"{settings.MEDCORD_URL}/advisories",
        "feed_url": _here(request),
        "language": "en",
        "items": items,
    }
    return HttpResponse(orjson.dumps(document), content_type="application/feed+json; charset=utf-8")


def _csv(rows: Sequence[PublishedAdvisory]) -> HttpResponse:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["advisory", "title", "publisher", "manufacturers", "cves", "revision", "released", "page"])
    for row in rows:
        now = row.current
        cells = [row.tracking_id, now.title, row.publisher_name, "; ".join(now.maker_names), now.cves, now.label]
        table.writerow([*map(safe_cell, cells), now.released_at.isoformat(), page_url(row.tracking_id)])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="advisories-{clock.now():%Y-%m-%d}.csv"'
    return response
