"""Pages for everybody: they leave no trace of a reader, and a cache between may keep them for a minute."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from medcord.web.viewers import ANONYMOUS, viewer_of

View = Callable[..., HttpResponse]

PUBLIC = "public, max-age=60"


def public_page(view: View) -> View:
    """The view gets ``viewer`` as its second argument.

    A browser without our cookie is not asked for one: session, member and messages are not touched, so no cookie is
    set and no answer depends on who asks. A signed-in member gets the page in their own frame, kept by no cache.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return view(request, viewer_of(request), *args, **kwargs)
        request.user = AnonymousUser()
        if hasattr(request, "_messages"):
            del request._messages
        response = view(request, ANONYMOUS, *args, **kwargs)
        response.headers.setdefault("Cache-Control", PUBLIC)
        return response

    run.medcord_public = True  # type: ignore[attr-defined]  # read by the access-table test
    return require_safe(run)
