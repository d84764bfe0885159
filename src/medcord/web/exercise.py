"""On the node of an exercise every answer says what it is: its header, and the name of each file that is fetched."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from medcord.core.exercise.marks import WORD

_NAMED = 'filename="'


class Marked:
    """Marks answers; on a real node it is not there at all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.MEDCORD_DRILL:
            raise MiddlewareNotUsed
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        response.headers["X-Medcord-Exercise"] = "yes"
        told = response.headers.get("Content-Disposition", "")
        if _NAMED in told and f"{_NAMED}{WORD}" not in told:
            response.headers["Content-Disposition"] = told.replace(_NAMED, f"{_NAMED}{WORD}-", 1)
        return response
