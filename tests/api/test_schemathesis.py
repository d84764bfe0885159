"""What the API's own description allows, and what it does not, is sent to it: no 5xx and no answer it does not name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from medcord.api.urls import api
from medcord.api.viewers import Anybody, FinderCode
from tests.api.programs import Programs, open_a_case

pytestmark = pytest.mark.django_db
EXAMPLES = 3  # of each operation, for each of the people below
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
HEADERS = ("Authorization", "X-Finder-Code")

schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/"))
schema.app = get_wsgi_application()


DOORS = {
    (method, f"/api{prefix}{path}"): operation.auth_callbacks
    for prefix, router in api._routers
    for path, view in router.path_operations.items()
    for operation in view.operations
    for method in operation.methods
}
"""Who is let in to each operation: asked before anything that was sent is read."""


@dataclass
class People:
    """The headers by which some people are known, the case that all of them are in, and how often each was asked."""

    headers: dict[str, dict[str, str]]
    known: dict[str, str]
    asked: Counter[str] = field(default_factory=Counter)

    def to_ask(self, method: str, path: str, *, allowed: bool) -> Iterator[dict[str, str]]:
        """Whoever is let in sends everything that is allowed. Who is turned away at the door, where what is sent is not
        read yet, is turned away from every example alike: some of them will do. So they do for what the description
        does not allow, of which one who is let in sends every example: it is refused before anybody's case is looked
        at."""
        inside = [who for who in self.headers if let_in(who, DOORS.get((method, path), ()))]
        for who in self.headers:
            self.asked[who] += 1
            if self.asked[who] <= EXAMPLES or who in (inside if allowed else inside[:1]):
                yield self.headers[who]


def let_in(who: str, doors: Sequence[Any]) -> bool:
    if who == "stranger":
        return not doors or any(isinstance(door, Anybody) for door in doors)
    return not doors or any(not door.roles or who in door.roles for door in doors if not isinstance(door, FinderCode))


@pytest.fixture
def people(programs: Programs) -> People:
    """Some people; a case with all of them in it is there."""
    reference = open_a_case(programs)
    programs.manufacturer.post(f"/cases/{reference}/terms/answers", {"answer": "accept"})
    whose = ("stranger", "coordinator", "manufacturer", "hospital")
    return People({who: getattr(programs, who)._headers for who in whose}, {"reference": reference})


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_the_description_names(case: Any, people: People) -> None:
    case.path_parameters = {name: people.known.get(name, given) for name, given in (case.path_parameters or {}).items()}
    allowed = case.meta is None or case.meta.generation.mode is GenerationMode.POSITIVE
    for headers in people.to_ask(case.method, case.operation.path, allowed=allowed):
        given = {name: value for name, value in (case.headers or {}).items() if name not in HEADERS}
        case.headers = {**given, **headers}
        case.cookies = {}
        case.call_and_validate(checks=CHECKS)


def test_every_operation_has_a_door_and_some_let_each_of_them_in() -> None:
    assert len(DOORS) == sum(len(methods) for methods in schema.raw_schema["paths"].values())
    inside = {who: sum(let_in(who, doors) for doors in DOORS.values()) for who in ("stranger", "hospital")}
    assert 0 < inside["stranger"] < inside["hospital"] < len(DOORS)
