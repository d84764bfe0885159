"""What the API's own description allows, and what it does not, is sent to it: no 5xx and no answer it does not name."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from medcord.api.urls import api
from tests.api.programs import Programs, open_a_case

pytestmark = pytest.mark.django_db
EXAMPLES = 3  # of each operation, for each of the people below
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
HEADERS = ("Authorization", "X-Finder-Code")

schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/"))
schema.app = get_wsgi_application()


@pytest.fixture
def people(programs: Programs) -> dict[str, dict[str, str]]:
    """The headers by which each of some people is known; a case with all of them in it is there."""
    reference = open_a_case(programs)
    programs.manufacturer.post(f"/cases/{reference}/terms/answers", {"answer": "accept"})
    known = {"reference": reference}
    people = {
        name: program._headers
        for name, program in (
            ("stranger", programs.stranger),
            ("coordinator", programs.coordinator),
            ("manufacturer", programs.manufacturer),
            ("hospital", programs.hospital),
        )
    }
    return people | {"": known}


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_the_description_names(case: Any, people: dict[str, dict[str, str]]) -> None:
    known = people[""]
    case.path_parameters = {name: known.get(name, value) for name, value in (case.path_parameters or {}).items()}
    for who, headers in people.items():
        if not who:
            continue
        given = {name: value for name, value in (case.headers or {}).items() if name not in HEADERS}
        case.headers = {**given, **headers}
        case.cookies = {}
        case.call_and_validate(checks=CHECKS)
