"""What the API's own description allows, and what it does not, is sent to it: no 5xx and no answer it does not name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
import schemathesis
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, settings
from pytest_django import DjangoDbBlocker
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.python._constants.orchestrator import make_constants_value_source
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from medcord.api.urls import api
from medcord.api.viewers import Anybody, FinderCode
from tests.api.programs import open_a_case, programs_of
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
EXAMPLES = 3  # of each operation, for each of the people below
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
HEADERS = ("Authorization", "X-Finder-Code")

schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/"))
schema.app = get_wsgi_application()
load_all_checks()
FEEDBACK = FeedbackSources(constants_value_source=make_constants_value_source(schema))

DOORS = {
    (method, re.sub(r"\{\w+:", "{", f"/api{prefix}{path}")): operation.auth_callbacks
    for prefix, router in api._routers
    for path, view in router.path_operations.items()
    for operation in view.operations
    for method in operation.methods
}
"""Who is let in to each operation: asked before anything that was sent is read."""


@dataclass(frozen=True)
class People:
    """The headers by which some people are known, the case that all of them are in, and how often each was asked."""

    headers: dict[str, dict[str, str]]
    known: dict[str, str]
    asked: Counter[str]

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


@pytest.fixture(scope="module")
def everybody(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[People]:
    """Some people; a case with all of them in it is there."""
    hashers = [f"{MD5PasswordHasher.__module__}.{MD5PasswordHasher.__name__}"]
    here = override_settings(MEDCORD_HOME=tmp_path_factory.mktemp("home"), PASSWORD_HASHERS=hashers)
    with here, django_db_blocker.unblock(), transaction.atomic():
        programs = programs_of(make_cast())
        reference = open_a_case(programs)
        programs.manufacturer.post(f"/cases/{reference}/terms/answers", {"answer": "accept"})
        whose = ("stranger", "coordinator", "manufacturer", "hospital")
        yield People({who: getattr(programs, who)._headers for who in whose}, {"reference": reference}, Counter())
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _home() -> None:
    """They bring their own home, which outlives a single test."""


@pytest.fixture(autouse=True)
def _django_db_helper() -> None:
    """In place of a fresh database for each operation: ``people`` rolls back to what all of them begin with."""


@pytest.fixture
def people(everybody: People) -> Iterator[People]:
    """They have not asked anything yet."""
    with transaction.atomic():
        yield replace(everybody, asked=Counter())
        transaction.set_rollback(True)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def every_answer_is_one_that_the_description_names(case: Any, people: People) -> None:
    case.path_parameters = {name: people.known.get(name, given) for name, given in (case.path_parameters or {}).items()}
    allowed = case.meta is None or case.meta.generation.mode is GenerationMode.POSITIVE
    for headers in people.to_ask(case.method, case.operation.path, allowed=allowed):
        given = {name: value for name, value in (case.headers or {}).items() if name not in HEADERS}
        case.headers = {**given, **headers}
        case.cookies = {}
        case.call_and_validate(checks=CHECKS)


@pytest.mark.parametrize("label", [f"{method} {path}" for method, path in DOORS])
def test_every_answer_is_one_that_the_description_names(label: str, people: People) -> None:
    """The examples of an operation are made when it is asked. The plugin of schemathesis would make all of them at the
    start, in every process, for some seconds."""
    test = build_operation_test(
        config=schema.config,
        operation=schema.find_operation_by_label(label),
        test_func=every_answer_is_one_that_the_description_names,
        given_kwargs={},
        feedback=FEEDBACK,
    )
    test(people=people)


def test_every_operation_has_a_door_and_some_let_each_of_them_in() -> None:
    named = {(method.upper(), path) for path, methods in schema.raw_schema["paths"].items() for method in methods}
    assert set(DOORS) == named
    inside = {who: sum(let_in(who, doors) for doors in DOORS.values()) for who in ("stranger", "hospital")}
    assert 0 < inside["stranger"] < inside["hospital"] < len(DOORS)
