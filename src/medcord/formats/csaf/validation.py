"""The CSAF 2.0 schema and the mandatory tests (6.1), behind our interface and without any network.

The schema check is fast and decides first; the tests are those of the ``csaf`` package, loaded when first needed.
Some of its tests go further than CSAF 2.0 does; what they find beyond it is a warning here, not an error.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import orjson

from medcord.core.refusals import UnreadableFile
from medcord.formats.csaf.json_text import load_object

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator

FINDING_LIMIT = 500

_SCHEMAS = {
    "https://www.first.org/cvss/cvss-v2.0.json": "cvss-v2.0.json",
    "https://www.first.org/cvss/cvss-v3.0.json": "cvss-v3.0.json",
    "https://www.first.org/cvss/cvss-v3.1.json": "cvss-v3.1.json",
}
_BEYOND_27 = (
    "in remediation is not in any product_status",
    "conclusive product_status",
    "with `fixed` products must have",
)
"""Of what the package finds under 6.1.27, these belong to CSAF 2.1 (6.1.27.12, 6.1.27.13)."""
_RANGE_WORDS = re.compile(r"[<>]|\b(after|all|before|earlier|later|prior|versions)\b", re.IGNORECASE)
"""The key words of test 6.1.31 in CSAF 2.0; the package also objects to "2.4.X" and "through"."""

_Rule = Callable[[dict[str, Any]], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach: ``rule`` "json", "schema" or the test id ("6.1.27"), JSON pointer, sentence, "error" or "warning"."""

    rule: str
    path: str
    message: str
    level: str = "error"


def validate(document: bytes) -> tuple[Finding, ...]:
    """Check one document against schema and mandatory tests of CSAF 2.0; no finding of level "error" means valid.

    The tests run only on what the schema accepts. At most 500 findings are given. Never raises for bad input.
    """
    try:
        value = load_object(document, name="document", warnings=[])
    except UnreadableFile as refusal:
        return (Finding("json", refusal.where, f"{refusal.why} {refusal.todo}"),)
    findings = [
        Finding("schema", "".join(f"/{step}" for step in error.instance_path), error.message[:400])
        for error, _ in zip(_validator().iter_errors(value), range(FINDING_LIMIT), strict=False)
    ]
    if findings:
        return tuple(findings)
    for rule_id, rule in _mandatory_rules():
        findings += _run(rule_id, rule, value)
    return tuple(findings[:FINDING_LIMIT])


def _run(rule_id: str, rule: _Rule, value: dict[str, Any]) -> list[Finding]:
    try:
        errors = list(rule(value))
    except RecursionError:
        return [Finding(rule_id, "", "The document is nested too deeply to be checked for this.")]
    return [Finding(rule_id, e.instance_path, e.message[:400], _level(rule_id, e.message)) for e in errors]


def _level(rule_id: str, message: str) -> str:
    if rule_id == "6.1.27" and any(words in message for words in _BEYOND_27):
        return "warning"
    if rule_id == "6.1.31" and not _RANGE_WORDS.search(message.split("`")[1] if "`" in message else message):
        return "warning"
    return "error"


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    """The schema as the ``csaf`` package ships it. Its references resolve among these files or not at all."""
    import jsonschema_rs

    with _own_logging():
        folder = files("csaf") / "csaf" / "v20" / "schema"
    main = orjson.loads((folder / "csaf.json").read_bytes())
    parts = {
        uri: _without_id(orjson.loads((folder / "referenced" / name).read_bytes())) for uri, name in _SCHEMAS.items()
    }

    def only_known(uri: str) -> Any:
        if uri not in parts:
            raise LookupError(f"{uri} is not among the schemas at hand, and none is fetched")
        return parts[uri]

    return jsonschema_rs.Draft202012Validator(main, retriever=only_known, validate_formats=True)


@contextmanager
def _own_logging() -> Iterator[None]:
    """The package sets up logging for the whole process when it is imported; that is not its to decide."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


def _without_id(schema: dict[str, Any]) -> dict[str, Any]:
    # Their own ids carry a date the references do not, so the validator would look for a file that is not there.
    return {key: part for key, part in schema.items() if key not in ("$id", "id")}


@lru_cache(maxsize=1)
def _mandatory_rules() -> tuple[tuple[str, _Rule], ...]:
    with _own_logging():
        from csaf.csaf.v20.rules import mandatory  # noqa: F401 - importing it fills the registry
        from csaf.csaf.v20.rules._registry import all_rules
    return tuple((rule_id, rule) for rule_id, rule in all_rules().items() if rule_id.startswith("6.1."))
