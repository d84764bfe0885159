"""Whether a law applies: answers of named people, kept apart by side, and what they make of a clock."""

from __future__ import annotations

from dataclasses import fields
from uuid import UUID

from medcord.core.clocks import PACKS, Context, Known, LeftOut, Standing, left_out
from medcord.core.clocks.scope import ASKED, Kept, Question, ScopeSaid, proposals
from medcord.core.vocabulary import Role
from tests.core.clocks.told import KARST, LONG_AFTER, ORRIN, fact, name, run, utc

NCC = UUID("00000000-0000-4000-8000-00000000000c")
ATTACKS = fact("CaseMarked", "2026-10-24 22:30", mark="A", party=None)
PUBLIC = fact("CaseMarked", "2026-07-01 12:00", mark="P", party=None)


def said(question: Question, word: str, by: UUID = NCC, at: str = "2026-10-25 08:00") -> Known:
    office = "coordinator" if by == NCC else "manufacturer"
    return fact("ScopeAnswered", at, by, answer="-", question=question.value, said=word, office=office)


def of(product: str, answer: Known, maker: UUID = KARST) -> Known:
    """The same answer about one product alone."""
    return answer._replace(data={**answer.data, "product": name(product), "maker": str(maker)})


def out(*facts: Known) -> list[LeftOut]:
    return list(left_out(facts, PACKS, LONG_AFTER))


SOLD, NO_DEVICE = said(Question.EU_MARKET, "yes"), said(Question.DEVICE_UNDER_MDR, "no")


def test_each_question_is_something_that_clocks_ask() -> None:
    assert {one.value for one in Question} <= {field.name for field in fields(Context)}
    assert set(ASKED) == set(Question)
    asked = {each.question for pack in PACKS for rule in pack.rules for each in rule.applies_if}
    assert asked <= {one.value for one in Question}


def test_two_answers_make_the_reports_of_the_european_act_count() -> None:
    assert run(ATTACKS)["CRA-24H"].standing is Standing.MAY_APPLY
    assert run(ATTACKS, SOLD)["CRA-24H"].standing is Standing.MAY_APPLY
    found = run(ATTACKS, SOLD, NO_DEVICE)
    assert (found["CRA-24H"].standing, found["CRA-72H"].standing) == (Standing.COUNTS, Standing.COUNTS)
    # An answer that is given before the attacks does as well.
    assert run(said(Question.EU_MARKET, "yes", at="2026-10-01 08:00"), NO_DEVICE, ATTACKS)["CRA-24H"].note == ""


def test_a_device_under_mdr_has_no_clock_of_the_act_and_a_line_says_why() -> None:
    device = said(Question.DEVICE_UNDER_MDR, "yes", KARST)
    assert "CRA-24H" not in run(ATTACKS, SOLD, device)
    assert [(one.rule, one.start) for one in out(ATTACKS, SOLD, device)] == [("CRA-24H", ATTACKS), ("CRA-72H", ATTACKS)]
    assert {one.why for one in out(ATTACKS, SOLD, device)} == {
        "Does not apply: it is a device under MDR or IVDR, which the Cyber Resilience Act leaves out "
        "(a manufacturer says yes)."
    }
    assert out(SOLD, device) == []  # nothing would have started it


def test_sides_that_differ_leave_it_open_and_the_clock_says_who_says_what() -> None:
    theirs = said(Question.DEVICE_UNDER_MDR, "yes", KARST)
    clock = run(ATTACKS, SOLD, NO_DEVICE, theirs)["CRA-24H"]
    assert clock.standing is Standing.MAY_APPLY
    assert clock.note == (
        "May apply: not known whether it is a device under MDR or IVDR, which the act leaves out "
        "(the coordinator says no and a manufacturer says yes)."
    )
    assert out(ATTACKS, SOLD, NO_DEVICE, theirs) == []
    other = said(Question.DEVICE_UNDER_MDR, "no", ORRIN)
    assert run(ATTACKS, SOLD, theirs, other)["CRA-24H"].standing is Standing.MAY_APPLY


def test_a_side_corrects_itself_and_not_known_takes_its_answer_back() -> None:
    first, second = said(Question.DEVICE_UNDER_MDR, "yes", KARST), said(Question.DEVICE_UNDER_MDR, "no", KARST)
    assert run(ATTACKS, SOLD, first, second)["CRA-24H"].standing is Standing.COUNTS
    back = said(Question.DEVICE_UNDER_MDR, "unknown", KARST)
    assert run(ATTACKS, SOLD, first, back)["CRA-24H"].standing is Standing.MAY_APPLY
    # A side that does not know outweighs none that does.
    assert run(ATTACKS, SOLD, back, NO_DEVICE)["CRA-24H"].standing is Standing.COUNTS


def test_the_coordinator_is_one_side_whoever_coordinates() -> None:
    before = said(Question.DEVICE_UNDER_MDR, "yes")
    after = fact(
        "ScopeAnswered", "2026-10-26 08:00", ORRIN, answer="-", question="device_under_mdr", said="no",
        office=Role.COORDINATOR.value,
    )  # fmt: skip
    assert run(ATTACKS, SOLD, before, after)["CRA-24H"].standing is Standing.COUNTS


def test_the_directives_table_reads_the_answers() -> None:
    told = {Question.FEDERAL_USERS: "yes", Question.PUBLICLY_EXPOSED: "yes", Question.AUTOMATABLE: "no"}
    answers = [said(one, word) for one, word in told.items()]
    partly = run(PUBLIC, *answers)["BOD-26-04"]
    assert (partly.standing, partly.due.day) == (Standing.MAY_APPLY, 5)  # 1 July and three days, at worst
    listed = fact("SignalLinked", "2026-06-30 12:00", signal="-", source="kev")
    known = Context(in_kev=True)  # as the facts of a case say it
    whole = run(PUBLIC, listed, *answers, said(Question.TOTAL_IMPACT, "no"), context=known)["BOD-26-04"]
    assert (whole.standing, whole.due.day) == (Standing.COUNTS, 16)  # 14 days, to their end in Washington


def test_no_federal_user_and_a_fix_with_the_next_upgrade_are_said_as_lines() -> None:
    (line,) = out(PUBLIC, said(Question.FEDERAL_USERS, "no"))
    assert line.why == "Does not apply: no federal civilian agency uses the product (the coordinator says no)."
    never = [Question.PUBLICLY_EXPOSED, Question.AUTOMATABLE, Question.TOTAL_IMPACT]
    answers = [said(Question.FEDERAL_USERS, "yes"), *(said(one, "no") for one in never)]
    (line,) = left_out([PUBLIC, *answers], PACKS, LONG_AFTER, Context(in_kev=False))
    assert line.why == "The table sets no day: it is fixed with the next upgrade of the system."


def test_a_device_and_a_software_stand_in_one_case_and_the_clock_names_the_software() -> None:
    device = of("ventilator", said(Question.DEVICE_UNDER_MDR, "yes", KARST))
    software = of("gateway", said(Question.DEVICE_UNDER_MDR, "no", KARST))
    clock = run(ATTACKS, SOLD, device, software)["CRA-24H"]
    # SOLD is of the case, and so of both.
    assert (clock.standing, clock.only_for) == (Standing.COUNTS, (UUID(name("gateway")),))
    assert (
        clock.note == "May apply to more: not known whether it is a device under MDR or IVDR, which the act leaves out."
    )
    # Said of the case, it is said of every other product.
    clock = run(ATTACKS, SOLD, said(Question.DEVICE_UNDER_MDR, "yes", KARST), software)["CRA-24H"]
    assert (clock.standing, clock.only_for, clock.note) == (Standing.COUNTS, (UUID(name("gateway")),), "")
    clock = run(ATTACKS, SOLD, NO_DEVICE, device)["CRA-24H"]
    # The maker's word of its ventilator stands beside the coordinator's of the case: open for that one product.
    assert (clock.standing, clock.only_for, clock.not_for) == (Standing.COUNTS, (), ())
    assert "the coordinator says no and a manufacturer says yes" in clock.note
    agreed = of("ventilator", said(Question.DEVICE_UNDER_MDR, "yes"))
    clock = run(ATTACKS, SOLD, NO_DEVICE, device, agreed)["CRA-24H"]
    assert (clock.standing, clock.not_for, clock.note) == (Standing.COUNTS, (UUID(name("ventilator")),), "")


def test_a_law_that_applies_to_no_product_is_one_line_and_one_it_may_apply_to_keeps_the_clock() -> None:
    device, whole = (said(Question.DEVICE_UNDER_MDR, "yes", KARST) for _ in range(2))
    own = of("pump", device)
    assert {one.rule for one in out(ATTACKS, SOLD, own, whole)} == {"CRA-24H", "CRA-72H"}
    assert out(ATTACKS, SOLD, own) == []
    clock = run(ATTACKS, SOLD, own)["CRA-24H"]
    assert (clock.standing, clock.not_for) == (Standing.MAY_APPLY, (UUID(name("pump")),))


def test_another_makers_product_puts_no_maker_under_a_law() -> None:
    fix = fact("FixDeclared", "2026-10-26 08:00", ORRIN, declaration="-", distributed="2026-10-26T08:00:00+00:00")
    answers = (SOLD, said(Question.DEVICE_UNDER_MDR, "yes"), of("gateway", NO_DEVICE))
    assert "CRA-24H" in run(ATTACKS, *answers, fix)
    assert "CRA-14D" not in run(ATTACKS, *answers, fix)
    own = of("bridge", NO_DEVICE, ORRIN)
    assert run(ATTACKS, *answers, own, fix)["CRA-14D"].only_for == (UUID(name("bridge")),)


def test_of_products_with_days_of_their_own_the_first_is_shown() -> None:
    told = {Question.FEDERAL_USERS: "yes", Question.AUTOMATABLE: "no", Question.TOTAL_IMPACT: "no"}
    answers = [said(one, word) for one, word in told.items()]
    exposed, inside = (of(one, said(Question.PUBLICLY_EXPOSED, word)) for one, word in (("a", "yes"), ("b", "no")))
    hidden = said(Question.PUBLICLY_EXPOSED, "no")
    # 60 days for the exposed one; the others are fixed with the next upgrade, without a day.
    found = run(PUBLIC, *answers, hidden, exposed, inside, context=Context(in_kev=False))["BOD-26-04"]
    assert (found.standing, found.due.date().isoformat()) == (Standing.COUNTS, "2026-08-31")
    assert found.only_for == (UUID(name("a")),)
    worse = of("b", said(Question.AUTOMATABLE, "yes")), of("b", said(Question.PUBLICLY_EXPOSED, "yes"))
    both = run(PUBLIC, *answers, hidden, exposed, *worse, context=Context(in_kev=False))["BOD-26-04"]
    assert (both.due.date().isoformat(), len(both.only_for)) == ("2026-07-16", 2)
    assert both.note == "Products differ; this is the first day."
    # While the others are not known the certain one counts, and the clock says that they may join.
    part = run(PUBLIC, *answers, exposed, context=Context(in_kev=False))["BOD-26-04"]
    assert (part.standing, len(part.only_for)) == (Standing.COUNTS, 1)
    assert part.note == "May apply to more: not known what the table of the directive asks."


def test_an_answer_of_tomorrow_changes_nothing_today() -> None:
    device = said(Question.DEVICE_UNDER_MDR, "yes", at="2026-10-27 08:00")
    today = ATTACKS.at.replace(day=25)
    assert "CRA-24H" in run(ATTACKS, SOLD, device, at=today)
    assert "CRA-24H" not in run(ATTACKS, SOLD, device)


def test_the_day_until_which_the_coordinator_waits_is_a_clock_of_its_own() -> None:
    def decided(at: str, outcome: str, until: str | None) -> Known:
        return fact("DisclosureDecided", at, decision="-", outcome=outcome, until=until)

    first = decided("2026-07-13 12:00", "wait", "2026-08-01T03:59:59+00:00")
    second = decided("2026-07-30 12:00", "wait", "2026-09-01T03:59:59+00:00")
    clock = run(first, second)["C4"]
    assert clock.due.isoformat() == "2026-09-01T03:59:59+00:00"
    assert run(first, second, decided("2026-08-20 12:00", "publish", None))["C4"].met is not None
    assert "C4" not in run(decided("2026-08-20 12:00", "publish", None))


def test_what_a_decision_keeps_is_proposed_until_it_is_said_and_answers_nothing() -> None:
    old = Kept(UUID(int=1), "T. Arrow", utc("2026-10-01 08:00"), {"automatable": "no", "technical_impact": "total"})
    new = Kept(UUID(int=2), "M. Tarrow", utc("2026-10-05 08:00"), {"automatable": "yes", "exploitation": "active"})
    found = proposals([new, old], {})
    assert {one.question: (one.said.value, one.words, one.kept.name) for one in found.values()} == {
        Question.AUTOMATABLE: ("yes", "Automatable = yes", "M. Tarrow"),
        Question.TOTAL_IMPACT: ("yes", "Technical impact = total", "T. Arrow"),
    }
    # The reason names no person: it stays when its member is erased.
    assert found[Question.AUTOMATABLE].reason == "Kept in a decision of 5 October 2026: Automatable = yes."
    stands = {Question.AUTOMATABLE: ScopeSaid.YES, Question.TOTAL_IMPACT: ScopeSaid.NO}
    assert set(proposals([new, old], stands)) == {Question.TOTAL_IMPACT}
    assert proposals([Kept(UUID(int=3), "", old.at, {"automatable": "perhaps"})], {}) == {}
