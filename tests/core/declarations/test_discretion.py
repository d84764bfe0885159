"""The four conditions of enforcement discretion, worked out by hand for one maker that learned on 1 February 2028."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from medcord.core.declarations.discretion import (
    Condition,
    ConditionState,
    Handed,
    applies,
    conditions,
    last_of,
    zone_of,
)
from medcord.core.declarations.forms import QUESTIONS, Declared, Form, counts
from medcord.core.declarations.missing import missing

LEARNED = datetime(2028, 2, 1, 9, 0, tzinfo=UTC)
ZONE = zone_of("Europe/Berlin")
TELL_BY = datetime(2028, 3, 2, 22, 59, 59, tzinfo=UTC)  # the 30th day ends in Berlin; February has 29 days that year
MEND_BY = datetime(2028, 4, 1, 21, 59, 59, tzinfo=UTC)  # the clocks went forward on 26 March
MET, NOT_MET, NOT_KNOWN, NOT_DUE = (
    ConditionState.MET,
    ConditionState.NOT_MET,
    ConditionState.NOT_KNOWN,
    ConditionState.NOT_DUE,
)


def one(number: int, form: Form, at: datetime | None = None, **no: bool) -> Declared:
    answers = {key: True for key, _ in QUESTIONS.get(form, ())} | no
    signed = at or LEARNED + timedelta(days=number)
    return Declared(UUID(int=number), form, number, signed, "L. Ostrava", at, None, form is Form.RISK, answers)


LEARNED_OF = one(1, Form.LEARNED, LEARNED)


def stand(*declared: Declared, now: datetime, handed: tuple[Handed, ...] = ()) -> tuple[Condition, ...]:
    return conditions(declared, counts(declared), handed, now=now, zone=ZONE)


def states(*declared: Declared, now: datetime, handed: tuple[Handed, ...] = ()) -> list[ConditionState]:
    return [each.stand for each in stand(*declared, now=now, handed=handed)]


def test_nothing_signed_is_not_known_and_not_a_failure() -> None:
    assert states(now=MEND_BY) == [NOT_KNOWN, NOT_KNOWN, NOT_KNOWN, NOT_DUE]
    assert applies([]) is None


def test_the_dates_are_30_and_60_days_from_the_time_that_counts() -> None:
    found = stand(LEARNED_OF, now=TELL_BY)
    assert [each.due for each in found] == [None, TELL_BY, MEND_BY, None]
    assert [each.stand for each in found] == [NOT_KNOWN, NOT_DUE, NOT_DUE, NOT_DUE]
    later = states(LEARNED_OF, now=TELL_BY + timedelta(seconds=1))
    assert later == [NOT_KNOWN, NOT_MET, NOT_DUE, NOT_DUE]


def test_a_maker_that_chose_no_zone_is_counted_where_the_guidance_was_written() -> None:
    late_evening = datetime(2028, 2, 1, 23, 30, tzinfo=UTC)  # in New York it is still the same day, in Berlin the next
    assert last_of(late_evening, timedelta(days=30), zone_of("UTC")) == datetime(2028, 3, 3, 4, 59, 59, tzinfo=UTC)
    assert last_of(late_evening, timedelta(days=30), ZONE) == datetime(2028, 3, 3, 22, 59, 59, tzinfo=UTC)


def test_all_four_met_with_their_evidence() -> None:
    told = one(4, Form.CUSTOMERS, TELL_BY)
    declared = (
        LEARNED_OF,
        one(2, Form.NO_HARM),
        one(3, Form.MEMBERSHIP),
        told,
        one(5, Form.FIX, MEND_BY),
    )
    handed = (Handed(told.id, "Lanternway", TELL_BY + timedelta(hours=24)),)
    found = stand(*declared, now=MEND_BY, handed=handed)
    assert [each.stand for each in found] == [MET, MET, MET, MET]
    assert [[each.declaration.int for each in c.evidence] for c in found] == [[2], [4], [5], [3, 4]]
    assert {each.signed_name for c in found for each in c.evidence} == {"L. Ostrava"}


def test_a_second_late_is_not_met() -> None:
    late = timedelta(seconds=1)
    told, fix = one(2, Form.CUSTOMERS, TELL_BY + late), one(3, Form.FIX, MEND_BY + late)
    handed = (Handed(told.id, "Lanternway", TELL_BY + late + timedelta(hours=24, seconds=1)),)
    found = states(LEARNED_OF, told, fix, one(4, Form.MEMBERSHIP), now=MEND_BY, handed=handed)
    assert found == [NOT_KNOWN, NOT_MET, NOT_MET, NOT_MET]


def test_the_first_condition_falls_when_a_serious_event_is_declared() -> None:
    calm = one(2, Form.NO_HARM)
    light = one(3, Form.HARM, LEARNED, serious=False)
    grave = one(4, Form.HARM, LEARNED)
    assert states(calm, light, now=TELL_BY)[0] is MET
    assert states(calm, grave, now=TELL_BY)[0] is NOT_MET
    assert states(grave, calm, now=TELL_BY)[0] is NOT_MET


def test_a_notice_without_a_strategy_or_plan_does_not_meet_the_second() -> None:
    for lacking in ("strategy", "plan", "impact"):
        short = one(2, Form.CUSTOMERS, LEARNED, **{lacking: False})
        before, after = (stand(LEARNED_OF, short, now=now)[1] for now in (TELL_BY, MEND_BY))
        assert (before.stand, after.stand) == (NOT_DUE, NOT_MET)
        assert after.because.startswith("Remediation incomplete: answered no:")


def test_membership_in_part_is_not_met_and_unsigned_is_not_known() -> None:
    told = one(2, Form.CUSTOMERS, LEARNED)
    handed = (Handed(told.id, "Lanternway", LEARNED),)
    assert states(LEARNED_OF, told, now=TELL_BY, handed=handed)[3] is NOT_KNOWN
    part = one(3, Form.MEMBERSHIP, process=False)
    assert states(LEARNED_OF, told, part, now=TELL_BY, handed=handed)[3] is NOT_MET


def test_a_decided_time_moves_both_dates() -> None:
    earlier = one(2, Form.LEARNED, LEARNED - timedelta(days=5))
    both = (LEARNED_OF, earlier)
    by_default, decided = counts(both), counts(both, LEARNED_OF.id)
    assert by_default is not None
    assert decided is not None
    assert (by_default.one, by_default.decided) == (earlier, False)
    assert (decided.one, decided.decided) == (LEARNED_OF, True)
    assert [each.due for each in conditions(both, by_default, (), now=LEARNED, zone=ZONE)][1] == TELL_BY - timedelta(
        days=5
    )
    assert [each.due for each in conditions(both, decided, (), now=LEARNED, zone=ZONE)][1] == TELL_BY


def test_what_is_missing_hangs_on_the_makers_own_decision() -> None:
    controlled = Declared(UUID(int=9), Form.RISK, 9, LEARNED, uncontrolled=False)
    uncontrolled = one(8, Form.RISK)
    assert [each.form for each in missing([], None, [], zone=ZONE)] == [Form.LEARNED, Form.RISK]
    assert missing([LEARNED_OF, controlled], counts([LEARNED_OF]), [], zone=ZONE) == []
    found = missing([LEARNED_OF, uncontrolled], counts([LEARNED_OF]), [], zone=ZONE)
    assert [(each.form, each.due) for each in found] == [
        (Form.CUSTOMERS, TELL_BY),
        (Form.FIX, MEND_BY),
        (Form.NO_HARM, None),
        (Form.MEMBERSHIP, None),
    ]
    grave, correction = one(3, Form.HARM, LEARNED, urgent=False), one(4, Form.CORRECTION, LEARNED)
    told = one(5, Form.CUSTOMERS, LEARNED)
    open_ones = missing([LEARNED_OF, controlled, grave, correction, told], counts([LEARNED_OF]), [], zone=ZONE)
    assert [(each.form, each.about, each.due) for each in open_ones] == [
        (Form.REPORTED, correction, None),
        (Form.HARM_REPORTED, grave, TELL_BY),
        (Form.CUSTOMERS, told, LEARNED),
    ]


FORMS = st.lists(st.tuples(st.sampled_from(list(Form)), st.integers(0, 90), st.booleans()), max_size=8)


@settings(max_examples=60, deadline=None)
@given(FORMS, st.integers(0, 100))
def test_no_condition_is_met_without_a_signature_and_each_says_why(
    drawn: list[tuple[Form, int, bool]], day: int
) -> None:
    declared = [
        one(number, form, LEARNED + timedelta(days=days), **({} if whole else {"strategy": False, "serious": False}))
        for number, (form, days, whole) in enumerate(drawn, 1)
    ]
    found = stand(*declared, now=LEARNED + timedelta(days=day))
    assert [each.number for each in found] == [1, 2, 3, 4]
    signed = {each.id for each in declared}
    for each in found:
        assert each.because.endswith(".")
        assert "breach" not in f"{each.words} {each.because}".lower()
        assert {shown.declaration for shown in each.evidence} <= signed
        assert each.evidence or each.stand is not MET
