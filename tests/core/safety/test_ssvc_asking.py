"""Which fact would change a decision, what follows from other facts, names as people type them, and the list that
others' programs read."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from itertools import product
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcord.core.refusals import InputRefusal
from medcord.core.safety.ssvc import SHEETS, DecisionTable, Fact, Sheet, look
from medcord.core.safety.ssvc.naming import answers_of, choice_named, point_named, sheet_named
from medcord.core.safety.ssvc.selection import points_of, selection_list

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@st.composite
def asked(draw: st.DrawFn) -> tuple[Sheet, dict[str, str]]:
    """A sheet with some of its questions answered."""
    sheet = draw(st.sampled_from(list(SHEETS.values())))
    answers = {}
    for point in sheet.widest.points:
        value = draw(st.sampled_from(["", *(choice.value for choice in point.choices)]))
        answers |= {point.key: value} if value else {}
    return sheet, answers


def outcomes(table: DecisionTable, answers: dict[str, str]) -> set[str]:
    """By going through every row: slow, and sure."""
    keys = [point.key for point in table.points]
    rows = (dict(zip(keys, row, strict=True)) | {"": said} for row, said in table.rows.items())
    return {row[""] for row in rows if all(row[key] == value for key, value in answers.items() if key in row)}


@settings(max_examples=60, deadline=None)
@given(asked())
def test_what_is_possible_and_what_each_answer_would_leave_is_what_the_rows_say(
    case: tuple[Sheet, dict[str, str]],
) -> None:
    sheet, answers = case
    found = look(sheet, answers)
    for table, said in zip(sheet.tables, found.said, strict=True):
        assert {each.value for each in said.possible} == outcomes(table, answers)
        assert (said.outcome is None) == (len(said.possible) > 1)
    for fact in found.facts:
        for would in fact.would:
            then = {**answers, fact.point.key: would.choice.value}
            for table, left in zip(sheet.tables, would.outcomes, strict=True):
                assert {each.value for each in left} == outcomes(table, then)


@settings(max_examples=40, deadline=None)
@given(asked())
def test_a_fact_that_is_said_to_change_nothing_changes_nothing(case: tuple[Sheet, dict[str, str]]) -> None:
    sheet, answers = case
    for fact in look(sheet, answers).facts:
        assert fact.changes == any(varies(table, fact, answers) for table in sheet.tables)


def varies(table: DecisionTable, fact: Fact, answers: dict[str, str]) -> bool:
    others = [point for point in table.points if point.key != fact.point.key]
    if len(others) == len(table.points):
        return False
    asked_of = [[answers[p.key]] if p.key in answers else [each.value for each in p.choices] for p in others]
    for row in product(*asked_of):
        rest = dict(zip((point.key for point in others), row, strict=True))
        if len({table.outcome({**rest, fact.point.key: each.value}) for each in fact.point.choices}) > 1:
            return True
    return False


def test_the_missing_fact_is_named_and_the_idle_one_too() -> None:
    found = look(SHEETS["supplier"], {"exploitation": "active", "public_safety_impact": "significant"})
    assert [one.outcome and one.outcome.value for one in found.said] == ["immediate", "immediate"]
    assert {fact.point.key: fact.changes for fact in found.missing} == {
        "utility": False,
        "technical_impact": False,
        "patient_harm": False,
        "life_supporting": False,
    }
    assert {fact.point.key: fact.changes for fact in found.known} == {
        "exploitation": True,
        "public_safety_impact": True,
    }


def test_what_feeds_a_question_answers_it() -> None:
    known = {"automatable": "yes", "value_density": "concentrated", "safety_impact": "marginal"}
    found = look(SHEETS["supplier"], {**known, "exploitation": "none", "technical_impact": "partial"})
    assert {one.point.key: one.choice and one.choice.value for one in found.derived} == {
        "utility": "super effective",
        "public_safety_impact": "significant",
    }
    assert found.said[0].outcome is not None
    assert found.said[0].outcome.value == "out-of-cycle"


def test_an_undefined_pair_leaves_the_decision_open_and_says_so() -> None:
    pair = {"mission_prevalence": "minimal", "public_wellbeing": "material"}
    rest = {"exploitation": "active", "automatable": "no", "technical_impact": "total"}
    found = look(SHEETS["coordinator"], {**pair, **rest})
    assert [(one.point.key, one.choice, one.undefined) for one in found.derived] == [("mission_wellbeing", None, True)]
    assert [each.value for each in found.said[0].possible] == ["track", "attend", "act"]
    said = look(SHEETS["coordinator"], {**pair, **rest, "mission_wellbeing": "medium"})
    assert (said.derived, said.said[0].outcome and said.said[0].outcome.value) == ((), "attend")


def test_half_of_what_feeds_a_question_is_told_and_guesses_nothing() -> None:
    (half,) = look(SHEETS["deployer"], {"safety_impact": "critical"}).derived
    assert (half.choice, [each.value for each in half.possible]) == (None, ["medium", "high", "very high"])
    (sure,) = look(SHEETS["deployer"], {"safety_impact": "catastrophic"}).derived
    assert sure.choice is not None
    assert sure.choice.value == "very high"


def test_answers_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(InputRefusal, match="Leave one of them out") as refused:
        look(SHEETS["supplier"], {"safety_impact": "critical", "public_safety_impact": "minimal"})
    assert refused.value.code == "answers-contradict"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("TRIAGE", "triage"),
        ("cisa", "coordinator"),
        ("CISA Coordinator", "coordinator"),
        ("coordinator-publish", "publish"),
        ("DT_DP", "deployer"),
        ("bod_26_04", "bod-26-04"),
        ("safety-supplier:1.0.0", "supplier"),
        ("mwi", "mission-wellbeing"),
    ],
)
def test_a_table_is_known_by_many_names(typed: str, key: str) -> None:
    assert sheet_named(typed).key == key


def test_points_and_answers_are_known_by_name_code_or_identity_in_any_case() -> None:
    sheet = SHEETS["coordinator"]
    for text in (
        "E=P",
        "exploitation=public poc",
        "Exploitation = PUBLIC-POC",
        "ssvc:E:1.1.0=public_poc",
        "e=Public proof",
    ):
        assert answers_of(sheet, [text]) == {"exploitation": "public poc"}
    assert answers_of(sheet, ["mwi=H", "PH=life threatening"]) == {
        "mission_wellbeing": "high",
        "patient_harm": "life-threatening",
    }


def test_a_name_that_is_not_known_is_answered_with_those_that_are() -> None:
    sheet = SHEETS["publish"]
    with pytest.raises(InputRefusal, match="triage, coordinator, publish, supplier, deployer, bod-26-04"):
        sheet_named("stakeholder")
    with pytest.raises(InputRefusal, match=r"public_value_added \(PVA\)"):
        point_named(sheet, "value")
    with pytest.raises(InputRefusal, match=r"“public poc” \(P\)"):
        choice_named(point_named(sheet, "E"), "maybe")
    for bad in ("E", "E=", "=A"):
        with pytest.raises(InputRefusal, match="POINT=VALUE"):
            answers_of(sheet, [bad])
    with pytest.raises(InputRefusal, match="given twice"):
        answers_of(sheet, ["E=A", "exploitation=none"])


@pytest.fixture(scope="module")
def schema() -> jsonschema_rs.Validator:
    path = (
        Path(__file__).resolve().parents[3] / ".." / "shared" / "oracles" / "ssvc" / "SelectionList_2_0_0.schema.json"
    )
    if not path.is_file():
        pytest.skip("../shared is not beside this checkout")
    return jsonschema_rs.validator_for(json.loads(path.read_text()), validate_formats=True)


@settings(max_examples=40, deadline=None)
@given(asked())
def test_every_selection_list_holds_to_its_schema(
    schema: jsonschema_rs.Validator, case: tuple[Sheet, dict[str, str]]
) -> None:
    sheet, answers = case
    outcome = sheet.base.outcomes[0].value
    made = selection_list(
        points_of(sheet, answers), answers, at=NOON, targets=["CVE-2026-90533"], decided=(sheet.base, outcome)
    )
    assert [error.message for error in schema.iter_errors(made)] == []


def test_the_list_says_what_was_chosen_what_is_not_known_and_what_a_person_decided() -> None:
    sheet = SHEETS["publish"]
    answers = {"exploitation": "active", "patient_harm": "serious", "compensating_control": "available"}
    tokyo = NOON.astimezone(timezone(timedelta(hours=9)))
    made = selection_list(
        points_of(sheet, answers),
        answers,
        at=tokyo,
        targets=["CVE-1", "CVE-1", "MC-7"],
        decided=(sheet.base, "publish"),
    )
    assert (made["timestamp"], made["schemaVersion"], made["target_ids"]) == (
        "2026-11-20T12:00:00Z",
        "2.0.0",
        ["CVE-1", "MC-7"],
    )
    selections = made["selections"]
    assert isinstance(selections, list)
    told = {
        f"{one['namespace']}:{one['key']}:{one['version']}": [v["key"] for v in one["values"]] for one in selections
    }
    assert told == {
        "ssvc:SINV:1.0.0": ["FR", "C", "UU"],
        "ssvc:E:1.1.0": ["A"],
        "ssvc:PVA:1.0.0": ["L", "A", "P"],
        "x_example.medcord#safety:PH:1.0.0": ["S"],
        "x_example.medcord#safety:CC:1.0.0": ["A"],
        "ssvc:PUBLISH:1.0.0": ["P"],
    }
