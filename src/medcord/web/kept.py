"""What a member typed is not lost when the session ended meanwhile: it is shown again, to be sent after signing in.

Only what a page of ours sent from the member's own browser is shown again, never what another site made it send: else
another site could put words before a member that one press would send. Nothing of it is stored here.
"""

from __future__ import annotations

import re
from enum import Enum
from urllib.parse import quote, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

# Never written into a page again.
SECRETS = ("password", "passphrase", "code", "secret", "credential")
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
# A word without a space that is longer than any a page itself puts into a field (a marking, a button), but ids and
# digests.
LONG = 20
_ID = re.compile(r"[0-9a-f-]+")
FINDER_KEY = "finder_report"  # where a session holds the report of the code that was given


class Lost(Enum):
    """Why a form was not taken: the member is signed out, the finder's code is not held any more, or the form was
    made for an earlier sign-in."""

    SIGN_IN, CODE, FORM = "sign-in", "code", "form"


def may_be_shown(request: HttpRequest) -> bool:
    """A form of this node with words in it and no secret."""
    if request.method != "POST" or not _from_here(request):
        return False
    fields = {name for name in request.POST if name != TOKEN}
    if any(secret in name.lower() for name in fields for secret in SECRETS):
        return False
    return bool(_words(request))


def of_a_finder(request: HttpRequest) -> bool:
    """Words of a finder whose code is not held any more."""
    return request.path.startswith("/my-report/") and FINDER_KEY not in request.session and may_be_shown(request)


def again(request: HttpRequest, lost: Lost) -> HttpResponse:
    """The page that holds what was typed, and sends it to where it was going."""
    fields = [(name, one) for name in request.POST if name != TOKEN for one in request.POST.getlist(name)]
    context = {
        "lost": lost.value,
        "address": request.get_full_path(),
        "fields": fields,
        "words": _words(request),
        "files": bool(request.FILES),
        "sign_in": f"/sign-in?next={quote(page_before(request))}",
    }
    return render(request, "web/kept.html", context, status=403)


def page_before(request: HttpRequest) -> str:
    """The page to come back to after signing in: this one, or the one that held the form that was sent here."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    before = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(before, {request.get_host()}):
        return request.path
    parts = urlsplit(before)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _words(request: HttpRequest) -> list[str]:
    """What a person typed, without what the page itself had put into its fields."""
    sent = [one for name in request.POST if name != TOKEN for one in request.POST.getlist(name)]
    return [one for one in sent if len(one.split()) > 1 or (len(one) > LONG and not _ID.fullmatch(one))]


def _from_here(request: HttpRequest) -> bool:
    site, origin = request.headers.get("Sec-Fetch-Site", ""), request.headers.get("Origin", "")
    return site == "same-origin" or (not site and bool(origin) and urlsplit(origin).netloc == request.get_host())
