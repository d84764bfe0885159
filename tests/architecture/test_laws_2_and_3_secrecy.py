"""Laws 2 and 3: what is published reaches no case, and the supply side reaches no hospital's device list."""

import ast
import importlib.util
import re
from collections.abc import Iterator

import pytest
from tests.architecture.plan import CASE_ROOMS, HOSPITAL_ROOMS, PUBLISHED_ROOMS, SUPPLY_SIDE
from tests.architecture.source import Module, chain_of, in_rooms, nodes_of, road_to

NEEDS_SETTINGS = pytest.mark.skipif(
    importlib.util.find_spec("medcord.project") is None or importlib.util.find_spec("medcord.project.settings") is None,
    reason="the product has no settings yet",
)
BARRIERS = [
    pytest.param(PUBLISHED_ROOMS, CASE_ROOMS, id="published-things-reach-no-case"),
    pytest.param(SUPPLY_SIDE, HOSPITAL_ROOMS, id="supply-side-reaches-no-inventory"),
]
# Ways to a model or module that no import statement shows.
BACK_DOORS = frozenset({"get_model", "get_models", "import_module", "import_string", "__import__", "find_spec"})


@pytest.mark.parametrize(("rooms", "forbidden"), BARRIERS)
def test_no_chain_of_imports_crosses_the_barrier(rooms: frozenset[str], forbidden: frozenset[str]) -> None:
    roads = [road_to(module.name, forbidden) for module in in_rooms(*rooms) if module.room not in forbidden]
    assert [" -> ".join(map(str, road)) for road in roads if road] == []


def names_by_string(module: Module, forbidden: frozenset[str]) -> Iterator[str]:
    """Strings such as "cases.Case" or "medcord.cases.queries"."""
    label = re.compile(rf"(medcord\.)?({'|'.join(sorted(forbidden))})\.\w[\w.]*")
    for node in nodes_of(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and label.fullmatch(node.value):
            yield f"{module.where}:{node.lineno} names {node.value!r}"


@pytest.mark.parametrize(("rooms", "forbidden"), BARRIERS)
def test_no_string_names_a_room_behind_the_barrier(rooms: frozenset[str], forbidden: frozenset[str]) -> None:
    assert [text for module in in_rooms(*rooms) for text in names_by_string(module, forbidden)] == []


def test_published_rooms_use_no_back_door_to_a_model() -> None:
    found = [
        f"{module.where}:{node.lineno} calls {chain_of(node.func)[-1]}"
        for module in in_rooms(*PUBLISHED_ROOMS)
        for node in nodes_of(module.tree)
        if isinstance(node, ast.Call) and chain_of(node.func)[-1:] and chain_of(node.func)[-1] in BACK_DOORS
    ]
    assert found == []


def room_of_model(model: type) -> str:
    parts = model.__module__.split(".")
    return parts[1] if parts[0] == "medcord" and len(parts) > 1 else ""


@NEEDS_SETTINGS
@pytest.mark.parametrize(("rooms", "forbidden"), BARRIERS)
def test_no_relation_between_tables_crosses_the_barrier(rooms: frozenset[str], forbidden: frozenset[str]) -> None:
    from django.apps import apps

    crossing = [
        f"{model.__name__}.{field.name} leads to {field.related_model.__name__}"
        for model in apps.get_models(include_auto_created=True)
        if room_of_model(model) in rooms
        for field in model._meta.get_fields()  # without include_hidden: related_name="+" leaves no way back
        if isinstance(field.related_model, type) and room_of_model(field.related_model) in forbidden
    ]
    assert crossing == []


@NEEDS_SETTINGS
def test_the_admin_site_which_writes_past_every_rule_is_not_installed() -> None:
    from django.conf import settings

    assert [app for app in settings.INSTALLED_APPS if app.startswith("django.contrib.admin")] == []
