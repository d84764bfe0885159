"""Around every request of a signed-in member: a second factor that is due comes first, and the day is noted."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from medcord.core.refusals import NotAllowed
from medcord.parties.models import Member
from medcord.parties.queries import signin as queries
from medcord.parties.sessions import SEEN, today

Answer = Callable[[HttpRequest], HttpResponse]

OPEN = ("/account", "/sign-in", "/sign-out", "/static/")


class EnrolFirst:
    """Members whose party asks for a second factor, and who have none when it is due, get no further than to the page
    that sets one up. What a member's programs do by token goes on."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A stranger's request must not touch the session: no cookie is set, and no query is made for it.
        by_token = request.path.startswith("/api/") and "Authorization" in request.headers
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or by_token:
            return self._get_response(request)
        member = request.user
        if isinstance(member, Member) and not request.path.startswith(OPEN) and queries.must_enrol(member):
            return enrol_first(request)
        answer = self._get_response(request)
        if answer.status_code == 200 and isinstance(member, Member) and request.session.get(SEEN) != today():
            request.session[SEEN] = today()
        return answer


def enrol_first(request: HttpRequest) -> HttpResponse:
    """The way to the page, or a sentence for programs."""
    if not request.path.startswith("/api/"):
        return redirect("/account")
    refusal = NotAllowed(
        "Your party asks its members for a second factor, and you have none. Set one up on the page “My sign-in”.",
        code="enrol-first",
    )
    return JsonResponse(refusal.as_dict(), status=refusal.status)
