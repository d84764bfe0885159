"""A document of any size is checked in bounded time, or a sentence says which tests were not asked.

What is answered here instead of by the ``csaf`` package is told in the package's words, finding by finding.
"""

from __future__ import annotations

import json
import re
import time
from importlib.resources import files
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medcord.formats.csaf import Finding, validate, validation
from medcord.formats.csaf.counterparts import Found, counterparts
from medcord.formats.csaf.editions import Edition, Group, rules_of
from medcord.formats.csaf.own_rules import scores_2_1
from tests.formats.csaf.documents import as_bytes, minimal

V21 = files("csaf") / "csaf" / "v21" / "data"
PACKAGE = dict(rules_of(Edition.V21, Group.MANDATORY) + rules_of(Edition.V21, Group.RECOMMENDED))
Document = dict[str, Any]
OF_OURS = re.compile("6-1-(01|02|04|05|08|13|21|25|27-13)-|6-2-50")
"""The committee's documents for what is screened or answered here; of the others every eighth will do."""


def packages(rule_id: str, document: Document) -> list[tuple[str, str]]:
    return [(one.instance_path, one.message) for one in PACKAGE[rule_id](document)]


def ours(found: list[Found]) -> list[tuple[str, str]]:
    return [(one.instance_path, one.message) for one in found]


def newer(versions: int, status: dict[str, list[str]], **more: Any) -> Document:
    """A document of 2.1 with one product in many versions."""
    document = minimal()
    document["$schema"] = "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json"
    head = document["document"]
    head["csaf_version"], head["distribution"]["tlp"]["label"] = "2.1", "CLEAR"
    document["product_tree"]["branches"][0]["branches"][0]["branches"] = [
        {"category": "product_version", "name": f"1.{at}", "product": {"name": f"Pump {at}", "product_id": f"P{at}"}}
        for at in range(versions)
    ]
    document["vulnerabilities"] = [
        {
            "cve": "CVE-2026-1000",
            "notes": [{"category": "description", "text": "A flaw."}],
            "product_status": status,
            **more,
        }
    ]
    return document


def products(count: int) -> list[str]:
    return [f"P{at}" for at in range(count)]


def checked(document: Document, *, seconds: float = 3, recommended: bool = True) -> tuple[Finding, ...]:
    data = orjson.dumps(document)
    begun = time.process_time()
    found = validate(data, recommended=recommended)
    assert time.process_time() - begun < seconds
    return found


def refused(document: Document) -> dict[str, str]:
    return {
        one.rule: one.message for one in checked(document) if "was asked" in one.message or "not asked" in one.message
    }


def test_the_committees_documents_are_judged_as_the_package_judges_them(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [file for group in V21.iterdir() if group.is_dir() for file in sorted(group.iterdir(), key=str)]
    kept = [file for at, file in enumerate(kept) if at % 8 == 0 or OF_OURS.search(file.name)]
    documents = [file.read_bytes() for file in kept]
    documents = [one for one in documents if one.lstrip().startswith(b"{")]
    here = [validate(one, recommended=True) for one in documents]
    monkeypatch.setattr(validation, "needless", lambda _value: frozenset())
    monkeypatch.setattr(validation, "OWN_RULES", {edition: {} for edition in Edition})
    monkeypatch.setattr(validation, "not_asked", lambda _value: {})
    assert here == [validate(one, recommended=True) for one in documents]
    assert len(documents) > 200
    assert {"6.1.1", "6.1.2", "6.1.8", "6.1.13", "6.1.21", "6.1.25", "6.1.27", "6.1.27.13", "6.2.50.1"} <= {
        one.rule for found in here for one in found
    }


ids = st.sampled_from(["A", "B", "C", "D", "E", "X", "Y"])


@st.composite
def branches(draw: st.DrawFn, depth: int = 3) -> list[Document]:
    several = []
    for _ in range(draw(st.integers(1, 3))):
        branch: Document = {
            "category": draw(st.sampled_from(["vendor", "product_name", "product_version"])),
            "name": "n",
        }
        if depth and draw(st.booleans()):
            branch["branches"] = draw(branches(depth - 1))
        if draw(st.booleans()):
            branch["product"] = {"name": "n", "product_id": draw(ids)}
        several.append(branch)
    return several


steps = st.fixed_dictionaries(
    {"category": st.sampled_from(["installed_on", "installed_with"]), "next_product_reference": ids}
)


@st.composite
def documents_of_counterparts(draw: st.DrawFn) -> Document:
    tree: Document = {"branches": draw(branches())}
    tree["full_product_names"] = [{"name": "n", "product_id": one} for one in draw(st.lists(ids, max_size=3))]
    tree["product_paths"] = [
        {
            "beginning_product_reference": draw(ids),
            "full_product_name": {"name": "n", "product_id": draw(ids)},
            "subpaths": draw(st.lists(steps, min_size=1, max_size=2)),
        }
        for _ in range(draw(st.integers(0, 4)))
    ]
    names = ["fixed", "known_affected", "first_affected", "under_investigation", "recommended"]
    status = st.dictionaries(st.sampled_from(names), st.lists(ids, min_size=1, max_size=4), max_size=3)
    return {
        "document": {"category": draw(st.sampled_from(["csaf_security_advisory"] * 5 + ["csaf_vex"]))},
        "product_tree": tree,
        "vulnerabilities": [{"product_status": one} for one in draw(st.lists(status, min_size=1, max_size=3))],
    }


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents_of_counterparts())
def test_counterparts_are_missed_where_the_package_misses_them(document: Document) -> None:
    assert ours(counterparts(document)) == packages("6.1.27.13", document)


SCORES: list[tuple[str, Document]] = [
    ("cvss_v2", {"version": "2.0", "vectorString": "AV:N/AC:L/Au:N/C:P/I:P/A:P", "baseScore": 7.5}),
    (
        "cvss_v3",
        {
            "version": "3.1",
            "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H",
            "baseScore": 9.1,
            "baseSeverity": "CRITICAL",
        },
    ),
    (
        "cvss_v4",
        {
            "version": "4.0",
            "vectorString": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:H/VA:H/SC:N/SI:N/SA:N",
            "baseScore": 8.8,
            "baseSeverity": "HIGH",
        },
    ),
]
odd = st.sampled_from(["3.0", "2.0", 9.1, 2.3, 11, "HIGH", "", None, 5.35])


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(SCORES),
            st.dictionaries(st.sampled_from(["version", "baseScore", "baseSeverity", "more"]), odd, max_size=2),
        ),
        max_size=4,
    )
)
def test_scores_break_their_schema_where_the_package_says_so(
    several: list[tuple[tuple[str, Document], Document]],
) -> None:
    metrics = [{"content": {name: {**score, **change}}} for (name, score), change in several]
    document = {"vulnerabilities": [{}, {"metrics": metrics}]}
    assert [(one.instance_path, one.message) for one in scores_2_1(document)] == packages("6.1.8", document)


def test_five_thousand_versions_of_one_product_are_checked_at_once() -> None:
    document = newer(5_000, {"known_affected": ["P0"], "fixed": products(5_000)[1:]})
    assert [one for one in checked(document, seconds=2) if one.level == "error"] == []
    document["vulnerabilities"][0]["product_status"]["known_affected"] = ["P1"]
    assert {one.rule for one in checked(document, seconds=2) if one.level == "error"} == {
        "6.1.6",
        "6.1.27",
        "6.1.27.13",
    }, "P1 has no counterpart but itself"


def test_a_hundred_thousand_products_are_checked_within_fifteen_seconds() -> None:
    assert checked(newer(100_000, {"known_affected": products(100_000)}), seconds=15, recommended=False) == ()


def test_groups_that_stand_for_fifty_million_products_are_refused_with_a_sentence() -> None:
    document = newer(
        5_000,
        {"known_affected": products(5_000)},
        remediations=[{"category": "mitigation", "details": f"{at}", "group_ids": ["G"]} for at in range(10_000)],
    )
    document["product_tree"]["product_groups"] = [{"group_id": "G", "product_ids": products(5_000)}]
    [(rule, why)] = refused(document).items()
    assert (rule, why[:35]) == ("size", "Its groups stand for 50,000,000 pro")
    assert "None of the tests was asked." in why


def test_a_kilobyte_that_asks_for_a_billion_revisions_is_answered_with_a_sentence() -> None:
    document = newer(1, {"known_affected": ["P0"]})
    tracking = document["document"]["tracking"]
    tracking["version"] = tracking["revision_history"][0]["number"] = "1000000000"
    assert set(refused(document)) == {"6.1.21"}
    tracking["version"] = tracking["revision_history"][0]["number"] = "9" * 5_000
    assert {"6.1.14", "6.1.16", "6.1.21", "6.1.22"} <= set(refused(document))
    assert all(one.level == "error" for one in validate(as_bytes(document)) if one.rule == "6.1.21")


def test_a_history_with_few_gaps_is_still_asked() -> None:
    document = newer(1, {"known_affected": ["P0"]})
    tracking = document["document"]["tracking"]
    tracking["version"] = tracking["revision_history"][0]["number"] = "2.20260101.0"
    assert set(refused(document)) == {"6.1.21"}, "twenty million numbers would be told one by one"
    tracking["version"] = tracking["revision_history"][0]["number"] = "1.20260101.0"
    assert refused(document) == {}
    tracking["version"] = tracking["revision_history"][0]["number"] = "8"
    assert [one.rule for one in validate(as_bytes(document)) if one.rule != "6.1.66"] == ["6.1.21"] * 8


def test_thousands_of_actions_are_refused_with_a_sentence() -> None:
    document = newer(1, {"known_affected": ["P0"]})
    document["document"]["involvement"] = {
        "entities": [{"entity_id": "EID-1", "category": "vendor", "name": "Acme Medical"}],
        "actions": [
            {
                "action_id": f"AID-{at}",
                "category": "observation",
                "status": "completed",
                "date": "2026-03-02T09:00:00.000Z",
                "summary": f"{at}",
                "acting_entity_refs": ["EID-1"],
                "referenced_action_ids": [f"AID-{at + 1}"],
            }
            for at in range(4_000)
        ],
    }
    [(rule, why)] = refused(document).items()
    assert (rule, why[:17]) == ("size", "Its 4,000 actions")


def test_ranges_are_compared_only_where_they_can_contradict_and_not_without_end() -> None:
    document = newer(3_000, {"known_affected": products(3_000)})
    below = document["product_tree"]["branches"][0]["branches"][0]["branches"]
    for at, branch in enumerate(below):
        branch |= {"category": "product_version_range", "name": f"vers:intdot/>={at}|<{at + 1}"}
    assert refused(document) == {}
    document["vulnerabilities"][0]["product_status"] = {
        "known_affected": products(3_000)[:1_500],
        "known_not_affected": products(3_000)[1_500:],
    }
    assert set(refused(document)) == {"6.2.50.1", "6.2.50.2", "6.2.50.3"}
    assert {one.level for one in checked(document) if one.rule.startswith("6.2.50")} == {"warning"}


def test_a_product_defined_ten_thousand_times_is_not_counted_without_end() -> None:
    document = newer(1, {"known_affected": ["P0"], "fixed": ["P1"]})
    one = {"category": "product_version", "name": "1", "product": {"name": "n", "product_id": "P0"}}
    document["product_tree"]["branches"][0]["branches"] = [
        {"category": "product_name", "name": f"{at}", "branches": [one]} for at in range(10_000)
    ]
    document["vulnerabilities"] *= 1_000
    for at, flaw in enumerate(json.loads(json.dumps(document["vulnerabilities"]))):
        document["vulnerabilities"][at] = {**flaw, "cve": f"CVE-2026-{10_000 + at}"}
    assert set(refused(document)) == {"6.1.27", "6.1.27.13"}
