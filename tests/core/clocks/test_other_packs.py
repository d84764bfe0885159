"""The packs of the coordinator, the coordination centre, Europe and the agreement, examples worked by hand."""

from __future__ import annotations

import csv
from dataclasses import fields
from pathlib import Path

import pytest

from medcord.core import facts as kinds
from medcord.core.clocks import PACKS, Context, Length, Standing, Tone, Unit, clocks
from medcord.core.clocks.federal import TABLE, remediation
from tests.core.clocks.told import KARST, LONG_AFTER, ORRIN, fact, local, name, run, utc

KARST_IN = fact("ParticipantInvited", "2026-06-01 12:00", KARST, role="manufacturer")
PUBLIC = fact("CaseMarked", "2026-07-01 12:00", mark="P", party=None)
FEDERAL = Context(federal_users=True)
EUROPE = Context(eu_market=True, device_under_mdr=False)


def test_the_45_days_run_from_the_first_attempt_to_reach_a_manufacturer_whenever_it_was_noted() -> None:
    second = fact("ContactAttempted", "2026-06-01 12:00", KARST, channel="mail")
    noted = fact(
        "ContactAttempted", "2026-06-05 12:00", KARST, channel="telephone", attempted="2026-05-28T09:00:00+00:00"
    )
    clock = run(KARST_IN, second, noted)["CLK-10"]
    assert (clock.started, clock.due) == (utc("2026-05-28 09:00"), utc("2026-07-12 09:00"))
    assert [(step.name, step.at) for step in clock.steps[:3]] == [
        ("day-30", utc("2026-06-27 09:00")),
        ("day-40", utc("2026-07-07 09:00")),
        ("due", utc("2026-07-12 09:00")),
    ]
    assert run(KARST_IN, second, noted, PUBLIC)["CLK-10"].tone(LONG_AFTER) is Tone.MET


def test_an_attempt_to_reach_somebody_else_starts_nothing() -> None:
    regulator = fact("ParticipantInvited", "2026-06-01 12:00", ORRIN, role="regulator")
    assert "CLK-10" not in run(regulator, fact("ContactAttempted", "2026-06-01 12:00", ORRIN, channel="mail"))


def test_the_directives_table_is_that_of_its_publisher(shared: Path) -> None:
    with (shared / "oracles" / "ssvc" / "cisa_bod_26_04_1_0_0.csv").open(newline="") as file:
        rows = [list(row.values())[1:] for row in csv.DictReader(file)]
    expected = {}
    for kev, exposed, automatable, impact, outcome in rows:
        days = None if outcome == "fix on system upgrade" else int(outcome.split()[0])
        key = (kev == "yes", exposed == "yes", automatable == "yes", impact == "total")
        expected[key] = (days, "forensic" in outcome)
    assert expected == dict(TABLE)
    assert len(rows) == 16


def test_the_directive_binds_federal_agencies_alone_and_counts_when_everything_is_known() -> None:
    known = Context(federal_users=True, in_kev=True, publicly_exposed=False, automatable=False, total_impact=False)
    assert local(run(PUBLIC, context=known)["BOD-26-04"]) == "Wed 2026-07-15 23:59:59 EDT"
    assert run(PUBLIC, context=known)["BOD-26-04"].standing is Standing.COUNTS
    assert "BOD-26-04" not in run(PUBLIC, context=Context(federal_users=False))
    assert run(PUBLIC)["BOD-26-04"].note.startswith("May apply: not known whether a federal civilian agency uses")


def test_what_is_not_known_is_taken_both_ways_and_said() -> None:
    clock = run(PUBLIC, context=FEDERAL)["BOD-26-04"]
    assert clock.standing is Standing.MAY_APPLY
    assert "From 3 days to no set day: not known whether it is in the list of known exploited" in clock.note
    assert remediation(True, True, None, None).days == 3
    assert remediation(None, False, False, True) == (14, "From 14 days to no set day: not known whether it is in the "
                                                         "list of known exploited vulnerabilities.", False)  # fmt: skip


def test_a_fix_with_the_next_upgrade_has_no_clock() -> None:
    known = Context(federal_users=True, in_kev=False, publicly_exposed=False, automatable=False, total_impact=True)
    assert "BOD-26-04" not in run(PUBLIC, context=known)


def test_the_directive_is_not_older_than_it_is() -> None:
    before = fact("CaseMarked", "2026-06-09 12:00", mark="P", party=None)
    assert "BOD-26-04" not in run(before, context=FEDERAL)


def test_what_is_listed_as_known_exploited_has_the_lists_own_day_where_it_is_known() -> None:
    listed = fact("SignalLinked", "2026-06-01 12:00", signal=name("s"), source="kev")
    named = run(listed, context=Context(federal_users=True, kev_due=utc("2026-07-01 00:00")))["CLK-12"]
    assert (named.due, named.standing) == (utc("2026-07-01 00:00"), Standing.COUNTS)
    guess = run(listed, context=FEDERAL)["CLK-12"]
    assert (local(guess), guess.standing) == ("Mon 2026-06-22 23:59:59 EDT", Standing.MAY_APPLY)
    assert "CLK-12" not in run(fact("SignalLinked", "2026-06-01 12:00", signal=name("s"), source="epss"))
    # The directive behind those days was revoked by the one with the table.
    assert "CLK-12" not in run(fact("SignalLinked", "2026-06-10 12:00", signal=name("s"), source="kev"))


def test_the_finder_is_answered_within_72_hours_over_a_weekend_and_the_change_of_the_clocks() -> None:
    received = fact("ReportReceived", "2026-10-30 20:00", report=name("r"))
    clock = run(received)["CLK-11"]
    assert clock.due == utc("2026-11-02 20:00")
    answered = fact("ReportMessageSent", "2026-11-01 20:00", report=name("r"), author="coordinator")
    assert run(received, answered)["CLK-11"].met == utc("2026-11-01 20:00")
    asked_again = fact("ReportMessageSent", "2026-11-01 20:00", report=name("r"), author="finder")
    assert run(received, asked_again)["CLK-11"].running


def test_attacks_start_24_and_72_hours_for_a_product_in_scope() -> None:
    found = run(fact("CaseMarked", "2026-10-24 22:30", mark="A", party=None), context=EUROPE)
    assert found["CRA-24H"].due == utc("2026-10-25 22:30")  # the clocks of Brussels go back that night
    assert found["CRA-72H"].due == utc("2026-10-27 22:30")
    assert found["CRA-24H"].standing is Standing.COUNTS


def test_the_final_report_is_due_14_days_after_a_measure_is_available_and_attacks_are_known() -> None:
    fixed = fact(
        "FixDeclared", "2026-12-20 12:00", KARST, declaration=name("f"), distributed="2026-12-20T23:30:00+00:00"
    )
    attacks = fact("CaseMarked", "2026-10-24 22:30", mark="A", party=None)
    assert "CRA-14D" not in run(fixed, context=EUROPE)
    # 23:30 UTC is 21 December in Brussels
    assert local(run(attacks, fixed, context=EUROPE)["CRA-14D"]) == "Mon 2027-01-04 23:59:59 CET"


def test_a_device_under_mdr_is_out_of_scope_and_an_unknown_one_is_shown_as_a_doubt() -> None:
    attacks = fact("CaseMarked", "2026-10-24 22:30", mark="A", party=None)
    assert "CRA-24H" not in run(attacks, context=Context(eu_market=True, device_under_mdr=True))
    doubt = run(attacks, context=Context(eu_market=True))["CRA-24H"]
    assert doubt.standing is Standing.MAY_APPLY
    assert doubt.note == "May apply: not known whether it is a device under MDR or IVDR, which the act leaves out."
    assert doubt.tone(LONG_AFTER) is Tone.RUNNING


def test_the_act_asks_for_no_report_before_11_september_2026() -> None:
    for day, there in (("2026-09-10 21:59", False), ("2026-09-10 22:00", True)):  # midnight in Brussels
        assert ("CRA-24H" in run(fact("CaseMarked", day, mark="A", party=None), context=EUROPE)) is there


def test_a_first_opinion_is_due_when_the_question_said_so_and_an_answer_meets_it() -> None:
    asked = fact("RegulatorConsulted", "2026-11-25 15:00", consultation=name("q"), due="2026-12-01T04:59:59+00:00")
    assert run(asked)["FDA2"].due == utc("2026-12-01 04:59:59")
    other = fact("ConsultationAnswered", "2026-11-27 15:00", consultation=name("other"))
    assert run(asked, other)["FDA2"].running
    answered = fact("ConsultationAnswered", "2026-11-27 15:00", consultation=name("q"))
    assert run(asked, other, answered)["FDA2"].tone(LONG_AFTER) is Tone.MET


def test_two_work_days_over_a_weekend_and_independence_day() -> None:
    # Thu 2 July 2026; Fri 3 is observed; Mon 6, Tue 7
    assert Length(2, Unit.WORK_DAYS).after(utc("2026-07-02 15:00"), "America/New_York") == utc("2026-07-08 03:59:59")


def test_each_party_has_its_own_comment_clock_for_each_version_of_a_text() -> None:
    text = {"text": name("t"), "what": "advisory"}
    asked = [
        fact(
            "CommentAsked", "2026-06-01 12:00", who, number=number, due=f"2026-06-0{number + 2}T12:00:00+00:00", **text
        )
        for who in (KARST, ORRIN)
        for number in (1, 2)
    ]
    given = fact("CommentsGiven", "2026-06-02 12:00", KARST, number=1, comments=0, **text)
    found = [each for each in clocks([*asked, given], PACKS, LONG_AFTER) if each.rule == "C8"]
    assert [(each.holder, each.running) for each in found].count((KARST, False)) == 1
    assert sum(each.running for each in found) == 3


def test_comments_that_are_overdue_are_recorded_and_the_clock_goes_on() -> None:
    text = {"text": name("t"), "what": "advisory", "number": 1}
    asked = fact("CommentAsked", "2026-06-01 12:00", KARST, due="2026-06-03T12:00:00+00:00", **text)
    over = fact("CommentsOverdue", "2026-06-03 12:00", KARST, **text)
    assert run(asked, over)["C8"].tone(LONG_AFTER) is Tone.LATE


@pytest.mark.parametrize(
    ("what", "kind", "named"),
    [("advisory", "DraftReleased", "draft"), ("communication", "CommunicationReleased", "communication")],
)
def test_the_time_to_comment_ends_unmet_when_the_text_itself_is_out(what: str, kind: str, named: str) -> None:
    asked = fact(
        "CommentAsked", "2026-06-01 12:00", KARST, text=name("t"), what=what, number=1, due="2026-06-03T12:00:00+00:00"
    )
    other = fact(kind, "2026-06-04 12:00", **{named: name("u")}, number=1)
    out = fact(kind, "2026-06-05 12:00", **{named: name("t")}, number=3)
    assert run(asked, other)["C8"].tone(LONG_AFTER) is Tone.LATE
    clock = run(asked, other, out)["C8"]
    assert (clock.ended, clock.met, clock.stop) == (utc("2026-06-05 12:00"), None, out)


def test_the_first_to_join_an_emergency_call_stops_its_hour() -> None:
    tabled = fact("CaseTabled", "2026-06-01 12:00", call=name("c"), way="emergency", starts="2026-06-01T12:10:00+00:00")
    regular = fact("CaseTabled", "2026-06-01 12:00", call=name("d"), way="regular", starts="2026-06-08T12:10:00+00:00")
    joined = fact("CallJoined", "2026-06-01 12:41", ORRIN, call=name("c"), first=True)
    clock = run(tabled, regular, joined)["C11"]
    assert (clock.due, clock.met) == (utc("2026-06-01 13:00"), utc("2026-06-01 12:41"))


def test_a_supplier_who_stays_silent_ends_the_clock_without_meeting_it() -> None:
    asked = fact("SupplierAsked", "2026-06-01 12:00", KARST, consultation=name("s"), due="2026-06-08T12:00:00+00:00")
    silent = fact("SupplierSilent", "2026-06-08 12:00", KARST, consultation=name("s"))
    assert run(asked, silent)["C6"].ended == utc("2026-06-08 12:00")


def test_a_manufacturer_acknowledges_within_what_it_declared_else_in_five_work_days() -> None:
    # Mon 15 June 2026: 16, 17, 18, (Juneteenth), 22, 23
    arrived = fact("ParticipantInvited", "2026-06-15 12:00", KARST, role="manufacturer")
    assert local(run(arrived)["M2"]) == "Tue 2026-06-23 23:59:59 EDT"
    declared = Context(acknowledges={KARST: Length(7, Unit.DAYS)})
    assert local(run(arrived, context=declared)["M2"]) == "Mon 2026-06-22 23:59:59 EDT"


def test_each_word_of_a_manufacturer_starts_its_30_days_anew_until_it_is_public() -> None:
    first = fact("ReportAnswered", "2026-06-02 12:00", KARST, before="start", after="received")
    second = fact("StatementMade", "2026-06-20 12:00", KARST, status="affected")
    clock = run(KARST_IN, first, second)["M2-progress"]
    assert local(clock) == "Mon 2026-07-20 23:59:59 EDT"
    assert run(KARST_IN, first, second, PUBLIC)["M2-progress"].met == utc("2026-07-01 12:00")
    done = fact("ReportAnswered", "2026-06-25 12:00", KARST, before="accepted", after="closed")
    assert run(KARST_IN, first, second, done)["M2-progress"].ended == utc("2026-06-25 12:00")


def test_a_confirmed_sighting_is_marked_within_a_quarter_of_an_hour() -> None:
    decided = fact("SightingDecided", "2026-06-01 12:00", sighting=name("s"), confirmed=True)
    assert run(decided)["I3"].due == utc("2026-06-01 12:15")
    turned_down = fact("SightingDecided", "2026-06-01 12:00", sighting=name("s"), confirmed=False)
    assert "I3" not in run(turned_down)


def test_an_embargo_has_the_end_of_its_newest_terms_and_ends_without_being_met() -> None:
    first = fact("TermsSet", "2026-06-01 12:00", number=1, until="2026-07-16T12:00:00+00:00")
    second = fact("TermsSet", "2026-06-10 12:00", number=2, until="2026-08-01T12:00:00+00:00")
    ended = fact("EmbargoChanged", "2026-07-20 12:00", trigger="terminate", before="active", after="exited", until=None)
    assert run(first, second)["TERMS"].due == utc("2026-08-01 12:00")
    assert run(first, second, ended)["TERMS"].ended == utc("2026-07-20 12:00")


def test_every_rule_has_its_own_id_a_source_and_is_driven_or_says_what_it_needs() -> None:
    rules = [rule for pack in PACKS for rule in pack.rules]
    assert len({rule.id for rule in rules}) == len(rules)
    for rule in rules:
        assert rule.source
        assert bool(rule.needs) != bool(rule.starts), rule.id
        assert "breach" not in repr(rule).lower()


def test_every_fact_and_field_that_a_rule_reads_is_there() -> None:
    for pack in PACKS:
        for rule in pack.rules:
            for on in (*rule.starts, *rule.stops, *rule.ends):
                there = {field.name for field in fields(getattr(kinds, on.kind))}
                read = {name for name, _ in (*on.when,)} | {on.any_of[0], on.instant} - {""}
                assert read - {""} <= there, (rule.id, on.kind)
            for on in rule.starts:
                there = {field.name for field in fields(getattr(kinds, on.kind))}
                assert {*rule.each, rule.party_field, rule.due_field} - {""} <= there, rule.id


def test_the_report_of_an_incident_under_circia_is_shown_and_never_counts() -> None:
    attacks = fact("CaseMarked", "2026-10-24 22:30", mark="A", party=None)
    clock = run(attacks)["CLK-15"]
    assert clock.due == utc("2026-10-27 22:30")
    assert (clock.standing, clock.verified, clock.tone(LONG_AFTER)) == (Standing.MAY_APPLY, False, Tone.RUNNING)
    assert (clock.force, clock.counts) == ("rule not known to be in force", False)
    assert "This never counts for anybody here." in clock.note


def test_the_review_of_what_one_person_released_is_due_in_a_day_over_a_weekend_and_each_has_its_own() -> None:
    friday = fact("EmergencyReviewDue", "2026-07-03 22:00", form=name("f"), due="2026-07-04T22:00:00+00:00")
    other = fact("EmergencyReviewed", "2026-07-04 02:00", form=name("g"), outcome="stands")
    assert run(friday, other)["C15"].due == utc("2026-07-04 22:00")
    assert run(friday, other)["C15"].tone(LONG_AFTER) is Tone.LATE
    done = fact("EmergencyReviewed", "2026-07-04 21:00", form=name("f"), outcome="revise")
    assert run(friday, other, done)["C15"].met == utc("2026-07-04 21:00")
