"""Schema and tests of CSAF 2.0 and 2.1 behind our interface, without any network.

The schema check is fast and decides first; the tests are those of the ``csaf`` package. Some of its tests for 2.0 go
further than CSAF 2.0 does; what they find beyond it is a warning here, not an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from medcord.core.refusals import UnreadableFile
from medcord.formats.csaf.editions import Edition, Group, Rule, edition_of, rules_of, schema_of
from medcord.formats.csaf.json_text import load_object
from medcord.formats.csaf.screens import needless

FINDING_LIMIT = 500
"""At most so many breaches of the schema are told."""
RULE_LIMIT = 100
"""At most so many findings of one test are told, errors first, so that no flood of one hides another."""

_BEYOND_27 = (
    "in remediation is not in any product_status",
    "conclusive product_status",
    "with `fixed` products must have",
)
"""Of what the package finds under 6.1.27, these belong to CSAF 2.1 (6.1.27.12, 6.1.27.13)."""
_RANGE_WORDS = re.compile(r"[<>]|\b(after|all|before|earlier|later|prior|versions)\b", re.IGNORECASE)
"""The key words of test 6.1.31 in CSAF 2.0; the package also objects to "2.4.X" and "through"."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach: ``rule`` "json", "schema" or the test id ("6.1.27"), JSON pointer, sentence, "error" or "warning"."""

    rule: str
    path: str
    message: str
    level: str = "error"


def validate(document: bytes, *, recommended: bool = False) -> tuple[Finding, ...]:
    """Check one document against schema and mandatory tests of the edition it names; no "error" means valid.

    ``recommended`` runs the recommended tests as well ("6.2.…"); what they find is a warning. The tests run only on
    what the schema accepts. A flood is cut (FINDING_LIMIT, RULE_LIMIT), never a test. Never raises for bad input.
    """
    try:
        value = load_object(document, name="document", warnings=[])
    except UnreadableFile as refusal:
        return (Finding("json", refusal.where, f"{refusal.why} {refusal.todo}"),)
    edition = edition_of(value)
    findings = [
        Finding("schema", "".join(f"/{step}" for step in error.instance_path), error.message[:400])
        for error, _ in zip(schema_of(edition).iter_errors(value), range(FINDING_LIMIT), strict=False)
    ]
    if findings:
        return tuple(findings)
    spared = needless(value) if edition is Edition.V20 else frozenset()
    rules = rules_of(edition, Group.MANDATORY)
    if recommended:
        rules += rules_of(edition, Group.RECOMMENDED)
    for rule_id, rule in rules:
        if rule_id not in spared:
            findings += _run(edition, rule_id, rule, value)
    return tuple(findings)


def _run(edition: Edition, rule_id: str, rule: Rule, value: dict[str, Any]) -> list[Finding]:
    try:
        errors = list(rule(value))
    except RecursionError:
        return [Finding(rule_id, "", "The document is nested too deeply to be checked for this.")]
    found = [Finding(rule_id, e.instance_path, e.message[:400], _level(edition, rule_id, e.message)) for e in errors]
    return sorted(found, key=lambda one: one.level != "error")[:RULE_LIMIT]


def _level(edition: Edition, rule_id: str, message: str) -> str:
    if rule_id.startswith(Group.RECOMMENDED.value):
        return "warning"
    if edition is not Edition.V20:
        return "error"
    if rule_id == "6.1.27" and any(words in message for words in _BEYOND_27):
        return "warning"
    if rule_id == "6.1.31" and not _RANGE_WORDS.search(message.split("`")[1] if "`" in message else message):
        return "warning"
    return "error"
