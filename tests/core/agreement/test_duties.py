"""Duties from facts: what starts one, what does it, when it is late. Expectations by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.core.agreement import (
    CLAUSES,
    SIGNS,
    Actor,
    Clause,
    Duty,
    Happening,
    State,
    checked,
    duties,
    tally,
    worst,
)
from medcord.core.agreement.plain import plain, read
from medcord.core.clocks.rule import Length, Unit
from medcord.core.refusals import InputRefusal
from medcord.core.vocabulary import Role

COORDINATOR, REGULATOR, MAKER = (UUID(int=n) for n in (1, 2, 3))
ROLES = {COORDINATOR: Role.COORDINATOR, REGULATOR: Role.REGULATOR, MAKER: Role.MANUFACTURER}
CASE = "case:00000000-0000-0000-0000-0000000000aa"
OTHER = "case:00000000-0000-0000-0000-0000000000bb"
WEDNESDAY = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)  # 10:00 in New York
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BY_CODE = {clause.code: clause for clause in CLAUSES}

_numbers = iter(range(1, 10_000))


def fact(kind: str, at: datetime, by: UUID = COORDINATOR, stream: str = CASE, **data: object) -> Happening:
    return Happening(UUID(int=next(_numbers)), stream, kind, at, by, data)


def owed(facts: list[Happening], code: str, now: datetime, since: datetime | None = None) -> list[Duty]:
    return list(duties(facts, [BY_CODE[code]], now=now, roles=ROLES, zone="America/New_York", cycles_from=since))


def asked(at: datetime, number: int = 1, party: UUID = REGULATOR, due: datetime | None = None) -> Happening:
    more = {"due": due.isoformat()} if due else {}
    return fact("CommentAsked", at, text="d1", what="advisory", party=str(party), number=number, **more)


def test_all_twelve_roles_of_the_agreement_are_there_and_joint_exercises() -> None:
    reported = [clause for clause in CLAUSES if "F1.3" in clause.source]
    assert [clause.actor for clause in reported].count(Actor.COORDINATOR) == 6
    assert [clause.actor for clause in reported].count(Actor.REGULATOR) == 6
    assert [clause.title for clause in CLAUSES if clause.actor is Actor.BOTH] == ["Plan, hold and review exercises"]


def test_no_clause_claims_that_its_text_was_read() -> None:
    assert [clause.code for clause in CLAUSES if clause.verified] == []
    assert [clause.code for clause in CLAUSES if not clause.source] == []


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.code)
def test_every_shipped_clause_can_be_followed_and_survives_being_kept(clause: Clause) -> None:
    assert checked(clause) is clause
    assert read(plain(clause)) == clause


def test_comments_in_two_work_days_over_thanksgiving_and_a_weekend() -> None:
    """Asked on Wednesday 25 November 2026; Thursday is Thanksgiving, so Friday and Monday are the two days."""
    start = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
    [duty] = owed([asked(start)], "R9", start)
    assert duty.due == datetime(2026, 12, 1, 4, 59, 59, tzinfo=UTC)  # Monday's end in New York
    assert duty.state is State.DUE
    [late] = owed([asked(start)], "R9", datetime(2026, 12, 1, 5, 0, tzinfo=UTC))
    assert late.state is State.LATE


def test_four_hours_once_attacks_are_known() -> None:
    attack = fact("CaseMarked", WEDNESDAY - HOUR, mark="A", party=None)
    [duty] = owed([attack, asked(WEDNESDAY)], "R9", WEDNESDAY)
    assert duty.due == WEDNESDAY + 4 * HOUR


def test_the_day_that_a_question_names_is_the_day() -> None:
    [duty] = owed([asked(WEDNESDAY, due=WEDNESDAY + HOUR)], "R9", WEDNESDAY)
    assert duty.due == WEDNESDAY + HOUR


def test_comments_on_one_version_do_not_end_the_duty_on_the_next() -> None:
    given_ = fact(
        "CommentsGiven", WEDNESDAY + HOUR, REGULATOR, text="d1", what="advisory", party=str(REGULATOR), number=1
    )
    first, second = owed([asked(WEDNESDAY), given_, asked(WEDNESDAY + DAY, number=2)], "R9", WEDNESDAY + DAY)
    assert (first.state, first.took) == (State.DONE, HOUR)
    assert (second.state, second.done) == (State.DUE, None)


def test_of_two_facts_of_one_instant_the_one_written_first_starts_the_duty() -> None:
    one, two = (fact("HarmDisputed", WEDNESDAY, MAKER, dispute="p1", party=str(MAKER)) for _ in range(2))
    first, second = replace(two, sequence=7), replace(one, sequence=8)  # the later id was written first
    [duty] = owed([second, first], "R10", WEDNESDAY)
    assert duty.started is first


def test_nobody_owes_comments_on_a_text_that_is_out() -> None:
    other, out = (fact("DraftReleased", WEDNESDAY + 5 * DAY, draft=draft) for draft in ("d2", "d1"))
    [late] = owed([asked(WEDNESDAY), other], "R9", WEDNESDAY + 9 * DAY)
    assert late.state is State.LATE
    [over] = owed([asked(WEDNESDAY), other, out], "R9", WEDNESDAY + 9 * DAY)
    assert (over.state, over.void, over.done) == (State.MISSED, out, None)
    assert tally([over]) == replace(tally([]), late=1)  # it stays counted: nobody commented in time
    soon = fact("DraftReleased", WEDNESDAY + DAY, draft="d1")
    [free] = owed([asked(WEDNESDAY), soon], "R9", WEDNESDAY + 9 * DAY)
    assert (free.state, free.void) == (State.VOID, soon)


def test_a_maker_that_was_asked_for_comments_is_no_duty_of_the_regulator() -> None:
    assert owed([asked(WEDNESDAY, party=MAKER)], "R9", WEDNESDAY) == []


def test_done_after_its_time_stays_visible_as_such() -> None:
    end = fact(
        "CommentsGiven", WEDNESDAY + 9 * DAY, REGULATOR, text="d1", what="advisory", party=str(REGULATOR), number=1
    )
    [duty] = owed([asked(WEDNESDAY), end], "R9", WEDNESDAY + 10 * DAY)
    assert duty.state is State.DONE_LATE
    assert tally([duty]) == replace(tally([]), done=1, done_late=1)


def test_what_a_maker_marks_as_cci_waits_for_the_question_to_it() -> None:
    item = fact("MessageSent", WEDNESDAY, MAKER, message="m1", tlp="AMBER", confidentiality="cci")
    own = fact("MessageSent", WEDNESDAY, COORDINATOR, message="m2", tlp="AMBER", confidentiality="cci")
    plain_ = fact("MessageSent", WEDNESDAY, MAKER, message="m3", tlp="AMBER", confidentiality="none")
    [duty] = owed([item, own, plain_], "C3", WEDNESDAY + 90 * DAY)
    assert (duty.about, duty.due, duty.state) == ("m1", None, State.DUE)
    answer = fact(
        "SupplierAnswered", WEDNESDAY + DAY, MAKER, consultation="c1", item="m1", party=str(MAKER), agreed=False
    )
    [done] = owed([item, answer], "C3", WEDNESDAY + 90 * DAY)
    assert done.done is answer


def test_a_supplier_that_let_its_day_pass_was_consulted() -> None:
    item = fact("MessageSent", WEDNESDAY, MAKER, message="m1", tlp="AMBER", confidentiality="trade-secret")
    silent = fact("SupplierSilent", WEDNESDAY + 7 * DAY, COORDINATOR, consultation="c1", item="m1", party=str(MAKER))
    [duty] = owed([item, silent], "C3", WEDNESDAY + 8 * DAY)
    assert duty.state is State.DONE


def test_a_closed_case_owes_nothing_and_blames_nobody() -> None:
    facts = [fact("CaseMarked", WEDNESDAY, mark="confirmed", party=None), fact("CaseClosed", WEDNESDAY + DAY)]
    [duty] = owed(facts, "C6", WEDNESDAY + 30 * DAY)
    assert duty.state is State.VOID
    assert tally([duty]).all == 0


def test_an_advisory_that_went_out_unseen_by_the_regulator_leaves_the_duty_late() -> None:
    draft = fact("DraftSaved", WEDNESDAY, draft="d1", number=1)
    out = fact("DraftReleased", WEDNESDAY + DAY, draft="d1")
    shown = fact("CommentAsked", WEDNESDAY + 2 * DAY, text="d1", what="advisory", party=str(REGULATOR), number=1)
    assert [one.state for one in owed([draft], "C4", WEDNESDAY + HOUR)] == [State.DUE]
    assert [one.state for one in owed([draft, out], "C4", WEDNESDAY + 3 * DAY)] == [State.LATE]
    assert [one.state for one in owed([draft, out, shown], "C4", WEDNESDAY + 3 * DAY)] == [State.DONE_LATE]


def test_another_case_does_not_do_the_duty_of_this_one() -> None:
    facts = [
        fact("CaseMarked", WEDNESDAY, mark="confirmed", party=None),
        fact("DraftReleased", WEDNESDAY + DAY, stream=OTHER),
    ]
    [duty] = owed(facts, "C6", WEDNESDAY + 2 * DAY)
    assert duty.state is State.DUE


def test_a_report_is_answered_by_triage_or_by_a_word_within_three_days() -> None:
    report = "report:00000000-0000-0000-0000-0000000000cc"
    came = fact("ReportReceived", WEDNESDAY, stream=report, report="r1")
    word = fact("ReportMessageSent", WEDNESDAY + DAY, stream=report, report="r1", author="coordinator")
    finders = fact("ReportMessageSent", WEDNESDAY + HOUR, stream=report, report="r1", author="finder")
    [duty] = owed([came, finders, word], "C1", WEDNESDAY + 2 * DAY)
    assert (duty.done, duty.took) == (word, DAY)


def test_a_call_counts_for_each_agency_by_its_own_joining() -> None:
    starts = WEDNESDAY + DAY
    call = fact(
        "CallConvened", WEDNESDAY, stream="organisation:x", call="k1", way="emergency", starts=starts.isoformat()
    )
    here = fact(
        "CallJoined", starts + timedelta(minutes=9), REGULATOR, "organisation:x", call="k1", party=str(REGULATOR)
    )
    [ours] = owed([call, here], "C2", starts + 2 * HOUR)
    [theirs] = owed([call, here], "R7", starts + 2 * HOUR)
    assert (ours.state, ours.due) == (State.LATE, starts + HOUR)
    assert theirs.state is State.DONE


def test_asking_for_a_test_is_done_by_asking() -> None:
    facts = [
        fact("LabTestRequested", WEDNESDAY, REGULATOR, test="t1", party=str(REGULATOR)),
        fact("LabTestRequested", WEDNESDAY, MAKER, test="t2", party=str(MAKER)),
    ]
    [duty] = owed(facts, "R11", WEDNESDAY)
    assert duty.state is State.DONE
    assert len(owed(facts, "C5", WEDNESDAY)) == 2


def test_exercises_come_again_every_year_and_the_open_one_is_shown() -> None:
    held = [fact("ExerciseHeld", WEDNESDAY + n * DAY, stream="node", exercise=f"e{n}") for n in (100, 500)]
    first, second, open_ = owed(held, "B14", WEDNESDAY + 600 * DAY, since=WEDNESDAY)
    assert [first.state, second.state, open_.state] == [State.DONE, State.DONE_LATE, State.DUE]
    assert open_.due is not None
    assert open_.due.astimezone(UTC).date() == date(2029, 4, 2)  # the end of 1 April in New York


def test_a_single_case_has_no_exercises() -> None:
    assert owed([], "B14", WEDNESDAY) == []


def test_a_node_that_never_held_an_exercise_owes_one() -> None:
    [duty] = owed([], "B14", WEDNESDAY + 400 * DAY, since=WEDNESDAY)
    assert (duty.started, duty.state) == (None, State.LATE)


def test_a_clause_that_was_not_in_force_yet_starts_nothing() -> None:
    later = replace(BY_CODE["C6"], valid_from=date(2027, 1, 1))
    facts = [fact("CaseMarked", WEDNESDAY, mark="confirmed", party=None)]
    assert duties(facts, [later], now=WEDNESDAY, roles=ROLES, zone="UTC") == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"source": ""}, "source"),
        ({"starts": ()}, "starts"),
        ({"ends": ("the-moon-rises",)}, "ends"),
        ({"limit": Length(0, Unit.DAYS)}, "limit"),
        ({"valid_from": date(2027, 1, 1), "valid_to": date(2026, 1, 1)}, "valid_to"),
    ],
)
def test_a_clause_that_cannot_be_followed_is_refused_by_its_field(change: Mapping[str, object], field: str) -> None:
    with pytest.raises(InputRefusal) as refused:
        checked(replace(BY_CODE["R9"], **change))  # type: ignore[arg-type]
    assert refused.value.fields["field"] == field


def test_a_row_of_many_shows_the_worst_of_them() -> None:
    two = owed([asked(WEDNESDAY), asked(WEDNESDAY - 20 * DAY, number=0)], "R9", WEDNESDAY)
    assert worst(two) is State.LATE
    assert worst([]) is None


THINGS = ("text", "call", "test", "dispute", "consultation", "message", "item", "draft", "report", "communication",
          "notice", "warning")  # fmt: skip
KINDS = sorted({sign.kind for sign in SIGNS.values()})


@given(
    st.lists(
        st.tuples(
            st.sampled_from(KINDS),
            st.integers(0, 60),
            st.sampled_from([COORDINATOR, REGULATOR, MAKER]),
            st.sampled_from([CASE, OTHER]),
            st.sampled_from(["a", "b"]),
        ),
        max_size=25,
    ),
    st.randoms(use_true_random=False),
)
def test_duties_do_not_depend_on_the_order_in_which_facts_are_read(
    rows: list[tuple[str, int, UUID, str, str]], shuffler: object
) -> None:
    """And each is done by a fact that is not older than the one that started it."""
    facts = [
        Happening(
            UUID(int=n), stream, kind, WEDNESDAY + days * DAY, by,
            {
                **dict.fromkeys(THINGS, about),
                "party": str(by), "number": 1, "what": "advisory", "mark": "A", "confidentiality": "cci",
                "author": "coordinator", "accepted": False,
            },
        )
        for n, (kind, days, by, stream, about) in enumerate(rows)
    ]  # fmt: skip
    now = WEDNESDAY + 30 * DAY
    first = duties(facts, CLAUSES, now=now, roles=ROLES, zone="America/New_York", cycles_from=WEDNESDAY)
    shuffled = list(facts)
    shuffler.shuffle(shuffled)  # type: ignore[attr-defined]
    assert duties(shuffled, CLAUSES, now=now, roles=ROLES, zone="America/New_York", cycles_from=WEDNESDAY) == first
    assert all(duty.done.at >= duty.since for duty in first if duty.done)


def test_a_release_by_one_person_owes_a_review_until_the_time_it_names() -> None:
    alone = fact("EmergencyReviewDue", WEDNESDAY, COORDINATOR, form="f1", due=(WEDNESDAY + DAY).isoformat())
    other = fact("EmergencyReviewed", WEDNESDAY + HOUR, COORDINATOR, form="f2", outcome="stands")
    [duty] = owed([alone, other], "C15", WEDNESDAY + DAY + HOUR)
    assert (duty.due, duty.state) == (WEDNESDAY + DAY, State.LATE)
    late = fact("EmergencyReviewed", WEDNESDAY + 2 * DAY, COORDINATOR, form="f1", outcome="revise")
    [done] = owed([alone, other, late], "C15", WEDNESDAY + 3 * DAY)
    assert (done.state, done.took) == (State.DONE_LATE, 2 * DAY)
