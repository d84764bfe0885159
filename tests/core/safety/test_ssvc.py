"""Decision tables: every row as its authors ship it, what a half-filled form leaves open, and the rules for devices."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.core.refusals import InputRefusal
from medcord.core.safety.ssvc import (
    COORDINATOR_TRIAGE_1_0_0,
    MEDICAL_TRIAGE_1_0_0,
    SHEETS,
    TABLES,
    DecisionTable,
    why_medical,
)

# The table, its file, how many rows lead to each outcome, least first, and the digest of all rows: taken from the files
# as their authors ship them, so that a clone without the files checks every row too.
FILES = [
    ("triage", "coordinator_triage_1_0_0.csv", (150, 15, 27), "8bcb70d3341f7f43"),
    ("publish", "coordinator_publish_decision_table_1_0_0.csv", (13, 14), "698ebf89771fdca4"),
    ("coordinator", "cisa_coordinator_2_0_3.csv", (18, 4, 10, 4), "ba8b26356b62c5f6"),
    ("supplier", "supplier_patch_development_priority_1_0_0.csv", (1, 8, 14, 13), "cd75de4c7671532c"),
    ("deployer", "deployer_patch_application_priority_1_0_0.csv", (7, 42, 20, 3), "c40e64c47a2da64f"),
    ("bod-26-04", "cisa_bod_26_04_1_0_0.csv", (2, 3, 6, 2, 3), "a16a91e907cae5df"),
    ("human-impact", "human_impact_1_0_0.csv", (4, 3, 2, 7), "22c9dc1b635bd4ce"),
    ("public-safety-impact", "public_safety_impact_1_0_0.csv", (1, 3), "3492490de341bc1b"),
    ("utility", "utility_1_0_0.csv", (1, 2, 1), "4d2e0abff36b7c75"),
]
BASES = {name: SHEETS[name].base for name, *_ in FILES}
# One engaged maker, a laborious attack, and patients can be hurt: the case the original declines.
DEVICE = {
    "report_public": "no",
    "supplier_contacted": "yes",
    "report_credibility": "credible",
    "supplier_cardinality": "one",
    "supplier_engagement": "active",
    "utility": "laborious",
    "public_safety_impact": "significant",
}


@pytest.mark.parametrize(("key", "name", "counts", "digest"), FILES, ids=[key for key, *_ in FILES])
def test_every_row_is_as_its_authors_ship_it(
    shared: Path, key: str, name: str, counts: tuple[int, ...], digest: str
) -> None:
    with (shared / "oracles" / "ssvc" / name).open(newline="") as file:
        shipped = {tuple(line[1:-1]): line[-1] for line in list(csv.reader(file))[1:]}
    assert len(shipped) == sum(counts)
    assert digest_of(shipped) == digest
    assert dict(BASES[key].rows) == shipped


def test_no_file_that_is_shipped_is_left_out(shared: Path) -> None:
    shipped = sorted(path.name for path in (shared / "oracles" / "ssvc").glob("*.csv"))
    assert shipped == sorted(name for _, name, *_ in FILES)


@pytest.mark.parametrize(("key", "counts", "digest"), [(key, *rest) for key, _, *rest in FILES])
def test_every_row_is_known_by_its_digest_where_the_files_are_not(
    key: str, counts: tuple[int, ...], digest: str
) -> None:
    table = BASES[key]
    assert tuple(table.possible({}).values()) == counts
    assert digest_of(table.rows) == digest


def digest_of(rows: Mapping[tuple[str, ...], str]) -> str:
    lines = sorted("|".join((*row, outcome)) for row, outcome in rows.items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def test_a_pair_that_ssvc_leaves_undefined_is_undefined_here() -> None:
    """Mission and well-being impact is prose only (ssvc.md 4.1): nine pairs, one of them in no sentence."""
    table = SHEETS["mission-wellbeing"].base
    assert dict(table.rows) == {
        ("minimal", "minimal"): "low",
        ("minimal", "material"): "undefined",
        ("minimal", "irreversible"): "high",
        ("support", "minimal"): "medium",
        ("support", "material"): "medium",
        ("support", "irreversible"): "high",
        ("essential", "minimal"): "high",
        ("essential", "material"): "high",
        ("essential", "irreversible"): "high",
    }


@pytest.mark.parametrize("table", TABLES.values(), ids=[table.tag for table in TABLES.values()])
def test_a_table_has_a_row_for_every_answer_and_words_for_every_row(table: DecisionTable) -> None:
    every = set(product(*([choice.value for choice in point.choices] for point in table.points)))
    assert set(table.rows) == every
    assert set(table.rows.values()) == {each.value for each in table.outcomes}
    said = [choice.meaning for point in table.points for choice in point.choices]
    assert len(said) == len(set(said))
    assert [point for point in table.points if not point.question.endswith("?")] == []


def test_an_outcome_stands_as_soon_as_open_questions_cannot_change_it() -> None:
    table = COORDINATOR_TRIAGE_1_0_0
    known = {"report_public": "yes", "supplier_cardinality": "one"}
    outcome = table.outcome(known)
    assert outcome is not None
    assert outcome.value == "decline"
    assert len(table.open_points(known)) == 5
    assert table.outcome({"report_public": "yes"}) is None
    assert table.changes({"report_public": "yes"}) == ()


def test_it_says_which_answer_would_change_the_outcome() -> None:
    changes = [(one.point.key, one.choice.value, one.outcome.value) for one in COORDINATOR_TRIAGE_1_0_0.changes(DEVICE)]
    assert changes == [
        ("supplier_cardinality", "multiple", "track"),
        ("supplier_engagement", "unresponsive", "coordinate"),
        ("utility", "efficient", "track"),
        ("utility", "super effective", "track"),
    ]


answer_sets = st.fixed_dictionaries(
    {},
    optional={
        point.key: st.sampled_from([choice.value for choice in point.choices]) for point in MEDICAL_TRIAGE_1_0_0.points
    },
)


@given(answer_sets)
def test_each_change_named_is_true_and_none_is_left_out(answers: dict[str, str]) -> None:
    table = MEDICAL_TRIAGE_1_0_0
    now = table.outcome(answers)
    named = {(one.point.key, one.choice.value): one.outcome for one in table.changes(answers)}
    for point, choice in ((each, choice) for each in table.points for choice in each.choices):
        then = table.outcome({**answers, point.key: choice.value})
        expected = then if now is not None and then not in (None, now) else None
        assert named.get((point.key, choice.value)) == expected


@given(answer_sets)
def test_for_devices_never_less_than_the_original(answers: dict[str, str]) -> None:
    order = [each.value for each in COORDINATOR_TRIAGE_1_0_0.outcomes]
    original, medical = COORDINATOR_TRIAGE_1_0_0.outcome(answers), MEDICAL_TRIAGE_1_0_0.outcome(answers)
    if original and medical:
        assert order.index(medical.value) >= order.index(original.value)
        if medical != original:
            assert why_medical(answers)


def test_a_device_that_keeps_patients_alive_is_at_least_tracked() -> None:
    alive = {**DEVICE, "life_supporting": "yes"}
    assert COORDINATOR_TRIAGE_1_0_0.rows[tuple(DEVICE.values())] == "decline"
    assert MEDICAL_TRIAGE_1_0_0.rows[tuple(alive.values())] == "track"
    assert MEDICAL_TRIAGE_1_0_0.rows[tuple({**alive, "life_supporting": "no"}.values())] == "decline"
    assert MEDICAL_TRIAGE_1_0_0.rows[tuple({**alive, "public_safety_impact": "minimal"}.values())] == "decline"
    assert len(why_medical(alive)) == 1


def test_a_finder_who_came_here_first_is_not_sent_away_when_patients_can_be_hurt() -> None:
    first = {**DEVICE, "supplier_contacted": "no", "supplier_engagement": "unresponsive", "life_supporting": "no"}
    original, medical = COORDINATOR_TRIAGE_1_0_0.outcome(first), MEDICAL_TRIAGE_1_0_0.outcome(first)
    assert (original and original.value, medical and medical.value) == ("decline", "coordinate")
    assert "first" in " ".join(why_medical(first))


def test_an_answer_the_table_does_not_know_is_refused_with_what_it_knows() -> None:
    with pytest.raises(InputRefusal, match="laborious"):
        COORDINATOR_TRIAGE_1_0_0.possible({"utility": "enormous"})


def test_traits_of_the_originals_that_the_page_of_tables_names() -> None:
    """ssvc.md 4.9: counted again here, because the reference page says them."""
    triage = COORDINATOR_TRIAGE_1_0_0.rows
    private = [said for row, said in triage.items() if row[:3] == ("no", "yes", "not credible")]
    assert (len(private), sum(said != "decline" for said in private)) == (24, 12)
    act = [row for row, said in SHEETS["coordinator"].base.rows.items() if said == "act"]
    assert (len(act), {row[0] for row in act}) == (4, {"active"})
    lows = {said for row, said in SHEETS["coordinator"].base.rows.items() if row[3] == "low"}
    assert lows == {"track", "attend"}
    assert SHEETS["human-impact"].base.rows["critical", "degraded"] == "medium"
