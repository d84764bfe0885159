"""The regulator's pack, examples worked by hand."""

from __future__ import annotations

import pytest

from medcord.core.clocks import PACKS, Context, Known, Standing, Tone, clocks, step_reached
from medcord.core.clocks.packs import RULES, US_FDA_1_0_0, US_FDA_1_1_0
from tests.core.clocks.told import KARST, LONG_AFTER, ORRIN, fact, local, name, run, utc

LEARNED = {"declaration": name("learned"), "learned": "2026-03-02T15:00:00+00:00", "corrects": None}


def uncontrolled(at: str, *, yes: bool = True) -> Known:
    return fact("RiskDeclared", at, KARST, declaration=name(at), uncontrolled=yes)


def test_a_correction_is_reported_in_ten_work_days_over_thanksgiving() -> None:
    started = fact(
        "CorrectionDeclared",
        "2026-11-21 09:00",
        KARST,
        declaration=name("c1"),
        initiated="2026-11-20T14:00:00+00:00",
        removal=False,
        extends=None,
    )
    clock = run(started)["CLK-1"]
    assert local(clock) == "Mon 2026-12-07 23:59:59 EST"
    assert clock.start == started
    assert clock.holder == KARST
    assert clock.force == "regulation"


def test_a_correction_widened_to_more_lots_has_a_clock_of_its_own() -> None:
    first, second = (
        fact("CorrectionDeclared", at, KARST, declaration=name(at), initiated=f"{at[:10]}T14:00:00+00:00")
        for at in ("2026-06-01 15:00", "2026-06-15 15:00")
    )
    reported = fact(
        "CorrectionReported",
        "2026-06-10 15:00",
        KARST,
        declaration=first.data["declaration"],
        reported="2026-06-10T15:00:00+00:00",
    )
    found = [each for each in clocks([first, second, reported], PACKS, LONG_AFTER) if each.rule == "CLK-1"]
    assert [each.running for each in found] == [True, False]
    # From Mon 15 June, Juneteenth (Fri 19) left out: 16, 17, 18, 22, 23, 24, 25, 26, 29, 30
    assert local(found[0]) == "Tue 2026-06-30 23:59:59 EDT"
    assert found[1].tone(LONG_AFTER) is Tone.MET


def test_a_correction_that_is_not_reported_for_a_signed_reason_counts_no_longer() -> None:
    declared = fact(
        "CorrectionDeclared", "2026-06-01 15:00", KARST, declaration=name("c1"), initiated="2026-06-01T14:00:00+00:00"
    )
    kept = fact("CorrectionNotReported", "2026-06-04 10:00", KARST, declaration=name("c1"))
    clock = run(declared, kept)["CLK-1"]
    assert (clock.running, clock.met, clock.ended) == (False, None, utc("2026-06-04 10:00"))
    other = fact("CorrectionNotReported", "2026-06-04 10:00", KARST, declaration=name("c2"))
    assert run(declared, other)["CLK-1"].ended is None


def test_customers_and_fix_have_30_and_60_days_from_learned_of_over_summer_time() -> None:
    found = run(fact("LearnedOfDeclared", "2026-03-05 12:00", KARST, **LEARNED), uncontrolled("2026-03-06 12:00"))
    assert local(found["CLK-2"]) == "Wed 2026-04-01 23:59:59 EDT"
    assert local(found["CLK-3"]) == "Fri 2026-05-01 23:59:59 EDT"
    assert found["CLK-2"].started == utc("2026-03-02 15:00")
    assert found["CLK-2"].force == found["CLK-3"].force == "condition of enforcement discretion"


def test_customers_have_30_days_over_a_leap_day() -> None:
    learned = {**LEARNED, "learned": "2028-02-10T15:00:00+00:00"}
    found = run(fact("LearnedOfDeclared", "2028-02-11 12:00", KARST, **learned), uncontrolled("2028-02-12 12:00"))
    assert local(found["CLK-2"]) == "Sat 2028-03-11 23:59:59 EST"


def test_while_the_risk_is_not_declared_the_clock_is_shown_and_does_not_count() -> None:
    clock = run(fact("LearnedOfDeclared", "2026-03-05 12:00", KARST, **LEARNED))["CLK-2"]
    assert clock.standing is Standing.WAITS
    assert "when the manufacturer declares the risk uncontrolled" in clock.note
    assert clock.tone(LONG_AFTER) is Tone.RUNNING
    assert not clock.counts


def test_a_controlled_risk_has_neither_clock_and_a_later_uncontrolled_one_counts_from_learned_of() -> None:
    learned = fact("LearnedOfDeclared", "2026-03-05 12:00", KARST, **LEARNED)
    controlled = uncontrolled("2026-03-06 12:00", yes=False)
    assert "CLK-2" not in run(learned, controlled)
    assert run(learned, controlled, uncontrolled("2026-03-20 12:00"))["CLK-2"].started == utc("2026-03-02 15:00")


def test_the_risk_that_another_manufacturer_declares_is_not_ours() -> None:
    other = fact("RiskDeclared", "2026-03-06 12:00", ORRIN, declaration=name("o"), uncontrolled=True)
    clock = run(fact("LearnedOfDeclared", "2026-03-05 12:00", KARST, **LEARNED), other)["CLK-2"]
    assert clock.standing is Standing.WAITS


@pytest.mark.parametrize(
    ("corrected", "counts"),
    [("2026-02-20T15:00:00+00:00", "2026-02-20 15:00"), ("2026-03-09T15:00:00+00:00", "2026-03-02 15:00")],
)
def test_a_correction_keeps_both_times_and_the_earlier_one_counts(corrected: str, counts: str) -> None:
    first = fact("LearnedOfDeclared", "2026-03-05 12:00", KARST, **LEARNED)
    second = fact(
        "LearnedOfDeclared",
        "2026-03-10 12:00",
        KARST,
        **{**LEARNED, "declaration": name("again"), "learned": corrected, "corrects": LEARNED["declaration"]},
    )
    clock = run(first, second, uncontrolled("2026-03-11 12:00"))["CLK-2"]
    assert clock.started == utc(counts)
    assert {clock.started, *clock.also} == {utc("2026-03-02 15:00"), utc(corrected[:10] + " 15:00")}


def test_a_named_person_of_the_regulator_decides_for_the_later_time() -> None:
    first = fact("LearnedOfDeclared", "2026-03-05 12:00", KARST, **LEARNED)
    second = fact(
        "LearnedOfDeclared",
        "2026-03-10 12:00",
        KARST,
        **{**LEARNED, "declaration": name("again"), "learned": "2026-03-09T15:00:00+00:00"},
    )
    decided = fact(
        "LearnedOfDecided",
        "2026-03-12 12:00",
        KARST,
        declaration=name("again"),
        learned="2026-03-09T15:00:00+00:00",
    )
    clock = run(first, second, decided, uncontrolled("2026-03-13 12:00"))["CLK-2"]
    assert clock.started == utc("2026-03-09 15:00")
    assert clock.start == decided
    assert clock.also == (utc("2026-03-02 15:00"),)
    third = fact(
        "LearnedOfDeclared",
        "2026-03-20 12:00",
        KARST,
        **{**LEARNED, "declaration": name("third"), "learned": "2026-02-01T15:00:00+00:00"},
    )
    assert run(first, second, decided, third, uncontrolled("2026-03-21 12:00"))["CLK-2"].started == utc(
        "2026-02-01 15:00"
    )


def test_customers_told_in_time_meets_and_told_on_the_31st_day_is_late() -> None:
    learned = fact("LearnedOfDeclared", "2026-03-05 12:00", KARST, **LEARNED)
    for told, tone in (("2026-04-01T20:00:00+00:00", Tone.MET), ("2026-04-02T04:00:00+00:00", Tone.LATE)):
        customers = fact("CustomersTold", "2026-04-03 12:00", KARST, declaration=name(told), told=told)
        found = run(learned, uncontrolled("2026-03-06 12:00"), customers)
        assert found["CLK-2"].tone(LONG_AFTER) is tone
        assert found["CLK-2"].stop == customers


def test_the_isao_is_told_at_the_same_time_as_customers() -> None:
    risk = uncontrolled("2026-03-06 12:00")
    customers = fact(
        "CustomersTold", "2026-03-20 12:00", KARST, declaration=name("t"), told="2026-03-20T12:00:00+00:00"
    )
    waiting = run(risk, customers)["CLK-4"]
    assert waiting.due == utc("2026-03-20 12:00")
    assert waiting.tone(utc("2026-03-20 13:00")) is Tone.LATE
    same = fact("IsaoTold", "2026-03-20 12:01", KARST, declaration=name("i"), told="2026-03-20T12:00:00+00:00")
    assert run(risk, customers, same)["CLK-4"].tone(LONG_AFTER) is Tone.MET


def test_a_harm_event_has_30_days_and_an_urgent_one_five_work_days_over_new_year() -> None:
    at = {"aware": "2026-12-28T15:00:00+00:00", "serious": True}
    slow = fact("HarmEventDeclared", "2026-12-28 16:00", KARST, declaration=name("h"), urgent=False, **at)
    fast = fact("HarmEventDeclared", "2026-12-28 16:00", KARST, declaration=name("u"), urgent=True, **at)
    assert local(run(slow)["CLK-5"]) == "Wed 2027-01-27 23:59:59 EST"
    # 29, 30, 31 December, (Fri 1 January), Mon 4, Tue 5
    assert local(run(fast)["CLK-5"]) == "Tue 2027-01-05 23:59:59 EST"


def test_each_news_of_a_signal_is_decided_within_30_days_of_its_own() -> None:
    notice = {"notice": name("n")}
    first = fact("EmergingSignalRaised", "2026-05-01 12:00", number=1, **notice)
    decided = fact("PublicNoticeDecided", "2026-05-20 12:00", number=1, notify=False, **notice)
    second = fact("EmergingSignalRaised", "2026-06-01 12:00", number=2, **notice)
    found = [each for each in clocks([first, decided, second], PACKS, LONG_AFTER) if each.rule == "CLK-7"]
    assert [(local(each), each.running) for each in found] == [
        ("Wed 2026-07-01 23:59:59 EDT", True),
        ("Sun 2026-05-31 23:59:59 EDT", False),
    ]


def test_a_warning_has_24_hours_from_the_minute_and_saying_why_not_ends_it_without_meeting_it() -> None:
    asked = fact("WarningAsked", "2026-03-08 03:30", KARST, warning=name("w"))
    clock = run(asked)["CLK-8"]
    assert clock.due == utc("2026-03-09 03:30")
    refused = fact("WarningIssued", "2026-03-08 20:00", KARST, warning=name("w"), issued=False)
    ended = run(asked, refused)["CLK-8"]
    assert (ended.met, ended.ended, ended.running) == (None, utc("2026-03-08 20:00"), False)


def test_the_holders_own_day_counts_where_it_lives() -> None:
    learned = fact("LearnedOfDeclared", "2026-03-05 12:00", KARST, **LEARNED)
    context = Context(zones={KARST: "Europe/Berlin"})
    clock = run(learned, uncontrolled("2026-03-06 12:00"), context=context)["CLK-2"]
    assert local(clock) == "Wed 2026-04-01 23:59:59 CEST"


def test_a_clock_reaches_half_four_fifths_due_and_late() -> None:
    clock = run(fact("WarningAsked", "2026-05-01 00:00", KARST, warning=name("w")))["CLK-8"]
    reached = [
        step_reached(clock, utc(at))
        for at in ("2026-05-01 11:59", "2026-05-01 12:00", "2026-05-01 19:12", "2026-05-02 00:00", "2026-05-02 02:24")
    ]
    assert reached == ["", "half", "four-fifths", "due", "late"]


def test_an_earlier_instant_gives_the_clocks_as_they_stood_then() -> None:
    asked = fact("WarningAsked", "2026-05-01 00:00", KARST, warning=name("w"))
    issued = fact("WarningIssued", "2026-05-01 10:00", KARST, warning=name("w"), issued=True)
    assert run(asked, issued, at=utc("2026-05-01 05:00"))["CLK-8"].running
    assert not run(asked, issued)["CLK-8"].running


def test_no_rule_speaks_of_a_breach() -> None:
    assert "breach" not in repr(US_FDA_1_1_0).lower()
    assert {rule.id for rule in US_FDA_1_1_0.rules if rule.needs} == set()


def life(at: str, ends: str, *, of: str = "c1") -> Known:
    return fact("ExpectedLifeDeclared", at, KARST, declaration=name(of), ends=ends)


def test_the_record_of_a_correction_is_kept_two_years_beyond_the_expected_life_and_runs_out() -> None:
    declared = life("2026-06-04 10:00", "2027-06-30T16:00:00+00:00")
    clock = run(declared, at=utc("2028-01-01 00:00"))["CLK-13"]
    # Two years of the calendar over 29 February 2028: 731 days
    assert local(clock) == "Sat 2029-06-30 23:59:59 EDT"
    assert (clock.force, clock.holder, clock.running) == ("regulation", KARST, True)
    assert [(step.name, step.at) for step in clock.steps] == [("due", utc("2029-07-01 03:59:59"))]
    over = run(declared, at=utc("2029-07-01 04:00"))["CLK-13"]
    assert (over.running, over.met, over.tone(LONG_AFTER)) == (False, None, Tone.RUNNING)


def test_a_life_that_ends_on_a_leap_day_is_not_kept_a_day_too_short_and_a_correction_of_it_moves_the_end() -> None:
    leap = life("2026-06-04 10:00", "2028-02-29T17:00:00+00:00")
    assert local(run(leap, at=utc("2028-01-01 00:00"))["CLK-13"]) == "Fri 2030-03-01 23:59:59 EST"
    longer = life("2026-06-05 10:00", "2031-12-31T17:00:00+00:00")
    assert local(run(leap, longer, at=utc("2028-01-01 00:00"))["CLK-13"]) == "Sat 2033-12-31 23:59:59 EST"
    other = life("2026-06-06 10:00", "2030-01-01T17:00:00+00:00", of="c2")
    found = [one for one in clocks([leap, longer, other], PACKS, utc("2028-01-01 00:00")) if one.rule == "CLK-13"]
    assert len(found) == 2


def cycle(at: str, days: int, *, of: str = "y1") -> Known:
    return fact("UpdateCycleDeclared", at, KARST, declaration=name(at), cycle=name(of), days=days)


def release(at: str, released: str, *, of: str = "y1") -> Known:
    return fact("RegularReleaseDeclared", at, KARST, declaration=name(at), cycle=name(of), released=released)


def test_the_next_regular_update_is_due_by_the_cycle_that_the_manufacturer_declared() -> None:
    declared = cycle("2027-11-01 10:00", 90)
    assert "CLK-14" not in run(declared)
    first = release("2027-12-02 09:00", "2027-12-01T15:00:00+00:00")
    # 90 days after Wed 1 December 2027, over the new year and before 29 February
    assert local(run(declared, first)["CLK-14"]) == "Tue 2028-02-29 23:59:59 EST"
    second = release("2028-02-28 09:00", "2028-02-28T15:00:00+00:00")
    assert local(run(declared, first, second)["CLK-14"]) == "Sun 2028-05-28 23:59:59 EDT"
    assert run(declared, first, second)["CLK-14"].started == utc("2028-02-28 15:00")


def test_a_changed_cycle_moves_what_is_due_and_another_product_has_its_own() -> None:
    declared, first = cycle("2027-11-01 10:00", 90), release("2027-12-02 09:00", "2027-12-01T15:00:00+00:00")
    shorter = cycle("2027-12-10 10:00", 30)
    assert local(run(declared, first, shorter)["CLK-14"]) == "Fri 2027-12-31 23:59:59 EST"
    theirs = cycle("2027-11-01 10:00", 10, of="y2")
    assert local(run(declared, theirs, first)["CLK-14"]) == "Tue 2028-02-29 23:59:59 EST"


def test_an_earlier_version_of_a_pack_stays_readable_and_what_it_said_is_not_changed() -> None:
    before, now = ({rule.id: rule for rule in pack.rules} for pack in (US_FDA_1_0_0, US_FDA_1_1_0))
    assert before.keys() == now.keys() - {"CLK-6-maker"}
    assert RULES["us-fda 1.0.0", "CLK-13"].needs
    assert [each for each in before if before[each] != now[each]] == ["CLK-6", "CLK-9", "CLK-13", "CLK-14"]


def test_a_classified_recall_is_listed_within_a_week_over_the_turn_of_the_year() -> None:
    def of(number: str, day: str) -> Known:
        return fact("RecallClassified", f"{day} 17:00", recall=name(number), classified=f"{day}T17:00:00+00:00")

    first, second = of("z1", "2027-12-28"), of("z2", "2028-02-24")  # a leap day follows
    listed = fact("RecallListed", "2028-01-03 12:00", recall=name("z1"))
    found = {one.key: one for one in clocks([first, second, listed], PACKS, LONG_AFTER) if one.rule == "CLK-9"}
    assert local(found[name("z1")]) == "Tue 2028-01-04 23:59:59 EST"
    assert found[name("z1")].met == utc("2028-01-03 12:00")
    assert local(found[name("z2")]) == "Thu 2028-03-02 23:59:59 EST"
    assert found[name("z2")].running


def test_a_user_facility_reports_in_ten_work_days_over_thanksgiving_each_road_by_itself() -> None:
    aware = fact(
        "FacilityEventDeclared", "2026-11-21 09:00", organisation=str(KARST), event=name("e"), death=True,
        aware="2026-11-20T14:00:00+00:00", to_regulator=True, to_maker=True,
    )  # fmt: skip
    sent = fact(
        "FacilityEventReported", "2026-12-01 09:00", event=name("e"), to="manufacturer",
        reported="2026-11-30T14:00:00+00:00",
    )  # fmt: skip
    found = run(aware, sent)
    # From Fri 20 November 2026: 23, 24, 25, (Thanksgiving), 27, 30, 1, 2, 3, 4, 7
    assert local(found["CLK-6"]) == "Mon 2026-12-07 23:59:59 EST"
    assert (found["CLK-6"].running, found["CLK-6"].holder) == (True, KARST)
    assert found["CLK-6-maker"].met == utc("2026-11-30 14:00")
