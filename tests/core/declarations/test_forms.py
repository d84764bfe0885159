"""What a form asks for, and which times cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from medcord.core.declarations.forms import (
    QUESTIONS,
    WITH_END,
    Declared,
    Form,
    Given,
    Trace,
    check,
    check_beside_matrix,
)
from medcord.core.refusals import InputRefusal, Refusal, RuleRefusal
from medcord.core.safety.matrix import KEYS, Cell, Exploitability, read_cells
from medcord.core.vocabulary import Severity

NOW = datetime(2028, 5, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LEARNED = Declared(UUID(int=1), Form.LEARNED, 1, NOW - 9 * DAY, at=NOW - 20 * DAY)
CORRECTION = Declared(UUID(int=2), Form.CORRECTION, 2, NOW - 9 * DAY, at=NOW - 15 * DAY)
GRAVE = Declared(UUID(int=3), Form.HARM, 3, NOW - 9 * DAY, at=NOW - 8 * DAY, answers={"serious": True})

CYCLE = Declared(UUID(int=4), Form.CYCLE, 4, NOW - 9 * DAY, days=90)
KEPT = Declared(UUID(int=5), Form.NOT_REPORTED, 5, NOW - 9 * DAY, about=CORRECTION.id)


def whole(form: Form, **more: object) -> Given:
    base = Given(
        form, at=NOW - DAY, text="words", reason="", controls="none", scope="lot 1", removal=False, uncontrolled=True,
        exploitability=Exploitability.LOW, severity=Severity.MINOR,
        answers={key: True for key, _ in QUESTIONS.get(form, ())},
        ends=date(2040, 12, 31) if form in WITH_END else None, days=90 if form is Form.CYCLE else None,
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]


def beside(form: Form) -> tuple[UUID | None, list[Declared]]:
    """What a form speaks of, and what was signed before it."""
    about = {
        **dict.fromkeys((Form.REPORTED, Form.NOT_REPORTED, Form.LIFE), CORRECTION.id),
        Form.HARM_REPORTED: GRAVE.id,
        Form.RELEASE: CYCLE.id,
    }.get(form)
    before = [] if form is Form.NO_HARM else [CORRECTION, GRAVE, CYCLE]
    return about, [*before, KEPT] if form is Form.LIFE else before


def refused(given: Given, *declared: Declared, trace: Trace | None = None) -> tuple[str, str]:
    with pytest.raises(Refusal) as found:
        check(given, declared, now=NOW, trace=trace)
    assert found.value.sentence.endswith((".", "”."))
    return found.value.code, found.value.fields.get("field", "")


@pytest.mark.parametrize("form", Form)
def test_each_form_is_signed_when_it_is_whole(form: Form) -> None:
    about, before = beside(form)
    at = NOW - 16 * DAY if form is Form.LEARNED else NOW - DAY
    check(whole(form, about=about, at=at), before, now=NOW)


@pytest.mark.parametrize("form", Form)
def test_no_form_is_signed_without_its_words(form: Form) -> None:
    about, before = beside(form)
    at = NOW - 16 * DAY if form is Form.LEARNED else NOW - DAY
    assert refused(whole(form, about=about, at=at, text="  "), *before) == ("input", "text")


def test_an_expected_life_is_of_a_correction_that_is_not_reported_and_another_day_needs_a_reason() -> None:
    given = whole(Form.LIFE, about=CORRECTION.id)
    assert refused(given, CORRECTION) == ("reported", "")
    assert refused(replace(given, ends=None), CORRECTION, KEPT) == ("input", "ends")
    assert refused(replace(given, ends=date(1970, 1, 1)), CORRECTION, KEPT) == ("input", "ends")
    assert refused(whole(Form.FIX, ends=date(2040, 1, 1))) == ("input", "ends")
    first = replace(KEPT, ends=date(2039, 1, 1))
    assert refused(given, CORRECTION, first) == ("input", "reason")
    check(replace(given, reason="The label was changed."), [CORRECTION, first], now=NOW)


def test_a_cycle_has_days_and_products_and_a_change_of_it_a_reason() -> None:
    for days in (None, 0, 3651):
        assert refused(whole(Form.CYCLE, days=days)) == ("input", "days")
    assert refused(whole(Form.CYCLE, scope=" ")) == ("input", "scope")
    assert refused(whole(Form.CYCLE, about=CYCLE.id), CYCLE) == ("input", "reason")
    assert refused(whole(Form.RELEASE, about=None), CYCLE) == ("input", "about")
    assert refused(whole(Form.FIX, days=9)) == ("input", "days")


def test_an_item_that_is_not_in_a_report_needs_a_reason_and_no_other_one_takes_any() -> None:
    some = whole(Form.REPORTED, about=CORRECTION.id)
    assert len(some.answers) == 12  # the thirteenth are the reasons
    lacking = replace(some, answers={**some.answers, "consignees": False})
    assert refused(lacking, CORRECTION) == ("reason-needed", "why_consignees")
    check(replace(lacking, whys={"consignees": "The list of two dealers comes on Friday."}), [CORRECTION], now=NOW)
    assert refused(replace(some, whys={"dates": "They are in it."}), CORRECTION) == ("input", "why_dates")
    assert refused(whole(Form.OUT_OF_CYCLE, scope=" ")) == ("input", "scope")


def test_a_time_lies_in_the_past_and_after_what_it_follows() -> None:
    assert refused(whole(Form.LEARNED, at=NOW + DAY)) == ("in-the-future", "at")
    assert refused(whole(Form.LEARNED, at=None)) == ("input", "at")
    assert refused(whole(Form.LEARNED, at=datetime(1999, 12, 31, tzinfo=UTC))) == ("too-early", "at")
    assert refused(whole(Form.CORRECTION, at=NOW - 21 * DAY), LEARNED) == ("too-early", "at")
    early = whole(Form.REPORTED, at=NOW - 16 * DAY, about=CORRECTION.id)
    assert refused(early, LEARNED, CORRECTION) == ("too-early", "at")


def test_a_party_knew_by_what_it_did() -> None:
    after = whole(Form.LEARNED, at=NOW - 14 * DAY)
    assert refused(after, CORRECTION) == ("knew-before", "at")
    assert refused(after, trace=Trace(NOW - 18 * DAY, "it signed the terms")) == ("knew-before", "at")
    check(after, [], now=NOW, trace=Trace(NOW - 14 * DAY, "it signed the terms"))


def test_a_correction_of_learned_of_has_a_reason_and_another_time() -> None:
    again = whole(Form.LEARNED, at=NOW - 22 * DAY, about=LEARNED.id)
    assert refused(again, LEARNED) == ("input", "reason")
    check(replace(again, reason="A call was found."), [LEARNED], now=NOW)
    assert refused(whole(Form.LEARNED, at=LEARNED.at, reason="so"), LEARNED) == ("same-time", "at")


def test_nothing_is_answered_for_anybody() -> None:
    for name in ("exploitability", "severity", "uncontrolled"):
        assert refused(whole(Form.RISK, **{name: None})) == ("not-answered", name)
    assert refused(whole(Form.CORRECTION, removal=None)) == ("not-answered", "removal")
    for form, questions in QUESTIONS.items():
        about, before = beside(form)
        for key, _words in questions:
            answers = {other: True for other, _ in questions if other != key}
            assert refused(whole(form, answers=answers, about=about), *before) == ("not-answered", key)
    assert refused(whole(Form.NO_HARM, answers={"sure": True})) == ("input", "answers")
    assert refused(whole(Form.RISK, controls="")) == ("input", "controls")


def test_a_fix_is_validated_and_brings_no_more_risk() -> None:
    for key in ("validated", "no_new_risk"):
        answers = {"validated": True, "no_new_risk": True, "control": False, key: False}
        assert refused(whole(Form.FIX, answers=answers)) == ("not-a-fix", key)


def test_a_declaration_speaks_of_one_of_its_own_kind_and_once() -> None:
    assert refused(whole(Form.REPORTED)) == ("input", "about")
    assert refused(whole(Form.REPORTED, about=LEARNED.id), LEARNED) == ("input", "about")
    assert refused(whole(Form.REPORTED, about=UUID(int=77)), CORRECTION) == ("input", "about")
    done = Declared(UUID(int=5), Form.REPORTED, 5, NOW, at=NOW, about=CORRECTION.id)
    assert refused(whole(Form.REPORTED, about=CORRECTION.id), CORRECTION, done) == ("declared-already", "")
    assert refused(whole(Form.NOT_REPORTED, about=CORRECTION.id), CORRECTION, done) == ("declared-already", "")


def test_no_harm_known_cannot_be_signed_beside_a_serious_event() -> None:
    with pytest.raises(RuleRefusal, match="cannot be signed any more"):
        check(whole(Form.NO_HARM), [GRAVE], now=NOW)


def test_a_decision_beside_the_matrix_needs_a_reason_only_where_they_differ() -> None:
    calm = whole(Form.RISK, uncontrolled=False)
    for cell in (None, Cell.JUDGED, Cell.CONTROLLED):
        check_beside_matrix(calm, cell)
    with pytest.raises(InputRefusal, match="Your own matrix says “uncontrolled” here") as found:
        check_beside_matrix(calm, Cell.UNCONTROLLED)
    assert found.value.code == "differs-from-matrix"
    check_beside_matrix(replace(calm, reason="The port is sealed."), Cell.UNCONTROLLED)


def test_a_matrix_has_fifteen_cells_and_no_default() -> None:
    cells = dict.fromkeys(KEYS, "judged") | {"high:catastrophic": "uncontrolled"}
    read = read_cells(cells)
    assert len(read) == 15
    assert read[Exploitability.HIGH, Severity.CATASTROPHIC] is Cell.UNCONTROLLED
    for odd in ({**cells, "low:minor": ""}, {key: word for key, word in cells.items() if key != "low:minor"}):
        with pytest.raises(InputRefusal, match="low exploitability and minor harm"):
            read_cells(odd)
    with pytest.raises(InputRefusal, match="no cell"):
        read_cells({**cells, "none:minor": "judged"})
