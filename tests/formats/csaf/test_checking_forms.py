"""Our forms of provider-metadata.json and aggregator.json judge as the official schemas of CSAF 2.0 do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import jsonschema_rs
import pytest

from medcord.formats.csaf.checking.forms import aggregator_faults, provider_faults
from tests.formats.csaf.documents import SHARED
from tests.formats.csaf.providers import METADATA, METADATA_21, both, good

ORACLES = SHARED / "oracles"
SCHEMAS = ORACLES / "csaf-schemas"
OTHERS: tuple[Any, ...] = (5, "x", [], {}, None, True)
_PUBLISHED = "https://docs.oasis-open.org/csaf/csaf/v2.0/"

pytestmark = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the official schemas (../shared/oracles) are not there")


def official(name: str) -> jsonschema_rs.Draft202012Validator:
    def loaded(file: str) -> Any:
        folder = "2.0/json_schema" if file.startswith("csaf") else "csaf_2.0_errata_01"
        return json.loads((SCHEMAS / folder / file).read_bytes())

    def at_hand(uri: str) -> Any:
        return loaded(uri.removeprefix(_PUBLISHED)) if uri.startswith(_PUBLISHED) else {}

    return jsonschema_rs.Draft202012Validator(loaded(name), retriever=at_hand, validate_formats=True)


def places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if here:
        yield here
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inner:
        yield from places(one, (*here, step))


def changed(value: Any) -> Iterator[tuple[str, Any]]:
    """The value with one place taken out, or made something else."""
    for place in list(places(value)):
        for other in ("without", *OTHERS):
            copy = deepcopy(value)
            parent = copy
            for step in place[:-1]:
                parent = parent[step]
            if other == "without":
                del parent[place[-1]]
            else:
                parent[place[-1]] = other
            yield f"{place} {other!r}", copy


@pytest.mark.parametrize(
    ("schema", "faults", "example"),
    [
        ("provider_json_schema.json", provider_faults, lambda: json.loads(good()[METADATA])),
        (
            "aggregator_json_schema.json",
            aggregator_faults,
            lambda: json.loads((ORACLES / "csaf-examples/aggregator/example-01-aggregator.json").read_bytes()),
        ),
    ],
)
def test_one_change_anywhere_is_judged_alike(
    schema: str, faults: Callable[[Any], list[str]], example: Callable[[], Any]
) -> None:
    validator = official(schema)
    tried = [(what, validator.is_valid(value), faults(value) == []) for what, value in changed(example())]
    assert len(tried) > 150
    assert [what for what, theirs, ours in tried if theirs != ours] == []


def test_csaf_2_1_asks_for_a_schema_and_a_fingerprint() -> None:
    metadata = json.loads(both()[METADATA_21])
    assert provider_faults(metadata) == []
    del metadata["public_openpgp_keys"][0]["fingerprint"], metadata["$schema"]
    assert len(provider_faults(metadata)) == 2


def test_each_edition_has_labels_folders_and_contacts_of_its_own() -> None:
    older, newer = json.loads(good()[METADATA]), json.loads(both()[METADATA_21])
    assert provider_faults(older | {"distributions": newer["distributions"]}) != []
    assert provider_faults(newer | {"distributions": older["distributions"]}) != []
    assert provider_faults(newer | {"publisher": older["publisher"]}) != []
    assert provider_faults(newer | {"metadata_version": "2.0"}) != []


def test_an_aggregator_of_2_1_is_held_against_2_1() -> None:
    aggregator = json.loads((ORACLES / "csaf-examples/aggregator/example-01-aggregator.json").read_bytes())
    assert aggregator_faults(aggregator) == []
    assert aggregator_faults(aggregator | {"aggregator_version": "2.1"}) != []
