"""From a request to the plain viewer the rules decide on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from medcord.core.access import Viewer, ViewerKind
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.parties.models import Member
from medcord.web import kept
from medcord.web.kept import FINDER_KEY, Lost

ANONYMOUS = Viewer(kind=ViewerKind.ANONYMOUS)

STOP_ASKING = 286  # what htmx takes as the end of polling


def viewer_of(request: HttpRequest) -> Viewer:
    """The member who is signed in, else the finder who gave a code, else nobody."""
    user = request.user
    if isinstance(user, Member):
        return user.viewer
    held = request.session.get(FINDER_KEY)
    if held:
        return Viewer(kind=ViewerKind.FINDER, report_id=UUID(held))
    return ANONYMOUS


def zone_of(request: HttpRequest) -> str:
    """The name of the time zone that the viewer's days are told in."""
    return request.user.organisation.time_zone if isinstance(request.user, Member) else "UTC"


def _ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        # A live part of a page whose session has ended: the page stays as it is, and stops asking.
        return HttpResponse(status=STOP_ASKING, headers={"HX-Reswap": "none"})
    if kept.may_be_shown(request):
        return kept.again(request, Lost.SIGN_IN)
    return redirect(f"/sign-in?next={quote(kept.page_before(request))}")


View = Callable[..., HttpResponseBase]


def members_only(*roles: Role) -> Callable[[View], View]:
    """Signed-in members of these roles (all roles when none is named). Others: strangers sign in, the rest see a 404.

    The view gets ``viewer`` as its second argument.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            viewer = viewer_of(request)
            if viewer.kind is not ViewerKind.MEMBER:
                return _ask_to_sign_in(request)
            if roles and viewer.role not in roles:
                raise NotFound
            return view(request, viewer, *args, **kwargs)

        run.medcord_roles = roles or tuple(Role)  # type: ignore[attr-defined]  # read by the access-table test
        return run

    return wrap
