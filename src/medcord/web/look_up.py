"""Looking a device up without leaving a trace: what is typed goes in the body of a request, never in an address.

Addresses are kept by browsers, proxies and servers on the way; bodies are not. Nothing is written here, so the form
needs no token, and therefore no cookie.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from medcord.advisories import queries
from medcord.core.access import Viewer
from medcord.web.open_to_all import public_form
from medcord.web.wanted import LONGEST, hint


@public_form
def look_up(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The form, and what was found for a product, a model, a UDI as typed or scanned, or a CVE."""
    typed = request.POST.get("what", "").replace("\0", "")[:LONGEST].strip()
    context = _found(viewer, typed, request.POST.get("page", "1")) if typed else {}
    return render(request, "web/public/look_up.html", {"asked": bool(typed), **context})


def _found(viewer: Viewer, typed: str, number: str) -> dict[str, Any]:
    page = queries.published(viewer, q=typed, page=int(number) if number.isdecimal() and len(number) < 7 else 1)
    attacked = queries.exploited_since(cve for row in page.items for cve in row.current.cve_ids)
    marked = {row.pk: True for row in page.items if any(cve in attacked for cve in row.current.cve_ids)}
    what = queries.without_unit(typed)
    return {
        "page": page,
        "what": what,
        "dropped": what != " ".join(typed.split()),
        "hint": hint(typed),
        "attacked": marked,
    }


urlpatterns = [path("look-up", look_up)]
