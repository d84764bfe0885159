"""Around every request: what may be cached, how a refusal looks, what a stranger sees."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from medcord.core.refusals import NotFound, Refusal, TryLater
from medcord.ledger.outbox import place_of
from medcord.web import kept
from medcord.web.kept import Lost

log = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]


class PrivateByDefault:
    """Pages are not kept by any cache unless a view says otherwise (public pages do)."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), usb=()")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        return response


class Refusals:
    """Shows a refusal as the sentence it is. A trace is never shown; an error of ours is a sentence too."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # PostgreSQL keeps no zero character in a text, and no page of ours has one in its address.
        if "\0" in request.path_info:
            return not_found(request)
        if not wants_json(request):  # the API refuses it in a sentence of its own
            request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "")
        answer = self._get_response(request)
        empty = answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not answer.content
        return wrong_way(request, answer) if empty and not wants_json(request) else answer

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if isinstance(error, NotFound | Http404):
            return kept.again(request, Lost.CODE) if kept.of_a_finder(request) else not_found(request)
        if isinstance(error, Refusal):
            return refused(request, error)
        # The class and place of the error, never its text: a text may quote what a finder typed.
        log.error("unexpected %s at %s", type(error).__name__, place_of(error))
        return None


def wants_json(request: HttpRequest) -> bool:
    """A program asks: the API, or a client that accepts JSON only."""
    return request.path.startswith("/api/")


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page (or JSON) of a refusal, with its status."""
    if wants_json(request):
        return JsonResponse(refusal.as_dict(), status=refusal.status, headers=headers_of(refusal))
    answer = render(request, "web/refused.html", {"refusal": refusal}, status=refusal.status)
    for name, value in headers_of(refusal).items():
        answer.headers[name] = value
    return answer


def headers_of(refusal: Refusal) -> dict[str, str]:
    """When to try again, for programs."""
    return {"Retry-After": str(refusal.seconds)} if isinstance(refusal, TryLater) else {}


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """One answer for what is absent and what is hidden: no form, no nonce, no name, no query."""
    if wants_json(request):
        return JsonResponse(NotFound().as_dict(), status=404)
    return render(None, "web/404.html", {"drill": settings.MEDCORD_DRILL}, status=404)


def wrong_way(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """An address that only takes what a form sends was opened as a page: after going back, or by a copied address."""
    sentence = "There is no page at this address: it only takes what a form sends. Nothing was changed. Go back."
    page = refused(request, Refusal(sentence, code="no-page-here"))
    page.status_code = answer.status_code
    page.headers["Allow"] = answer.headers["Allow"]
    return page


def unusable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that cannot be read: too many parts, too much in one, or not a form at all."""
    refusal = Refusal(
        "This request could not be read: it has too many parts, one is too large, or it is not what the page sends. "
        "Nothing was saved. Go back, send less at once (or one archive), and try again.",
        code="unusable-request",
        fields={"kind": type(exception).__name__},
    )
    return refused(request, refusal)


def broken(request: HttpRequest) -> HttpResponse:
    """Our own failure: a sentence, no trace."""
    if wants_json(request):
        sentence = "Something failed on our side. Nothing was saved. Try again in a minute."
        return JsonResponse({"code": "failed", "sentence": sentence, "fields": {}}, status=500)
    return render(None, "web/500.html", {"drill": settings.MEDCORD_DRILL}, status=500)


def forgery(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form without a valid token: it was opened too long ago, or it came from another site."""
    if kept.may_be_shown(request):
        return kept.again(request, Lost.FORM)
    sentence = "This form was open too long or did not come from here. Go back, reload the page and send it again."
    return refused(request, Refusal(sentence, code="stale-form"))
