"""Whatever is sent, by whomever: never an error of ours."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.programs import Program, Programs, open_a_case
from tests.api.routes import Route, routes, schema

WORDS = st.text(st.characters(codec="utf-8"), max_size=30)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS
ANYTHING = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3))


def fields_of(route: Route) -> list[str]:
    """The names of the fields a route's JSON body has."""
    body = schema()["paths"][route.path][route.method.lower()].get("requestBody", {})
    name = body.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    return list(schema()["components"]["schemas"].get(name, {}).get("properties", ()))


def bodies(route: Route) -> st.SearchStrategy[Any]:
    """Anything at all, and objects with the right names and anything in them."""
    known = fields_of(route)
    return ANYTHING | st.fixed_dictionaries({}, optional=dict.fromkeys(known, ANYTHING)) if known else ANYTHING


TAKING = [route for route in routes() if route.method != "GET"]


@pytest.mark.django_db
def test_no_body_breaks_a_route(programs: Programs) -> None:
    case = open_a_case(programs)
    everybody = [programs.stranger, programs.coordinator, programs.regulator, programs.manufacturer, programs.hospital]

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        route = data.draw(st.sampled_from(TAKING))
        program: Program = data.draw(st.sampled_from(everybody))
        body = data.draw(bodies(route))
        path = route.path.removeprefix("/v1")
        for name in ("reference", "advisory"):
            path = path.replace(f"{{{name}}}", case)
        for name in ("consultation", "product", "token", "key", "record", "file"):
            path = path.replace(f"{{{name}}}", "5b6f6f0a-1111-4222-8333-444455556666")
        assert program.send(route.method, path.replace("{number}", "1"), body).status_code < 500

    check()


@pytest.mark.django_db
def test_no_query_breaks_a_list(programs: Programs) -> None:
    everybody = [programs.stranger, programs.coordinator, programs.regulator, programs.manufacturer, programs.hospital]
    reading = [route for route in routes() if route.method == "GET" and "{" not in route.path]
    names = [
        "q",
        "limit",
        "offset",
        "year",
        "maker",
        "order",
        "site",
        "department",
        "identity",
        "kind",
        "state",
        "role",
    ]

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.sampled_from(reading), st.sampled_from(everybody), st.dictionaries(st.sampled_from(names), WORDS))
    def check(route: Route, program: Program, query: dict[str, str]) -> None:
        response = program._client.get(f"/api{route.path}", query, headers=program._headers)
        assert response.status_code < 500

    check()
