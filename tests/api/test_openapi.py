"""The OpenAPI document: committed, complete, and readable in a browser under the strict content policy."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from medcord.api import urls
from tests.api.routes import routes, schema

SNAPSHOT = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi.json"
AGAIN = (
    "The API changed. If that is meant, write the document anew with: "
    "DJANGO_SETTINGS_MODULE=medcord.project.settings .venv/bin/python -m tests.api.write_openapi"
)


def operations() -> list[dict[str, Any]]:
    return [operation for each in schema()["paths"].values() for operation in each.values()]


def plain(document: Any) -> Any:
    """As JSON has it: statuses are text, tuples are lists."""
    return json.loads(json.dumps(document))


def test_the_committed_document_is_the_present_one() -> None:
    assert json.loads(SNAPSHOT.read_text("utf-8")) == plain(urls.api.get_openapi_schema(path_prefix="/api/")), AGAIN


@pytest.mark.django_db
def test_the_served_document_is_the_committed_one() -> None:
    assert Client().get("/api/openapi.json").json() == json.loads(SNAPSHOT.read_text("utf-8"))


def test_every_operation_has_a_sentence_a_tag_and_a_documented_refusal() -> None:
    for operation in operations():
        assert operation["summary"].endswith(".")
        assert len(operation["tags"]) == 1
        refusals = {str(status): reply for status, reply in operation["responses"].items() if str(status)[0] == "4"}
        assert "422" in refusals
        forms = {json.dumps(reply["content"]) for reply in refusals.values()}
        assert forms == {json.dumps({"application/json": {"schema": {"$ref": "#/components/schemas/Refused"}}})}


def test_operations_are_named_once_and_by_subject() -> None:
    names = [route.name for route in routes()]
    assert sorted(set(names)) == sorted(names)
    assert all(re.fullmatch(r"[a-z]+_[a-z_]+", name) for name in names)


def test_every_reference_in_the_document_leads_somewhere() -> None:
    wanted = set(re.findall(r"#/components/schemas/([^\"]+)", json.dumps(schema())))
    assert wanted - set(schema()["components"]["schemas"]) == set()


def test_two_schemas_never_share_a_name() -> None:
    """The document keeps one schema a name: a second one would silently take the place of the first."""
    shown: dict[str, str] = {}
    for bound in urls.api._get_bound_routers():
        for view in bound.path_operations.values():
            for operation in view.operations:
                for model in (*operation.models, *operation.response_models.values()):
                    if not hasattr(model, "model_json_schema"):
                        continue
                    for name, form in model.model_json_schema(mode="serialization").get("$defs", {}).items():
                        properties = json.dumps(sorted(form.get("properties", form.get("enum", ()))))
                        assert shown.setdefault(name, properties) == properties, name


@pytest.mark.django_db
def test_the_documentation_page_needs_no_inline_script_and_no_other_host() -> None:
    response = Client().get("/api/docs")
    page = response.content.decode()
    assert response.status_code == 200
    assert "'unsafe-inline'" not in response.headers["Content-Security-Policy"]
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all("src=" in tag or 'type="application/json"' in tag for tag in scripts)
    for address in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert address.startswith("/static/ninja/")
        assert finders.find(address.removeprefix("/static/")) is not None
