"""Pages for everybody: they leave no trace of a reader, and a cache between may keep them for a minute."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from medcord.web.viewers import ANONYMOUS, viewer_of

View = Callable[..., HttpResponse]

PUBLIC = "public, max-age=60"


def public_page(view: View) -> View:
    """The view gets ``viewer`` as its second argument.

    A browser without our cookie is not asked for one: session, member and messages are not touched, so no cookie is
    set and no answer depends on who asks. A signed-in member gets the page in their own frame, kept by no cache.
    """
    return require_safe(_open(view))


def public_form(view: View) -> View:
    """The same for a page that also takes a question in the body of a request. It must write nothing: there is no
    token against forgery, because a token would need a cookie."""
    return require_http_methods(["GET", "HEAD", "POST"])(csrf_exempt(_open(view)))


def _open(view: View) -> View:
    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return view(request, viewer_of(request), *args, **kwargs)
        request.user = AnonymousUser()
        if hasattr(request, "_messages"):
            del request._messages
        response = view(request, ANONYMOUS, *args, **kwargs)
        # What somebody looks for is kept by no cache on the way, and no other site hears where its reader came from.
        response.headers.setdefault("Cache-Control", "no-store" if _asks(request) else PUBLIC)
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        return response

    run.medcord_public = True  # type: ignore[attr-defined]  # read by the access-table test
    return run


def _asks(request: HttpRequest) -> bool:
    return request.method == "POST" or bool(request.META.get("QUERY_STRING"))
