"""Clocks of a case: from facts alone, for whom they exist, and who is told of them."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from medcord import ledger
from medcord.cases import actions as case_actions
from medcord.cases import queries as cases
from medcord.cases.actions.embargo import TermsAnswer
from medcord.cases.models import Case, Participant
from medcord.clocks import queries, reactions
from medcord.clocks.models import ClockRow
from medcord.core.access import Viewer
from medcord.core.clocks import PACKS, Clock, Tone
from medcord.core.clocks.scope import Question, ScopeSaid
from medcord.core.facts import (
    CallJoined,
    CaseMarked,
    CaseTabled,
    Code,
    CommentAsked,
    CommentsGiven,
    CorrectionDeclared,
    CorrectionReported,
    CustomersTold,
    Digest,
    DisclosureDecided,
    EmergingSignalRaised,
    ExpectedLifeDeclared,
    Fact,
    FixDeclared,
    HarmEventDeclared,
    LearnedOfDeclared,
    RegularReleaseDeclared,
    RiskDeclared,
    ScopeAnswered,
    SupplierAsked,
    UpdateCycleDeclared,
    WarningAsked,
    WarningIssued,
)
from medcord.gateways import clock
from medcord.ledger import worker
from medcord.ledger.models import FactRow
from medcord.ledger.rows import writing
from medcord.notices import policy
from medcord.notices.models import Notice
from medcord.parties import actions as parties
from medcord.parties.models import Member
from medcord.web.pages import words
from tests.cases.road import joined, opened
from tests.cast import Cast, browser_of
from tests.notices.people import forget_letters, letters_to

pytestmark = pytest.mark.django_db
NO_WORDS = Digest("")


@ledger.action
def leave(*facts: Fact, actor: Viewer) -> None:
    """Facts as the rooms leave them that take declarations, questions and warnings."""
    ledger.commit(facts=facts, actor=actor)


def row_of(reference: str) -> Case:
    return Case.objects.get(reference=reference)


def seen_by(member: Member, reference: str) -> dict[str, Clock]:
    case = cases.case_for(member.viewer, reference)
    return {one.rule: one for one in queries.of_case(member.viewer, case)}


def declared(cast: Cast, reference: str, learned: datetime, *, uncontrolled: bool = True) -> None:
    """The manufacturer says when it learned of it and how the risk stands."""
    case, party = row_of(reference).pk, cast.manufacturer.organisation_id
    leave(
        LearnedOfDeclared(case, uuid4(), party, learned, None, NO_WORDS),
        RiskDeclared(case, uuid4(), party, uncontrolled, NO_WORDS),
        actor=cast.manufacturer.viewer,
    )


def proof(clock_: Clock) -> tuple[object, ...]:
    """Everything of a clock but the bodies of its facts, of which a row keeps what the rules of sight look at."""
    plain = [getattr(clock_, name) for name in (*Clock.__slots__, "steps") if name not in ("start", "stop")]
    ends = [(one.pk, one.seq, one.kind, one.at, one.party) if one else None for one in (clock_.start, clock_.stop)]
    return (*plain, *ends)


def _said(chance: random.Random) -> tuple[Code, Code, Code]:
    """An office, a question, an answer."""
    question, said = chance.choice(list(Question)), chance.choice(list(ScopeSaid))
    return Code(chance.choice(("coordinator", "manufacturer"))), Code(question.value), Code(said.value)


def some_fact(chance: random.Random, case: UUID, party: UUID) -> Fact:
    """Any fact that starts, stops or moves a clock."""
    at = clock.now() - timedelta(hours=chance.randrange(2000))
    one, two = (UUID(int=chance.randrange(3)) for _ in range(2))
    return chance.choice(
        [
            LearnedOfDeclared(case, one, party, at, None, NO_WORDS),
            RiskDeclared(case, one, party, chance.random() < 0.7, NO_WORDS),
            CustomersTold(case, one, party, at, NO_WORDS),
            FixDeclared(case, one, party, at, NO_WORDS),
            CorrectionDeclared(case, one, party, at, False, None, NO_WORDS),
            CorrectionReported(case, one, party, at, NO_WORDS),
            HarmEventDeclared(case, one, party, at, True, chance.random() < 0.5, NO_WORDS),
            EmergingSignalRaised(case, one, chance.randrange(3), NO_WORDS),
            WarningAsked(case, two, party, NO_WORDS),
            WarningIssued(case, two, party, chance.random() < 0.5, NO_WORDS),
            CommentAsked(case, two, Code("advisory"), party, 1, at),
            CommentsGiven(case, two, Code("advisory"), party, 1, 0),
            CaseMarked(case, Code(chance.choice("PXA")), None, NO_WORDS),
            ScopeAnswered(case, one, party, *_said(chance), NO_WORDS, *chance.choice([(), (one, party), (two, one)])),
            ExpectedLifeDeclared(case, one, party, at, NO_WORDS),
            UpdateCycleDeclared(case, one, party, two, chance.randrange(1, 90), NO_WORDS),
            RegularReleaseDeclared(case, one, party, two, at, NO_WORDS),
            DisclosureDecided(case, one, Code(chance.choice(("wait", "publish"))), at, NO_WORDS),
        ]
    )


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_is_what_the_pure_function_says(cast: Cast, seed: int) -> None:
    case = row_of(joined(cast))
    chance = random.Random(seed)
    parties = (cast.manufacturer.organisation_id, cast.eve.organisation_id)
    leave(*(some_fact(chance, case.pk, chance.choice(parties)) for _ in range(25)), actor=cast.coordinator.viewer)
    worker.drain()
    pure = queries.of_facts_in(cases.for_reaction(case.pk), queries.facts_of(case.pk))
    assert len(pure) > 5
    assert {proof(one) for one in queries.projected(case.pk)} == {proof(one) for one in pure}
    assert {proof(one) for one in queries.every_open()[case.pk]} == {proof(one) for one in pure}
    ClockRow.objects.all().delete()
    reactions.rebuild()
    assert {proof(one) for one in queries.projected(case.pk)} == {proof(one) for one in pure}


def test_a_declaration_starts_clocks_for_the_agencies_and_its_own_maker_alone(cast: Cast) -> None:
    reference = joined(cast)
    case_actions.invite(reference, cast.eve.organisation_id, actor=cast.coordinator.viewer)
    case_actions.answer_terms(reference, TermsAnswer.ACCEPT, actor=cast.eve.viewer)
    learned = clock.now() - timedelta(days=10)
    declared(cast, reference, learned)
    worker.drain()
    for member in (cast.coordinator, cast.regulator, cast.manufacturer):
        found = seen_by(member, reference)
        assert (found["CLK-2"].started, found["CLK-2"].holder) == (learned, cast.manufacturer.organisation_id)
    assert {"CLK-2", "CLK-3"}.isdisjoint(seen_by(cast.eve, reference))
    page = browser_of(cast.eve).get(f"/cases/{reference}/clocks").content.decode()
    assert "Tell customers" not in page
    board = queries.counting_in(cast.eve.viewer, cases.visible(cast.eve.viewer))
    assert {"CLK-2", "CLK-3"}.isdisjoint(one.rule for found in board.values() for one in found)


def test_eve_outside_the_case_and_a_hospital_see_no_clock(cast: Cast) -> None:
    reference = joined(cast)
    for member in (cast.eve, cast.hospital, cast.isao):
        assert browser_of(member).get(f"/cases/{reference}/clocks").status_code == 404
        assert queries.counting_in(member.viewer, cases.visible(member.viewer)) == {}


def test_the_clock_of_an_opinion_is_between_the_agencies(cast: Cast) -> None:
    reference = joined(cast)
    assert "FDA2" in seen_by(cast.regulator, reference)
    assert "FDA2" in seen_by(cast.coordinator, reference)
    assert "FDA2" not in seen_by(cast.manufacturer, reference)


def test_that_a_supplier_was_asked_is_not_there_for_the_regulator(cast: Cast) -> None:
    reference = joined(cast)
    case = row_of(reference).pk
    due = clock.now() + timedelta(days=3)
    asked = SupplierAsked(case, uuid4(), uuid4(), cast.manufacturer.organisation_id, due)
    leave(asked, actor=cast.coordinator.viewer)
    worker.drain()
    assert seen_by(cast.manufacturer, reference)["C6"].due == due
    assert "C6" in seen_by(cast.coordinator, reference)
    assert "C6" not in seen_by(cast.regulator, reference)
    board = queries.counting_in(cast.regulator.viewer, cases.visible(cast.regulator.viewer))
    assert "C6" not in {one.rule for found in board.values() for one in found}


def test_a_holder_and_the_owner_are_told_at_each_step_exactly_once(cast: Cast) -> None:
    reference = joined(cast)
    start = clock.now()
    leave(
        WarningAsked(row_of(reference).pk, uuid4(), cast.manufacturer.organisation_id, NO_WORDS),
        actor=cast.regulator.viewer,
    )
    worker.drain()
    forget_letters()
    for hours in (11, 13, 13, 20, 24.1, 24.2, 27, 48):
        with clock.at(start + timedelta(hours=hours)):
            reactions.tell_holders()
            worker.drain()
    rows = FactRow.objects.filter(kind="ClockReached", data__rule="CLK-8").order_by("seq")
    told = [row.data["step"] for row in rows]
    assert told == ["half", "four-fifths", "due", "late"]
    ours = Notice.objects.filter(fact__in=[row.pk for row in rows])
    assert set(ours.values_list("party", flat=True)) == {
        cast.manufacturer.organisation_id,
        cast.coordinator.organisation_id,
    }
    assert ours.count() == 8
    assert "A clock is late" in "".join(letter.body for letter in letters_to(cast.manufacturer))


def test_every_step_of_every_rule_has_its_words() -> None:
    steps = {name for pack in PACKS for rule in pack.rules for name, _ in rule.shares} | {"due", "late"}
    assert steps == words.STEPS.keys()
    for step in steps:
        for holder in ("regulator", "coordinator", "parties"):
            assert policy.told("ClockReached", {"step": step, "holder": holder, "party": None})


def test_a_node_that_slept_tells_only_the_last_step(cast: Cast) -> None:
    reference = joined(cast)
    start = clock.now()
    warning = WarningAsked(row_of(reference).pk, uuid4(), cast.manufacturer.organisation_id, NO_WORDS)
    leave(warning, actor=cast.regulator.viewer)
    worker.drain()
    with clock.at(start + timedelta(hours=30)):
        reactions.tell_holders()
        worker.drain()
        reactions.tell_holders()
    rows = FactRow.objects.filter(kind="ClockReached", data__rule="CLK-8")
    assert [row.data["step"] for row in rows] == ["late"]


def test_what_a_clock_came_to_is_known_to_who_knows_what_started_it(cast: Cast) -> None:
    reference = joined(cast)
    case_actions.invite(reference, cast.eve.organisation_id, actor=cast.coordinator.viewer)
    case_actions.answer_terms(reference, TermsAnswer.ACCEPT, actor=cast.eve.viewer)
    declared(cast, reference, clock.now() - timedelta(days=16))
    worker.drain()
    reactions.tell_holders()
    worker.drain()
    case = row_of(reference)
    reached = [row for row in FactRow.objects.filter(kind="ClockReached") if row.data["rule"] == "CLK-2"]
    assert [row.data["step"] for row in reached] == ["half"]
    for member, knows in (
        (cast.coordinator, True),
        (cast.regulator, True),
        (cast.manufacturer, True),
        (cast.eve, False),
    ):
        known = {row.pk for row in cases.timeline(member.viewer, case)}
        assert (reached[0].pk in known) is knows
    assert not Notice.objects.filter(fact=reached[0].pk, party=cast.eve.organisation_id).exists()


def test_a_declaration_itself_tells_no_other_maker(cast: Cast) -> None:
    reference = joined(cast)
    case_actions.invite(reference, cast.eve.organisation_id, actor=cast.coordinator.viewer)
    case_actions.answer_terms(reference, TermsAnswer.ACCEPT, actor=cast.eve.viewer)
    worker.drain()
    declared(cast, reference, clock.now())
    worker.drain()
    told = set(Notice.objects.filter(kind="LearnedOfDeclared").values_list("party", flat=True))
    assert told == {cast.coordinator.organisation_id, cast.regulator.organisation_id}


def test_who_joined_late_sees_no_clock_of_what_was_before_and_none_that_is_wrong(cast: Cast) -> None:
    reference = joined(cast)
    now = clock.now()
    case_actions.invite(reference, cast.eve.organisation_id, sees_from=now, actor=cast.coordinator.viewer)
    case_actions.answer_terms(reference, TermsAnswer.ACCEPT, actor=cast.eve.viewer)
    worker.drain()
    assert seen_by(cast.coordinator, reference)["CLK-10"].started < now
    late = seen_by(cast.eve, reference)
    assert "CLK-10" not in late
    assert late["M2"].holder == cast.eve.organisation_id
    (board,) = queries.counting_in(cast.eve.viewer, cases.visible(cast.eve.viewer)).values()
    assert {one.rule for one in board} == {one.rule for one in late.values() if one.counts}


def test_a_party_that_lapsed_sees_clocks_as_they_stood(cast: Cast) -> None:
    reference = joined(cast)
    worker.drain()
    row = Participant.objects.filter(party=cast.manufacturer.organisation_id)
    with writing():
        row.update(consent="lapsed", lapsed_at=clock.now())
    case = row_of(reference)
    leave(CaseMarked(case.pk, Code("P"), None, NO_WORDS), actor=cast.coordinator.viewer)
    worker.drain()
    assert not seen_by(cast.coordinator, reference)["CLK-10"].running
    assert seen_by(cast.manufacturer, reference)["CLK-10"].running
    (board,) = queries.counting_in(cast.manufacturer.viewer, cases.visible(cast.manufacturer.viewer)).values()
    assert "CLK-10" in {one.rule for one in board}


def test_the_first_to_join_an_emergency_call_stops_its_clock_in_each_case(cast: Cast) -> None:
    case = row_of(joined(cast))
    call, owner = uuid4(), cast.coordinator.organisation_id
    leave(CaseTabled(case.pk, call, Code("emergency"), clock.now()), actor=cast.coordinator.viewer)
    worker.drain()
    assert [one.running for one in queries.projected(case.pk) if one.rule == "C11"] == [True]
    leave(CallJoined(owner, call, cast.regulator.organisation_id, True), actor=cast.regulator.viewer)
    worker.drain()
    assert [one.met is not None for one in queries.projected(case.pk) if one.rule == "C11"] == [True]
    assert {proof(one) for one in queries.every_open()[case.pk]} == {proof(one) for one in queries.projected(case.pk)}


def test_a_manufacturer_that_declares_its_own_time_and_place_moves_its_clocks(cast: Cast) -> None:
    with clock.at(datetime(2026, 6, 15, 12, tzinfo=UTC)):  # a Monday
        case = row_of(joined(cast))
        worker.drain()
        assert seen_by(cast.manufacturer, case.reference)["M2"].due == datetime(2026, 6, 24, 3, 59, 59, tzinfo=UTC)
        said = parties.ProfileWords("Karst Respiratory", "Karst", "Europe/Berlin", acknowledges=2)
        parties.change_profile(said, actor=cast.manufacturer.viewer)
        worker.drain()
        reactions.do_anew()
        expected = datetime(2026, 6, 17, 21, 59, 59, tzinfo=UTC)
        assert seen_by(cast.manufacturer, case.reference)["M2"].due == expected
        assert [one.due for one in queries.projected(case.pk) if one.rule == "M2"] == [expected]
        assert queries.stale(9) == []


def test_a_program_reads_every_field_of_a_clock(cast: Cast) -> None:
    reference = joined(cast)
    answer = browser_of(cast.regulator).get(f"/api/v1/cases/{reference}").json()
    found = {one["rule"]: one for one in answer["clocks"]}
    opinion = found["FDA2"]
    assert (opinion["held_by"], opinion["standing"], opinion["source_verified"]) == ("the regulator", "counts", False)
    assert opinion["seconds_left"] > 0
    assert FactRow.objects.get(pk=opinion["started_by_fact"]).kind == "RegulatorConsulted"


def test_an_attempt_noted_later_starts_the_45_days_when_it_was_made(cast: Cast) -> None:
    reference = joined(cast)
    called = clock.now() - timedelta(days=3)
    attempt = case_actions.ContactWords("telephone", at=called)
    case_actions.log_contact(reference, cast.manufacturer.organisation_id, attempt, actor=cast.coordinator.viewer)
    found = seen_by(cast.coordinator, reference)["CLK-10"]
    assert (found.started, found.due) == (called, called + timedelta(days=45))
    assert [step.name for step in found.steps] == ["day-30", "day-40", "due", "late"]


def test_the_page_says_what_started_a_clock_who_holds_it_and_what_stands_behind_it(cast: Cast) -> None:
    reference = joined(cast)
    declared(cast, reference, clock.now() - timedelta(days=29))
    page = browser_of(cast.manufacturer).get(f"/cases/{reference}/clocks").content.decode()
    for said in ("Tell customers, with controls and a plan", "Karst Respiratory", "LearnedOfDeclared no.",
                  "Condition of enforcement discretion", "Customers told", "Text not verified"):  # fmt: skip
        assert said in page
    assert "breach" not in page.lower()
    room = browser_of(cast.manufacturer).get(f"/cases/{reference}").content.decode()
    assert f'href="/cases/{reference}/clocks"' in room


def test_the_board_shows_the_clock_that_is_due_first(cast: Cast) -> None:
    reference = joined(cast)
    declared(cast, reference, clock.now() - timedelta(days=40))
    worker.drain()
    page = browser_of(cast.coordinator).get("/board").content.decode()
    assert "Tell customers, with controls and a plan" in page
    assert "Late by" in page


def test_nobody_reads_the_clocks_of_a_closed_case_as_running_promises(cast: Cast) -> None:
    reference = opened(cast)
    assert seen_by(cast.coordinator, reference)["TERMS"].running
    case_actions.end_embargo(reference, reason="it leaked", actor=cast.coordinator.viewer)
    ended = seen_by(cast.coordinator, reference)["TERMS"]
    assert (ended.running, ended.met) == (False, None)
    assert ended.tone(clock.now()) is Tone.RUNNING
