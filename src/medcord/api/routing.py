"""How a handler becomes an operation: its sentence is the summary, and every answer it may give is documented."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import orjson
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI, Router
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from medcord.api.schemas.base import Refused
from medcord.core.refusals import InputRefusal

Handler = TypeVar("Handler", bound=Callable[..., Any])

READING = frozenset({"GET"})

_REFUSED = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refused"}}}}
WHEN = {
    401: "Nobody is signed in, or what was shown is not valid (any longer).",
    403: "Seen, but not the viewer's to do; a token not made for it; or a web session without its CSRF token.",
    404: "Absent, or not open to the viewer: the answer is the same.",
    409: "The rules forbid this step now, somebody else saved first, or a file is damaged or not made yet.",
    413: "More was sent than is read at once.",
    429: "Too many attempts; Retry-After says for how many seconds to wait.",
    422: "What was sent cannot be used as it is.",
}


def serves(*kinds: str) -> Callable[[Handler], Handler]:
    """Name the content types of a handler that answers with a file and not with JSON."""

    def mark(handler: Handler) -> Handler:
        handler.medcord_serves = kinds  # type: ignore[attr-defined]
        return handler

    return mark


class Subject(Router):
    """The routes of one subject."""

    def add_api_operation(self, path: str, methods: list[str], view_func: Callable[..., Any], **given: Any) -> None:
        """Take summary and description from the docstring, and add the refusals that such an operation can give."""
        first, _, rest = (view_func.__doc__ or "").strip().partition("\n\n")
        given["summary"] = " ".join(first.split())
        statuses = _refusals(path, reading=READING.issuperset(methods), somebody=given.get("auth") is not None)
        answers: dict[int, Any] = {status: _REFUSED | {"description": WHEN[status]} for status in statuses}
        if kinds := getattr(view_func, "medcord_serves", ()):
            answers[200] = {"content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}}
        given["openapi_extra"] = {"responses": answers}
        super().add_api_operation(path, methods, view_func, **given)
        self.path_operations[path].operations[-1].description = " ".join(rest.split())


def _refusals(path: str, *, reading: bool, somebody: bool) -> Sequence[int]:
    found = [422]
    if somebody:
        found += [401, 403, 404]
    if "{" in path:
        found.append(404)
    if "/files/" in path or path.endswith(("/proof", "/ledger.jsonl")):  # damaged, or not made yet
        found.append(409)
    if not reading:
        found += [409, 413]
    # Where codes are shown or strangers write, attempts are counted.
    if path.startswith(("/my-report", "/credit-claims", "/reports/as-csaf")) or (
        path.startswith("/reports") and not (reading or somebody)
    ):
        found.append(429)
    return sorted(set(found))


class StrictJson(Parser):
    """Bodies by a parser that refuses NaN, lone surrogates and deep nesting; no field holds the zero character."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            return orjson.loads(request.body)
        except orjson.JSONDecodeError as error:
            where = f"line {error.lineno}, column {error.colno}"
            raise InputRefusal(
                f"The body is not JSON: it breaks at {where}. Send one JSON object.", code="broken-json"
            ) from None

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        if any("\0" in value for values in data.lists() for value in values[1] if isinstance(value, str)):
            raise InputRefusal("The request holds the character zero, which no field can keep. Take it out.")
        return super().parse_querydict(data, list_fields, request)


class Json(BaseRenderer):
    """Answers; times end in Z."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002
        return orjson.dumps(data, option=orjson.OPT_UTC_Z)


class MedcordApi(NinjaAPI):
    """The API; its operations are named by subject and handler."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self._schemas: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """The schema with the one form that every refusal has. Made once for each way to ask: making it takes a third
        of a second, anybody may ask, and it does not change while the node runs."""
        asked = repr(sorted(given.items()))
        if asked not in self._schemas:
            schema = super().get_openapi_schema(**given)
            schema["components"]["schemas"]["Refused"] = Refused.model_json_schema()
            self._schemas[asked] = schema
        return self._schemas[asked]

    def get_openapi_operation_id(self, operation: Operation) -> str:
        subject = operation.view_func.__module__.rpartition(".")[2]
        return f"{subject}_{operation.view_func.__name__}"
