"""Schema and tests of CSAF 2.0 and 2.1 behind our interface, without any network.

The schema check is fast and decides first; the tests are those of the ``csaf`` package. Some of its tests for 2.0 go
further than CSAF 2.0 does; what they find beyond it is a warning here, not an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from medcord.core.refusals import UnreadableFile
from medcord.formats.csaf.bounds import not_asked, overload
from medcord.formats.csaf.counterparts import Found, TooMuchWork
from medcord.formats.csaf.editions import Edition, Group, Rule, edition_of, rules_of, schema_of
from medcord.formats.csaf.json_text import load_object
from medcord.formats.csaf.own_rules import OWN_RULES, PROFILE
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

_STUMBLES = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a test of the package raises over a value that the schema lets pass, such as a number of 5,000 digits."""


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
    what the schema accepts. A flood of findings is cut (FINDING_LIMIT, RULE_LIMIT). A test that would take too long is
    not asked, and a finding says so. Never raises for bad input.
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
    if too_much := overload(value):
        return (Finding("size", *too_much),)
    return tuple(_tested(edition, value, recommended=recommended))


def _tested(edition: Edition, value: dict[str, Any], *, recommended: bool) -> Iterator[Finding]:
    rules = rules_of(edition, Group.MANDATORY)
    if recommended:
        rules += rules_of(edition, Group.RECOMMENDED)
    own = OWN_RULES[edition]
    spared, unasked = needless(value), not_asked(value)
    profile: list[Found] = []
    for rule_id, rule in rules:
        if rule_id in spared:
            continue
        if rule_id in unasked:
            yield Finding(rule_id, *unasked[rule_id], _level(edition, rule_id, ""))
        elif edition is Edition.V21 and rule_id == PROFILE:
            yield from _told(edition, rule_id, profile)
        else:
            found = _ask(own.get(rule_id, rule), value)
            if rule_id.startswith(f"{PROFILE}."):
                profile += found
            yield from _told(edition, rule_id, found)


def _ask(rule: Rule, value: dict[str, Any]) -> list[Found]:
    """What a test finds. The package's tests stumble over some hostile values; then the test says that it did."""
    try:
        return [Found(one.instance_path, one.message) for one in rule(value)]
    except RecursionError:
        return [Found("", "The document is nested too deeply to be checked for this.")]
    except TooMuchWork:
        return [
            Found("", "This test was not asked: products that are defined many times would be counted for too long.")
        ]
    except _STUMBLES as error:
        return [
            Found("", f"This test could not be asked: a value is not what the test expects ({type(error).__name__}).")
        ]


def _told(edition: Edition, rule_id: str, found: list[Found]) -> list[Finding]:
    told = [
        Finding(rule_id, one.instance_path, one.message[:400], _level(edition, rule_id, one.message)) for one in found
    ]
    return sorted(told, key=lambda one: one.level != "error")[:RULE_LIMIT]


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
