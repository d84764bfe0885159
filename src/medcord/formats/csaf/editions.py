"""The two editions of the standard, 2.0 and 2.1: their schemas and their tests, as the ``csaf`` package ships them.

Loaded when first needed, never from a network: a reference that is not among the files at hand is refused.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from jsonschema_rs import Draft202012Validator

Rule = Callable[[dict[str, Any]], Iterable[Any]]


class Edition(StrEnum):
    """An edition by the number that a document gives itself in ``document.csaf_version``."""

    V20 = "2.0"
    V21 = "2.1"


class Group(StrEnum):
    """A group of tests, by the beginning of their ids."""

    MANDATORY = "6.1."
    RECOMMENDED = "6.2."


_PACKAGE = {Edition.V20: "v20", Edition.V21: "v21"}
_MODULE = {Group.MANDATORY: "mandatory", Group.RECOMMENDED: "recommended"}
_ASKS_THE_NETWORK = frozenset({"6.2.55"})
"""Fetches the publisher's key. Nothing is fetched here; the check of a provider compares keys."""
_OLD_CVSS = {
    "https://www.first.org/cvss/cvss-v2.0.json": "cvss-v2.0.json",
    "https://www.first.org/cvss/cvss-v3.0.json": "cvss-v3.0.json",
    "https://www.first.org/cvss/cvss-v3.1.json": "cvss-v3.1.json",
}


def edition_of(value: dict[str, Any]) -> Edition:
    """The edition a document says it follows; whatever is not 2.1 is judged, and refused, as 2.0."""
    head = value.get("document")
    named = head.get("csaf_version") if isinstance(head, dict) else None
    return Edition.V21 if named == Edition.V21.value else Edition.V20


@cache
def schema_of(edition: Edition) -> Draft202012Validator:
    """The schema of an edition. Its references resolve among the package's files or not at all."""
    import jsonschema_rs

    with own_logging():
        folder = files("csaf") / "csaf" / _PACKAGE[edition] / "schema"
    main = orjson.loads((folder / "csaf.json").read_bytes())
    parts = dict(_parts(folder))

    def only_known(uri: str) -> Any:
        if (known := parts.get(uri.partition("?")[0])) is None:
            raise LookupError(f"{uri} is not among the schemas at hand, and none is fetched")
        return known

    return jsonschema_rs.Draft202012Validator(main, retriever=only_known, validate_formats=True)


@cache
def feed_schema(name: str) -> Draft202012Validator:
    """The schema of "provider" or "aggregator" metadata of CSAF 2.1; the package brings none of 2.0."""
    import jsonschema_rs

    with own_logging():
        folder = files("csaf") / "csaf" / _PACKAGE[Edition.V21]
    main = orjson.loads((folder / "feed" / f"{name}.json").read_bytes())
    parts = dict(_parts(folder / "schema"))
    for part in (folder / "feed" / "provider.json", folder / "schema" / "csaf.json"):
        schema = orjson.loads(part.read_bytes())
        parts[schema["$id"]] = _without_id(schema)

    def only_known(uri: str) -> Any:
        if (known := parts.get(uri.partition("#")[0])) is None:
            raise LookupError(f"{uri} is not among the schemas at hand, and none is fetched")
        return known

    return jsonschema_rs.Draft202012Validator(main, retriever=only_known, validate_formats=True)


@cache
def rules_of(edition: Edition, group: Group) -> tuple[tuple[str, Rule], ...]:
    """The tests of a group with their ids, in the package's order."""
    home = f"csaf.csaf.{_PACKAGE[edition]}.rules"
    with own_logging():
        import_module(f"{home}.{_MODULE[group]}")  # importing it fills the registry
        known: dict[str, Rule] = import_module(f"{home}._registry").all_rules()
    return tuple(
        (rule_id, rule)
        for rule_id, rule in known.items()
        if rule_id.startswith(group.value) and rule_id not in _ASKS_THE_NETWORK
    )


def _parts(folder: Traversable) -> Iterator[tuple[str, dict[str, Any]]]:
    for part in (*folder.iterdir(), *(folder / "referenced").iterdir()):
        if part.name.endswith(".json") and part.name != "csaf.json":
            schema = orjson.loads(part.read_bytes())
            if uri := schema.get("$id"):
                yield uri.partition("?")[0], _without_id(schema)
    for uri, name in _OLD_CVSS.items():
        yield uri, _without_id(orjson.loads((folder / "referenced" / name).read_bytes()))


def _without_id(schema: dict[str, Any]) -> dict[str, Any]:
    # Their own ids carry a date the references do not, so the validator would look for a file that is not there.
    return {key: part for key, part in schema.items() if key not in ("$id", "id")}


@contextmanager
def own_logging() -> Iterator[None]:
    """The package sets up logging for the whole process when it is imported; that is not its to decide."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
