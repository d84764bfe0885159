"""The CSAF 2.1 schema and mandatory tests as the ``csaf`` package has them (its newest draft), without any network."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import orjson

from medcord.core.refusals import UnreadableFile
from medcord.formats.csaf.json_text import load_object
from medcord.formats.csaf.validation import FINDING_LIMIT, Finding, _own_logging

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator

_Rule = Callable[[dict[str, Any]], Iterable[Any]]


def validate_2_1(document: bytes) -> tuple[Finding, ...]:
    """Check against schema and mandatory tests of CSAF 2.1; no finding of level "error" means valid. Never raises."""
    try:
        value = load_object(document, name="document", warnings=[])
    except UnreadableFile as refusal:
        return (Finding("json", refusal.where, f"{refusal.why} {refusal.todo}"),)
    findings = [
        Finding("schema", "".join(f"/{step}" for step in error.instance_path), error.message[:400])
        for error, _ in zip(_validator().iter_errors(value), range(FINDING_LIMIT), strict=False)
    ]
    if not findings:
        for rule_id, rule in _mandatory_rules():
            findings += _run(rule_id, rule, value)
    return tuple(findings[:FINDING_LIMIT])


def _run(rule_id: str, rule: _Rule, value: dict[str, Any]) -> list[Finding]:
    try:
        return [Finding(rule_id, each.instance_path, each.message[:400]) for each in rule(value)]
    except RecursionError:
        return [Finding(rule_id, "", "The document is nested too deeply to be checked for this.")]


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    """The schema with its references, which resolve among the package's files or not at all."""
    import jsonschema_rs

    with _own_logging():
        folder = files("csaf") / "csaf" / "v21csd04" / "schema"
    parts: dict[str, Any] = {}
    for place in (folder, folder / "referenced"):
        for file in place.iterdir():
            if file.name.endswith(".json"):
                schema = orjson.loads(file.read_bytes())
                uri = schema.get("$id") or f"https://www.first.org/cvss/{file.name}"
                parts[uri.partition("?")[0]] = schema

    def only_known(uri: str) -> Any:
        if uri.partition("?")[0] not in parts:
            raise LookupError(f"{uri} is not among the schemas at hand, and none is fetched")
        return parts[uri.partition("?")[0]]

    main = orjson.loads((folder / "csaf.json").read_bytes())
    return jsonschema_rs.Draft202012Validator(main, retriever=only_known, validate_formats=True)


@lru_cache(maxsize=1)
def _mandatory_rules() -> tuple[tuple[str, _Rule], ...]:
    with _own_logging():
        from csaf.csaf.v21csd04.rules import mandatory  # noqa: F401 - importing it fills the registry
        from csaf.csaf.v21csd04.rules._registry import all_rules
    return tuple((rule_id, rule) for rule_id, rule in all_rules().items() if rule_id.startswith("6.1."))


@lru_cache(maxsize=4096)
def cwe_edition(cwe_id: str, name: str) -> str:
    """The newest edition of the CWE list that has this id under just this name; empty when none has."""
    editions, weaknesses = _cwe_list()
    history = weaknesses.get(cwe_id.removeprefix("CWE-"), {}).get("history", [])
    found, said, changes = "", None, dict(history)
    for edition in editions:
        said = changes.get(edition, said) if edition in changes else said
        if said == name:
            found = edition
    return found


@lru_cache(maxsize=1)
def _cwe_list() -> tuple[list[str], dict[str, Any]]:
    with _own_logging():
        catalogue = orjson.loads((files("csaf") / "csaf" / "v21csd04" / "cwe" / "catalog.json").read_bytes())
    return catalogue["versions"], catalogue["weaknesses"]
