"""What medcord adds to the tables for devices: row by row, never less, and higher where the original is higher."""

from __future__ import annotations

from itertools import product

import pytest

from medcord.core.safety.ssvc import SHEETS, TABLES, DecisionTable, Sheet, look
from tests.core.safety.test_ssvc import digest_of

EXTENDED = [sheet for sheet in SHEETS.values() if sheet.safety]
WITH_ROWS = [table for sheet in SHEETS.values() for table in sheet.tables if sheet.key != "mission-wellbeing"]
# What was released, by name: how many rows say more than the original, and the digest of all rows. Decisions name these
# tables; a rule that changes makes a new version beside them, and never another digest here.
RELEASED = {
    "medical:1.0.0": (80, "5a76886dd3613f47"),
    "safety-coordinator:1.0.0": (74, "fd42168b28614e90"),
    "safety-publish:1.0.0": (11, "fdf40f2e260a3347"),
    "safety-supplier:1.0.0": (63, "2e2a2d0d4e94d619"),
    "safety-deployer:1.0.0": (59, "f4fd1aedc08d4fb8"),
}


def says(key: str, **answers: str) -> tuple[str, ...]:
    """What the original and ours say: one outcome each, or several with a slash."""
    return tuple("/".join(each.value for each in one.possible) for one in look(SHEETS[key], answers).said)


def test_five_decisions_have_a_table_for_devices_beside_them() -> None:
    assert [sheet.key for sheet in EXTENDED] == ["triage", "coordinator", "publish", "supplier", "deployer"]


@pytest.mark.parametrize("sheet", EXTENDED, ids=lambda sheet: sheet.key)
def test_no_row_says_less_than_the_original(sheet: Sheet) -> None:
    assert sheet.safety
    asked = len(sheet.base.points)
    pairs = [(sheet.base.rank(sheet.base.rows[row[:asked]]), sheet.base.rank(said)) for row, said in rows(sheet.safety)]
    assert [pair for pair in pairs if pair[1] < pair[0]] == []
    assert sum(ours > theirs for theirs, ours in pairs) == RELEASED[sheet.safety.tag][0]


def test_a_table_that_was_released_is_still_there_and_unchanged() -> None:
    for tag, (_, digest) in RELEASED.items():
        key, _, version = tag.partition(":")
        assert digest_of(TABLES[(key, version)].rows) == digest


@pytest.mark.parametrize("table", WITH_ROWS, ids=lambda table: table.tag)
def test_a_graver_answer_never_leads_to_less(table: DecisionTable) -> None:
    worse = []
    for row, outcome in rows(table):
        for at, point in enumerate(table.points):
            for choice in point.choices:
                if point.rank(choice.value) == point.rank(row[at]) + 1:
                    graver = (*row[:at], choice.value, *row[at + 1 :])
                    worse += [graver] if table.rank(table.rows[graver]) < table.rank(outcome) else []
    assert worse == []


def rows(table: DecisionTable) -> list[tuple[tuple[str, ...], str]]:
    return list(table.rows.items())


@pytest.mark.parametrize("sheet", EXTENDED, ids=lambda sheet: sheet.key)
def test_each_rule_is_needed_and_is_named_where_it_counts(sheet: Sheet) -> None:
    named = set()
    assert sheet.safety
    for row, outcome in rows(sheet.safety):
        answers = dict(zip((point.key for point in sheet.safety.points), row, strict=True))
        bears = look_rules(sheet, answers)
        named |= bears
        if outcome != sheet.base.rows[row[: len(sheet.base.points)]]:
            assert bears
    assert named == {rule.key for rule in sheet.rules}


def look_rules(sheet: Sheet, answers: dict[str, str]) -> set[str]:
    return {rule.key for rule in look(sheet, answers).rules}


def test_one_patients_death_with_a_degraded_mission_is_more_than_medium_for_a_hospital() -> None:
    """ssvc.md 4.9, 1: safety impact critical and mission degraded make human impact medium."""
    where = {"exploitation": "active", "system_exposure": "small", "automatable": "no"}
    harm = {"safety_impact": "critical", "mission_impact": "degraded", "patient_harm": "life-threatening"}
    found = look(SHEETS["deployer"], {**where, **harm, "life_supporting": "no"})
    assert [(one.point.key, one.choice and one.choice.value) for one in found.derived] == [("human_impact", "medium")]
    assert [one.outcome and one.outcome.value for one in found.said] == ["scheduled", "out-of-cycle"]
    assert [rule.key for rule in found.rules] == ["D2"]


def test_a_flaw_that_kills_is_acted_on_before_the_first_attack() -> None:
    """ssvc.md 4.9, 5: in the original Act needs attacks."""
    pump = {"patient_harm": "life-threatening", "life_supporting": "yes", "mission_wellbeing": "low"}
    public = {"exploitation": "public poc", "automatable": "no", "technical_impact": "total"}
    assert says("coordinator", **pump, **public) == ("track", "act")
    assert says("coordinator", **pump, **{**public, "exploitation": "none"}) == ("track", "attend")
    assert says("coordinator", **{**pump, "patient_harm": "minor"}, **public) == ("track", "track")


def test_hospitals_are_told_what_attackers_know() -> None:
    """ssvc.md 4.9, 4: cooperative maker, public way, something to add: do not publish, whatever the harm."""
    known = {"supplier_involvement": "cooperative", "exploitation": "public poc", "public_value_added": "ampliative"}
    assert says("publish", **known, patient_harm="serious") == ("do not publish", "publish")
    assert says("publish", **known, patient_harm="minor") == ("do not publish", "do not publish")
    quiet = {**known, "exploitation": "none", "patient_harm": "life-threatening"}
    assert says("publish", **quiet, compensating_control="available") == ("do not publish", "publish")
    assert says("publish", **quiet, compensating_control="not available") == ("do not publish", "do not publish")


def test_a_word_that_helps_nobody_yet_is_warned_of_and_not_forbidden() -> None:
    first = {"supplier_involvement": "cooperative", "exploitation": "none", "public_value_added": "precedence"}
    found = look(SHEETS["publish"], {**first, "patient_harm": "serious", "compensating_control": "not available"})
    assert [one.outcome and one.outcome.value for one in found.said] == ["publish", "publish"]
    assert [one.key for one in found.cautions] == ["PW1"]
    ready = {**first, "patient_harm": "serious", "compensating_control": "not available"}
    assert look(SHEETS["publish"], {**ready, "supplier_involvement": "fix ready"}).cautions == ()


def test_a_fix_for_a_flaw_that_kills_does_not_wait_for_the_next_update() -> None:
    part = {"exploitation": "none", "utility": "laborious", "technical_impact": "partial"}
    assert says("supplier", **part, safety_impact="critical", patient_harm="life-threatening") == (
        "scheduled",
        "out-of-cycle",
    )


@pytest.mark.parametrize(("key", "outcome"), [("bod-26-04", "3 days"), ("deployer", "immediate")])
def test_three_days_on_a_fleet_of_pumps_are_a_warning_and_not_a_lower_outcome(key: str, outcome: str) -> None:
    """ssvc.md 4.9, 6."""
    sheet = SHEETS[key]
    row = next(row for row, said in sheet.base.rows.items() if said == outcome)
    answers = dict(zip((point.key for point in sheet.base.points), row, strict=True))
    answers |= {"patient_harm": "minor", "life_supporting": "no"} if sheet.safety else {}
    for hazard, cautions in (("yes", 1), ("no", 0), ("", 0)):
        found = look(sheet, {**answers, "downtime_hazard": hazard})
        assert {one.outcome and one.outcome.value for one in found.said} == {outcome}
        assert len(found.cautions) == cautions


def test_an_aside_changes_no_outcome_and_is_not_counted_as_a_missing_fact() -> None:
    found = look(SHEETS["deployer"], {})
    assert "downtime_hazard" not in [fact.point.key for fact in found.missing]


def test_ours_are_in_a_namespace_of_our_own_and_theirs_in_theirs() -> None:
    spaces = {point.namespace for sheet in SHEETS.values() for point in sheet.base.points}
    assert spaces == {"ssvc", "cisa"}
    added = {
        point.id for sheet in EXTENDED for point in (*sheet.widest.points[len(sheet.base.points) :], *sheet.asides)
    }
    assert added == {f"x_example.medcord#safety:{code}:1.0.0" for code in ("LS", "PH", "CC", "DH")}


def test_every_point_has_a_name_of_its_own_and_every_answer_a_code_of_its_own() -> None:
    points = {point.key: point for sheet in SHEETS.values() for point in sheet.points}
    ids = [point.id for point in points.values()]
    assert len(ids) == len(set(ids)) == 26
    for point in points.values():
        names = [name for each in point.choices for name in {each.value, each.label.lower(), each.short.lower()}]
        assert len(names) == len(set(names)), point.key


def test_every_combination_is_in_the_extended_table() -> None:
    for sheet in EXTENDED:
        every = set(product(*([choice.value for choice in point.choices] for point in sheet.widest.points)))
        assert set(sheet.widest.rows) == every
