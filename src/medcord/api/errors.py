"""How the API refuses: always ``{"code", "sentence", "fields"}``, never a trace, never what was sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from medcord.core.refusals import InputRefusal, NotFound, Refusal, TryLater

MOST_SAID = 5
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")

# pydantic's error types in our words; {…} are limits from our own schemas, never what was sent
_SENTENCES: dict[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "is not known here; leave it out or check its spelling",
    "string_too_long": "is too long: at most {max_length} characters fit",
    "string_too_short": "is empty",
    "too_long": "holds too many entries: at most {max_length} fit",
    "too_short": "holds too few entries: at least {min_length} are needed",
    "enum": "must be one of: {expected}",
    "literal_error": "must be one of: {expected}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "timezone_aware": "needs a time zone, for example 2026-12-03T10:00:00Z",
    "list_type": "must be a list",
    "value_error": "{error}",
}
_KINDS = {
    "string": "must be text",
    "int": "must be a whole number",
    "bool": "must be true or false",
    "uuid": "must be an id as this API gives it",
    "datetime": "must be a time such as 2026-12-03T10:00:00Z",
    "model": "must be an object",
    "dict": "must be an object",
    "dataclass": "must be an object",
}


class Unauthenticated(Refusal):
    """Nobody is signed in, or what was shown is not (any longer) valid."""

    code = "not-signed-in"
    status = 401

    def __init__(self, sentence: str = "") -> None:
        super().__init__(
            sentence
            or "This needs a member. Send “Authorization: Bearer” with a token of yours, or sign in on the web first."
        )


class TooLarge(Refusal):
    """More was sent than is read at once."""

    code = "too-large"
    status = 413


def refused(_request: HttpRequest, refusal: Any) -> HttpResponse:
    """A refusal as it is, except that what is hidden and what is absent give one and the same answer."""
    said = NotFound() if isinstance(refusal, NotFound) else refusal
    response = JsonResponse(said.as_dict(), status=said.status)
    if said.status == Unauthenticated.status:
        response.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(said, TryLater):
        response.headers["Retry-After"] = str(said.seconds)
    return response


def of_validation(errors: Iterable[Mapping[str, Any]]) -> Refusal:
    """The refusal for what a schema would not take. An impossible id in the address is an absent thing."""
    found = list(errors)
    if any(error["loc"][0] == "path" for error in found):
        return NotFound()
    sentences = [_sentence(error) for error in found[:MOST_SAID]]
    more = f" And {len(found) - MOST_SAID} more." if len(found) > MOST_SAID else ""
    return InputRefusal(" ".join(sentences) + more, fields={"field": _field(found[0]["loc"])})


def _sentence(error: Mapping[str, Any]) -> str:
    kind, limits = str(error["type"]), error.get("ctx", {})
    words = _SENTENCES.get(kind) or _KINDS.get(kind.partition("_")[0]) or "cannot be read as it is"
    return f"“{_field(error['loc'])}” {words.format_map(_Limits(limits))}."


class _Limits(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "what is documented"


def _field(place: tuple[Any, ...]) -> str:
    """The field as the client knows it. A name that cannot be one of ours is not repeated."""
    parts = [str(part) for part in place[1:] if part != "given"]
    named = [part if _PLAIN_NAME.fullmatch(part) else "?" for part in parts]
    return ".".join(named) or "body"


def _broken_request(request: HttpRequest, _error: Any) -> HttpResponse:
    sentence = "The request cannot be read: its form data is broken or has too many parts. Check how it is sent."
    return refused(request, InputRefusal(sentence, code="broken-request"))


def _not_json(request: HttpRequest, _error: Any) -> HttpResponse:
    sentence = "Send the body as JSON, with the content type application/json."
    return refused(request, InputRefusal(sentence, code="not-json"))


def _too_large(request: HttpRequest, _error: Any) -> HttpResponse:
    sentence = "The request has more than 3 MB outside of files. Send long content as files."
    return refused(request, TooLarge(sentence))


def _of_schema(request: HttpRequest, error: Any) -> HttpResponse:
    return refused(request, of_validation(error.errors))


def _of_ninja(request: HttpRequest, error: Any) -> HttpResponse:
    # ninja wraps what a parser refuses; the refusal itself says where and why
    if isinstance(error.__cause__, Refusal):
        return refused(request, error.__cause__)
    refusal = Refusal(f"{error.message}.", code="http")
    refusal.status = error.status_code
    return refused(request, refusal)


def install(api: NinjaAPI) -> None:
    """Tell the API how to answer each kind of refusal. An error of ours goes on to the node's own 500 page."""
    api.add_exception_handler(Refusal, refused)
    api.add_exception_handler(AuthenticationError, lambda request, _error: refused(request, Unauthenticated()))
    api.add_exception_handler(ValidationError, _of_schema)
    api.add_exception_handler(RequestDataTooBig, _too_large)
    api.add_exception_handler(SuspiciousOperation, _broken_request)
    api.add_exception_handler(MultiPartParserError, _broken_request)
    api.add_exception_handler(RawPostDataException, _not_json)
    api.add_exception_handler(HttpError, _of_ninja)
