"""Tests that are answered here, because the package's own take too long over a large document.

What they find is what the package finds, word by word (``tests/formats/csaf/test_bounds.py``).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import orjson

from medcord.formats.csaf.counterparts import counterparts
from medcord.formats.csaf.editions import Edition, Group, Rule, own_logging, rules_of

if TYPE_CHECKING:
    from jsonschema_rs import Validator

PROFILE = "6.1.27"
"""In CSAF 2.1 the package asks each test of a profile by its own number and once more under this one."""
BROKEN_LIMIT = 200
"""So many broken scores are handed to the package, whose sentences name what is wrong."""

_STRICT = {
    ("cvss_v2", "2.0"): "cvss-v2.0_strict.json",
    ("cvss_v3", "3.0"): "cvss-v3.0_strict.json",
    ("cvss_v3", "3.1"): "cvss-v3.1_strict.json",
    ("cvss_v4", "4.0"): "cvss-v4.0.json",
}


def scores_2_1(document: dict[str, Any]) -> list[Any]:
    """Test 6.1.8 of CSAF 2.1: a fast look finds the scores that break their schema, the package says how."""
    broken = 0
    vulnerabilities = []
    for vulnerability in document.get("vulnerabilities", ()):
        metrics = []
        for metric in vulnerability.get("metrics", ()):
            content = metric.get("content", {})
            kept = {} if all(_fits(member, score) for member, score in content.items()) else content
            broken += bool(kept)
            metrics.append({"content": kept if broken <= BROKEN_LIMIT else {}})
        vulnerabilities.append({"metrics": metrics})
    if not broken:
        return []
    return list(_package_rule("6.1.8")({"vulnerabilities": vulnerabilities}))


def _fits(member: str, score: Any) -> bool:
    if member not in ("cvss_v2", "cvss_v3", "cvss_v4"):
        return True
    name = _STRICT.get((member, str(score.get("version", ""))))
    return name is not None and _schema(name).is_valid(score)


@cache
def _schema(name: str) -> Validator:
    import jsonschema_rs

    with own_logging():
        folder = files("csaf") / "csaf" / "v21csd04" / "schema" / "referenced"
    schema = orjson.loads((folder / name).read_bytes())
    schema.pop("$id", None)
    if not str(schema["$schema"]).startswith("http://json-schema.org/"):
        schema.pop("$schema")  # CVSS 4.0 names a dialect of its own, which is 2020-12 with another name
    return jsonschema_rs.validator_for(schema, validate_formats=True)


@cache
def _package_rule(rule_id: str) -> Rule:
    return dict(rules_of(Edition.V21, Group.MANDATORY))[rule_id]


OWN_RULES: dict[Edition, dict[str, Rule]] = {
    Edition.V20: {},
    Edition.V21: {"6.1.8": scores_2_1, "6.1.27.13": counterparts},
}
